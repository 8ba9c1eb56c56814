"""What a quiz shows next: the open question or the result, and when a tap came too soon."""

import pytest

from bot.learning.course import QuestionType
from bot.learning.errors import (
    QuestionNotOpen,
    TooSoon,
)
from bot.learning.people import Member
from bot.services.quiz import DOUBLE_TAP, HASTE
from bot.storage.engine import Database
from bot.storage.tables import QuizSession
from tests.conftest import FakeClock
from tests.services.builder import School, make_school, start
from tests.storage.rows import count


def test_result_counts_what_was_right(school: School, ana: Member, clock: FakeClock) -> None:
    """After the last question the marks are known, and stay."""
    asked = school.quizzes.start_check(ana.id, "one")
    result = school.finish(ana, asked, right=2)

    assert (result.right, result.total, result.pass_mark_pct) == (2, 3, 60)
    assert result.is_passed
    assert len(result.missed) == 1
    assert result.finished_at == clock.now
    assert school.quizzes.find_turn(ana.id, asked.session_id).next == result
    with school.database.reading() as session:
        quiz = session.get_one(QuizSession, asked.session_id)
    assert (quiz.right, quiz.total, quiz.finished_at) == (2, 3, clock.now)


def test_failed_quiz_says_what_was_missed(school: School, ana: Member) -> None:
    """The first answer right, the others wrong."""
    asked = school.quizzes.start_check(ana.id, "one")
    result = school.finish(ana, asked, right=1)

    assert (result.right, result.is_passed, result.score_pct) == (1, False, 33)
    assert asked.question not in result.missed
    assert len(result.missed) == 2
    assert result.missed_positions == (1, 2)
    for position, question in zip((1, 2), result.missed, strict=True):
        assert school.reviews.find_answer(ana.id, asked.session_id, position).asked.question == (
            question
        )


def test_answered_question_of_a_check_can_be_looked_at(school: School, ana: Member) -> None:
    """With the card that teaches it, also before the end."""
    asked = school.quizzes.start_check(ana.id, "one")
    answered = school.answer(ana, asked)
    found = school.reviews.find_answer(ana.id, asked.session_id, 0)
    taught = school.reviews.find_taught_card(ana.id, asked.session_id, 0)

    assert (found.asked, found.is_repeat) == (answered.asked, True)
    assert (taught.lesson.id, taught.card.id) == ("one", asked.question.card_id)
    assert not taught.is_quiz_finished
    with pytest.raises(QuestionNotOpen):
        school.reviews.find_taught_card(ana.id, asked.session_id, 1)
    school.finish(ana, school.quizzes.start_check(ana.id, "one"))
    assert school.reviews.find_taught_card(ana.id, asked.session_id, 0).is_quiz_finished


def test_screens_are_remembered(school: School, ana: Member, clock: FakeClock) -> None:
    """Whether the open question, or the result, stands in the chat already."""
    asked = school.quizzes.start_check(ana.id, "one")
    session_id = asked.session_id
    assert not school.quizzes.find_turn(ana.id, session_id).is_shown

    school.quizzes.mark_shown(session_id, 0, 501)
    assert school.quizzes.find_turn(ana.id, session_id).is_shown
    clock.advance(seconds=10)
    school.answer(ana, asked)
    assert not school.quizzes.find_turn(ana.id, session_id).is_shown
    school.finish(ana, school.quizzes.start_check(ana.id, "one"))
    assert not school.quizzes.find_turn(ana.id, session_id).is_shown
    school.quizzes.mark_shown(session_id, None, 504)
    assert school.quizzes.find_turn(ana.id, session_id).is_shown


