"""A learner flags a question, a trainer answers, the learner hears back: nobody's name is told."""

import logging

import pytest

from bot.learning.course import Catalog
from bot.learning.people import Role
from tests.e2e.stage import Actor, Stage, list_buttons
from tests.e2e.student import Student


@pytest.fixture
async def tom(stage: Stage) -> Actor:
    """A trainer."""
    return await stage.member(Role.TRAINER, "Tom")


@pytest.fixture
async def student(learner: Actor, shipped: Catalog) -> Student:
    """Ana, who has answered the first question of a practice wrong."""
    student = Student(learner, shipped)
    await learner.says("/practice")
    await learner.taps("1")
    await student.answers(rightly=False)
    return student


async def test_flag_and_reply(
    stage: Stage, tom: Actor, student: Student, caplog: pytest.LogCaptureFixture
) -> None:
    """From the explained answer to the trainer and back, with a comment and a reply."""
    caplog.set_level(logging.DEBUG, "bot")
    learner = student.actor
    explained = learner.last
    question = student.find_question()
    await learner.taps("Unclear?")
    learner.sees("What is wrong with this question?", "without your name")
    await learner.taps("It is unclear")
    learner.sees("Thank you. Add a comment?")
    assert explained["text"] in [message["text"] for message in learner.heard]
    await stage.deliver()
    tom.sees_not("flagged")

    await learner.says("Which of the two is meant?")
    learner.sees("Your comment goes to the trainers")
    await stage.deliver()
    tom.sees("A learner flagged a question: it is unclear", "Which of the two is meant?")
    tom.sees("which counted as wrong", question.ask.replace("**", "")[:30])
    assert not any(
        "Ana" in message["text"] or "Kovač" in message["text"] for message in tom.heard[1:]
    )
    told = len(tom.heard)
    await stage.deliver()
    assert len(tom.heard) == told

    flagged = tom.last
    await tom.taps("Open the question", on=flagged)
    tom.sees("✅", question.options[0].why)
    await tom.taps("Reply", on=flagged)
    tom.sees("Write your reply now")
    await tom.says("The second one. We'll say so.")
    tom.sees("Sent to the learner.")
    await stage.deliver()
    learner.sees("A trainer answered your note on", "The second one. We'll say so.")
    learner.sees_not("Tom")

    await tom.taps("Close", on=flagged)
    await tom.taps("The question is mended")
    assert tom.toast == "The learner is told."
    assert any("Closed: mended" in message["text"] for message in tom.heard)
    await stage.deliver()
    learner.sees("A trainer has mended the question you flagged")
    for words in ("Which of the two", "The second one", "Kovač"):
        assert words not in caplog.text


async def test_flag_without_a_comment(stage: Stage, tom: Actor, student: Student) -> None:
    """The button says that there is none; the next word is looked up as ever."""
    learner = student.actor
    await learner.taps("Unclear?")
    await learner.taps("Something else")
    await learner.taps("No comment")
    learner.sees("Thank you. The trainers have your note.")
    await stage.deliver()
    tom.sees("A learner flagged a question: something else")

    await learner.says("touchpoint")
    learner.sees_not("comment")
    await learner.taps("Unclear?")
    assert learner.toast == "You have flagged this question. The trainers have your note."


@pytest.mark.parametrize("act", ["Next", "/cancel", "/home"])
async def test_going_on_leaves_the_comment_out(stage: Stage, student: Student, act: str) -> None:
    """Any button or command ends it: what is written after that is meant for something else."""
    learner = student.actor
    await learner.taps("Unclear?")
    await learner.taps("It is unclear")
    if act.startswith("/"):
        await learner.says(act)
    else:
        await learner.taps(act)
    await learner.says("xyzzy")

    learner.sees("I only understand buttons and commands")
    [flag] = stage.services.flags.list_open()
    assert flag.comment is None


async def test_double_tap_on_a_reason_counts_once(stage: Stage, student: Student) -> None:
    """The same screen, one flag."""
    learner = student.actor
    await learner.taps("Unclear?")
    message, data = learner.find_button("The answer is wrong")
    await learner.taps("The answer is wrong", on=message)
    await learner.forges(data, on=message)

    learner.sees("Thank you. Add a comment?")
    assert len(stage.services.flags.list_open()) == 1
    await learner.forges("flagas:1:0:rude", on=message)
    assert learner.toast.startswith("That button is from an older message.")


async def test_running_test_cannot_be_flagged(learner: Actor, shipped: Catalog) -> None:
    """Its answers are explained at the end; then they can."""
    student = Student(learner, shipped)
    await student.completes_lessons()
    await learner.taps("Final test")
    await learner.taps("Begin")
    await student.answers()
    assert "Unclear?" not in [text for text, _ in list_buttons(learner.heard[-2])]
    session_id = int(list_buttons(learner.last)[0][1].split(":")[1])
    await learner.forges(f"flag:{session_id}:0")
    assert learner.toast == "That opens when the last question is answered."

    await student.takes_test()
    await learner.taps("Look at the answers")
    assert learner.has_button("Unclear?")


async def test_list_of_flags(stage: Stage, tom: Actor, student: Student) -> None:
    """Open ones, reached from the bank; who answers takes one off."""
    await tom.says("/flags")
    tom.sees("None waits for an answer.")
    learner = student.actor
    await learner.taps("Unclear?")
    await learner.taps("The answer is wrong")
    await learner.says("B is right, too.")

    await tom.says("/bank")
    await tom.taps("Flagged questions")
    tom.sees("Flagged questions · 1 open", "the answer is wrong", "B is right, too.")
    await tom.taps("1")
    await tom.taps("Close")
    await tom.taps("It stays as it is")
    tom.sees("Closed: the question stays as it is")
    await stage.deliver()
    learner.sees("A trainer looked at the question you flagged, and it stays as it is")
    await tom.says("/flags")
    tom.sees("None waits for an answer.")


async def test_flag_answered_meanwhile_is_not_announced(
    stage: Stage, tom: Actor, student: Student
) -> None:
    """A trainer found it in the list before its message went out."""
    learner = student.actor
    await learner.taps("Unclear?")
    await learner.taps("It is unclear")
    await tom.says("/flags")
    await tom.taps("1")
    await tom.taps("Close")
    await tom.taps("It stays as it is")
    said = len(tom.heard)

    stage.clock.advance(hours=1)
    await stage.deliver()
    assert len(tom.heard) == said


async def test_blocked_learner_hears_when_they_come_back(
    stage: Stage, tom: Actor, student: Student
) -> None:
    """Nothing is lost by blocking the bot for a while."""
    learner = student.actor
    await learner.taps("Unclear?")
    await learner.taps("It is unclear")
    await learner.taps("No comment")
    stage.simulator.block(learner.id)
    await tom.says("/flags")
    await tom.taps("1")
    await tom.taps("Close")
    await tom.taps("The question is mended")
    await stage.deliver()
    stage.simulator.unblock(learner.id)
    await stage.deliver()
    learner.sees_not("mended")

    await learner.says("/home")
    await stage.deliver()
    learner.sees("A trainer has mended the question you flagged")
