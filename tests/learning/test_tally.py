"""A quiz as a whole: consistency and errors by hand, and attempts of several lengths."""

from collections.abc import Sequence

import pytest
from hypothesis import given

from bot.learning.tally import (
    LONGEST_SECONDS,
    Given,
    QuizFigures,
    Tally,
    describe_quiz,
    find_consistency,
    find_error_ratio,
)
from tests.learning.marks import Reference, Sheet, count
from tests.learning.test_items import CLASS, full_sheets


def consistency_of(sheets: Sequence[Sheet]) -> float | None:
    """Return the consistency of attempts of one length."""
    rows = [list(sheet.values()) for sheet in sheets]
    scores: dict[float, int] = {}
    for row in rows:
        scores[sum(row)] = scores.get(sum(row), 0) + 1
    return find_consistency(scores, [sum(column) for column in zip(*rows, strict=True)])


def test_consistency_computed_by_hand() -> None:
    """The variances of a, b and c sum up to 2.75/3, and so does that of 3, 2, 1, 1: nothing."""
    assert consistency_of(CLASS) == pytest.approx(0)
    assert consistency_of([{1: 1, 2: 1}, {1: 0, 2: 0}]) == pytest.approx(100)
    # Three variances of .3, and 1.3 of the totals 3, 2, 2, 1, 0.
    marks = [(1, 1, 1), (1, 1, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0)]
    sheets = [dict(enumerate(row)) for row in marks]
    assert consistency_of(sheets) == pytest.approx(150 * (1 - 0.9 / 1.3))


def test_errors_computed_by_hand() -> None:
    """Of a consistency of 75 half of the spread is chance; of none all of it."""
    assert find_error_ratio(75) == 50
    assert find_error_ratio(0) == 100
    assert find_error_ratio(100) == 0
    assert find_error_ratio(-300) == 200
    assert find_error_ratio(None) is None


def test_quiz_computed_by_hand() -> None:
    """Two places that always agree, half of forty right: SD is that of 0 and 2 marks of two."""
    figures = describe_quiz({2.0: 20, 0.0: 20}, [20, 20])

    assert (figures.attempts, figures.questions, figures.mean_pct) == (40, 2, 50)
    assert figures.sd_pct == pytest.approx(100 * (40 / 39) ** 0.5 / 2)
    assert figures.skewness == pytest.approx(0)
    assert figures.consistency_pct == pytest.approx(100)
    assert figures.error_ratio_pct == pytest.approx(0, abs=1e-5)
    assert figures.standard_error_pct == pytest.approx(0, abs=1e-5)


def test_standard_error_is_chance_in_points() -> None:
    """ER · SD / 100."""
    figures = describe_quiz({3.0: 10, 2.0: 10, 1.0: 20}, [30, 20, 20])

    assert figures.consistency_pct == pytest.approx(0)
    assert figures.standard_error_pct == pytest.approx(figures.sd_pct)


def test_few_attempts_are_silent() -> None:
    """No mean under ten, and nothing else under thirty."""
    assert describe_quiz({1.0: 4, 0.0: 5}, [2, 2]) == QuizFigures(9, 2)
    assert describe_quiz({1.0: 14, 0.0: 15}, [7, 7]) == QuizFigures(29, 2, mean_pct=700 / 29)
    assert describe_quiz({1.0: 15, 0.0: 15}, [8, 7]).consistency_pct is not None


def test_attempts_without_variance_say_nothing() -> None:
    """All right, all passed: there is nothing to be consistent about."""
    figures = describe_quiz({2.0: 50}, [50, 50])

    assert (figures.mean_pct, figures.sd_pct) == (100, 0)
    assert figures.consistency_pct is None
    assert figures.error_ratio_pct is None
    assert figures.skewness is None
    assert describe_quiz({1.0: 25, 0.0: 25}, [25]).consistency_pct is None  # of one question


def test_newest_length_of_a_quiz_counts() -> None:
    """Attempts from when it had another number of questions are counted apart."""
    quizzes = count([{1: 1, 2: 0}] * 12 + [{1: 1, 2: 1, 3: 1}] * 11).list_quizzes()

    assert quizzes["quiz"] == QuizFigures(11, 3, others=12, mean_pct=100)


def test_quizzes_are_counted_apart() -> None:
    """Each has its own attempts."""
    tally = Tally()
    for quiz, is_right in [("one", True), ("two", False)] * 10:
        tally.add(quiz, [Given(1, "a", is_right, None)])

    assert tally.attempts == 20
    assert {name: q.mean_pct for name, q in tally.list_quizzes().items()} == {"one": 100, "two": 0}


def test_times_are_kept_within_reason() -> None:
    """A night is ten minutes, a clock that was set back is no time at all; unknown is unknown."""
    tally = Tally()
    for seconds in (-3600, None, 20, 50_000):
        tally.add("quiz", [Given(1, "a", is_right=True, seconds=seconds)])

    assert tally.list_items()[1].seconds == {0: 1, 20: 1, LONGEST_SECONDS: 1}


@given(full_sheets)
def test_definition_written_out_agrees(attempts: Sequence[Sheet]) -> None:
    """Cronbach's alpha over lists, and never more than 100."""
    found = consistency_of(attempts)

    assert found == pytest.approx(Reference(attempts).consistency(), abs=1e-6)
    assert found is None or found <= 100 + 1e-9


@given(full_sheets)
def test_order_of_places_and_people_is_nothing(attempts: list[Sheet]) -> None:
    """Turned round, both ways."""
    turned = [dict(reversed(list(sheet.items()))) for sheet in reversed(attempts)]

    assert consistency_of(turned) == pytest.approx(consistency_of(attempts))
