"""Marks: all or nothing a question, whole percentages rounded down, and no rounded pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.course import QuestionType
from bot.learning.grading import count_needed, is_pass, is_right, score_pct
from tests.services.builder import make_question

totals = st.integers(1, 500)
percents = st.integers(0, 100)


@given(
    right=st.sets(st.sampled_from("abcd"), min_size=1),
    chosen=st.frozensets(st.sampled_from("abcdx")),
)
def test_question_is_all_or_nothing(right: set[str], chosen: frozenset[str]) -> None:
    """One option too many or too few makes a multiple response wrong."""
    question = make_question("q", type=QuestionType.MULTIPLE, right="".join(right))

    assert is_right(question, chosen) is (chosen == right)


@given(total=totals, data=st.data())
def test_score_is_rounded_down(total: int, data: st.DataObject) -> None:
    """The score is the largest whole percentage that was reached."""
    right = data.draw(st.integers(0, total))
    score = score_pct(right, total)

    assert score * total <= right * 100 < (score + 1) * total
    assert (score == 100) is (right == total)


@given(total=totals, mark=percents, data=st.data())
def test_needed_answers_are_what_passes(total: int, mark: int, data: st.DataObject) -> None:
    """Exactly from `count_needed` right answers on a quiz is passed."""
    right = data.draw(st.integers(0, total))
    needed = count_needed(total, mark)

    assert is_pass(right, total, mark) is (right >= needed)
    assert is_pass(needed, total, mark)
    assert not is_pass(needed - 1, total, mark)
    assert 0 <= needed <= total


@given(total=totals, mark=percents, data=st.data())
def test_shown_score_agrees_with_the_verdict(total: int, mark: int, data: st.DataObject) -> None:
    """Whole pass marks never contradict the percentage that a learner is shown."""
    right = data.draw(st.integers(0, total))

    assert is_pass(right, total, mark) is (score_pct(right, total) >= mark)


@pytest.mark.parametrize(
    ("right", "total", "mark", "verdict"),
    [(2, 3, 67, False), (2, 3, 66, True), (29, 50, 58, True), (9, 12, 80, False), (0, 5, 0, True)],
)
def test_verdict_is_not_rounded(right: int, total: int, mark: int, verdict: bool) -> None:  # noqa: FBT001 - a column of the table
    """Two of three are not 67 percent, and binary fractions play no part."""
    assert is_pass(right, total, mark) is verdict


def test_quiz_without_questions_is_not_passed() -> None:
    """Nothing asked is nothing proved."""
    assert score_pct(0, 0) == 0
    assert not is_pass(0, 0, 0)
