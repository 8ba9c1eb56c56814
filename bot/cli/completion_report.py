"""`run_bot.py report completion`, `overdue` and `certificates`: one report, seen three ways."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from bot.bootstrap import open_database, read_clock
from bot.cli.accesses import find_reader
from bot.cli.asking import Unanswerable, fail_without_database
from bot.cli.output import fail
from bot.cli.placing import replacing
from bot.cli.progress import Progress
from bot.cli.report_scope import add_scope, choose_courses, find_criteria, find_form, open_output
from bot.config import Settings
from bot.reports.apart_process import give_way
from bot.reports.completion import Criteria, Taught, View, name_courses
from bot.reports.completion_files import write_csv, write_html, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing, describe
from bot.reports.workbook import WorkbookUnwritable
from bot.services.accesses import Accesses
from bot.storage.engine import Database

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
    output: Path | None = arguments.output
    form = find_form(arguments, FORMATS)
    if form == "xlsx" and output is None:
        return fail("A workbook needs a file: add -o report.xlsx.")
    if not settings.database.is_file():
        return fail_without_database(settings)
    try:
        give_way()
        with open_database(settings.database, settings.evidence_key) as database:
            criteria = find_criteria(database, arguments, settings)
            taught = choose_courses(database, criteria)
            Accesses(database, read_clock).note_report(find_reader(), criteria.department)
            passing = _write(database, taught, criteria, arguments, form)
    except Unanswerable as error:
        return fail(str(error))
    except (OSError, WorkbookUnwritable) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return fail(f"{output} cannot be written: {reason or error}.")
    _say(passing, output)
    return 0


def _write(
    database: Database,
    taught: Sequence[Taught],
    criteria: Criteria,
    arguments: argparse.Namespace,
    form: str,
) -> Passing:
    bar = Progress("people")
    passing = Passing(
        stream_completion(database, taught, criteria, bar.show), arguments.view, criteria
    )
    title = name_courses([one.course for one in taught])
    try:
        if form == "xlsx":
            with replacing(arguments.output) as path:
                write_completion_workbook(passing, title, path)
            return passing
        is_marked = form == "csv" and not arguments.raw
        with open_output(arguments.output, is_csv=form == "csv", is_marked=is_marked) as out:
            _choose(form, title, is_raw=arguments.raw)(passing, out)
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
