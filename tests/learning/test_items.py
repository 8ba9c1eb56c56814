"""Item analysis: figures computed by hand, the definitions written out, and what must hold."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.items import (
    ItemFigures,
    OptionFigures,
    describe_item,
    find_deviation,
    find_discrimination,
    find_efficiency,
    find_facility,
    find_options,
    find_weights,
    name_form,
)
from bot.learning.tally import Given, Tally
from tests.learning.marks import Reference, Sheet, count, items_of

# Four learners at three questions. Of b: x = 1 1 0 0, R = 1 ½ ½ ½, T = 1 ⅔ ⅓ ⅓.
A, B, C = 1, 2, 3
CLASS = [{A: 1, B: 1, C: 1}, {A: 1, B: 1, C: 0}, {A: 1, B: 0, C: 0}, {A: 0, B: 0, C: 1}]
CHOSEN_BY = {"a": {"a"}, "b": {"b"}, "ab": {"a", "b"}}
OPTIONS = {"a": True, "b": False}

questions = st.integers(1, 6)
sheets = st.lists(
    st.dictionaries(questions, st.integers(0, 1), min_size=1, max_size=5), min_size=1, max_size=30
)
# Everybody has the same questions in the same places.
full_sheets = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 1), min_size=width, max_size=width).map(
            lambda marks: dict(enumerate(marks, 1))
        ),
        min_size=2,
        max_size=30,
    )
)


def describe(*answers: Given, repeated: int = 1) -> ItemFigures:
    """Describe the first question of attempts with a second one, answered rightly by turns."""
    tally = Tally()
    for number, answer in enumerate(answers * repeated):
        tally.add("quiz", [answer, Given(99, "a", number % 2 == 0, None)])
    return describe_item(tally.list_items()[answers[0].form], CHOSEN_BY, OPTIONS)


def test_figures_computed_by_hand() -> None:
    """Question b divides the class as well as it can; a has nothing to do with the rest."""
    items = items_of(CLASS)

    assert find_facility(items[A]) == 75
    assert find_facility(items[B]) == 50
    assert find_deviation(items[A]) == pytest.approx(50)  # sqrt(¾ / 3)
    assert find_deviation(items[B]) == pytest.approx(57.7350)  # sqrt(1 / 3)
    assert find_discrimination(items[A]) == 0
    assert find_discrimination(items[B]) == pytest.approx(57.7350)  # (.25/3) / sqrt(1/3 · .0625)
    assert find_efficiency(items[A]) == 0
    assert find_efficiency(items[B]) == pytest.approx(100)


def test_weights_computed_by_hand() -> None:
    """The covariances with T are 3/36, 6/36 and 2/36; their roots share 100 percent."""
    items = items_of(CLASS)
    weights = find_weights({"a": items[A], "b": items[B], "c": items[C]})

    assert weights == pytest.approx({"a": 30.9529, "b": 43.7740, "c": 25.2730}, abs=1e-4)


def test_question_against_the_rest_has_no_weight() -> None:
    """A negative covariance has no root, and the others share the whole."""
    against = items_of([{A: 1, B: 1, C: 1, 4: 0}, {A: 0, B: 0, C: 0, 4: 1}] * 5)
    weights = find_weights({str(form): tally for form, tally in against.items()})

    assert weights["4"] is None
    assert weights["1"] == pytest.approx(100 / 3)


def test_question_alone_has_no_rest() -> None:
    """An attempt with one question says how hard it is, and nothing else."""
    (alone,) = items_of([{A: 1}, {A: 0}] * 20).values()

    assert find_facility(alone) == 50
    assert find_discrimination(alone) is None
    assert find_efficiency(alone) is None
    assert describe_item(alone, CHOSEN_BY, OPTIONS).discrimination_pct is None


def test_mark_that_never_differs_says_nothing_of_who_knows() -> None:
    """Zero variance gives no figure, neither 0 nor 100."""
    items = items_of([{A: 1, B: 1}, {A: 1, B: 0}, {A: 1, B: 0}] * 11)

    assert find_deviation(items[A]) == 0
    assert find_discrimination(items[A]) is None
    assert find_efficiency(items[A]) is None
    assert find_discrimination(items[B]) is None  # the rest is the same for all


def test_options_have_shares_and_the_rest_of_who_chose_them() -> None:
    """The mean rest of an option takes ten who chose it."""
    tally = Tally()
    for chosen, right, rest, times in [
        ("a", True, True, 9),
        ("a", True, False, 3),
        ("b", False, True, 9),
    ]:
        for _ in range(times):
            tally.add("quiz", [Given(A, chosen, right, None), Given(B, "x", rest, None)])

    options = find_options(tally.list_items()[A], CHOSEN_BY, OPTIONS | {"c": False})

    assert options == (
        OptionFigures("a", is_correct=True, chosen=12, share_pct=1200 / 21, mean_rest_pct=75),
        OptionFigures("b", is_correct=False, chosen=9, share_pct=900 / 21, mean_rest_pct=None),
        OptionFigures("c", is_correct=False, chosen=0, share_pct=0, mean_rest_pct=None),
    )


def test_multiple_response_counts_each_ticked_option() -> None:
    """Shares may sum up to more than 100; the mark is all or nothing."""
    figures = describe(
        Given(A, "ab", is_right=False, seconds=5),
        Given(A, "a", is_right=True, seconds=7),
        repeated=10,
    )

    assert [option.share_pct for option in figures.options] == [100, 50]
    assert figures.facility_pct == 50
    assert figures.median_seconds == 6


def test_small_samples_are_silent() -> None:
    """Nothing under ten answers; no discrimination under thirty."""
    right, wrong = Given(A, "a", is_right=True, seconds=4), Given(A, "b", is_right=False, seconds=4)

    assert describe(*[right, wrong, wrong] * 3) == ItemFigures(9)
    ten = describe(*[right, wrong] * 5)
    assert (ten.facility_pct, ten.median_seconds, ten.discrimination_pct) == (50, 4, None)
    assert (ten.facility_low_pct, ten.facility_high_pct) == pytest.approx((23.66, 76.34), abs=0.01)
    assert describe(*[right, right, wrong, wrong] * 7, right).discrimination_pct is None
    assert describe(*[right, right, wrong, wrong] * 7, right, right).discrimination_pct is not None


def test_form_is_the_key_and_the_options() -> None:
    """Their order and wording are nothing; a moved key or another option is."""
    form = name_form(["a", "b", "c"], ["a"])

    assert name_form(["c", "b", "a"], ["a"]) == form
    assert name_form(["a", "b", "c"], ["b"]) != form
    assert name_form(["a", "b", "c"], ["a", "b"]) != form
    assert name_form(["a", "b"], ["a"]) != form
    assert name_form(["a", "b", "c", "d"], ["a"]) != form


@given(sheets)
def test_definitions_written_out_agree(attempts: Sequence[Sheet]) -> None:
    """A slow reference over lists of marks, whoever was asked what."""
    reference = Reference(attempts)
    items = items_of(attempts)
    weights = find_weights({str(form): tally for form, tally in items.items()})

    assert sorted(items) == reference.questions
    for question, tally in items.items():
        assert find_facility(tally) == pytest.approx(reference.facility(question))
        assert find_deviation(tally) == pytest.approx(reference.deviation(question))
        expected = reference.discrimination(question)
        assert find_discrimination(tally) == pytest.approx(expected, abs=1e-6)
        assert find_efficiency(tally) == pytest.approx(reference.efficiency(question), abs=1e-6)
    for question, weight in reference.weights().items():
        assert weights[str(question)] == pytest.approx(weight, abs=1e-6)


@given(attempts=sheets, data=st.data())
def test_order_of_people_is_nothing(attempts: list[Sheet], data: st.DataObject) -> None:
    """The same attempts in any order give the same figures to the last bit."""
    other = items_of(data.draw(st.permutations(attempts)))

    for question, tally in items_of(attempts).items():
        assert find_facility(other[question]) == find_facility(tally)
        assert find_discrimination(other[question]) == find_discrimination(tally)
        assert find_efficiency(other[question]) == find_efficiency(tally)


@given(full_sheets)
def test_question_that_all_get_right_changes_no_other(attempts: Sequence[Sheet]) -> None:
    """A constant column moves all rests alike."""
    padded = items_of([{**sheet, 99: 1} for sheet in attempts])

    assert find_discrimination(padded[99]) is None
    for question, tally in items_of(attempts).items():
        assert find_discrimination(padded[question]) == pytest.approx(
            find_discrimination(tally), abs=1e-6
        )
        assert find_efficiency(padded[question]) == pytest.approx(find_efficiency(tally), abs=1e-6)


@given(full_sheets)
def test_turned_key_turns_the_discrimination_round(attempts: Sequence[Sheet]) -> None:
    """What the good learners got right they now get wrong."""
    turned = items_of([{**sheet, 1: 1 - sheet[1]} for sheet in attempts])
    before, after = find_discrimination(items_of(attempts)[1]), find_discrimination(turned[1])

    assert (before is None) is (after is None)
    assert before is None or after == pytest.approx(-before, abs=1e-6)


@given(sheets)
def test_figures_stay_in_their_ranges(attempts: Sequence[Sheet]) -> None:
    """Percentages, with weights that make up a whole, and an efficiency that is no less."""
    items = items_of(attempts)
    for tally in items.values():
        facility, discrimination = find_facility(tally), find_discrimination(tally)
        efficiency = find_efficiency(tally)
        assert facility is not None
        assert 0 <= facility <= 100
        assert (discrimination is None) is (efficiency is None)
        if discrimination is not None and efficiency is not None:
            assert -100 <= discrimination <= 100
            assert efficiency <= 100 + 1e-9
            assert abs(efficiency) >= abs(discrimination) - 1e-9
            assert efficiency * discrimination >= 0
    weights = [w for w in find_weights({str(q): t for q, t in items.items()}).values() if w]
    assert not weights or sum(weights) == pytest.approx(100)


@given(attempts=sheets, times=st.integers(2, 40))
def test_more_of_the_same_keeps_the_shares(attempts: Sequence[Sheet], times: int) -> None:
    """Correlations and means are of the kind of answers, not of their number."""
    more = items_of(list(attempts) * times)
    for question, tally in items_of(attempts).items():
        assert find_facility(more[question]) == pytest.approx(find_facility(tally))
        if tally.answers > 1:
            assert find_discrimination(more[question]) == pytest.approx(
                find_discrimination(tally), abs=1e-6
            )


def test_tally_does_not_grow_with_the_answers() -> None:
    """A thousand times the same attempts need no more room."""
    few, many = count(CLASS, seconds=9), count(CLASS * 1000, seconds=9)

    assert many.attempts == 4000
    for question, tally in many.list_items().items():
        assert tally.answers == 4000
        assert tally.cells.keys() == few.list_items()[question].cells.keys()
