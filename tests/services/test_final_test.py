"""The final test: for whom it opens, what it asks, and that it completes a course once."""

import pytest

from bot.learning.course import QuizRule, Use
from bot.learning.errors import (
    FinalTestLocked,
    FinalTestPassed,
    QuizRunning,
)
from bot.learning.people import Member
from bot.learning.quiz import QuizKind, QuizResult
from bot.storage.engine import Database
from bot.storage.tables import Completion
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog, make_question
from tests.storage.rows import count


def test_test_is_locked_until_all_lessons_are_done(school: School, ana: Member) -> None:
    """How many are left is said; a lesson read without its check is not done."""
    for left, act in (
        (2, lambda: school.do_lesson(ana, "one")),
        (1, lambda: school.read(ana, "two")),
        (1, lambda: school.finish(ana, school.quizzes.start_check(ana.id, "two"), right=1)),
    ):
        with pytest.raises(FinalTestLocked) as refused:
            school.quizzes.start_test(ana.id)
        assert refused.value.lessons_left == left
        act()
    with pytest.raises(FinalTestLocked):
        school.quizzes.start_test(ana.id)
    school.do_lesson(ana, "two")

    assert school.quizzes.start_test(ana.id).total == 4


def test_test_asks_about_all_lessons_with_reserved_questions(school: School, ana: Member) -> None:
    """Nothing that was shown in a check."""
    school.do_lessons(ana)
    result = school.finish(ana, school.quizzes.start_test(ana.id), right=0)

    assert sorted(question.id for question in result.missed) == [
        "one-test-1",
        "one-test-2",
        "two-test-1",
        "two-test-2",
    ]
    assert result.label.kind is QuizKind.TEST
    assert result.label.lesson is None


def test_retake_prefers_what_was_not_asked_yet(database: Database, clock: FakeClock) -> None:
    """Three tests of one question show all three there are, and a fourth shows one again."""
    questions = [make_question("p")]
    questions += [make_question(f"t{number}", use=Use.TEST) for number in range(3)]
    rule = QuizRule(1, 100)
    catalog = make_catalog(("one",), questions=questions, check=rule, test=rule)
    school = School(database, clock, catalog)
    for number in range(4):
        person = school.join(number)
        school.do_lessons(person)
        asked = []
        for _ in range(4):
            asked.append(school.quizzes.start_test(person.id))
            school.finish(person, asked[-1], right=0)

        assert len({one.question.id for one in asked[:3]}) == 3


def test_test_reveals_nothing_before_its_end(school: School, ana: Member) -> None:
    """Neither an answer nor the card behind it, until the last question is answered."""
    school.do_lessons(ana)
    asked = school.quizzes.start_test(ana.id)
    school.answer(ana, asked)
    place = (ana.id, asked.session_id, 0)

    with pytest.raises(QuizRunning):
        school.reviews.find_answer(*place)
    with pytest.raises(QuizRunning):
        school.reviews.find_taught_card(*place)
    with pytest.raises(QuizRunning):
        school.quizzes.practise_missed(ana.id, asked.session_id)
    school.finish(ana, school.quizzes.start_test(ana.id))
    assert school.reviews.find_answer(*place).is_correct
    assert school.reviews.find_taught_card(*place).is_quiz_finished


def test_completion_is_recorded_once(school: School, ana: Member, clock: FakeClock) -> None:
    """With the test that passes, which is the last: reserved questions are not for fun."""
    school.do_lessons(ana)
    school.finish(ana, school.quizzes.start_test(ana.id), right=2)
    assert count(school.database, "completion") == 0
    clock.advance(hours=1)
    first = clock.now
    result = school.finish(ana, school.quizzes.start_test(ana.id), right=3)
    assert result.is_passed
    clock.advance(hours=1)

    with pytest.raises(FinalTestPassed):
        school.quizzes.start_test(ana.id)
    assert count(school.database, "completion") == 1
    with school.database.reading() as session:
        completion = session.get_one(Completion, (ana.id, "basics"))
    assert (completion.completed_at, completion.version_id) == (first, 1)
    assert school.study.stand(ana.id).is_complete


def test_last_answer_twice_completes_once(school: School, ana: Member) -> None:
    """The tap that ends the test may come again after a crash."""
    school.do_lessons(ana)
    asked = school.quizzes.start_test(ana.id)
    result = school.finish(ana, asked)
    last = school.reviews.find_answer(ana.id, asked.session_id, 3)
    again = school.answer(ana, last.asked)

    assert again.is_repeat
    assert isinstance(result, QuizResult)
    assert count(school.database, "completion") == 1
