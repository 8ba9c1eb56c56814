"""Verdicts: what a trainer should do first, and when there is nothing to say."""

from dataclasses import replace

import pytest

from bot.learning.items import ItemFigures, OptionFigures
from bot.learning.verdicts import Fault, Finding, judge

SOUND = ItemFigures(
    answers=100,
    facility_pct=70,
    facility_low_pct=60,
    facility_high_pct=78,
    sd_pct=46,
    discrimination_pct=35,
    efficiency_pct=45,
    right_rest_pct=80,
    options=(
        OptionFigures("a", is_correct=True, chosen=70, share_pct=70, mean_rest_pct=80),
        OptionFigures("b", is_correct=False, chosen=20, share_pct=20, mean_rest_pct=60),
        OptionFigures("c", is_correct=False, chosen=10, share_pct=10, mean_rest_pct=50),
    ),
)


def with_option(number: int, chosen: int, mean_rest_pct: float | None = None) -> ItemFigures:
    """Return the sound figures with another option."""
    options = list(SOUND.options)
    options[number] = replace(
        options[number], chosen=chosen, share_pct=chosen, mean_rest_pct=mean_rest_pct
    )
    return replace(SOUND, options=tuple(options))


def list_faults(figures: ItemFigures) -> list[Fault]:
    """Return what is found."""
    return [finding.fault for finding in judge(figures)]


def test_sound_question_needs_nothing() -> None:
    """It says so."""
    assert judge(SOUND) == (Finding(Fault.SOUND),)
    assert not judge(SOUND)[0].is_work


def test_mastery_is_no_fault() -> None:
    """Over ninety percent right nobody can choose much else, and little tells people apart."""
    mastered = replace(
        with_option(2, 1), facility_pct=90.1, discrimination_pct=-3, efficiency_pct=-9
    )

    assert list_faults(mastered) == [Fault.MASTERED]
    assert list_faults(replace(mastered, facility_pct=90)) == [Fault.REVERSED, Fault.UNUSED]


def test_wrong_option_of_the_good_learners_doubts_the_key() -> None:
    """Whoever chose it did better in the rest than those who were right, however easy it is."""
    assert judge(with_option(1, 20, 81)) == (Finding(Fault.KEY_DOUBTED, ("b",)),)
    assert judge(with_option(1, 20, 80)) == (Finding(Fault.SOUND),)
    both = replace(
        SOUND, options=(*with_option(1, 20, 81).options[:2], *with_option(2, 10, 90).options[2:])
    )
    assert judge(both) == (Finding(Fault.KEY_DOUBTED, ("c",)),)
    assert list_faults(replace(both, facility_pct=95)) == [Fault.KEY_DOUBTED]
    assert list_faults(replace(both, right_rest_pct=None)) == [Fault.SOUND]


def test_wrong_option_that_more_choose_overtakes_the_right_one() -> None:
    """Also where hardly anybody was right, so that nothing is known of those who were."""
    assert judge(with_option(1, 71, 60)) == (Finding(Fault.OVERTAKEN, ("b",)),)
    assert list_faults(with_option(1, 70, 60)) == [Fault.SOUND]


@pytest.mark.parametrize(
    ("discrimination", "efficiency", "fault"),
    [(-0.1, -0.1, Fault.REVERSED), (0, 0, Fault.DULL), (9, 14.9, Fault.DULL), (9, 15, Fault.SOUND)],
)
def test_question_should_tell_who_knows(
    discrimination: float, efficiency: float, fault: Fault
) -> None:
    """Under an efficiency of 15 it is dubious; below zero it is the wrong way round."""
    figures = replace(SOUND, discrimination_pct=discrimination, efficiency_pct=efficiency)

    assert list_faults(figures) == [fault]


def test_without_variance_there_is_no_verdict_on_telling() -> None:
    """None is not zero."""
    figures = replace(SOUND, discrimination_pct=None, efficiency_pct=None)

    assert list_faults(figures) == [Fault.SOUND]


def test_hard_is_what_surely_fewer_than_half_get_right() -> None:
    """The interval decides; ten answers are enough for it."""
    hard = replace(SOUND, facility_pct=40, facility_low_pct=31, facility_high_pct=49.9)

    assert list_faults(hard) == [Fault.HARD]
    assert list_faults(replace(hard, facility_high_pct=50)) == [Fault.SOUND]
    assert list_faults(replace(hard, answers=10)) == [Fault.HARD]


def test_wrong_options_that_nobody_chooses_are_named() -> None:
    """All under five percent; a right one is none of them."""
    assert judge(with_option(2, 4)) == (Finding(Fault.UNUSED, ("c",)),)
    assert list_faults(with_option(2, 5)) == [Fault.SOUND]
    assert list_faults(with_option(0, 4)) == [Fault.OVERTAKEN]


def test_most_urgent_stands_first() -> None:
    """A question may have everything at once."""
    worst = replace(
        with_option(1, 96, 90),
        facility_pct=2,
        facility_high_pct=8,
        discrimination_pct=-40,
        efficiency_pct=-50,
        options=(
            *with_option(0, 2).options[:1],
            *with_option(1, 96, 90).options[1:2],
            *with_option(2, 2).options[2:],
        ),
    )

    assert list_faults(worst) == [
        Fault.KEY_DOUBTED,
        Fault.OVERTAKEN,
        Fault.REVERSED,
        Fault.HARD,
        Fault.UNUSED,
    ]
    assert all(finding.is_work for finding in judge(worst))


def test_few_answers_get_no_verdict() -> None:
    """Under ten nothing; under thirty only that it is hard."""
    unsure = replace(with_option(1, 96, 90), answers=29, discrimination_pct=None)

    assert list_faults(unsure) == [Fault.FEW]
    assert list_faults(replace(unsure, facility_pct=100)) == [Fault.FEW]
    assert list_faults(ItemFigures(9)) == [Fault.TOO_FEW]
    assert not judge(unsure)[0].is_work
