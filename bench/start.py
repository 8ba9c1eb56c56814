"""From the start of the process to the first handled update, with 10,000 questions.

python -m bench.start [--questions 10000] [--rounds 5]

Measured against a process that imports the same libraries and composes the same file, without the
garbage collector. A tap on Home is waiting; the time ends when its message changes. A restart knows
the content already; a first start also stores it.
"""

import argparse
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.content_load import write_content
from bench.processes import PATIENCE, ROOT, ResponderProcess, start_ours
from bench.result import BenchBroken, Goal, Result, print_table
from bench.run import wait_for_feedback
from bench.seed import FIRST_TELEGRAM_ID, add_people
from bot.chat.taps.home import ShowHome
from bot.storage.migrations import migrate

MOST_TIMES: Final = 2.5
ONCE: Final = 0.001  # acts a second: one, and no other as long as the bench runs
# What the bot may stand on; only what it really imports by its first update counts.
LIBRARIES: Final = (
    "telegram.ext",
    "sqlmodel",
    "alembic.command",
    "pydantic_settings",
    "markdown_it",
    "httpx_aiohttp",
    "fastapi",
    "uvicorn",
    "starlette",
    "segno",
    "multipart",
    "yaml",
)


@dataclass
class Case:
    """One way to start, with how long it took each time, and the most memory it held, in bytes."""

    name: str
    seconds: list[float] = field(default_factory=list)
    peak: int = 0

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)


def main() -> int:
    """Measure the least, a restart and a first start in turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    least, restart, first = Case("imports and compose"), Case("restart"), Case("first start")
    with tempfile.TemporaryDirectory() as folder, ResponderProcess() as responder:
        content, database = Path(folder) / "content", Path(folder) / "bot.db"
        write_content(content, options.questions)
        seed_person(database)
        new, fresh = Path(folder) / "new.db", Path(folder) / "fresh" / "bot.db"
        shutil.copy(database, new)
        libraries = find_libraries(responder, database, content)
        for _ in range(options.rounds):
            least.seconds.append(time_least(content / "questions.yaml", libraries))
            time_start(responder, database, content, restart)
            fresh.parent.mkdir()
            shutil.copy(new, fresh)
            time_start(responder, fresh, content, first)
            shutil.rmtree(fresh.parent)
    print(f"{options.questions:,} questions; the libraries: {', '.join(libraries)}\n")
    report(options.questions, least, (restart, first))
    return 0


def report(questions: int, least: Case, starts: Sequence[Case]) -> None:
    """Print the figures and compare the starts with the least."""
    rows: list[tuple[object, ...]] = [("", "median s", "least s", "most s", "times", "peak MB")]
    figures: dict[str, float] = {"questions": questions}
    for case in (least, *starts):
        times = case.median / least.median
        peak = f"{case.peak / 1e6:.0f}" if case.peak else ""
        rows.append((case.name, case.median, min(case.seconds), max(case.seconds), times, peak))
        name = case.name.replace(" ", "_")
        figures[f"{name}_seconds"] = round(case.median, 3)
        if case.peak:
            figures[f"{name}_peak_bytes"] = case.peak
    print_table(rows)
    goals = tuple(
        Goal(
            f"{case.name}, in times of importing and composing",
            round(case.median / least.median, 3),
            MOST_TIMES,
        )
        for case in starts
    )
    Result("start", figures, goals).report()


def seed_person(database: Path) -> None:
    """Make a database with one learner and no content."""
    migrate(database)
    with closing(sqlite3.connect(database)) as connection, connection:
        add_people(connection, [0])


def time_start(responder: ResponderProcess, database: Path, content: Path, case: Case) -> None:
    """Note the seconds from start to the first handled update, and the peak memory."""
    queue_tap(responder)
    start = perf_counter()
    with start_ours(responder.url, database, content) as bot:
        case.seconds.append(wait_for_feedback(responder, bot) - start)
        case.peak = max(case.peak, bot.read_peak_memory())
    responder.order("stop", patience=0)


def queue_tap(responder: ResponderProcess) -> None:
    """Let the learner tap on Home, whether or not a bot is there."""
    learners = [(FIRST_TELEGRAM_ID, [ShowHome().encode()])]
    responder.order("play", learners=learners, message={"text": "Home"}, rate=ONCE, latency=0.0)


def time_least(path: Path, libraries: list[str]) -> float:
    """Return the seconds that importing and composing takes, from the start of the process."""
    start = perf_counter()
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bench.least_start", str(path), *libraries],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return float(run.stdout) - start


def find_libraries(responder: ResponderProcess, database: Path, content: Path) -> list[str]:
    """Start the bot once, teaching it the content; return the libraries that it imports."""
    queue_tap(responder)
    bot = start_ours(responder.url, database, content, PYTHONPROFILEIMPORTTIME="1")
    try:
        wait_for_feedback(responder, bot)
        said = bot.read_errors()
    finally:
        bot.kill()
        responder.order("stop", patience=0)
    imported = set(re.findall(r"^import time:.*\| +(\S+)$", said, re.MULTILINE))
    found = [library for library in LIBRARIES if library in imported]
    if "telegram.ext" not in found:
        raise BenchBroken("the bot's imports could not be traced")
    return found


if __name__ == "__main__":
    sys.exit(main())
