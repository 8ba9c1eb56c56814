"""Several courses: chosen, learned side by side, each with its own test and certificate."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.config import Settings
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Actor as Doer
from bot.learning.people import ActorOrigin, Role
from tests.conftest import FakeClock
from tests.e2e.several_courses import make_several, several_stage
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student

HR = Doer(ActorOrigin.COMMAND)
CERTIFICATE = "🎓 Your certificate: {}."


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with three courses, running."""
    async with several_stage(settings, clock) as stage:
        yield stage


@pytest.fixture
def student(learner: Actor) -> Student:
    """Ana, who knows all answers."""
    return Student(learner, make_several())


def give(stage: Stage, course_id: str, days: int) -> None:
    """Give a course to everybody."""
    terms = Terms(Due(days=days))
    stage.services.assignments.assign(Whom(Target.EVERYONE), terms, HR, course_id)
    while stage.services.assignments.open_some():
        pass


async def do_lesson(student: Student, lesson_id: str) -> None:
    """Read a lesson and pass its check, from wherever one is."""
    await student.actor.forges(f"lesson:{lesson_id}")
    await student.reads_lesson()
    await student.actor.taps("Take the check")
    await student.takes_check()


async def test_courses_are_listed_and_chosen(learner: Actor) -> None:
    """With the state of each in words; the chosen one is where Home and the lists are."""
    learner.sees("Basics\n0 of 2 lessons", "Welcome, Ana.")

    await learner.taps("Courses")
    learner.sees(
        "○ 1. Basics · you are here\n2 lessons · about\u00a015\u00a0min",
        "○ 2. Safety\n1 lesson · about\u00a08\u00a0min",
        "○ 3. Tone",
    )
    await learner.taps("2")

    learner.sees("Safety\n0 of 1 lesson", "Next: Lesson three.")
    await learner.says("/lessons")
    learner.sees("Lessons · Safety", "○ 1. Lesson three")
    learner.sees_not("Lesson one")
    await learner.says("/progress")
    learner.sees("Progress · Safety")
    await learner.says("/practice")
    learner.sees("Practice · Safety", "1. Lesson three")
    await learner.taps("A mix of everything")
    learner.sees("Practice: a mix · 1 of", "three-")
    await learner.says("/courses")
    learner.sees("2. Safety · you are here")
    await learner.says("/help")
    learner.sees("/courses – all courses, and to go from one to another")


