"""Counting in a process of its own: the same counts, bounds of time and memory, and its end."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from bot.learning.errors import CountingFailed
from bot.reports.apart import Apart
from bot.reports.completion import Criteria
from bot.reports.occurrences import tally_completion
from bot.reports.taught import TaughtCourses
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, COUNTS, Company
from tests.waiting import until

ROOT = Path(__file__).parents[2]


def describe(database: Database, word: str) -> tuple[int, int, str, str]:
    """Say where this runs, how it gives way, on what, and what it was given."""
    return os.getpid(), os.nice(0), database.path.name, word


def count_up(_database: Database, end: int) -> Iterator[tuple[int, int]]:
    """Yield numbers, and which process counts."""
    for number in range(end):
        yield os.getpid(), number


def fail(_database: Database) -> None:
    """Have a defect."""
    raise ValueError("a defect")


def sleep(_database: Database) -> None:
    """Take very long."""
    time.sleep(600)


def hoard(_database: Database) -> int:
    """Want more memory than there is for a count."""
    return len(bytearray(3 << 30))


def chatter(_database: Database) -> str:
    """Print something in between."""
    print("noise")  # noqa: T201 - that is the point
    return "signal"


@pytest.fixture
def apart(database: Database) -> Iterator[Apart]:
    """Counting apart, however little there is."""
    with closing(Apart(database, few_people=-1)) as apart:
        yield apart


def test_little_is_counted_here_and_much_apart(database: Database, apart: Apart) -> None:
    """Apart in one process for all counts, which gives way to this one."""
    assert Apart(database).run(describe, "x")[0] == os.getpid()

    first, second = apart.run(describe, "Zoë"), apart.run(describe, word="again")

    assert first[0] == second[0] != os.getpid()
    assert first[1:] == (os.nice(0) + 5, database.path.name, "Zoë")
    assert second[3] == "again"
    assert apart.run(chatter) == "signal"


def test_counts_are_the_same(database: Database, clock: FakeClock) -> None:
    """All that a report needs goes there and comes back."""
    company = Company(database, clock)
    taught = TaughtCourses(database).find(clock.now)
    criteria = Criteria(clock.now, BERLIN, people=frozenset({company.ana.id, company.ben.id}))
    with closing(Apart(database, few_people=0)) as apart:
        whole = apart.run(tally_completion, taught, Criteria(clock.now, BERLIN))
        few = apart.run(tally_completion, taught, criteria)

    assert whole.total.counts == COUNTS
    assert few.total == tally_completion(database, taught, criteria).total
    assert few.total.assigned == 2


def test_much_comes_piece_by_piece(database: Database, apart: Apart) -> None:
    """To the end, or as far as somebody reads; the next count is served in any case."""
    pieces = list(apart.stream(count_up, 1000))
    assert [number for _, number in pieces] == list(range(1000))
    assert pieces[0][0] != os.getpid()
    for _, number in apart.stream(count_up, 10**9):
        if number == 3:
            break
    assert apart.run(describe, "x")[2] == database.path.name
    assert [pid for pid, _ in Apart(database).stream(count_up, 1)] == [os.getpid()]


def test_defects_and_excess_are_told_and_forgotten(
    database: Database, apart: Apart, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever asked is told that it failed, the log says why, and the next count works."""
    for work, word in ((fail, "ValueError: a defect"), (hoard, "MemoryError")):
        with pytest.raises(CountingFailed):
            apart.run(work)
        assert word in caplog.text
        assert apart.run(describe, "x")[3] == "x"
    with closing(Apart(database, few_people=-1, patience=0.5)) as hasty:
        with pytest.raises(CountingFailed):
            hasty.run(sleep)
        assert "the process that counts has died" in caplog.text


def test_without_a_process_it_is_counted_here(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Slower for everybody, and said in the log."""
    with closing(Apart(database, few_people=-1, python="/nowhere/python")) as apart:
        assert apart.run(describe, "x")[0] == os.getpid()
        assert len(list(apart.stream(count_up, 2))) == 2
    assert "no process to count in, so taps may wait: No such file" in caplog.text


def test_closing_ends_what_is_counted(apart: Apart, caplog: pytest.LogCaptureFixture) -> None:
    """The bot does not wait for a report when it stops; nobody calls that a failure."""
    refused: list[BaseException] = []

    def ask() -> None:
        try:
            apart.run(sleep)
        except CountingFailed as failed:
            refused.append(failed)

    apart.run(describe, "x")
    caplog.set_level(logging.WARNING)
    asking = Thread(target=ask)
    asking.start()
    time.sleep(0.2)
    apart.close()
    asking.join(5)

    assert len(refused) == 1
    assert not caplog.records
    with pytest.raises(CountingFailed):
        apart.run(describe, "x")


async def test_process_dies_with_the_bot(database: Database) -> None:
    """Even where the bot is killed in the middle of a count."""
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from bot.reports.apart import Apart\nfrom bot.storage.engine import Database\n"
        "from tests.reports.test_apart import describe, sleep\n"
        "apart = Apart(Database(Path(sys.argv[1])), few_people=-1)\n"
        "print(apart.run(describe, 'x')[0], flush=True)\n"
        "apart.run(sleep)\n"
    )
    with subprocess.Popen(  # noqa: ASYNC220, S603 - the bot itself
        [sys.executable, "-c", program, str(database.path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
    await until(lambda: not is_running(pid))


def is_running(pid: int) -> bool:
    """Tell whether a process has not ended; one that nobody has asked about yet is over, too."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rpartition(") ")[2][0] != "Z"
