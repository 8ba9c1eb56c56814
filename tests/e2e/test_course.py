"""The whole shipped course, to its passing screen and in the other ways it can go."""

import pytest

from bot.learning.course import Catalog, Use
from bot.learning.people import Role
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student


@pytest.fixture
def student(learner: Actor, shipped: Catalog) -> Student:
    """Ana, who knows all answers."""
    return Student(learner, shipped)


async def test_three_taps_lead_from_start_to_the_first_card(stage: Stage, shipped: Catalog) -> None:
    """START, the name, the first step: and the first card is there."""
    noor = stage.newcomer("Noor", "Haddad")

    await noor.starts(stage.services.enrolment.invite(Role.LEARNER))
    await noor.taps("I'm Noor Haddad")
    await noor.taps("Start lesson 1")

    lesson = shipped.lessons_by_id[shipped.courses[0].lesson_ids[0]]
    noor.sees("Lesson 1: More than a sale · card 1 of", lesson.cards[0].title)


async def test_whole_course_to_its_passing_screen(
    stage: Stage, student: Student, shipped: Catalog
) -> None:
    """All lessons read, each check passed, the test passed: the course is complete."""
    learner = student.actor

    await student.completes_lessons()
    await learner.taps("Final test")
    learner.sees("25 questions, about 13 min. 20 right answers pass.")
    await learner.taps("Begin")
    asked = await student.takes_test()

    records = [m["text"] for m in learner.heard if m["text"].startswith("🎉 4 of 4: lesson ")]
    assert len(records) == len(shipped.list_required(shipped.courses[0]))
    learner.sees("Ana Kovač, you passed the final test: 25 of 25 (100%)", "The course is complete.")
    assert {question.use for question in asked} == {Use.TEST}
    assert {question.lesson_id for question in asked} == set(
        shipped.list_required(shipped.courses[0])
    )
    await learner.taps("Home")
    assert "you passed the final test" in learner.heard[-2]["text"]
    learner.sees("15 of 15 lessons ▰▰▰▰▰▰▰▰▰▰", "You have completed the course, Ana")
    report = stage.services.report()
    assert [(row.completion, row.success, row.best_score_pct) for row in report.rows] == [
        ("completed", "passed", 100)
    ]


async def test_everything_wrong_passes_nothing_and_explains_everything(
    student: Student,
) -> None:
    """A wrong answer shows what is right and why for every option, and never ends the course."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")

    question = await student.answers(rightly=False)
    learner.sees("❌ Not quite", *(option.why for option in question.options))
    learner.sees("your choice")
    await learner.taps("Next →")
    await student.takes_check(rightly=False)

    learner.sees("Not yet: 0 of 4. 3 of 4 pass.", "Worth another look")
    await learner.says("/home")
    learner.sees("0 of 15 lessons")
    assert learner.has_button("Lesson 1 check")


async def test_learner_who_is_always_wrong_gets_everywhere_and_completes_nothing(
    stage: Stage, student: Student, shipped: Catalog
) -> None:
    """Every lesson read, every check failed: each is explained, the test stays closed."""
    learner = student.actor
    for number, lesson_id in enumerate(shipped.courses[0].lesson_ids, start=1):
        await learner.forges(f"lesson:{lesson_id}")
        await student.reads_lesson()
        await learner.taps("Take the check")
        await student.takes_check(rightly=False)
        learner.sees("Not yet: 0 of 4.")
        assert learner.has_button("Try the check again"), number

    await learner.says("/home")
    learner.sees("0 of 15 lessons", "4 questions on More than a sale")
    await learner.forges("begin")
    assert "15 lessons to go" in learner.toast
    [row] = stage.services.report().rows
    assert (row.completion, row.success, row.attempts) == ("in_progress", "unknown", 0)


async def test_failed_test_is_explained_and_drawn_anew(student: Student, shipped: Catalog) -> None:
    """Nothing is explained during the test, everything at its end; a retake draws anew."""
    learner = student.actor
    await student.completes_lessons()
    await learner.taps("Final test")
    learner.sees("25 questions, about 13 min. 20 right answers pass.")
    await learner.taps("Begin")
    first = await student.takes_test(rightly=False)

    recorded = [m for m in learner.heard if "It is explained at the end of the test" in m["text"]]
    assert len(recorded) == shipped.courses[0].test.questions
    for message in recorded:
        assert "✅" not in message["text"]
        assert "❌" not in message["text"]
    learner.sees("Not yet: 0 of 25 (0%). 20 of 25 pass.", "Missed, by lesson: 1 (")
    result = learner.last
    await learner.taps("Look at the answers")
    for number, question in enumerate(first, start=1):
        learner.sees(f"Final test · {number} of 25", *(option.why for option in question.options))
        if number < len(first):
            await learner.taps("Next →", on=learner.last)
    await learner.taps("Back to the result")
    assert learner.last["text"] == result["text"]
    await learner.taps("Try the final test again")
    await learner.taps("Begin")
    second = await student.takes_test()
    learner.sees("you passed the final test")
    assert {q.id for q in second}.isdisjoint({q.id for q in first})


async def test_missed_test_questions_are_practised_without_showing_reserved_ones(
    student: Student,
) -> None:
    """Practice after the test uses practice questions on the same cards and changes no result."""
    learner = student.actor
    await student.completes_lessons()
    await learner.taps("Final test")
    learner.sees("25 questions, about 13 min. 20 right answers pass.")
    await learner.taps("Begin")
    await student.takes_test(rightly=False)
    await learner.taps("Practice what you missed")

    while True:
        assert (await student.answers()).use is Use.PRACTICE
        if learner.has_button("See the result"):
            break
        await learner.taps("Next →")
    await learner.taps("See the result")
    learner.sees("5 of 5 right", "Practice changes no result.")
    await learner.says("/progress")
    learner.sees("Final test: 0 of 25 (0%), not passed yet · 1 attempt")


async def test_test_stays_closed_until_every_lesson_is_done(learner: Actor) -> None:
    """A forged button does not open the test early, and says what is missing."""
    await learner.forges("test")

    assert learner.toast == "The final test opens when every lesson is done: 15 lessons to go."


async def test_passed_check_stands_when_practice_goes_wrong(student: Student) -> None:
    """After a pass, trying again is practice; the result does not move."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    learner.sees("🎉 4 of 4: lesson 1 is done.")
    result = learner.last
    await learner.taps("Start lesson 2")
    learner.sees("Lesson 2: ")
    assert result in learner.heard

    await learner.says("/practice")
    await learner.taps("1", on=learner.last)
    await student.takes_check(rightly=False)
    learner.sees("0 of 5 right")
    await learner.says("/progress")

    learner.sees("✅ 1. More than a sale\nread · check 4 of 4, passed")
