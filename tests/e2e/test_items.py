"""Which questions deserve work: a trainer looks at the list, at one question, and at a flag."""

from collections.abc import Sequence
from threading import Event

import pytest

from bot.chat.handlers import items
from bot.learning.course import Catalog, Question
from bot.learning.people import Role
from bot.reports.items import ItemReport
from tests.e2e.stage import Actor, Stage, list_buttons
from tests.e2e.student import Student
from tests.reports.attempts import Mark, add_attempts, add_people
from tests.waiting import until


@pytest.fixture
async def tom(stage: Stage) -> Actor:
    """A trainer."""
    return await stage.member(Role.TRAINER, "Tom")


def mark(question: Question, *, is_right: bool) -> Mark:
    """Answer a question rightly, or with its first wrong option."""
    wrong = next(option.id for option in question.options if not option.is_correct)
    return Mark(question.id, sorted(question.correct_ids) if is_right else [wrong], is_right)


def answer(stage: Stage, questions: Sequence[Question], people: int) -> None:
    """Let learners do a check: half of them get the first question wrong, nobody the others.

    Whatever was counted before is old then.
    """
    stage.clock.advance(hours=1)
    database = stage.services.library._database
    attempts = {
        person: [
            mark(one, is_right=place > 0 or number % 2 == 0) for place, one in enumerate(questions)
        ]
        for number, person in enumerate(add_people(database, stage.clock.now, people))
    }
    add_attempts(database, 1, stage.clock.now, attempts, scope=questions[0].lesson_id)


async def test_list_and_one_question(stage: Stage, tom: Actor, shipped: Catalog) -> None:
    """Worst first, pages, the question with its options, and the way back; nobody is named."""
    await tom.says("/items")
    tom.sees("None has 10 answers yet")
    questions = shipped.questions[:8]
    answer(stage, questions, 9)
    await tom.says("/items")
    tom.sees("None has 10 answers yet")

    answer(stage, questions, 31)
    await tom.says("/bank")
    await tom.taps("Statistics")
    tom.sees("Which questions deserve work · page 1 of 2", "1. ", "6. ", "First attempts")
    tom.sees("% right (", "of 40 answers", "⚠️ Nobody chooses")
    await tom.taps("More →")
    tom.sees("page 2 of 2", "8. ", "questions more with under 10 answers")
    await tom.taps("← Back")
    await tom.taps("1")
    tom.sees(questions[0].id, "Lesson 1 check", "✅ 5", "Half of them answer within 20 s")
    tom.sees("Nobody chooses")
    await tom.taps("← All questions")
    tom.sees("page 1 of 2")
    for message in tom.heard[1:]:
        assert "Ana" not in message["text"]

    await tom.forges("items:99")
    tom.sees("page 2 of 2")
    await tom.forges("item:gone")
    tom.sees("page 1 of 2")


async def test_counting_that_takes_a_while_is_announced(
    stage: Stage, tom: Actor, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message turns into the list; a button answers at once and stops spinning."""
    answer(stage, shipped.questions[:8], 40)
    monkeypatch.setattr(items, "PATIENCE", 0)
    said = len(tom.heard)

    await tom.says("/items")
    assert len(tom.heard) == said + 1
    tom.sees("page 1 of 2")
    await tom.taps("More →")
    assert tom.toast.startswith("The answers of all learners are being counted.")
    tom.sees("page 2 of 2")


async def test_nobody_waits_for_the_counting(
    stage: Stage, tom: Actor, learner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While millions of answers are counted, others are answered."""
    is_over, items_report = Event(), stage.services.items.report

    def count_long() -> ItemReport:
        assert is_over.wait(30)
        return items_report()

    monkeypatch.setattr(stage.services.items, "report", count_long)
    stage.simulator.send_text(tom.id, "/items", tom.id)
    await stage.poller.poll_once(0)
    heard = len(learner.heard)
    stage.simulator.send_text(learner.id, "/practice", learner.id)
    await stage.poller.poll_once(0)
    await until(lambda: len(learner.heard) > heard)
    learner.sees("Pick a topic")
    tom.sees_not("Which questions")

    is_over.set()
    await stage.settle()
    tom.sees("Which questions deserve work")


async def test_flag_comes_with_the_statistics(
    stage: Stage, tom: Actor, learner: Actor, shipped: Catalog
) -> None:
    """In the notice and in the list of flags: options with their shares, and what to do."""
    student = Student(learner, shipped)
    await learner.says("/practice")
    await learner.taps("1")
    question = await student.answers(rightly=False)
    others = [one for one in shipped.questions[:3] if one.id != question.id]
    answer(stage, [question, *others], 40)
    await learner.taps("Unclear?")
    await learner.taps("The answer is wrong")
    await learner.taps("No comment")
    await stage.deliver()

    tom.sees("A learner flagged a question: the answer is wrong", "which counted as wrong")
    tom.sees("50% right (35 to 65%) of 40 answers", "✅ 50% · ")
    shown = tom.last["text"]
    await tom.says("/flags")
    await tom.taps("1")
    assert tom.last["text"] == shown
    assert list_buttons(tom.last)[0][0] == "Reply"
