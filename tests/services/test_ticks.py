"""Multiple responses: boxes are ticked one by one, and count when they are submitted."""

from random import Random

import pytest

from bot.learning.course import QuestionType
from bot.learning.errors import (
    NothingChosen,
    OptionGone,
)
from bot.learning.quiz import AnsweredQuestion, AskedQuestion
from bot.services.library import Library
from bot.services.quiz import Quizzes
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_school, start
from tests.storage.rows import count


@pytest.mark.parametrize("option", [-1, 4])
def test_tick_that_is_not_there_is_refused(multiples: School, option: int) -> None:
    """The same holds for a multiple response."""
    ana, asked = start(multiples)

    with pytest.raises(OptionGone):
        multiples.quizzes.tick(ana.id, asked.session_id, 0, option, is_on=True)
    assert multiples.quizzes.find_turn(ana.id, asked.session_id).next == asked


def test_tick_again_changes_nothing(multiples: School) -> None:
    """A tap says on or off, so that its repetition is harmless."""
    ana, asked = start(multiples)

    def tick(option: int, *, is_on: bool) -> set[int]:
        found = multiples.quizzes.tick(ana.id, asked.session_id, 0, option, is_on=is_on)
        assert isinstance(found, AskedQuestion)
        return {number for number, one in enumerate(found.options) if one.id in found.chosen}

    assert tick(2, is_on=True) == {2}
    assert tick(2, is_on=True) == {2}
    assert tick(0, is_on=True) == {0, 2}
    assert tick(1, is_on=False) == {0, 2}
    assert tick(2, is_on=False) == {0}
    assert tick(2, is_on=False) == {0}


def test_ticks_outlive_a_restart(multiples: School, clock: FakeClock) -> None:
    """What is ticked is stored, not remembered."""
    ana, asked = start(multiples)
    ticked = multiples.quizzes.tick(ana.id, asked.session_id, 0, 3, is_on=True)
    library = Library(multiples.database, clock)
    restarted = Quizzes(multiples.database, library, clock, Random(1))  # noqa: S311 - other dice

    assert restarted.start_check(ana.id, "one") == ticked
    assert restarted.submit(ana.id, asked.session_id, 0).asked.chosen == {asked.options[3].id}


def test_nothing_ticked_is_no_answer(multiples: School) -> None:
    """Neither at first nor after everything was taken back."""
    ana, asked = start(multiples)
    with pytest.raises(NothingChosen):
        multiples.quizzes.submit(ana.id, asked.session_id, 0)
    multiples.quizzes.tick(ana.id, asked.session_id, 0, 0, is_on=True)
    multiples.quizzes.tick(ana.id, asked.session_id, 0, 0, is_on=False)

    with pytest.raises(NothingChosen):
        multiples.quizzes.submit(ana.id, asked.session_id, 0)
    assert count(multiples.database, "answer") == 0


@pytest.mark.parametrize(("ticked", "verdict"), [("ac", True), ("a", False), ("abc", False)])
def test_multiple_response_is_all_or_nothing(
    multiples: School,
    ticked: str,
    verdict: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Exactly the right boxes."""
    ana, asked = start(multiples)
    for number, option in enumerate(asked.options):
        if option.id in ticked:
            multiples.quizzes.tick(ana.id, asked.session_id, 0, number, is_on=True)

    assert multiples.quizzes.submit(ana.id, asked.session_id, 0).is_correct is verdict


def test_tick_after_the_answer_changes_nothing(multiples: School) -> None:
    """An old screen shows what was answered."""
    ana, asked = start(multiples)
    answered = multiples.answer(ana, asked)
    place = (ana.id, asked.session_id, 0)
    for late in (
        multiples.quizzes.tick(*place, 3, is_on=True),
        multiples.quizzes.submit(*place),
    ):
        assert isinstance(late, AnsweredQuestion)
        assert (late.asked, late.is_correct, late.is_repeat) == (answered.asked, True, True)


def test_each_type_takes_its_own_taps(
    database: Database, clock: FakeClock, multiples: School
) -> None:
    """No single tap answers a multiple response, and no box is ticked in a single choice."""
    ana, asked = start(multiples)
    with pytest.raises(OptionGone):
        multiples.quizzes.answer(ana.id, asked.session_id, 0, 0)
    singles = make_school(database, clock, QuestionType.SINGLE)
    other = singles.join(1002)
    asked = singles.quizzes.start_check(other.id, "one")

    with pytest.raises(OptionGone):
        singles.quizzes.tick(other.id, asked.session_id, 0, 0, is_on=True)
    with pytest.raises(NothingChosen):
        singles.quizzes.submit(other.id, asked.session_id, 0)
