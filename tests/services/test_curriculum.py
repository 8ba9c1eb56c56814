"""Several courses side by side: each keeps its own record, and a learner is in one of them."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.chat.views.ratings import show_ratings
from bot.cli.figures import write_figures
from bot.content.figures import take_figures
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.corrections import PassOutcome
from bot.learning.course import Use
from bot.learning.errors import CourseGone, CourseUnclear, FinalTestLocked, LessonGone
from bot.learning.people import Actor, ActorOrigin, Member
from bot.learning.progress import ContinueQuiz, Finished, ReadCard, TakeTest
from bot.learning.quiz import QuizResult
from bot.learning.reminders import Habits
from bot.services.assignments import Assignments
from bot.services.duties import Duties
from bot.services.preview import Preview
from bot.services.reminders import Reminders
from bot.services.study import OpenCard
from bot.storage.engine import Database
from bot.storage.tables import Occurrence, Unprompted
from tests.conftest import FakeClock
from tests.e2e.several_courses import write_content
from tests.services.builder import School, make_courses, make_question
from tests.services.keys import Keys, edit_question
from tests.storage.rows import count

COURSES = make_courses(basics=("one", "two"), safety=("three",), tone=("four",))
HR = Actor(ActorOrigin.COMMAND)


@pytest.fixture
def school(database: Database, clock: FakeClock) -> School:
    """A school with three courses."""
    return School(database, clock, COURSES)


@pytest.fixture
def assignments(school: School, clock: FakeClock) -> Assignments:
    """What gives courses to people there."""
    return Assignments(school.database, school.library, clock, ZoneInfo("Europe/Berlin"))


def here(school: School, person: Member) -> str:
    """Return in which course somebody is."""
    return school.study.stand(person.id).course.id


def give(assignments: Assignments, course_id: str, days: int | None = None) -> None:
    """Give a course to everybody."""
    assignments.assign(Whom(Target.EVERYONE), Terms(Due(days=days)), HR, course_id)
    while assignments.open_some():
        pass


def test_first_course_until_something_is_chosen(school: School, ana: Member) -> None:
    """A choice is kept, and chosen again it is the same."""
    assert here(school, ana) == "basics"

    school.curriculum.choose(ana.id, "tone")
    school.curriculum.choose(ana.id, "tone")

    assert here(school, ana) == "tone"
    assert here(school, school.join(1002, name="Ben")) == "basics"
    with pytest.raises(CourseGone):
        school.curriculum.choose(ana.id, "gone")
    assert here(school, ana) == "tone"


def test_what_is_due_first_is_where_one_is(
    school: School, ana: Member, assignments: Assignments
) -> None:
    """Until something is chosen; then the chosen one, which names what presses more."""
    give(assignments, "basics")
    give(assignments, "safety", 30)
    assert here(school, ana) == "safety"
    give(assignments, "tone", 3)
    assert here(school, ana) == "tone"
    assert school.study.stand(ana.id).pressing is None

    school.curriculum.choose(ana.id, "basics")

    standing = school.study.stand(ana.id)
    assert standing.pressing is not None
    assert (standing.course.id, standing.pressing.title) == ("basics", "Tone")


def test_whoever_does_something_in_a_course_is_in_it(school: School, ana: Member) -> None:
    """A card, a quiz that begins, one that ends, and one that is put off."""
    school.study.open_card(ana.id, "three", 0)
    assert here(school, ana) == "safety"
    asked = school.quizzes.start_practice(ana.id, "four")
    assert here(school, ana) == "tone"
    school.quizzes.start_practice(ana.id, None, "basics")
    assert here(school, ana) == "basics"
    school.quizzes.put_off(ana.id, asked.session_id, 0)
    assert here(school, ana) == "tone"
    school.do_lesson(ana, "one")
    school.curriculum.choose(ana.id, "safety")
    check = school.quizzes.start_check(ana.id, "two")
    school.curriculum.choose(ana.id, "safety")
    school.finish(ana, check)
    assert here(school, ana) == "basics"


def test_each_course_keeps_its_own_record(school: School, ana: Member) -> None:
    """Lessons, open quizzes, tests, completions and certificates of one say nothing of another."""
    school.complete(ana, "safety")
    open_check = school.quizzes.start_check(ana.id, "one")

    standings = {one.course.id: one for one in school.curriculum.list_standings(ana.id)}
    assert [one.is_complete for one in standings.values()] == [False, True, False]
    assert isinstance(standings["safety"].next_step, Finished)
    step = standings["basics"].next_step
    assert isinstance(step, ContinueQuiz)
    assert step.quiz.session_id == open_check.session_id
    assert isinstance(standings["tone"].next_step, ReadCard)
    with pytest.raises(FinalTestLocked):
        school.quizzes.start_test(ana.id, "tone")

    school.finish(ana, open_check)
    school.complete(ana, "basics")
    held = school.certificates.list_own(ana.id)
    assert [one.course_title for one in held] == ["Basics", "Safety"]
    assert count(school.database, "completion") == 2


def test_test_asks_what_is_reserved_for_its_course(school: School, ana: Member) -> None:
    """The tests of two courses are open side by side, each with its own questions."""
    school.do_lessons(ana, "basics")
    school.do_lessons(ana, "safety")

    basics = school.quizzes.start_test(ana.id, "basics")
    safety = school.quizzes.start_test(ana.id, "safety")

    assert basics.question.lesson_id in {"one", "two"}
    assert safety.question.lesson_id == "three"
    assert school.quizzes.start_test(ana.id, "basics").session_id == basics.session_id
    with pytest.raises(CourseGone):
        school.quizzes.start_test(ana.id, "gone")


def test_course_that_is_gone_ends_quietly(
    school: School, ana: Member, assignments: Assignments
) -> None:
    """Its open test can be ended; nobody is in it, nothing is opened, and what counted stays."""
    school.complete(ana, "tone")
    give(assignments, "safety", 3)
    school.do_lessons(ana, "safety")
    asked = school.quizzes.start_test(ana.id, "safety")
    assert here(school, ana) == "safety"
    school.library.publish(replace(COURSES, courses=(COURSES.courses[0], COURSES.courses[2])))

    assert here(school, ana) == "basics"
    result = school.finish(ana, asked, right=1)
    assert isinstance(result, QuizResult)
    assert result.is_passed
    assert result.course_id == "safety"
    with pytest.raises(CourseGone):
        school.study.stand(ana.id, "safety")
    with pytest.raises(LessonGone):
        school.study.open_card(ana.id, "three", 0)
    with pytest.raises(CourseGone):
        school.quizzes.practise_missed(ana.id, asked.session_id)
    assert [one.course_id for one in school.certificates.list_own(ana.id)] == ["tone"]
    ben = school.join(1002, name="Ben")
    assert assignments.open_some() == 0
    assert here(school, ben) == "basics"

    school.library.publish(COURSES)
    assert assignments.open_some() == 1  # Ben's
    assert school.study.stand(ana.id, "safety").is_complete
    assert [one.course_id for one in school.certificates.list_own(ana.id)] == ["safety", "tone"]


def test_course_has_to_be_named_where_there_are_several(
    school: School, ana: Member, assignments: Assignments, clock: FakeClock
) -> None:
    """Rather than one of them being taken."""
    everyone, terms = Whom(Target.EVERYONE), Terms()
    with pytest.raises(CourseUnclear) as unclear:
        assignments.assign(everyone, terms, HR)
    assert unclear.value.ids == ("basics", "safety", "tone")
    with pytest.raises(CourseGone):
        assignments.count(everyone, "gone")
    give(assignments, "basics")
    give(assignments, "tone")
    duties = Duties(school.database, school.library, clock)
    with pytest.raises(CourseUnclear):
        duties.waive(ana.id, HR, "ill")

    duties.waive(ana.id, HR, "ill", "tone")

    assert school.study.stand(ana.id, "tone").duty is None
    assert school.study.stand(ana.id, "basics").duty is not None


def test_with_one_course_nothing_is_chosen(database: Database, clock: FakeClock) -> None:
    """No choice is stored, and no button names the course."""
    school = School(database, clock)
    ana = school.join()
    school.do_lessons(ana)
    school.curriculum.choose(ana.id, "basics")

    standing = school.study.stand(ana.id)
    assert isinstance(standing.next_step, TakeTest)
    assert (standing.is_one_of_several, standing.named_id, standing.pressing) == (
        False,
        None,
        None,
    )
    assert count(database, "course_choice") == 0


@pytest.mark.parametrize("limit", [4, 5, 6, 7, 9, 10])
def test_reminders_are_found_person_by_person(
    school: School, ana: Member, assignments: Assignments, clock: FakeClock, limit: int
) -> None:
    """Whatever the size of a page, a person's courses stand together: what is due first is told."""
    people = [ana.id, *(school.join(1001 + n, name=f"Ben {n}").id for n in (1, 2))]
    give(assignments, "basics")
    give(assignments, "safety", 20)
    give(assignments, "tone", 3)
    habits = Habits(ZoneInfo("Europe/Berlin"))
    reminders = Reminders(school.database, school.library, clock, habits)

    found, after = [], 0
    while True:
        page = reminders.find_due(after, limit)
        found += [duty.person_id for duty, _ in page.due]
        claimed = reminders.claim(page.due)
        assert claimed == len({duty.person_id for duty, _ in page.due})
        if page.after is None:
            break
        after = page.after

    assert found == [person for person in people for _ in COURSES.courses]
    with school.database.reading() as session:
        told = session.exec(select(Occurrence.course_id).join(Unprompted)).all()
    assert told == ["tone"] * len(people)


