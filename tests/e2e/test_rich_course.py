"""Hints, tasks, summaries, locked and optional lessons, as learners meet them."""

from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from tests.conftest import FakeClock
from tests.e2e.rich_course import make_rich, rich_stage
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with the rich course, running."""
    async with rich_stage(settings, clock) as stage:
        yield stage


@pytest.fixture
def student(learner: Actor) -> Student:
    """Ana, who knows all answers."""
    return Student(learner, make_rich())


async def test_hint_appears_inside_the_question(student: Student) -> None:
    """Its button goes, everything else stays; after the answer the question is explained."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    learner.sees("Try this at work", "Ask one customer.")
    await learner.taps("Take the check")
    before, question = learner.last, student.find_question()

    await learner.taps("💡 Hint")

    learner.sees(before["text"], f"💡 Think of {question.id}.")
    assert learner.last["message_id"] == before["message_id"]
    assert not learner.has_button("💡 Hint")
    assert learner.has_button("Later")
    await student.answers()
    learner.sees("✅ Right", f"In short, this is about {question.id}.")
    learner.sees_not("Think of")


async def test_hint_outlives_a_tap_on_an_option_and_a_pause(student: Student) -> None:
    """It belongs to the question, not to the message."""
    learner = student.actor
    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await learner.taps("💡 Hint")

    await learner.taps("Later")
    await learner.taps("Continue: lesson 1 check, question 1")

    learner.sees("💡 Think of")


async def test_final_test_offers_no_hint(student: Student) -> None:
    """Not even to a forged button."""
    learner = student.actor
    for lesson_id in ("one", "two"):
        await learner.forges(f"lesson:{lesson_id}")
        await student.reads_lesson()
        await learner.taps("Take the check")
        await student.takes_check()
    await learner.forges("begin")

    learner.sees("Final test · 1 of 2")
    assert not learner.has_button("💡 Hint")
    await learner.forges("hint:3:0")
    assert learner.toast == "There is no hint for this question. Trust what you have read."


async def test_locked_lesson_says_which_one_opens_it(student: Student) -> None:
    """The list shows the lock; the button, the check and a forged card say the same."""
    learner = student.actor
    await learner.says("/lessons")
    learner.sees("🔒 2. Lesson two", "○ 3. Lesson extra · 6\u00a0min · optional")

    await learner.taps("🔒 2")
    assert learner.toast == "🔒 This opens when lesson 1 is done: Lesson one."
    for data in ("card:two:1", "check:two"):
        await learner.forges(data)
        assert learner.toast == "🔒 This opens when lesson 1 is done: Lesson one."
    learner.sees("Lessons")

    await learner.forges("lesson:one")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    await learner.taps("Start lesson 2")
    learner.sees("Lesson 2: Lesson two · card 1 of 4")


async def test_summary_is_offered_when_its_module_is_done(student: Student) -> None:
    """In the result, and from then on in the list of lessons; never before."""
    learner = student.actor
    await learner.forges("keep:start")
    assert learner.toast == "This summary is yours when its lessons are done: 1 lesson to go."

    await learner.taps("Start lesson 1")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    result = learner.last
    await learner.taps("Keep: First steps", on=result)

    learner.sees("Summary\nFirst steps", "• Ask first.\n• Then act.")
    assert result in learner.heard
    await learner.taps("Lessons", on=learner.last)
    assert learner.has_button("Keep: First steps")
    assert not learner.has_button("Keep: Further steps")


async def test_course_is_complete_without_the_optional_lesson(
    stage: Stage, student: Student
) -> None:
    """It is outside Home's count, the gate of the test and its questions, and can still be done."""
    learner = student.actor
    learner.sees("0 of 2 lessons")
    for number in (1, 2):
        await learner.says("/home")
        await learner.taps(f"Start lesson {number}")
        await student.reads_lesson()
        await learner.taps("Take the check")
        await student.takes_check()
    learner.sees("the final test is open")
    await learner.taps("Final test")
    await learner.taps("Begin")
    asked = await student.takes_test()

    learner.sees("The course is complete.")
    assert {question.lesson_id for question in asked} == {"one", "two"}
    [row] = stage.services.report().rows
    assert (row.completion, row.success) == ("completed", "passed")
    await learner.says("/home")
    learner.sees("2 of 2 lessons ▰▰▰▰▰▰▰▰▰▰")
    await learner.says("/lessons")
    await learner.taps("3")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    learner.sees("lesson 3 is done.")


async def test_terms_of_a_card_open_below_it(learner: Actor) -> None:
    """At most four buttons, two in a row; the card stays as it is."""
    await learner.taps("Start lesson 1")
    learner.sees("Of word 1, word 2, word 3, word 4, word 5 and word 1 again.")
    card = learner.last
    rows = card["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows[:2]] == [
        ["Term 1", "Term 2"],
        ["Term 3", "Term 4"],
    ]
    assert not learner.has_button("Term 5")

    await learner.taps("Term 2")

    learner.sees("Term 2", "What 2 means.")
    assert card in learner.heard
    await learner.says("/glossary Term 2")
    term, below = learner.heard[-2:]
    assert below["text"] == term["text"]
    await learner.taps("Continue: lesson 1, card 2", on=term)
    assert "card 2 of 4" in learner.heard[-2]["text"]


async def test_help_says_how_long_it_takes_and_home_where_it_goes_on(student: Student) -> None:
    """The module is named while one of its lessons is next."""
    learner = student.actor
    learner.sees("Module 1 of 2: First steps")
    await learner.says("/help")
    learner.sees("Basics\n2 lessons and the final test take about 15 min in all.")

    await learner.forges("lesson:one")
    await student.reads_lesson()
    await learner.taps("Take the check")
    await student.takes_check()
    await learner.says("/home")
    learner.sees("Module 2 of 2: Further steps")
