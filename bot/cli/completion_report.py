"""`run_bot.py report completion`, `overdue` and `certificates`: one report, seen three ways."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from bot.cli.asking import Unanswerable
from bot.cli.output import fail
from bot.cli.placing import replacing
from bot.cli.progress import Progress
from bot.cli.report_scope import Scope, add_scope, open_output, opening
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.reports.completion import View, name_courses
from bot.reports.completion_files import write_csv, write_html, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing, describe

FORMATS = ("csv", "json", "html", "xlsx")
HELP = {
    View.COMPLETION: "who has to complete the courses, and who has",
    View.OVERDUE: "who should have completed it by now",
    View.CERTIFICATES: "which certificates there are",
}


def add_to(reports: Any) -> list[argparse.ArgumentParser]:
    """Add the reports; return their parsers."""
    parsers = []
    for view, words in HELP.items():
        parser: argparse.ArgumentParser = reports.add_parser(view.value, help=words)
        parser.set_defaults(command=report_completion, view=view)
        parser.add_argument(
            "--format",
            choices=FORMATS,
            help="how to write it (default: as the output's name ends, else csv)",
        )
        add_scope(parser)
        parsers.append(parser)
    return parsers


def report_completion(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the report, and say what it is made of."""
    try:
        with opening(arguments, settings, FORMATS, AccessKind.REPORT) as scope:
            passing = _write(scope, arguments)
    except Unanswerable as error:
        return fail(str(error))
    _say(passing, arguments.output)
    return 0


def _write(scope: Scope, arguments: argparse.Namespace) -> Passing:
    bar = Progress("people")
    rows = stream_completion(scope.database, scope.taught, scope.criteria, bar.show)
    passing = Passing(rows, arguments.view, scope.criteria)
    title = name_courses([one.course for one in scope.taught])
    try:
        if scope.form == "xlsx":
            with replacing(arguments.output) as path:
                write_completion_workbook(passing, title, path)
            return passing
        is_marked = scope.form == "csv" and not arguments.raw
        with open_output(arguments.output, is_csv=scope.form == "csv", is_marked=is_marked) as out:
            _choose(scope.form, title, is_raw=arguments.raw)(passing, out)
    finally:
        bar.close()
    return passing


def _choose(form: str, title: str, *, is_raw: bool) -> Callable[[Passing, TextIO], None]:
    if form == "csv":
        return partial(write_csv, is_raw=is_raw)
    if form == "json":
        return write_json
    return lambda passing, out: write_html(passing, title, out)


def _say(passing: Passing, output: Path | None) -> None:
    """Say what was written, beside the rows where those go to standard output."""
    words, courses = passing.criteria_words, list(passing.tally.courses.values())
    scope = f"course: {words['course']}, department: {words['department']}"
    lines = (
        f"{output or passing.view.value}: {passing.count:,} row(s), {scope}",
        f"As of {words['as_of']} ({words['as_of_here']})",
        f"In all: {describe(passing.tally.total)}",
        *(f"{one.title}: {describe(one.summary)}" for one in (courses if len(courses) > 1 else ())),
        f"SHA-256 of the evidence columns: {passing.sha256}",
    )
    print("\n".join(lines), file=sys.stderr if output is None else sys.stdout)
