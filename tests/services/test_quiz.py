"""A quiz goes on where it was left, takes each answer once, and belongs to one person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import pytest

from bot.learning.course import QuestionType
from bot.learning.errors import (
    LessonGone,
    OptionGone,
    QuestionNotOpen,
    QuizGone,
)
from bot.learning.people import Member
from bot.learning.quiz import AnsweredQuestion, AskedQuestion, QuizKind
from bot.services.library import Library
from bot.services.quiz import Quizzes
from bot.storage.engine import Database
from bot.storage.tables import Answer
from tests.conftest import FakeClock
from tests.services.builder import School, make_school, start
from tests.storage.rows import count


def test_check_asks_what_its_rule_says(school: School, ana: Member) -> None:
    """As many practice questions of that lesson as the course wants, from the first on."""
    asked = school.quizzes.start_check(ana.id, "two")

    assert (asked.position, asked.total, asked.chosen) == (0, 3, frozenset())
    assert asked.question.lesson_id == "two"
    assert (asked.label.kind, asked.label.lesson_number) == (QuizKind.CHECK, 2)
    assert asked.label.lesson is not None
    assert asked.label.lesson.id == "two"
    assert sorted(option.id for option in asked.options) == sorted(
        option.id for option in asked.question.options
    )


def test_quiz_that_was_begun_goes_on(school: School, ana: Member) -> None:
    """Starting again shows the open question of the same quiz."""
    first = school.quizzes.start_check(ana.id, "one")
    school.answer(ana, first)
    again = school.quizzes.start_check(ana.id, "one")

    assert again.session_id == first.session_id
    assert again.position == 1
    assert school.quizzes.start_check(ana.id, "two").session_id != first.session_id
    assert count(school.database, "quiz_session") == 2


def test_finished_quiz_is_drawn_anew(school: School, ana: Member) -> None:
    """The next attempt is another session."""
    first = school.quizzes.start_check(ana.id, "one")
    school.finish(ana, first, right=0)
    second = school.quizzes.start_check(ana.id, "one")

    assert second.session_id != first.session_id
    assert second.position == 0


@pytest.mark.parametrize("lesson_id", ["gone", "", "basics"])
def test_check_of_a_lesson_that_is_gone_is_refused(
    school: School, ana: Member, lesson_id: str
) -> None:
    """An old button starts nothing."""
    with pytest.raises(LessonGone):
        school.quizzes.start_check(ana.id, lesson_id)
    assert count(school.database, "quiz_session") == 0


def test_options_keep_their_order(school: School, ana: Member, clock: FakeClock) -> None:
    """However often and in whichever process a question is shown, A stays A."""
    asked = school.quizzes.start_check(ana.id, "one")
    library = Library(school.database, clock)
    restarted = Quizzes(school.database, library, clock, Random(99))  # noqa: S311 - other dice

    assert restarted.find_turn(ana.id, asked.session_id).next == asked
    assert restarted.start_check(ana.id, "one") == asked
    assert school.answer(ana, asked).asked.options == asked.options


def test_dice_decide_the_order(database: Database, clock: FakeClock) -> None:
    """Two learners rarely see the same screen."""
    school = make_school(database, clock, QuestionType.SINGLE)
    asked = [school.quizzes.start_check(school.join(number).id, "one") for number in range(1, 13)]

    assert len({tuple(option.id for option in one.options) for one in asked}) > 4
    assert {one.question.id for one in asked} == {"q1", "q2"}


def test_second_answer_leaves_the_first_standing(singles: School, clock: FakeClock) -> None:
    """A double tap, or a change of mind, changes nothing and says so."""
    ana, asked = start(singles)
    first = singles.answer(ana, asked, rightly=False)
    at = clock.now
    clock.advance(minutes=1)
    second = singles.answer(ana, asked, rightly=True)

    assert (first.is_correct, first.is_repeat) == (False, False)
    assert (second.is_correct, second.is_repeat) == (False, True)
    assert second.asked == first.asked
    with singles.database.reading() as session:
        stored = session.get_one(Answer, (asked.session_id, 0, 1))
    assert frozenset(stored.chosen_ids) == first.asked.chosen
    assert (stored.is_correct, stored.answered_at) == (False, at)


def test_update_that_answered_is_no_repeat_of_itself(singles: School, multiples: School) -> None:
    """After a crash it runs again, and the person should see what they would have seen."""
    for school, number in ((singles, 1), (multiples, 2)):
        ana = school.join(number)
        asked = school.quizzes.start_check(ana.id, "one")
        place = (ana.id, asked.session_id, 0)

        def act(
            update_id: int | None,
            school: School = school,
            asked: AskedQuestion = asked,
            place: tuple[int, int, int] = place,
        ) -> AnsweredQuestion:
            if asked.question.type is QuestionType.SINGLE:
                return school.quizzes.answer(*place, 1, update_id=update_id)
            school.quizzes.tick(*place, 1, is_on=True)
            return school.quizzes.submit(*place, update_id=update_id)

        first = act(2**40)
        assert [act(one).is_repeat for one in (2**40, 2**40 + 1, None)] == [False, True, True]
        assert act(2**40) == first


@pytest.mark.parametrize("position", [1, 2, -1, 99])
def test_answer_out_of_turn_is_refused(singles: School, position: int) -> None:
    """Only the open question, and those before it, take a tap."""
    ana, asked = start(singles)

    with pytest.raises(QuestionNotOpen):
        singles.quizzes.answer(ana.id, asked.session_id, position, 0)
    with pytest.raises(QuestionNotOpen):
        singles.quizzes.tick(ana.id, asked.session_id, position, 0, is_on=True)
    with pytest.raises(QuestionNotOpen):
        singles.quizzes.submit(ana.id, asked.session_id, position)
    with pytest.raises(QuestionNotOpen):
        singles.reviews.find_answer(ana.id, asked.session_id, position)
    assert count(singles.database, "answer") == 0


@pytest.mark.parametrize("option", [-1, -4, 4, 10**9])
def test_option_that_is_not_there_is_refused(singles: School, option: int) -> None:
    """Options are counted from 0, and nothing is counted from the end."""
    ana, asked = start(singles)

    with pytest.raises(OptionGone):
        singles.quizzes.answer(ana.id, asked.session_id, 0, option)
    assert count(singles.database, "answer") == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda school, who, quiz: school.quizzes.answer(who, quiz, 0, 0),
        lambda school, who, quiz: school.quizzes.tick(who, quiz, 0, 0, is_on=True),
        lambda school, who, quiz: school.quizzes.submit(who, quiz, 0),
        lambda school, who, quiz: school.quizzes.find_turn(who, quiz),
        lambda school, who, quiz: school.reviews.find_answer(who, quiz, 0),
        lambda school, who, quiz: school.reviews.find_taught_card(who, quiz, 0),
        lambda school, who, quiz: school.quizzes.practise_missed(who, quiz),
        lambda school, who, quiz: school.quizzes.put_off(who, quiz, 0),
    ],
)
def test_quiz_of_somebody_else_does_not_exist(
    school: School, ana: Member, act: Callable[[School, int, int], object]
) -> None:
    """Neither does one that was never begun: both are told the same."""
    asked = school.quizzes.start_check(ana.id, "one")
    other = school.join(1002)

    with pytest.raises(QuizGone):
        act(school, other.id, asked.session_id)
    with pytest.raises(QuizGone):
        act(school, ana.id, 999)
    assert count(school.database, "answer") == 0
    assert school.quizzes.find_turn(ana.id, asked.session_id).next == asked


def test_thirty_taps_at_once_are_one_answer(singles: School) -> None:
    """Whichever comes first counts, and all the others are told of it."""
    ana, asked = start(singles)
    at_once = Barrier(30)

    def tap(number: int) -> AnsweredQuestion:
        at_once.wait(10)
        return singles.quizzes.answer(ana.id, asked.session_id, 0, number % 4)

    with ThreadPoolExecutor(30) as threads:
        answers = list(threads.map(tap, range(30)))

    assert count(singles.database, "answer") == 1
    assert [one.is_repeat for one in answers].count(False) == 1
    assert len({one.asked.chosen for one in answers}) == 1


def test_thirty_starts_at_once_are_one_quiz(school: School, ana: Member) -> None:
    """Everybody who taps Start is shown the same first question."""
    with ThreadPoolExecutor(30) as threads:
        asked = list(threads.map(lambda _: school.quizzes.start_check(ana.id, "one"), range(30)))

    assert asked == [asked[0]] * 30
    assert count(school.database, "quiz_session") == 1