@pytest.mark.parametrize("type", [QuestionType.SINGLE, QuestionType.MULTIPLE])
def test_tap_on_a_question_that_has_just_appeared_is_refused(
    database: Database,
    clock: FakeClock,
    type: QuestionType,  # noqa: A002 - as in Question
) -> None:
    """It was the second tap of two, meant for what stood there before."""
    school = make_school(database, clock, type)
    ana, asked = start(school)
    school.quizzes.mark_shown(asked.session_id, 0, 501)
    clock.advance(seconds=HASTE.total_seconds(), microseconds=-1)
    with pytest.raises(TooSoon):
        school.answer(ana, asked)
    assert count(database, "answer") == 0
    clock.advance(microseconds=1)

    assert school.answer(ana, asked).is_correct


def test_step_right_after_an_answer_is_hasty(school: School, ana: Member, clock: FakeClock) -> None:
    """The explanation has hardly appeared; a moment later somebody may have read it."""
    asked = school.quizzes.start_check(ana.id, "one")
    session_id = asked.session_id
    assert not school.quizzes.find_turn(ana.id, session_id).is_hasty
    school.answer(ana, asked)
    assert school.quizzes.find_turn(ana.id, session_id).is_hasty
    clock.advance(seconds=HASTE.total_seconds())
    assert not school.quizzes.find_turn(ana.id, session_id).is_hasty
    school.finish(ana, school.quizzes.start_check(ana.id, "one"))

    assert school.quizzes.find_turn(ana.id, session_id).is_hasty


def test_question_is_fresh_for_a_moment(school: School, ana: Member, clock: FakeClock) -> None:
    """Long enough to tell a double tap from somebody who looks for their question."""
    session_id = school.quizzes.start_check(ana.id, "one").session_id
    assert not school.quizzes.find_turn(ana.id, session_id).is_fresh
    school.quizzes.mark_shown(session_id, 0, 501)
    clock.advance(seconds=DOUBLE_TAP.total_seconds() - 1)
    assert school.quizzes.find_turn(ana.id, session_id).is_fresh
    clock.advance(seconds=1)
    assert not school.quizzes.find_turn(ana.id, session_id).is_fresh
    assert school.quizzes.find_turn(ana.id, session_id).is_shown


def test_result_is_fresh_for_a_moment(school: School, ana: Member, clock: FakeClock) -> None:
    """A second tap on the last button is not a wish for a second result."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.finish(ana, asked)
    assert not school.quizzes.find_turn(ana.id, asked.session_id).is_fresh
    school.quizzes.mark_shown(asked.session_id, None, 504)
    assert school.quizzes.find_turn(ana.id, asked.session_id).is_fresh
    clock.advance(seconds=DOUBLE_TAP.total_seconds())

    assert not school.quizzes.find_turn(ana.id, asked.session_id).is_fresh


def test_quiz_that_is_put_off_is_shown_again(school: School, ana: Member) -> None:
    """Its question has left the chat; nothing else of it changes."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.answer(ana, asked)
    before = school.quizzes.start_check(ana.id, "one")
    school.quizzes.mark_shown(asked.session_id, 1, 502)
    assert school.quizzes.put_off(ana.id, asked.session_id, 1) is None
    turn = school.quizzes.find_turn(ana.id, asked.session_id)

    assert (turn.next, turn.is_shown, turn.is_fresh) == (before, False, False)
    assert school.reviews.find_answer(ana.id, asked.session_id, 0).is_correct


def test_answered_question_cannot_be_put_off(school: School, ana: Member) -> None:
    """An old copy of it shows the answer; the question that is open stays where it is."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.answer(ana, asked)
    school.quizzes.mark_shown(asked.session_id, 1, 502)

    answered = school.quizzes.put_off(ana.id, asked.session_id, 0)

    assert answered is not None
    assert answered.is_repeat
    assert school.quizzes.find_turn(ana.id, asked.session_id).message_id == 502


def test_clock_that_is_set_back_blocks_nobody(database: Database, clock: FakeClock) -> None:
    """A question shown "in the future" takes its answer."""
    school = School(database, clock)
    ana = school.join()
    asked = school.quizzes.start_check(ana.id, "one")
    school.quizzes.mark_shown(asked.session_id, 0, 501)
    clock.advance(minutes=-30)

    answered = school.answer(ana, asked)

    assert not answered.is_repeat