def test_corrected_key_reaches_the_course_that_asked(
    school: School, ana: Member, clock: FakeClock
) -> None:
    """A pass gained completes that course, a pass lost takes that one back; others stay."""
    keys, ben = Keys(school, clock), school.join(1002, name="Ben")
    school.complete(ben, "basics")
    for person, answer in ((ana, "b"), (ben, "a")):
        school.do_lessons(person, "safety")
        answers = {"three-test-1": answer, "three-test-2": "b"}
        keys.answer(person, school.quizzes.start_test(person.id, "safety"), answers)
    keys.publish(
        edit_question(COURSES, make_question("three-test-1", "three", use=Use.TEST, right="b"))
    )
    keys.regrade()
    keys.rule(PassOutcome.APPLY)

    def list_completed(person: Member) -> list[str]:
        standings = school.curriculum.list_standings(person.id)
        held = [one.course_id for one in school.certificates.list_own(person.id) if not one.ending]
        completed = [one.course.id for one in standings if one.is_complete]
        assert sorted(held) == completed
        return completed

    assert list_completed(ana) == ["safety"]
    assert list_completed(ben) == ["basics"]


def test_trainers_find_the_lessons_of_all_courses(
    school: School, ana: Member, clock: FakeClock, tmp_path: Path
) -> None:
    """In the preview, the ratings and the figures, each with its course."""
    write_content(tmp_path, COURSES)
    preview = Preview(school.library, school.quizzes, school.study, clock, tmp_path)
    preview.take(preview.read())
    assert [(one.course, one.number, one.lesson_id) for one in preview.state.shelves] == [
        ("Basics", 1, "one"),
        ("Basics", 2, "two"),
        ("Safety", 1, "three"),
        ("Tone", 1, "four"),
    ]
    assert isinstance(preview.open_card(ana.id, "four", None), OpenCard)

    rated = school.ratings.list_lessons()
    assert [(one.number, one.course_title) for one in rated] == [
        (1, "Basics"),
        (2, "Basics"),
        (3, "Safety"),
        (4, "Tone"),
    ]
    shown = show_ratings(rated).text.text
    assert "Basics\n1. Lesson one: too few ratings\n2. Lesson two" in shown
    assert "Safety\n3. Lesson three" in shown

    figures = take_figures(COURSES)
    assert [topic.lesson_id for topic in figures.topics] == ["one", "two", "three", "four"]
    assert [(one.course_id, one.drawn, one.drawn_from) for one in figures.tests] == [
        ("basics", 2, 4),
        ("safety", 2, 2),
        ("tone", 2, 2),
    ]
    assert "The final test of 'safety' draws 2 of 2 reserved questions: 1.0 for each." in list(
        write_figures(figures)
    )
