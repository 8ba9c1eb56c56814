"""The bank is edited while a quiz runs: the quiz and its answers stay as they were."""

import shutil
from pathlib import Path

import pytest

from bot.bootstrap import BrokenContent
from bot.chat.callbacks import StartPractice
from bot.config import Settings
from bot.learning.people import Role
from tests.conftest import CONTENT, FakeClock
from tests.e2e.stage import Stage
from tests.e2e.student import Student


@pytest.fixture
def editable(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a copy of the content that a trainer may edit."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return settings.model_copy(update={"content": tmp_path / "content"})


async def test_edit_leaves_a_running_quiz_alone(editable: Settings, clock: FakeClock) -> None:
    """After a restart with other questions the quiz goes on with those it began with."""
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
        assert stage.services.library.get_current().version_id == 2
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
        trainer.sees("Question bank · version 1", "version 1 goes on", "unknown field 'aks'")
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


async def test_trainer_sees_that_the_files_are_newer(editable: Settings, clock: FakeClock) -> None:
    """Sound files that differ from what is taught wait for a restart."""
    async with Stage(editable, clock).running() as stage:
        trainer = await stage.member(Role.TRAINER)
        glossary = editable.content / "glossary.yaml"
        await trainer.says("/bank")
        trainer.sees("this version is what the files say")
        glossary.write_text(
            glossary.read_text(encoding="utf-8").replace("definition: ", "definition: Well, ", 1),
            encoding="utf-8",
        )

        await trainer.says("/bank")
        trainer.sees("newer than this version")