async def test_two_courses_side_by_side(stage: Stage, student: Student) -> None:
    """Half of one, all of the other, then the rest: two completions, two certificates."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    basics = learner.last

    await learner.says("/courses")
    learner.sees("◔ 1. Basics · you are here\n0 of 2 lessons ▰▰")
    await learner.taps("2")
    await learner.taps("Start lesson 1")
    learner.sees("Lesson 1: Lesson three")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    await learner.taps("Final test")
    learner.sees("Final test · Safety")
    await learner.taps("Begin")
    asked = await student.takes_test()

    assert {question.lesson_id for question in asked} == {"three"}
    learner.sees("Safety · 23 November 2026", "The course is complete.")
    await stage.deliver()
    assert CERTIFICATE.format("Safety") in learner.last["caption"]
    await learner.says("/courses")
    learner.sees("✅ 2. Safety · you are here\nCompleted")

    await learner.taps("Take the check", on=basics)  # an old button leads back into its course
    await student.takes_check()
    await learner.says("/home")
    learner.sees("Basics\n1 of 2 lessons")
    await do_lesson(student, "two")
    await learner.taps("Final test")
    learner.sees("Final test · Basics")
    await learner.taps("Begin")
    asked = await student.takes_test()
    assert {question.lesson_id for question in asked} <= {"one", "two"}
    await stage.deliver()
    assert CERTIFICATE.format("Basics") in learner.last["caption"]

    await learner.says("/certificate")
    captions = [message["caption"].split("\n")[0] for message in learner.heard[-2:]]
    assert sorted(captions) == [CERTIFICATE.format("Basics"), CERTIFICATE.format("Safety")]
    await learner.says("/home")
    await learner.taps("🎓 Your certificate")
    assert CERTIFICATE.format("Basics") in learner.last["caption"]
    assert CERTIFICATE.format("Safety") not in str(learner.heard[-2])


async def test_old_tap_never_begins_another_test(student: Student) -> None:
    """A button of a course stays with it; one that names none, from former days, shows Home."""
    learner = student.actor
    await do_lesson(student, "one")
    await do_lesson(student, "two")
    await do_lesson(student, "three")
    await learner.says("/courses")
    await learner.taps("1")
    await learner.taps("Final test")
    intro = learner.last
    await learner.says("/courses")
    await learner.taps("2")
    learner.sees("Safety", "Next: the final test.")

    await learner.forges("begin")
    learner.sees("Safety", "Next: the final test.")
    await learner.forges("test")
    learner.sees("Safety", "Next: the final test.")
    await learner.forges("go")
    learner.sees("Safety", "Next: the final test.")
    await learner.taps("Begin", on=intro)
    learner.sees("Final test · 1 of 2")
    assert student.find_question().lesson_id in {"one", "two"}

    await learner.says("/courses")
    await learner.taps("2")
    await learner.taps("Final test")
    await learner.taps("Begin")
    assert student.find_question().lesson_id == "three"
    await learner.says("/courses")
    await learner.taps("1")
    await learner.taps("Continue: final test, question 1")
    assert student.find_question().lesson_id in {"one", "two"}
    await learner.forges("begin:gone")
    assert learner.toast == "That course is not taught any more. Home shows where you are."


async def test_what_is_due_first_is_where_one_is(stage: Stage, learner: Actor) -> None:
    """And a chosen course says what presses more; a reminder leads to the course that it names."""
    give(stage, "safety", 20)
    give(stage, "tone", 3)
    await learner.says("/home")
    learner.sees("Tone\n0 of 1 lesson", "Due Thursday 26 November 2026")

    await learner.says("/courses")
    learner.sees("2. Safety\n1 lesson · about\u00a08\u00a0min\nDue Sunday 13 December 2026")
    await learner.taps("1")
    learner.sees("Basics", "Also to do: Tone: Due Thursday 26 November 2026")
    await stage.make_round()
    learner.sees("Tone\nYou have a course to complete.", "Due Thursday 26 November 2026")

    await learner.taps("Start lesson 1")
    learner.sees("Lesson 1: Lesson four")
    await learner.says("/home")
    learner.sees("Tone", "card 2 of 4")
    learner.sees_not("Also to do")


async def test_end_of_a_course_leads_to_the_next(stage: Stage, student: Student) -> None:
    """To what is assigned; without anything else to do there is no such button."""
    learner = student.actor
    give(stage, "safety", 3)
    give(stage, "tone", 20)
    await learner.says("/home")
    for course in ("Safety", "Tone"):
        learner.sees(course)
        await learner.taps("Start lesson 1")
        await student.reads_lesson()
        await learner.taps("Take the check")
        await student.takes_check()
        await learner.taps("Final test")
        await learner.taps("Begin")
        await student.takes_test()
        learner.sees(f"{course} · 23 November 2026")
        if course == "Safety":
            await learner.taps("Tone →")

    assert not learner.has_button("Safety")
    await learner.says("/home")
    learner.sees("Tone", "You have completed the course")
    assert not learner.has_button("Basics")


async def test_reminders_of_two_courses_are_one_a_day(
    stage: Stage, learner: Actor, clock: FakeClock
) -> None:
    """What is due first is told first, the other one the next day."""
    give(stage, "safety", 20)
    give(stage, "tone", 3)
    heads = []
    for _ in range(3):
        before = len(learner.heard)
        await stage.make_round()
        await stage.make_round()
        heads.append([message["text"].split("\n")[0] for message in learner.heard[before:]])
        clock.advance(days=1)

    assert heads == [["Tone"], ["Safety"], ["Tone"]]


async def test_course_is_taken_out_under_somebody(stage: Stage, student: Student) -> None:
    """The quiz that is open can be ended, and then the learner is in another course."""
    learner = student.actor
    await learner.says("/courses")
    await learner.taps("2")
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    card = learner.last
    await learner.taps("Take the check")
    several = make_several()
    stage.services.library.publish(
        replace(several, courses=(several.courses[0], several.courses[2]))
    )

    await student.takes_check()

    learner.sees("2 of 2: passed.", "This course is not taught any more. Your result is kept.")
    await learner.taps("Look at the answers")
    learner.sees("Lesson 1 check · 1 of 2")
    await learner.taps("Take the check", on=card)
    assert "not part of the course any more" in learner.toast
    await learner.says("/home")
    learner.sees("Basics\n0 of 2 lessons")
    await learner.says("/courses")
    learner.sees("1. Basics", "2. Tone")
    learner.sees_not("Safety")


async def test_term_leads_to_the_lessons_of_all_courses(learner: Actor) -> None:
    """One glossary for all; a lesson opens in its course."""
    await learner.says("/glossary word")
    learner.sees("What it means.")
    await learner.taps("Lesson: Lesson three")

    learner.sees("Lesson 1: Lesson three")
    await learner.says("/home")
    learner.sees("Safety")


async def test_when_a_second_course_comes(stage: Stage, student: Student) -> None:
    """With one there is no list and no button for it; old screens lead on, and Home has more."""
    several = make_several()
    stage.services.library.publish(replace(several, courses=several.courses[:1]))
    learner = student.actor
    await learner.says("/help")
    learner.sees_not("/courses")
    await learner.says("/courses")
    learner.sees("Basics\n0 of 2 lessons")
    assert not learner.has_button("Courses")
    stage.services.library.publish(several)

    await learner.taps("Start lesson 1")
    learner.sees("Basics", "Next: Lesson one.")
    assert learner.has_button("Courses")
    await learner.taps("Start lesson 1")
    learner.sees("Lesson 1: Lesson one · card 1 of 4")


async def test_report_is_of_all_courses_or_of_one(stage: Stage, student: Student) -> None:
    """Ana begins the second course: it asks of her, and of nobody else who is there."""
    await stage.member(first_name="Ben")
    await student.actor.taps("Courses")
    await student.actor.taps("2")
    await do_lesson(student, "three")
    hana = await stage.member(Role.HR, "Hana")

    await hana.says("/report")
    hana.sees("All courses · all departments", "0 of 3 completed", "By course")
    hana.sees("Basics: 0 of 2 completed (0%)", "Safety: 0 of 1 completed (0%)")
    hana.sees_not("Tone")
    assert "photo" in hana.heard[-2]
    await hana.taps("Course")
    hana.sees("Which course?")
    assert all(hana.has_button(name) for name in ("All courses", "Basics", "Safety", "Tone"))
    await hana.taps("Safety")
    hana.sees("Safety · all departments", "0 of 1 completed", "1 in progress")
    await hana.taps("Course")
    await hana.taps("Tone")
    hana.sees("Tone · all departments", "0 of 0 completed")
    assert not hana.has_button("Picture")
    await hana.taps("Course")
    await hana.taps("Safety")
    await hana.taps("Picture")
    assert hana.last["caption"].startswith("Safety · all departments")
