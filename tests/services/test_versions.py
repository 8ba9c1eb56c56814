"""An edited bank: a running quiz and an old result stay as they were when the quiz began."""

from dataclasses import replace

import pytest

from bot.learning.course import Catalog, QuizRule
from bot.learning.people import Member
from bot.learning.quiz import AskedQuestion
from bot.services.library import KEPT_VERSIONS
from bot.storage.tables import Completion
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog


def edit(catalog: Catalog) -> Catalog:
    """Change everything a quiz shows or is graded by, under the same ids."""
    questions = tuple(
        replace(
            question,
            ask=f"New {question.ask}",
            options=tuple(
                replace(option, text=f"New {option.text}", is_correct=not option.is_correct)
                for option in question.options
            ),
        )
        for question in catalog.questions
    )
    lessons = tuple(
        replace(
            lesson,
            title=f"New {lesson.title}",
            cards=tuple(replace(card, text="New") for card in lesson.cards),
        )
        for lesson in catalog.lessons
    )
    rule = QuizRule(questions=1, pass_mark_pct=100)
    course = replace(catalog.courses[0], check=rule, test=rule)
    return Catalog((course,), lessons, questions, ())


@pytest.fixture
def asked(school: School, ana: Member) -> AskedQuestion:
    """The first question of a check that was begun before the edit."""
    asked = school.quizzes.start_check(ana.id, "one")
    school.library.publish(edit(make_catalog()))
    return asked


def test_running_quiz_shows_and_grades_what_it_began_with(
    school: School, ana: Member, asked: AskedQuestion
) -> None:
    """The same words, the same right answers, the same number of questions and pass mark."""
    assert school.quizzes.start_check(ana.id, "one") == asked
    right = next(n for n, option in enumerate(asked.options) if option.is_correct)
    result = school.finish(ana, asked, right=2)

    assert school.reviews.find_answer(ana.id, asked.session_id, 0).is_correct
    assert asked.options[right].id in asked.question.correct_ids
    assert (result.right, result.total, result.pass_mark_pct) == (2, 3, 60)
    assert result.is_passed
    assert not any(question.ask.startswith("New") for question in result.missed)
    assert school.study.stand(ana.id).lessons[0].is_check_passed


def test_old_answer_leads_to_the_old_card(
    school: School, ana: Member, asked: AskedQuestion
) -> None:
    """What taught the question then, with the lesson's title of then."""
    school.answer(ana, asked)
    taught = school.reviews.find_taught_card(ana.id, asked.session_id, 0)

    assert taught.card.text != "New"
    assert taught.lesson.title == "Lesson one"


def test_next_quiz_is_of_the_new_version(school: School, ana: Member, asked: AskedQuestion) -> None:
    """The other lesson's check, and the second try of this one."""
    other = school.quizzes.start_check(ana.id, "two")
    school.finish(ana, asked, right=0)
    again = school.quizzes.start_check(ana.id, "one")

    for new in (other, again):
        assert new.question.ask.startswith("New")
        assert new.total == 1


def test_missed_question_is_practised_as_it_is_now(
    school: School, ana: Member, asked: AskedQuestion
) -> None:
    """Practice teaches what is true today."""
    school.finish(ana, asked, right=0)
    practice = school.quizzes.practise_missed(ana.id, asked.session_id)

    assert practice.question.ask.startswith("New")


def test_lesson_that_left_the_course_leaves_its_quiz_whole(
    school: School, ana: Member, asked: AskedQuestion
) -> None:
    """It can be finished and looked at, though nothing of it is taught any more."""
    school.library.publish(make_catalog(("two",)))
    assert school.study.stand(ana.id).is_started
    result = school.finish(ana, asked)

    assert result.label.lesson is not None
    assert (result.label.lesson.id, result.label.lesson_number) == ("one", 1)
    assert result.right == 3
    assert [s.lesson.id for s in school.study.stand(ana.id).lessons] == ["two"]


def test_quiz_outlives_many_versions(school: School, ana: Member, asked: AskedQuestion) -> None:
    """Also when its version has left the memory."""
    for number in range(KEPT_VERSIONS + 2):
        school.library.publish(make_catalog([f"l{n}" for n in range(number + 3)]))

    assert school.quizzes.find_turn(ana.id, asked.session_id).next == asked
    assert school.finish(ana, asked).right == 3


def test_passed_check_stays_passed_under_a_higher_mark(school: School, ana: Member) -> None:
    """Two of three passed when 60 percent were asked for."""
    school.read(ana, "one")
    school.finish(ana, school.quizzes.start_check(ana.id, "one"), right=2)
    school.library.publish(make_catalog(check=QuizRule(3, 100)))

    assert school.study.stand(ana.id).lessons[0].is_done


def test_completion_stays_when_a_lesson_is_added(
    school: School, ana: Member, clock: FakeClock
) -> None:
    """There is more to do, but what was completed was completed."""
    school.complete(ana)
    at = clock.now
    clock.advance(days=1)
    school.library.publish(make_catalog(("one", "two", "three")))
    assert not school.study.stand(ana.id).is_complete
    school.do_lesson(ana, "three")
    assert school.study.stand(ana.id).is_complete

    with school.database.reading() as session:
        completion = session.get_one(Completion, (ana.id, "basics"))
    assert (completion.completed_at, completion.version_id) == (at, 1)


def test_edit_can_complete_a_course(school: School, ana: Member, clock: FakeClock) -> None:
    """The last lesson that was left to do is taken out: seeing that is recording it, once."""
    school.complete(ana)
    ben = school.join(1002)
    school.library.publish(make_catalog(("one",)))
    school.do_lesson(ben, "one")
    asked = school.quizzes.start_test(ben.id)
    school.library.publish(make_catalog())
    school.finish(ben, asked)
    assert not school.study.stand(ben.id).is_complete
    version_id = school.library.publish(make_catalog(("one",))).version_id
    clock.advance(hours=1)
    at = clock.now

    for _ in range(2):
        assert school.study.stand(ben.id).is_complete
        clock.advance(hours=1)
    with school.database.reading() as session:
        completion = session.get_one(Completion, (ben.id, "basics"))
    assert (completion.completed_at, completion.version_id) == (at, version_id)
