"""`run_bot.py report completion`: who has done what, as CSV."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.bootstrap import make_report, open_database, read_clock
from bot.cli.output import fail
from bot.config import Settings
from bot.reports.completion import CompletionRow
from bot.reports.tabular import write_csv
from bot.services.library import Library


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="write a report for HR")
    parser.add_argument(
        "report", choices=["completion"], help="completion: one row for each learner"
    )
    parser.add_argument(
        "-o", "--output", type=Path, help="the CSV file to write (default: standard output)"
    )
    parser.add_argument(
        "--as-of",
        type=_read_time,
        help="what was recorded by then, such as 2026-11-23 or 2026-11-23T12:00 in UTC "
        "(default: now)",
    )
    parser.set_defaults(command=report)


def report(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the report."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        as_of = arguments.as_of or read_clock()
        completion = make_report(database, Library(database, read_clock), as_of)
    if arguments.output is None:
        write_csv(completion.rows, CompletionRow, sys.stdout)
        return 0
    try:
        with arguments.output.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(completion.rows, CompletionRow, file)
    except OSError as error:
        return fail(f"{arguments.output} cannot be written: {error.strerror}.")
    counts = ", ".join(f"{number} {state}" for state, number in completion.counts.items())
    print(
        f"{arguments.output}: {len(completion.rows)} learner(s) as of {as_of:%F %T} UTC: {counts}"
    )
    return 0


def _read_time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; write 2026-11-23 or 2026-11-23T12:00"
        ) from None
    if "T" not in text and " " not in text:
        time = time.replace(hour=23, minute=59, second=59)  # a day means its end
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
