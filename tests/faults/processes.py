"""Bots that start in a moment and die by kill -9: real processes.

They are forked from one that has imported everything, which is most of what a start costs.
"""

import asyncio
import multiprocessing
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

from bot.bootstrap import open_database, open_services
from bot.chat.application import Connection
from bot.chat.runner import serve
from bot.cli import main
from bot.cli.run import stop_on_signals
from bot.config import Settings
from bot.diagnostics import failpoints
from bot.diagnostics.logging import set_up_logging
from bot.storage import engine
from bot.storage.engine import ProcessLock
from tests.e2e.stage import TOKEN
from tests.faults.mixing import SameDice

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATIENCE = 20.0  # seconds for a process to end


@dataclass(frozen=True)
class FastClock:
    """A clock that all processes share; a real second on it lasts `speed` seconds."""

    speed: float
    began: float = field(default_factory=time.time)

    def __call__(self) -> datetime:
        """Return the time."""
        return MORNING + timedelta(seconds=(time.time() - self.began) * self.speed)


@dataclass(frozen=True)
class Start:
    """What a bot is started with; `busy_seconds` is how long it waits for the write lock."""

    settings: Settings
    url: str
    clock: FastClock
    log: Path
    busy_seconds: int = engine.BUSY_SECONDS
    failpoint: str = ""


def run_command(environment: dict[str, str], log: Path) -> None:
    """Be `run_bot.py run`, from its first line on."""
    os.dup2(os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(main(["run"]))


def run_bot(start: Start) -> None:
    """Be the bot, put together as `bot/cli/run.py` does it; only the clock and dice differ."""
    os.dup2(os.open(start.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), sys.stderr.fileno())
    set_up_logging("WARNING")
    os.environ["FAILPOINT"] = start.failpoint
    failpoints.arm_from_environment()
    engine.BUSY_SECONDS = start.busy_seconds
    settings = start.settings
    with ExitStack() as stack:
        stack.enter_context(ProcessLock(settings.database))
        database = stack.enter_context(open_database(settings.database))
        services = stack.enter_context(
            open_services(settings, database, TOKEN, clock=start.clock, rng=SameDice())
        )
        services.disk.start()

        async def run_until_signal() -> None:
            stop = asyncio.Event()
            stop_on_signals(stop)
            await serve(Connection(TOKEN, start.url, rate_factor=1000), services, stop)

        asyncio.run(run_until_signal())


class Forked:
    """A process that runs a function."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._process = _open_forkserver().Process(target=work, args=arguments)
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def is_running(self) -> bool:
        """Tell whether it lives."""
        return self._process.is_alive()

    def is_killed(self) -> bool:
        """Tell whether it was ended by SIGKILL."""
        return self._process.exitcode == -signal.SIGKILL

    def kill(self) -> None:
        """End it at once, with whatever it still had to do."""
        self._process.kill()
        self._process.join(PATIENCE)

    async def stop(self) -> int | None:
        """End it with SIGTERM; return its status."""
        self._process.terminate()
        await asyncio.to_thread(self._process.join, PATIENCE)
        status = self._process.exitcode
        self.kill()
        return status


class QuickBot(Forked):
    """A bot with a clock of its own."""

    def __init__(self, start: Start) -> None:
        super().__init__(run_bot, start)


def list_errors(log: Path) -> list[str]:
    """Return what the bot itself called an error; the library does so with a proxy's 502."""
    return [line for line in log.read_text().splitlines() if re.search(r" ERROR +bot\b", line)]


@cache
def _open_forkserver() -> ForkServerContext:
    """Return a process that has imported everything, and from which bots are forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    former = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)  # it looks for modules where it is started
    try:
        forkserver.ensure_running()
    finally:
        if former is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = former
    return context
