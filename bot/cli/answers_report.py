"""`run_bot.py report answers`: each answer with who gave it, where a setting allows that."""

import argparse
import sys
from typing import Any

from bot.cli.asking import Unanswerable
from bot.cli.output import fail
from bot.cli.placing import replacing
from bot.cli.progress import Progress
from bot.cli.report_scope import Scope, add_scope, open_output, opening
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
    try:
        with opening(arguments, settings, FORMATS, AccessKind.ANSWERS) as scope:
            rows = _write(scope, arguments)
    except Unanswerable as error:
        return fail(str(error))
    output, words = arguments.output, describe_criteria(scope.criteria)
    said = (
        f"{output or 'answers'}: {rows.count:,} answer(s), course: {words['course']}, "
        f"department: {words['department']}\nAs of {words['as_of']} ({words['as_of_here']})"
    )
    print(said, file=sys.stderr if output is None else sys.stdout)
    return 0


def _write(scope: Scope, arguments: argparse.Namespace) -> Counting:
    bar = Progress("people")
    rows = Counting(stream_answer_rows(scope.database, scope.criteria, bar.show))
    try:
        if scope.form == "xlsx":
            with replacing(arguments.output) as path:
                write_answers_workbook(rows, scope.criteria, path)
            return rows
        is_csv = scope.form == "csv"
        is_marked = is_csv and not arguments.raw
        with open_output(arguments.output, is_csv=is_csv, is_marked=is_marked) as out:
            if is_csv:
                write_answers_csv(rows, out, is_raw=arguments.raw)
            else:
                write_answers_json(rows, scope.criteria, out)
    finally:
        bar.close()
    return rows
