"""Hints: shown on request inside the question, remembered, and without effect on any mark."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.learning.course import Catalog, Question, QuestionType, Use
from bot.learning.errors import NoHint, QuestionNotOpen, QuizGone
from bot.learning.people import Member
from bot.learning.quiz import AnsweredQuestion, AskedQuestion
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog, make_question
from tests.storage.rows import count


def hint_at(question: Question) -> Question:
    """Return the question with a hint."""
    return replace(question, hint="Think of the tea.")


def make_hinted(type: QuestionType = QuestionType.SINGLE) -> Catalog:  # noqa: A002 - as in Question
    """Return a catalogue of one lesson, all of whose questions have hints."""
    questions = [make_question(f"q{n}", type=type) for n in range(3)]
    questions += [make_question(f"t{n}", use=Use.TEST) for n in range(4)]
    return make_catalog(("one",), questions=[hint_at(question) for question in questions])


@pytest.fixture
def hinted(database: Database, clock: FakeClock) -> School:
    """A school with a hint for every question."""
    return School(database, clock, make_hinted())


Begin = Callable[[School, Member], AskedQuestion]


@pytest.mark.parametrize(
    "begin",
    [
        lambda school, who: school.quizzes.start_check(who.id, "one"),
        lambda school, who: school.quizzes.start_practice(who.id, None),
    ],
    ids=["check", "practice"],
)
def test_hint_is_taken_once_and_stays(
    hinted: School, clock: FakeClock, database: Database, begin: Begin
) -> None:
    """The same tap twice shows the same; the first time counts, and a mark is what it would be."""
    ana = hinted.join()
    asked = begin(hinted, ana)
    place = ana.id, asked.session_id, asked.position

    first = hinted.quizzes.take_hint(*place)
    clock.advance(minutes=1)
    second = hinted.quizzes.take_hint(*place)

    assert not asked.is_hinted
    assert first == second == replace(asked, is_hinted=True)
    assert hinted.quizzes.find_turn(ana.id, asked.session_id).next == second
    at = "hint_at = '2026-11-23 09:00:00.000000'"
    assert count(database, f"quiz_item WHERE {at}") == 1
    assert hinted.answer(ana, asked).is_correct


def test_ticks_stay_when_a_hint_is_taken(database: Database, clock: FakeClock) -> None:
    """And the hint stays when an option is ticked."""
    school = School(database, clock, make_hinted(QuestionType.MULTIPLE))
    ana = school.join()
    asked = school.quizzes.start_check(ana.id, "one")
    place = ana.id, asked.session_id, asked.position
    school.quizzes.tick(*place, 2, is_on=True)

    hinted = school.quizzes.take_hint(*place)
    ticked = school.quizzes.tick(*place, 0, is_on=True)

    assert isinstance(hinted, AskedQuestion)
    assert hinted.chosen == {asked.options[2].id}
    assert isinstance(ticked, AskedQuestion)
    assert ticked.is_hinted
    assert ticked.chosen == {asked.options[2].id, asked.options[0].id}


def test_answered_question_is_explained_and_takes_no_hint(
    hinted: School, database: Database
) -> None:
    """The tap came too late; the record says that no hint was taken."""
    ana = hinted.join()
    asked = hinted.quizzes.start_check(ana.id, "one")
    hinted.answer(ana, asked)

    outcome = hinted.quizzes.take_hint(ana.id, asked.session_id, 0)

    assert isinstance(outcome, AnsweredQuestion)
    assert outcome.is_repeat
    assert count(database, "quiz_item WHERE hint_at IS NOT NULL") == 0


def test_test_gives_no_hints(hinted: School, school: School, ana: Member) -> None:
    """Nor is there one where none was written, nor for others, nor ahead."""
    ben = hinted.join(1002)
    hinted.do_lessons(ben)
    test = hinted.quizzes.start_test(ben.id)
    assert not test.has_hint
    with pytest.raises(NoHint):
        hinted.quizzes.take_hint(ben.id, test.session_id, 0)

    school.library.publish(make_catalog())
    plain = school.quizzes.start_check(ana.id, "two")
    with pytest.raises(NoHint):
        school.quizzes.take_hint(ana.id, plain.session_id, 0)
    with pytest.raises(QuestionNotOpen):
        school.quizzes.take_hint(ana.id, plain.session_id, 1)
    with pytest.raises(QuizGone):
        school.quizzes.take_hint(ben.id, plain.session_id, 0)
