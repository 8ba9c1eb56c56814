"""A bank of another program on its whole way: to a course, to a learner, and to a corrected key."""

import asyncio
from pathlib import Path

import pytest

from bot.bootstrap import open_database, open_preview, open_services
from bot.cli import main
from bot.config import Settings
from bot.content.archive import pack
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.content import builder
from tests.e2e.stage import TOKEN, Actor, Stage

# As another program writes it: no lesson, no card, and the wrong key.
GIFT = "::After listening::What comes after listening?{=Selling#They know you.~Asking#Ask.}\r\n"
ASK = "What comes after listening?"


class Desk:
    """A trainer's own folder with the content, and the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = builder.write(
            folder, **builder.edit("courses", ("questions: 1", "questions: 2"))
        )
        self._capsys = capsys

    async def run(self, *words: str | Path) -> tuple[int, str]:
        """Run a command, and return its status and what it printed."""
        status = await asyncio.to_thread(main, [str(word) for word in words])
        return status, self._capsys.readouterr().out

    async def check(self, questions: str) -> tuple[int, str]:
        """Put questions below those of the bank, and run the check."""
        bank = builder.QUESTIONS + questions.partition("questions:\n")[2]
        (self.folder / "questions.yaml").write_text(bank, encoding="utf-8")
        return await self.run("check", self.folder)

    def pack(self) -> bytes:
        """Return the folder as an archive."""
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return pack({str(path.relative_to(self.folder)): path.read_bytes() for path in files})


async def mend(desk: Desk, text: str) -> str:
    """Complete what was imported, with a slip of the pen on the way, until the check is content."""
    status, found = await desk.check(text)
    assert "the draft has no 'lesson' and no 'card'" in found
    text = text.replace("    draft: yes\n", "").replace(
        "    ask:", "    lesson: in-tune\n    card: adjsut\n    ask:", 1
    )
    status, found = await desk.check(text)
    assert status == 1
    assert "the lesson 'in-tune' has no card 'adjsut'" in found
    assert "Did you mean 'adjust'?" in found
    text = text.replace("adjsut", "adjust")
    status, _ = await desk.check(text)
    assert status == 0
    return text


def preview(desk: Desk, settings: Settings, clock: FakeClock) -> list[str]:
    """Return which questions the preview lists; its database is its own."""
    with (
        open_database(desk.folder.parent / "preview.db") as database,
        open_services(settings, database, TOKEN, clock=clock) as services,
    ):
        preview = open_preview(services, desk.folder, clock=clock)
        preview.take(preview.read())
        [shelf] = preview.state.shelves
        return [line.id for line in shelf.questions]


async def answer_all(learner: Actor) -> None:
    """Answer the open quiz; what the new question calls wrong is flagged."""
    is_over = False
    while not is_over:
        text = learner.last["text"]
        wanted = "Asking" if ASK in text else "Listening"
        await learner.taps(next(row[0] for row in text.splitlines() if row[2:] == wanted))
        explained = learner.last
        is_over = learner.has_button("See the result")
        if "❌ Not quite" in explained["text"]:
            await learner.taps("Unclear?")
            await learner.taps("The answer is wrong")
            await learner.says("Surely one asks first.")
        await learner.taps("See the result" if is_over else "Next →", on=explained)


def correct(text: str) -> str:
    """Let the other option be the right one."""
    lines = text.splitlines(keepends=True)
    right = lines.pop(next(n for n, line in enumerate(lines) if "correct: yes" in line))
    lines.insert(next(n for n, line in enumerate(lines) if "text: Asking" in line) + 1, right)
    return "".join(lines)


async def test_bank_of_another_program_on_its_whole_way(
    settings: Settings, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Imported, mended, previewed, tried, taught, flagged, corrected, regraded and rolled back."""
    stage = Stage(settings.model_copy(update={"content": builder.write(tmp_path)}), clock)
    desk = Desk(tmp_path / "desk", capsys)
    async with stage.running():
        tom, ana = await stage.member(Role.TRAINER, "Tom"), await stage.member(first_name="Ana")

        (tmp_path / "old.gift").write_bytes(GIFT.encode("utf-16"))
        await desk.run("import", tmp_path / "old.gift", "-o", tmp_path / "mine.yaml")
        mended = await mend(desk, (tmp_path / "mine.yaml").read_text(encoding="utf-8"))
        assert "after-listening" in preview(desk, settings, clock)

        await tom.sends(desk__zip=desk.pack())
        tom.sees("1 question added; 1 course changed", "➕ after-listening")
        await tom.taps("Try it")
        tom.sees("Trying it out", ASK)
        await tom.taps("A")
        await tom.taps("See the result")
        await tom.taps("Back to your file")
        await tom.taps("Publish")
        tom.sees("✅ v2 is taught now.")

        await ana.taps("Start lesson 1")
        while ana.has_button("Next →"):
            await ana.taps("Next →")
        await ana.taps("Take the check")
        await answer_all(ana)
        await stage.deliver()
        tom.sees("A learner flagged a question", "Surely one asks first.")
        await ana.says("/home")
        ana.sees("0 of 1 lesson")

        await tom.sends(mine__yaml=correct(mended))
        tom.sees("1 key changed", "🔑 after-listening", "right answer: Selling → Asking")
        await tom.taps("Publish")
        tom.sees("✅ v3 is taught now.", "🔑 1 corrected key waits for your decision")

        await tom.taps("🔑 Corrected keys")
        await tom.taps("1")
        tom.sees("1 higher, 1 pass gained")
        await tom.taps("Regrade …")
        await tom.says("One asks first.")
        tom.sees("Regraded by Tom")
        await stage.deliver()
        ana.sees("A question was corrected, and your result with it.", "passed! 🎉")
        await ana.says("/home")
        ana.sees("1 of 1 lesson")

        await tom.says("/bank history")
        tom.sees("v3", "v2", "v1", "by Tom: 1 question added; 1 course changed")
        await tom.taps("Back to v2")
        tom.sees("🔑 after-listening", "right answer: Asking → Selling")
        await tom.taps("Teach v2 again")
        tom.sees("v2 is taught now")
