"""`run_bot.py report answers`: each answer with who gave it, where a setting allows that."""

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.bootstrap import open_database, read_clock
from bot.cli.accesses import find_reader
from bot.cli.asking import Unanswerable, fail_without_database
from bot.cli.output import fail
from bot.cli.placing import replacing
from bot.cli.progress import Progress
from bot.cli.report_scope import add_scope, choose_courses, find_criteria, find_form, open_output
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.reports.answer_files import (
    Counting,
    describe_criteria,
    write_answers_csv,
    write_answers_json,
    write_answers_workbook,
)
from bot.reports.answers import stream_answer_rows
from bot.reports.apart_process import give_way
from bot.reports.completion import Criteria
from bot.reports.workbook import WorkbookUnwritable
from bot.services.accesses import Accesses
from bot.storage.engine import Database

FORMATS = ("csv", "json", "xlsx")
OFF = (
    "This report is off: it lists what each person answered in checks and tests, with their name, "
    "which a works council may have to agree to. Where it is allowed, set ANSWERS_REPORT=yes: the "
    "joining notice then says so, everybody reads it before they go on, and each use is noted in "
    "the access log. `report completion` and `report items` need none of that."
)


def add_to(reports: Any) -> argparse.ArgumentParser:
    """Add the report; return its parser."""
    parser: argparse.ArgumentParser = reports.add_parser(
        "answers", help="what each person answered; only with ANSWERS_REPORT=yes"
    )
    parser.set_defaults(command=report_answers)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="how to write it (default: as the output's name ends, else csv)",
    )
    add_scope(parser)
    return parser


def report_answers(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the answers, where that is allowed, and say what was written."""
    if not settings.answers_report:
        return fail(OFF)
    output: Path | None = arguments.output
    form = find_form(arguments, FORMATS)
    if form == "xlsx" and output is None:
        return fail("A workbook needs a file: add -o answers.xlsx.")
    if not settings.database.is_file():
        return fail_without_database(settings)
    try:
        give_way()
        with open_database(settings.database, settings.evidence_key) as database:
            criteria = find_criteria(database, arguments, settings)
            choose_courses(database, criteria)
            accesses = Accesses(database, read_clock)
            accesses.note_report(find_reader(), criteria.department, AccessKind.ANSWERS)
            rows = _write(database, criteria, arguments, form)
    except Unanswerable as error:
        return fail(str(error))
    except (OSError, WorkbookUnwritable) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return fail(f"{output} cannot be written: {reason or error}.")
    words = describe_criteria(criteria)
    said = (
        f"{output or 'answers'}: {rows.count:,} answer(s), course: {words['course']}, "
        f"department: {words['department']}\nAs of {words['as_of']} ({words['as_of_here']})"
    )
    print(said, file=sys.stderr if output is None else sys.stdout)
    return 0


def _write(
    database: Database, criteria: Criteria, arguments: argparse.Namespace, form: str
) -> Counting:
    bar = Progress("people")
    rows = Counting(stream_answer_rows(database, criteria, bar.show))
    try:
        if form == "xlsx":
            with replacing(arguments.output) as path:
                write_answers_workbook(rows, criteria, path)
            return rows
        is_csv = form == "csv"
        is_marked = is_csv and not arguments.raw
        with open_output(arguments.output, is_csv=is_csv, is_marked=is_marked) as out:
            if is_csv:
                write_answers_csv(rows, out, is_raw=arguments.raw)
            else:
                write_answers_json(rows, criteria, out)
    finally:
        bar.close()
    return rows
