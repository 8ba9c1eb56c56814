"""Measures the export of statements against reading the same answers and dumping them as JSON.

A million answers in checks and tests, of which each gives a statement with its question and all
options. The base is a plain SQL query that joins the rows of each answer, and `json.dumps` of these
rows with nothing around them. Each runs in a process of its own, so that its memory can be told;
its seconds are those of the processor, as nothing is waited for but the disk.

    python -m bench.xapi [--answers 1000000]
"""

import argparse
import json
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from bench.alone import Measured, read_options, read_peak, spawn
from bench.items import JOINED
from bench.items import seed as seed_answers
from bench.result import Goal, Result, print_table
from bench.seed import LONG_AGO
from bot.bootstrap import make_teller
from bot.config import Settings
from bot.reports.telling.files import Summary, write_lines
from bot.reports.telling.stream import Scope
from bot.services.record_stores import BEGINNING
from bot.storage.engine import Database

MOST_TIMES: Final = 10.0
MOST_ADDED_MB: Final = 50.0
EVENTS: Final = (
    "INSERT INTO evidence_event (number, kind, person_id, recorded_at, body, mac)"
    " SELECT (SELECT max(number) FROM evidence_event) + id, 'quiz', person_id, finished_at,"
    " json_object('id', id, 'person_id', person_id, 'version_id', version_id, 'course_id',"
    " course_id, 'kind', kind, 'scope', scope, 'pass_mark_pct', pass_mark_pct, 'started_at',"
    " started_at, 'finished_at', finished_at, 'total', total, 'right', \"right\", 'answers',"
    " json_array(hex(zeroblob(110)))), zeroblob(32) FROM quiz_session"
)
EMPLOYEES: Final = (
    "INSERT INTO employee (person_id, employee_id, status, first_name, last_name, department,"
    " groups, recorded_at) SELECT id, 'E' || id, 'active', 'First', 'Last', 'Sales', '[]', ?"
    " FROM person"
)


def main() -> int:
    """Seed, measure, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=1_000_000)
    options = read_options(parser, measure)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        start = perf_counter()
        stored = seed(path, options.answers)
        print(f"{stored:,} answers, seeded in {perf_counter() - start:.1f} s\n", flush=True)
        found = {way: spawn("xapi", way, path) for way in ("bare", "export")}
    report(found, stored)
    return 0


def seed(path: Path, answers: int) -> int:
    """Make a database with that many answers in sealed quizzes; return how many there are."""
    stored = seed_answers(path, answers)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(EMPLOYEES, (LONG_AGO,))
        connection.execute(EVENTS)
    return stored


def measure(what: str, path: Path) -> Measured:
    """Dump the rows, or export the statements."""
    database = Database(path)
    teller = make_teller(database, Settings(_env_file=None, xapi_home="https://hr.example.org"))
    scope = Scope(BEGINNING, teller.find_last())
    before, start = read_peak(), process_time()
    with path.with_suffix(f".{what}").open("w", encoding="utf-8") as out:
        if what == "export":
            write_lines(Summary().pick(teller.stream(scope)), out)
        else:
            with closing(sqlite3.connect(path)) as connection:
                cursor = connection.execute(JOINED)
                names = [column[0] for column in cursor.description]
                for row in cursor:
                    out.write(json.dumps(dict(zip(names, row, strict=True))) + "\n")
    seconds = process_time() - start
    database.close()
    return Measured(seconds, before, read_peak())


def report(found: dict[str, Measured], answers: int) -> None:
    """Print the figures and compare them with the goals."""
    bare = found["bare"].seconds
    rows: list[Sequence[object]] = [("", "CPU seconds", "times bare", "a second", "added MB")]
    figures: dict[str, Any] = {"answers": answers}
    for way, one in found.items():
        rows.append((way, one.seconds, one.seconds / bare, answers / one.seconds, one.added_mb))
        figures[way] = {
            "seconds": round(one.seconds, 2),
            "times_bare": round(one.seconds / bare, 2),
            "answers_a_second": round(answers / one.seconds),
            "added_mb": round(one.added_mb, 1),
        }
    print_table(rows)
    goals = (
        Goal("export, in times of dumping rows", figures["export"]["times_bare"], MOST_TIMES),
        Goal("export, added memory in MB", figures["export"]["added_mb"], MOST_ADDED_MB),
    )
    Result("xapi", figures, goals).report()


if __name__ == "__main__":
    sys.exit(main())
