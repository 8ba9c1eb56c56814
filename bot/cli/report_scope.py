"""What reports are asked about on the command line, and where they go."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.bootstrap import open_database, read_clock
from bot.cli.asking import Unanswerable, find_moment, word_no_database
from bot.cli.placing import replacing
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.reports.apart_process import give_way
from bot.reports.completion import Criteria, Taught
from bot.reports.settled import find_settled
from bot.reports.taught import TaughtCourses
from bot.reports.workbook import WorkbookUnwritable
from bot.services.accesses import Accesses
from bot.services.library import NothingPublished
from bot.storage.engine import Database
from bot.storage.queries.completion import list_departments


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose rows, and the one for machines."""
    parser.add_argument("--course", metavar="ID", help="only this course (default: all)")
    parser.add_argument("--department", help="only who is in this department of the roster")
    parser.add_argument(
        "--raw", action="store_true", help="CSV for machines: nothing before = + - @"
    )


@dataclass(frozen=True)
class Scope:
    """What is reported, from where, and how it is written."""

    database: Database
    criteria: Criteria
    taught: tuple[Taught, ...]
    form: str


@contextmanager
def opening(
    arguments: argparse.Namespace, settings: Settings, forms: tuple[str, ...], kind: AccessKind
) -> Iterator[Scope]:
    """Open what is asked for, and note that it was; the bot goes first on this machine.

    Raises Unanswerable where it cannot be read, or not be written inside the block.
    """
    output: Path | None = arguments.output
    form = _find_form(arguments, forms)
    if form == "xlsx" and output is None:
        raise Unanswerable("A workbook needs a file: add -o report.xlsx.")
    if not settings.database.is_file():
        raise Unanswerable(word_no_database(settings))
    give_way()
    try:
        with open_database(settings.database, settings.evidence_key) as database:
            criteria = _find_criteria(database, arguments, settings)
            taught = _choose_courses(database, criteria)
            Accesses(database, read_clock).note_report(find_reader(), criteria.department, kind)
            yield Scope(database, criteria, taught, form)
    except (OSError, WorkbookUnwritable) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise Unanswerable(f"{output} cannot be written: {reason or error}.") from None


def _find_form(arguments: argparse.Namespace, forms: tuple[str, ...]) -> str:
    """Return how to write it: as asked for, else as the output's name ends, else as CSV."""
    output: Path | None = arguments.output
    named = output.suffix.removeprefix(".").lower() if output else ""
    return arguments.format or (named if named in forms else "csv")


def _find_criteria(
    database: Database, arguments: argparse.Namespace, settings: Settings
) -> Criteria:
    """Say what is asked for; raise Unanswerable where there is no such moment or department."""
    as_of = find_moment(arguments.as_of, settings, find_settled(database, read_clock))
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


@contextmanager
def open_output(output: Path | None, *, is_csv: bool, is_marked: bool) -> Iterator[TextIO]:
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
