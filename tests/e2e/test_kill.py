"""The process itself: killed in the middle of a quiz, started twice, stopped, misconfigured."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap import open_database, read_clock
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.learning.people import Role
from bot.services.enrolment import Enrolment
from bot.simulator import Simulator
from tests.conftest import CONTENT
from tests.e2e.stage import TOKEN, Actor
from tests.e2e.student import Student
from tests.simulator.serving import serve

ROOT = Path(__file__).parents[2]
SECONDS = 20.0  # how long a process may take on a busy machine


class Desk:
    """A simulator on a real port, and bot processes that talk to it."""

    def __init__(self, simulator: Simulator, url: str, settings: Settings) -> None:
        self.simulator = simulator
        self.environment = {
            "PATH": os.environ["PATH"],
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": url,
            "DATABASE": str(settings.database),
            "CONTENT": str(CONTENT),
        }

    async def start(self, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
        """Start `run_bot.py`."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "run_bot.py"),
            *arguments,
            env=self.environment | environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def pass_time(self) -> None:
        """Wait as long as the bot takes for a double tap."""
        await asyncio.sleep(1.1)

    async def settle(self) -> None:
        """Wait until the bot has finished everything that has happened so far."""
        wanted = {update["update_id"] for update in self.simulator.pending_updates()}
        async with asyncio.timeout(SECONDS):
            while not wanted <= self._list_finished():  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)

    def _list_finished(self) -> set[int]:
        with closing(sqlite3.connect(self.environment["DATABASE"])) as connection:
            rows = connection.execute(
                "SELECT update_id FROM inbox_update WHERE finished_at IS NOT NULL"
            )
            return {update_id for (update_id,) in rows}


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """A desk with a simulator that listens."""
    simulator = Simulator(token=TOKEN)
    async with serve(simulator) as url:
        yield Desk(simulator, url, settings)


async def finish(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Wait for a process; return its status and what it wrote to standard error."""
    _, error = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode is not None
    return process.returncode, error.decode()


async def test_killed_bot_goes_on_from_the_same_question(desk: Desk, settings: Settings) -> None:
    """Kill -9 in the middle of a quiz: what was tapped meanwhile counts, once."""
    catalog = load_catalog(CONTENT).catalog
    assert catalog is not None
    with open_database(settings.database) as database:
        code = Enrolment(database, read_clock).invite(Role.LEARNER)
    learner = Actor(desk, desk.simulator.add_person("Ana").id)
    student = Student(learner, catalog)
    bot = await desk.start()
    await learner.starts(code)
    await learner.taps("I'm")
    await learner.taps("Practice")
    await learner.taps("1", on=learner.last)
    first = student.find_question()
    await student.answers()
    await learner.taps("Next →")
    message = learner.last

    bot.kill()
    await finish(bot)
    for label in student.find_labels(is_correct=True, message=message):
        if learner.has_button(f"☐ {label}"):
            label = f"☐ {label}"  # noqa: PLW2901
        desk.simulator.forge_tap(
            learner.id, message["message_id"], learner.find_button(label, on=message)[1]
        )
    bot = await desk.start()
    await desk.settle()
    if learner.has_button("☑"):
        await learner.taps("Submit")
    learner.sees("2 of 5", "✅ Right")
    await learner.taps("Next →")
    learner.sees("3 of 5")
    assert first.id != student.find_question().id

    bot.send_signal(signal.SIGTERM)
    status, error = await finish(bot)
    assert status == 0
    assert TOKEN not in error
    assert "Traceback" not in error


async def test_second_process_is_kept_off_the_database(desk: Desk) -> None:
    """One clear line and a non-zero status; the first one goes on."""
    first = await desk.start()
    await desk.simulator.wait_for(lambda: "getUpdates" in dict(desk.simulator.calls), SECONDS)

    status, error = await finish(await desk.start())

    assert status == 1
    assert error.startswith("Another bot (process ")
    assert error.count("\n") == 1
    assert first.returncode is None
    first.send_signal(signal.SIGINT)
    assert (await finish(first))[0] == 0


async def test_other_copy_elsewhere_is_said_in_one_line(desk: Desk, tmp_path: Path) -> None:
    """409: two bots with one token, each on its own database; the one that is cut off says why."""
    first = await desk.start(LOG_LEVEL="ERROR")
    await desk.simulator.wait_for(lambda: "getUpdates" in dict(desk.simulator.calls), SECONDS)
    second = await desk.start(DATABASE=str(tmp_path / "other.db"), LOG_LEVEL="ERROR")

    status, error = await finish(first)

    assert status == 1
    assert error.startswith("Another copy of this bot is running somewhere")
    assert error.count("\n") == 1
    second.send_signal(signal.SIGTERM)
    await finish(second)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"BOT_TOKEN": ""}, "BOT_TOKEN is not set. Run `run_bot.py setup`"),
        ({"BOT_TOKEN": "12345:short-secret"}, "BOT_TOKEN: does not look like a token"),
        (
            {"BOT_TOKEN": "7000000001:another-token-that-nobody-knows-of"},
            "Telegram does not accept BOT_TOKEN.",
        ),
        ({"BOT_API_URL": "http://127.0.0.1:9"}, "Telegram's API at http://127.0.0.1:9 cannot be"),
        ({"BOT_API_URL": "ftp://x"}, "BOT_API_URL: must begin with http:// or https://"),
        ({"PROXY_URL": "nonsense"}, "PROXY_URL: must look like http://proxy:3128"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL: Input should be 'DEBUG'"),
        ({"DATABASE": "/proc/nowhere/bot.db"}, "The database /proc/nowhere/bot.db cannot be used"),
        ({"DATABASE": str(ROOT / "pyproject.toml" / "bot.db")}, "cannot be used"),
        ({"CONTENT": "/nowhere"}, "The content has errors"),
    ],
)
async def test_misconfiguration_is_said_in_one_line(
    desk: Desk, environment: dict[str, str], words: str
) -> None:
    """Each ends with one line that says what to do, a non-zero status and no secret."""
    status, error = await finish(await desk.start(**{"LOG_LEVEL": "ERROR"} | environment))

    assert status == 1
    assert words in error
    assert error.count("\n") == 1, error
    assert "secret" not in error
    assert (environment.get("BOT_TOKEN") or TOKEN) not in error
