"""How long taps take while a report is made, against the same bot with nothing else to do.

python -m bench.beside [--employees 100000] [--answers 5000000] [--rounds 3] [--latency 0]
                       [--only /report|dashboard|export|few|all]

A hundred thousand employees with three occurrences each, and five million answers. Learners tap
25 times a second all the time; in turns nothing else happens, HR asks for `/report` in the chat,
opens the dashboard, and a command in another process writes the workbook. After that others take
over a roster: one by which a hundred people change, and one by which all do.
"""

import argparse
import csv
import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from pathlib import Path
from time import perf_counter, sleep
from typing import Final, Protocol

import httpx

from bench import report
from bench.processes import ROOT, ResponderProcess, start_ours
from bench.result import BenchBroken, Goal, Result, print_table
from bench.run import check_answers, find_quantile, wait_for_bot
from bench.seed import (
    CONTENT,
    FIRST_TELEGRAM_ID,
    QUESTIONS,
    Seeded,
    add_items,
    count_answers,
    list_acts,
    list_single_choice,
    make_message,
    open_sessions,
)
from bot.bootstrap import open_database, read_clock
from bot.services.library import Library

MOST_TIMES: Final = 2.0
MOST_MS: Final = 1000.0
FEW, ALL = "a roster, few changed", "a roster, all changed"
CHANGED: Final = 100  # people in the first of them
LEARNERS: Final = 200
RATE: Final = 25.0  # taps a second
WARM: Final = 3.0
QUIET: Final = 8.0  # seconds between the reports
SLICE: Final = 0.5
LONGEST: Final = 120.0  # seconds that a report may take
DONE: Final = " completed"  # in what `/report` says in the end
QUIETLY: Final = "nothing else"
CHAT, BROWSER, EXPORT = "/report", "dashboard", "export"
BY_NAME: Final = {CHAT: CHAT, BROWSER: BROWSER, EXPORT: EXPORT, "few": FEW, "all": ALL}
ROSTERS: Final = (FEW, ALL)


@dataclass
class Waits:
    """The seconds from tap to feedback, and how long each report took."""

    taps: list[float] = field(default_factory=list)
    reports: list[float] = field(default_factory=list)

    @property
    def p50_ms(self) -> float:
        """The wait that half of the taps stayed below."""
        return find_quantile(sorted(self.taps), 0.5) * 1000

    @property
    def p99_ms(self) -> float:
        """The wait that 99 of 100 taps stayed below."""
        return find_quantile(sorted(self.taps), 0.99) * 1000

    @property
    def longest_ms(self) -> float:
        """The longest wait."""
        return max(self.taps) * 1000


