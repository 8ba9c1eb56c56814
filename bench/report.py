"""Measures the completion report against writing the same rows with nothing else around it.

A hundred thousand employees with three occurrences each, and five million answers. The base is a
bare XlsxWriter in its `constant_memory`, given the same cells, plus a plain SQL query that reads
the occurrences. Each runs in a process of its own, so that its memory can be told.

    python -m bench.report [--employees 100000] [--answers 5000000]
"""

import argparse
import pickle
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter

from bench.alone import Measured, read_options, read_peak, spawn
from bench.items import make_catalog
from bench.result import Goal, Result, print_table
from bench.seed import LONG_AGO, add_people
from bot.bootstrap import open_database, read_clock
from bot.reports.completion import Criteria, View
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing
from bot.reports.taught import TaughtCourses
from bot.reports.workbook import OPTIONS
from bot.services.library import Library
from bot.storage.engine import Database

MOST_TIMES: Final = 1.5
MOST_ADDED_MB: Final = 200.0
EACH: Final = 3  # occurrences
ASKED: Final = 10  # questions of a quiz
YEARS: Final = ("2024", "2025", "2026")
PLAIN: Final = "SELECT * FROM occurrence JOIN person ON person.id = person_id"


def main() -> int:
    """Seed, measure, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--employees", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=5_000_000)
    options = read_options(parser, measure)
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        seed(Path(folder) / "bot.db", options.employees, options.answers)
        print(f"seeded in {perf_counter() - start:.1f} s\n", flush=True)
        found = {way: spawn("report", way, Path(folder)) for way in ("count", "report", "bare")}
    report(found, options.employees)
    return 0


def seed(path: Path, employees: int, answers: int) -> None:
    """Make a database with employees, their occurrences, quizzes and answers."""
    with open_database(path) as database:
        version_id = Library(database, read_clock).publish(make_catalog()).version_id
        with database.recording() as plain:  # else the bot would rightly call it a stranger's
            plain.run(
                "INSERT INTO assignment (id, course_id, target, target_key, timezone, created_at,"
                " origin) VALUES (1, 'c', 'everyone', '', 'UTC', ?, 'command')",
                LONG_AGO,
            )
    quizzes = max(1, answers // ASKED // employees)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        add_people(connection, range(employees))
        connection.executemany(
            "INSERT INTO employee (person_id, employee_id, status, first_name, last_name,"
            " department, manager_id, groups, recorded_at)"
            " VALUES (?, ?, 'active', 'First', 'Last', ?, '1', '[]', ?)",
            ((n, str(n), f"Department {n % 40}", LONG_AGO) for n in range(1, employees + 1)),
        )
        connection.executemany(
            "INSERT INTO occurrence (id, person_id, course_id, number, assignment_id, assigned_at,"
            " due_at, closed_at) VALUES (?, ?, 'c', ?, 1, ?, ?, ?)",
            list_occurrences(employees),
        )
        connection.execute(
            "INSERT INTO occurrence_event (occurrence_id, kind, at, origin, completed_at,"
            " valid_until, version_id) SELECT id, 'completed', closed_at, 'bot', closed_at,"
            " closed_at, ? FROM occurrence WHERE closed_at IS NOT NULL",
            (version_id,),
        )
        connection.executemany(
            "INSERT INTO quiz_session (id, person_id, version_id, course_id, kind, scope,"
            ' pass_mark_pct, started_at, finished_at, total, "right")'
            " VALUES (?, ?, ?, 'c', 'test', '', 75, ?, ?, ?, ?)",
            (
                (
                    person * quizzes + number + 1,
                    person + 1,
                    version_id,
                    *[f"{YEARS[number % EACH]}-03-0{1 + number % 7} 09:00:00.000000"] * 2,
                    ASKED,
                    5 + (person + number) % 6,
                )
                for person in range(employees)
                for number in range(quizzes)
            ),
        )
        connection.execute(
            "INSERT INTO quiz_item (session_id, position, question_id, option_ids, ticked_ids)"
            " SELECT quiz_session.id, value, 'q', '[\"a\",\"b\"]', '[]' FROM quiz_session,"
            " json_each('[0,1,2,3,4,5,6,7,8,9]')"
        )
        connection.execute(
            "INSERT INTO answer (session_id, position, try_no, chosen_ids, is_correct, answered_at)"
            " SELECT session_id, position, 1, '[\"a\"]', 1, ? FROM quiz_item",
            (LONG_AGO,),
        )


def list_occurrences(employees: int) -> Iterator[tuple[Any, ...]]:
    """Yield three for each employee, the last of them open for most."""
    number = 0
    for person_id in range(1, employees + 1):
        for place, year in enumerate(YEARS):
            number += 1
            closed = f"{year}-03-05 09:00:00.000000" if place < EACH - 1 or person_id % 3 else None
            due = f"{year}-03-20 22:59:59.000000"
            yield number, person_id, place + 1, f"{year}-01-05 09:00:00.000000", due, closed


def measure(what: str, folder: Path) -> Measured:
    """Count, report, or write the cells that the report had."""
    database = Database(folder / "bot.db")
    criteria = Criteria(read_clock(), ZoneInfo("UTC"))
    taught = TaughtCourses(database).find(criteria.as_of)
    before, start = read_peak(), perf_counter()
    passing = Passing(stream_completion(database, taught, criteria), View.COMPLETION, criteria)
    if what == "report":
        write_completion_workbook(passing, "Course", folder / "report.xlsx")
    elif what == "count":
        with (folder / "rows.pickle").open("wb") as file:
            start = perf_counter()
            for _ in passing:
                pass
            seconds = perf_counter() - start
            for cells in Passing(
                stream_completion(database, taught, criteria), View.COMPLETION, criteria
            ):
                pickle.dump(cells, file)
        database.close()
        return Measured(seconds, before, read_peak())
    else:
        start += write_bare(folder)
    seconds = perf_counter() - start
    database.close()
    return Measured(seconds, before, read_peak())


def write_bare(folder: Path) -> float:
    """Read the rows with plain SQL, and write the cells of the report with nothing around it.

    Returns the seconds that only the bench needed, to have the cells at hand.
    """
    with closing(sqlite3.connect(folder / "bot.db")) as connection:
        for _ in connection.execute(PLAIN):
            pass
    start = perf_counter()
    for _ in load_cells(folder):
        pass
    spent = perf_counter() - start
    options = {**OPTIONS, "remove_timezone": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(str(folder / "bare.xlsx"), options) as workbook:
        page = workbook.add_worksheet("Data")
        for number, cells in enumerate(load_cells(folder)):
            page.write_row(number, 0, cells)
    return 2 * spent


def load_cells(folder: Path) -> Iterator[Sequence[Any]]:
    """Yield the cells of each row that the report had."""
    with (folder / "rows.pickle").open("rb") as file:
        try:
            while True:
                yield pickle.load(file)  # noqa: S301 - written above
        except EOFError:
            return


def report(found: dict[str, Measured], employees: int) -> None:
    """Print the figures and compare them with the goals."""
    base = found["bare"].seconds
    rows: list[Sequence[object]] = [("", "seconds", "times bare", "peak MB", "of it added")]
    figures: dict[str, Any] = {"employees": employees, "rows": employees * EACH}
    for way, one in found.items():
        added = one.added_mb
        rows.append((way, one.seconds, one.seconds / base, one.peak_mb, added))
        figures[way] = {
            "seconds": round(one.seconds, 2),
            "times_bare": round(one.seconds / base, 2),
            "added_mb": round(added, 1),
        }
    print_table(rows)
    goals = (
        Goal("XLSX report, in times of bare writing", figures["report"]["times_bare"], MOST_TIMES),
        Goal("XLSX report, added memory in MB", figures["report"]["added_mb"], MOST_ADDED_MB),
    )
    Result("report", figures, goals).report()


if __name__ == "__main__":
    sys.exit(main())
