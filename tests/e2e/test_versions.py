"""The bank is edited while a quiz runs: the quiz and its answers stay as they were."""

import shutil
from pathlib import Path

import pytest

from bot.chat.taps.quiz import StartPractice
from bot.config import Settings
from bot.learning.people import Role
from bot.services.disk import BrokenContent
from tests.conftest import CONTENT, FakeClock
from tests.e2e.stage import Stage
from tests.e2e.student import Student


@pytest.fixture
def editable(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a copy of the content that a trainer may edit."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return settings.model_copy(update={"content": tmp_path / "content"})


def reword(settings: Settings, text: str = "Well, ") -> None:
    """Edit the definition of a term."""
    glossary = settings.content / "glossary.yaml"
    words = glossary.read_text(encoding="utf-8")
    glossary.write_text(words.replace("definition: ", f"definition: {text}", 1), encoding="utf-8")


async def test_edit_leaves_a_running_quiz_alone(editable: Settings, clock: FakeClock) -> None:
    """Once other questions are published the quiz goes on with those it began with."""
    stage = Stage(editable, clock)
    bank = editable.content / "questions.yaml"
    async with stage.running():
        learner = await stage.member()
        student = Student(learner, stage.services.library.get_current().catalog)
        await learner.taps("Start lesson 1")
        await student.reads_lesson()
        await learner.taps("Take the check")
        question = await student.answers()
        explained = learner.last
        await learner.taps("Next →")
        asked = learner.last["text"]
        bank.write_text(
            bank.read_text(encoding="utf-8").replace(
                "    ask: |\n      ", "    ask: |\n      New! "
            ),
            encoding="utf-8",
        )
    async with stage.running():
        stage.publish_files()
        clock.advance(minutes=1)
        await learner.says("/home")
        await learner.taps("Continue: lesson 1 check, question 2")
        learner.sees(asked)
        learner.sees_not("New!")
        await learner.taps("Lesson card", on=explained)
        lesson = stage.services.library.get_catalog(1).lessons_by_id[question.lesson_id]
        learner.sees(next(card.title for card in lesson.cards if card.id == question.card_id))
        await learner.taps("Back to the questions")
        await student.takes_check()
        learner.sees("🎉 4 of 4")

        await learner.forges(StartPractice("best-offer-first").encode())
        learner.sees("New!")


async def test_broken_bank_goes_on_with_the_last_good_version(
    editable: Settings, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot says loudly what is wrong, teaches what it has, and shows the trainer."""
    stage = Stage(editable, clock)
    async with stage.running():
        pass
    bank = editable.content / "questions.yaml"
    bank.write_text("questions:\n  - id: x\n    aks: What?\n", encoding="utf-8")

    async with stage.running():
        assert "THE CONTENT IS BROKEN" in caplog.text
        assert "questions.yaml:3:5: unknown field 'aks'" in caplog.text
        trainer = await stage.member(Role.TRAINER)
        await trainer.says("/bank")
        trainer.sees("Question bank · v1", "v1 goes on", "unknown field 'aks'")
        await trainer.says("/home")
        await trainer.taps("Start lesson 1")
        trainer.sees("card 1 of")


async def test_broken_bank_does_not_start_the_first_time(
    editable: Settings, clock: FakeClock
) -> None:
    """Without a good version there is nothing to teach."""
    (editable.content / "courses.yaml").unlink()

    with pytest.raises(BrokenContent) as caught:
        async with Stage(editable, clock).running():
            pass

    assert "courses.yaml" in str(caught.value.problems[0])


async def test_edited_files_wait_and_trainers_are_told_once(
    editable: Settings, clock: FakeClock
) -> None:
    """The bot goes on with what is published; a later start says nothing more of the same edit."""
    stage = Stage(editable, clock)
    async with stage.running():
        trainer = await stage.member(Role.TRAINER)
        learner = await stage.member(first_name="Ben")
    reword(editable)
    before = len(learner.heard)
    for _ in range(2):
        async with stage.running():
            await stage.mailer.send_due()
            assert stage.services.library.get_current().number == 1

    told = [m["text"] for m in trainer.heard if "files on disk have changed" in m["text"]]
    assert len(told) == 1
    assert "Beside v1: 1 term changed." in told[0]
    assert len(learner.heard) == before


async def test_another_edit_is_told_again(editable: Settings, clock: FakeClock) -> None:
    """And an edit that is taken back is not."""
    stage = Stage(editable, clock)
    glossary = editable.content / "glossary.yaml"
    former = glossary.read_text(encoding="utf-8")
    async with stage.running():
        trainer = await stage.member(Role.TRAINER)
    for edit in ("Well, ", "Rather, "):
        glossary.write_text(former, encoding="utf-8")
        reword(editable, edit)
        async with stage.running():
            await stage.mailer.send_due()
    glossary.write_text(former, encoding="utf-8")
    async with stage.running():
        await stage.mailer.send_due()

    assert sum("files on disk have changed" in m["text"] for m in trainer.heard) == 2


async def test_going_back_to_a_former_version(editable: Settings, clock: FakeClock) -> None:
    """The history leads back, after a look at what that changes; and on again."""
    async with Stage(editable, clock).running() as stage:
        trainer = await stage.member(Role.TRAINER, "Tom")
        reword(editable)
        stage.publish_files()

        await trainer.says("/bank history")
        trainer.sees("v2 · Mon 23 Nov 2026, 09:00 UTC", "from the files on disk", "v1 ·")
        await trainer.taps("Back to v1")
        trainer.sees("Back to v1?", "1 term changed", "definition: Well, ")
        assert stage.services.library.get_current().number == 2
        await trainer.taps("Teach v1 again")
        trainer.sees("v1 is taught now")
        assert stage.services.library.get_current().number == 1

        await trainer.taps("History")
        trainer.sees("by Tom, going back: 1 term changed")
        await trainer.taps("Back to v2")
        await trainer.taps("Teach v2 again")
        assert stage.services.library.get_current().number == 2