def main() -> int:
    """Seed, start the bot, and measure in turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--employees", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.0, help="of the API, in ms")
    parser.add_argument("--only", choices=BY_NAME, help="only beside this (default: each)")
    options = parser.parse_args()
    chosen = [BY_NAME[options.only]] if options.only else list(BY_NAME.values())
    with tempfile.TemporaryDirectory() as folder, ResponderProcess() as responder:
        start = perf_counter()
        path = Path(folder) / "bot.db"
        report.seed(path, options.employees, options.answers)
        seeded = add_learners(
            path, ceil(options.rounds * 5 * (QUIET + LONGEST) * RATE / LEARNERS / QUESTIONS)
        )
        print(f"seeded in {perf_counter() - start:.1f} s\n", flush=True)
        chief = FIRST_TELEGRAM_ID + options.employees - 1
        # The disk is busy for a while with what a roster wrote: that is no time to measure reports.
        turns = sorted(chosen * options.rounds, key=lambda name: name in ROSTERS)
        found = measure(responder, seeded, chief, turns, options.latency / 1000)
    show(found)
    return 0


def add_learners(path: Path, sessions: int) -> Seeded:
    """Let the first employees have practice to do, and the last one run it all."""
    with open_database(path) as database:
        edition = Library(database, read_clock).get_current()
    catalog = edition.catalog
    pool = list_single_choice(catalog)
    acts: dict[int, list[str]] = {}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        for person_id in range(1, LEARNERS + 1):
            opened = open_sessions(connection, person_id, edition.version_id, catalog, sessions)
            add_items(connection, opened, pool)
            acts[FIRST_TELEGRAM_ID + person_id - 1] = list_acts(opened)
        (last,) = connection.execute("SELECT max(id) FROM person").fetchone()
        connection.execute("UPDATE person SET role = 'admin' WHERE id = ?", (last,))
    return Seeded(path, acts, make_message(pool[0]), count_answers(path))


def measure(
    responder: ResponderProcess,
    seeded: Seeded,
    chief: int,
    turns: Sequence[str],
    latency: float,
) -> dict[str, Waits]:
    """Let learners tap, and what is named happen in these turns."""
    port = find_port()
    with start_ours(
        responder.url, seeded.path, CONTENT, WEB_PORT=str(port), HOLIDAYS=list_holidays()
    ) as bot:
        wait_for_bot(responder, bot)
        responder.order(
            "play",
            learners=seeded.list_learners(),
            message=seeded.message,
            rate=RATE,
            latency=latency,
        )
        responder.order("measure", warm=WARM, seconds=SLICE)
        makings: dict[str, Callable[[], Making]] = {
            CHAT: lambda: Chat(responder, chief),
            BROWSER: lambda: Dashboard(seeded.path, port),
            EXPORT: lambda: Command(
                seeded.path, lambda: ["report", "completion", "-o", "report.xlsx"]
            ),
            FEW: lambda: Command(
                seeded.path, lambda: ["roster", write_roster(seeded.path, CHANGED)]
            ),
            ALL: lambda: Command(seeded.path, lambda: ["roster", write_roster(seeded.path)]),
        }
        reports = {name: makings[name]() for name in dict.fromkeys(turns)}
        found = {name: Waits() for name in (QUIETLY, *reports)}
        for name in turns:
            rest = measure_for(responder, QUIET)
            if name not in ROSTERS or set(turns) <= set(ROSTERS):
                found[QUIETLY].taps += rest
            start = perf_counter()
            reports[name].begin()
            while not reports[name].is_done():
                found[name].taps += measure_for(responder, SLICE)
                if perf_counter() - start > LONGEST:
                    raise BenchBroken(f"{name} is not done after {LONGEST:g} s")
            found[name].reports.append(perf_counter() - start)
            # What was tapped meanwhile and had to wait belongs to it.
            found[name].taps += measure_for(responder, SLICE)
        total = responder.order("stop", patience=20.0)
    if total["made"] != total["feedbacks"]:
        raise BenchBroken(f"of {total['made']} taps {total['feedbacks']} got feedback")
    check_answers(seeded, total["feedbacks"])
    return found


def list_holidays() -> str:
    """Return days on which nobody is reminded: today, wherever people are.

    Telegram's rates are lifted here, and of a hundred thousand many are overdue: on a workday they
    would be reminded as fast as the bot can. It still looks through all of them each minute.
    """
    now = read_clock()
    return ",".join(f"{now + timedelta(days=days):%Y-%m-%d}" for days in (-1, 0, 1))


def measure_for(responder: ResponderProcess, seconds: float) -> list[float]:
    """Return the waits of some seconds."""
    waits: list[float] = responder.order("measure", warm=0.0, seconds=seconds)["waits"]
    return waits


class Making(Protocol):
    """A report in the making."""

    def begin(self) -> None:
        """Ask for it."""

    def is_done(self) -> bool:
        """Tell whether it has come; raise BenchBroken where it failed."""


class Chat:
    """HR asks in the chat."""

    def __init__(self, responder: ResponderProcess, telegram_id: int) -> None:
        self._responder = responder
        self._telegram_id = telegram_id

    def begin(self) -> None:
        """Send the command."""
        self._responder.order("ask", telegram_id=self._telegram_id, act="/report")

    def is_done(self) -> bool:
        """Tell whether the counts have come."""
        shown = self._responder.order("read", telegram_id=self._telegram_id)["shown"]
        return any(DONE in text for text in shown)


class Dashboard:
    """HR opens the first page."""

    def __init__(self, path: Path, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        self._browser = httpx.Client(base_url=address, timeout=LONGEST)
        said = run_command(path, "dashboard", WEB_PORT=str(port)).communicate()[0]
        code = re.search(r"\?code=(\S+)", said)
        if code is None:
            raise BenchBroken(f"no link to the dashboard: {said}")
        self._browser.post("/dashboard/enter", data={"code": code[1]})
        self._pool = ThreadPoolExecutor(1)

    def begin(self) -> None:
        """Ask for the page, again and again while it says that it is being counted."""
        self._status = self._pool.submit(self._ask)

    def _ask(self) -> int:
        while True:
            status = self._browser.get("/dashboard").status_code
            if status != HTTPStatus.SERVICE_UNAVAILABLE:
                return status
            sleep(1)

    def is_done(self) -> bool:
        """Tell whether it has come."""
        if not self._status.done():
            return False
        if self._status.result() != HTTPStatus.OK:
            raise BenchBroken(f"the dashboard answered {self._status.result()}")
        return True


class Command:
    """Somebody runs a command on the same database; each time with other arguments."""

    def __init__(self, path: Path, make_arguments: Callable[[], list[str]]) -> None:
        self._path = path
        self._make_arguments = make_arguments

    def begin(self) -> None:
        """Start the command."""
        self._command = run_command(self._path, *self._make_arguments())

    def is_done(self) -> bool:
        """Tell whether it has ended."""
        if self._command.poll() is None:
            return False
        said = self._command.communicate()[0]
        if self._command.returncode:
            raise BenchBroken(f"the command failed: {said}")
        return True


def write_roster(path: Path, changed: int | None = None) -> str:
    """Write the whole staff, so many of them with another name than on record, or all."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT employee_id, status, first_name, last_name, department FROM employee"
            " ORDER BY person_id"
        ).fetchall()
    first = 0 if changed is None else len(rows) - changed
    with path.with_name("roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("employee_id", "status", "first_name", "last_name", "department"))
        writer.writerows(rows[:first])
        writer.writerows((*row[:3], f"{row[3]}x", row[4]) for row in rows[first:])
    return "roster.csv"


def run_command(path: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command of `run_bot.py` on the same database."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "run_bot.py"), *arguments],
        cwd=path.parent,
        env={"PATH": os.environ["PATH"], "DATABASE": str(path), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def show(found: dict[str, Waits]) -> None:
    """Print the figures and compare them with the quiet bot."""
    quiet = found[QUIETLY].p99_ms
    rows: list[Sequence[object]] = [
        ("meanwhile", "taps", "p50 ms", "p99 ms", "longest ms", "p99 times", "report s")
    ]
    figures: dict[str, dict[str, float]] = {}
    for name, one in found.items():
        took = statistics.median(one.reports) if one.reports else 0.0
        times = one.p99_ms / quiet
        rows.append((name, len(one.taps), one.p50_ms, one.p99_ms, one.longest_ms, times, took))
        figures[name] = {
            "taps": len(one.taps),
            "p50_ms": round(one.p50_ms, 2),
            "p99_ms": round(one.p99_ms, 2),
            "longest_ms": round(one.longest_ms, 2),
            "p99_times": round(times, 2),
            "report_seconds": round(took, 2),
        }
    print_table(rows)
    goals = tuple(
        Goal(
            f"p99 of taps beside {name}, in times of the quiet bot's", one["p99_times"], MOST_TIMES
        )
        for name, one in figures.items()
        if name not in {QUIETLY, FEW, ALL}
    )
    pauses = tuple(
        Goal(f"longest wait of a tap beside {name}, in ms", figures[name]["longest_ms"], MOST_MS)
        for name in (FEW, ALL)
        if name in figures
    )
    Result("beside", figures, (*goals, *pauses)).report()


if __name__ == "__main__":
    sys.exit(main())
