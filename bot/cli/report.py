"""`run_bot.py report`: who has done what, and which questions are bad."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from bot.bootstrap import make_item_report, open_database, read_clock
from bot.cli import answers_report, completion_report
from bot.cli.asking import Unanswerable, fail_without_database, find_moment, read_moment
from bot.cli.output import fail
from bot.config import Settings
from bot.reports.apart_process import give_way
from bot.reports.item_page import write_page
from bot.reports.item_tables import describe_scope, write_items_csv, write_items_json
from bot.reports.item_workbook import write_items_workbook
from bot.reports.items import ItemReport
from bot.reports.settled import find_settled
from bot.reports.workbook import WorkbookUnwritable
from bot.services.library import Library

ITEM_FORMATS = ("text", "csv", "json", "xlsx")


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="write a report for HR or for trainers")
    reports = parser.add_subparsers(title="reports", metavar="REPORT", required=True)
    named = [*completion_report.add_to(reports), answers_report.add_to(reports)]
    items = reports.add_parser("items", help="which questions deserve work, and why")
    items.add_argument(
        "--format",
        choices=ITEM_FORMATS,
        help="how to write it (default: as the output's name ends, else text)",
    )
    items.add_argument(
        "--all-attempts",
        action="store_true",
        help="count all attempts of everybody, not only the first at each quiz",
    )
    items.set_defaults(command=report_items)
    for report in (*named, items):
        report.add_argument(
            "-o", "--output", type=Path, help="the file to write (default: standard output)"
        )
        report.add_argument(
            "--as-of",
            type=read_moment,
            help="what was recorded by then, such as 2026-11-23 (its end) or 2026-11-23T12:00, "
            "where the company is (TIMEZONE); default: now",
        )


def report_items(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write which questions deserve work."""
    output: Path | None = arguments.output
    named = output.suffix.removeprefix(".").lower() if output else ""
    form = arguments.format or (named if named in ITEM_FORMATS else "text")
    if form == "xlsx" and output is None:
        return fail("A workbook needs a file: add -o items.xlsx.")
    if not settings.database.is_file():
        return fail_without_database(settings)
    give_way()
    with open_database(settings.database, settings.evidence_key) as database:
        try:
            now = find_settled(database, read_clock)
            as_of = find_moment(arguments.as_of, settings, now)
        except Unanswerable as error:
            return fail(str(error))
        report = make_item_report(
            database,
            Library(database, read_clock),
            as_of,
            is_first_only=not arguments.all_attempts,
        )
    if form == "xlsx" and output is not None:
        try:
            write_items_workbook(report, output)
        except WorkbookUnwritable as error:
            return fail(f"{output} cannot be written: {error}.")
        print(f"{output}: {describe_scope(report)}")
        return 0
    write = {"text": _write_text, "csv": write_items_csv, "json": write_items_json}[form]
    return _write(
        lambda out: write(report, out), output, describe_scope(report), is_csv=form == "csv"
    )


def _write_text(report: ItemReport, out: TextIO) -> None:
    out.write(write_page(report))


def _write(write: Callable[[TextIO], None], output: Path | None, said: str, *, is_csv: bool) -> int:
    """Write to the file and say what is in it; without one, to standard output."""
    if output is None:
        write(sys.stdout)
        return 0
    try:
        # A spreadsheet takes CSV for UTF-8 only with a mark; its lines end as they are.
        encoding, newline = ("utf-8-sig", "") if is_csv else ("utf-8", None)
        with output.open("w", encoding=encoding, newline=newline) as file:
            write(file)
    except OSError as error:
        return fail(f"{output} cannot be written: {error.strerror}.")
    print(f"{output}: {said}")
    return 0
