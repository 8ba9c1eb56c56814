"""`run_bot.py report completion`, `overdue` and `certificates`: one report, seen three ways."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.bootstrap import open_database, read_clock
from bot.cli.accesses import find_reader
from bot.cli.asking import Unanswerable, fail_without_database, find_moment
from bot.cli.output import fail
from bot.cli.placing import replacing
from bot.cli.progress import Progress
from bot.config import Settings
from bot.reports.completion import Criteria, Taught, View, name_courses
from bot.reports.completion_files import write_csv, write_html, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing, describe
from bot.reports.taught import TaughtCourses
from bot.reports.workbook import WorkbookUnwritable
from bot.services.accesses import Accesses
from bot.services.library import NothingPublished
from bot.storage.engine import Database
from bot.storage.queries.completion import list_departments

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
        parser.add_argument("--course", metavar="ID", help="only this course (default: all)")
        parser.add_argument("--department", help="only who is in this department of the roster")
        parser.add_argument(
            "--raw", action="store_true", help="CSV for machines: nothing before = + - @"
        )
        parsers.append(parser)
    return parsers


def report_completion(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the report, and say what it is made of."""
    output: Path | None = arguments.output
    named = output.suffix.removeprefix(".").lower() if output else ""
    form = arguments.format or (named if named in FORMATS else "csv")
    if form == "xlsx" and output is None:
        return fail("A workbook needs a file: add -o report.xlsx.")
    if not settings.database.is_file():
        return fail_without_database(settings)
    try:
        with open_database(settings.database, settings.evidence_key) as database:
            criteria = _find_criteria(database, arguments, settings)
            taught = _choose_courses(database, criteria)
            Accesses(database, read_clock).note_report(find_reader(), criteria.department)
            passing = _write(database, taught, criteria, arguments, form)
    except Unanswerable as error:
        return fail(str(error))
    except (OSError, WorkbookUnwritable) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return fail(f"{output} cannot be written: {reason or error}.")
    _say(passing, output)
    return 0


def _find_criteria(
    database: Database, arguments: argparse.Namespace, settings: Settings
) -> Criteria:
    """Say what is asked for; raise Unanswerable where there is no such moment or department."""
    as_of = find_moment(arguments.as_of, settings, read_clock())
    department: str | None = arguments.department
    with database.peeking() as plain:
        known = list_departments(plain)
    if department is not None and department not in known:
        there = f"there are: {', '.join(known)}" if known else "the roster names none"
        raise Unanswerable(f"There is no department {department!r}; {there}.")
    zone = ZoneInfo(settings.timezone)
    return Criteria(as_of, zone, department, course=arguments.course)


def _choose_courses(database: Database, criteria: Criteria) -> tuple[Taught, ...]:
    """Return the courses that are asked for; raise Unanswerable where there is no such course."""
    taught = TaughtCourses(database).find(criteria.as_of)
    if not taught:
        raise NothingPublished
    chosen = criteria.choose(taught)
    if not chosen:
        there = ", ".join(one.course.id for one in taught)
        raise Unanswerable(f"There was no course {criteria.course!r} then; there were: {there}.")
    return chosen


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
        with _open(arguments.output, is_csv=form == "csv", is_marked=is_marked) as out:
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


@contextmanager
def _open(output: Path | None, *, is_csv: bool, is_marked: bool) -> Iterator[TextIO]:
    """Open the file; a spreadsheet takes CSV for UTF-8 only with a mark, its lines as they are."""
    if output is None:
        yield sys.stdout
        return
    encoding = "utf-8-sig" if is_marked else "utf-8"
    with (
        replacing(output) as path,
        path.open("w", encoding=encoding, newline="" if is_csv else None) as file,
    ):
        yield file


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
