"""`run_bot.py roster`: take over what HR's roster says, after the difference."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.bootstrap import open_database, read_clock
from bot.cli.output import fail
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.learning.people import Actor, ActorOrigin
from bot.learning.roster import EmployeeRecord, RecordChange, RosterDifference, RosterMode
from bot.roster.sheets import UnreadableFile
from bot.services.accesses import Accesses
from bot.services.certificates import Certificates
from bot.services.library import Library
from bot.services.rosters import (
    RosterOvertaken,
    RosterProposal,
    Rosters,
    RowsRefused,
    TooManyLeave,
)
from bot.storage.engine import Database

LIST_LIMIT = 20  # people listed of each kind
SURE = "--deactivate-many"


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("roster", help="take over employees from HR's CSV or Excel file")
    parser.add_argument("file", type=Path, help="the file; docs/people.md names its columns")
    parser.add_argument(
        "--dry-run", action="store_true", help="only show what would change, and change nothing"
    )
    parser.add_argument(
        "--snapshot",
        action="store_true",
        help="the file names everybody: whoever is not in it has left",
    )
    parser.add_argument(
        SURE,
        action="store_true",
        help="apply a snapshot by which more than 5%% of the staff leave",
    )
    parser.set_defaults(command=roster)


def roster(arguments: argparse.Namespace, settings: Settings) -> int:
    """Show the difference and apply it, all of it or nothing."""
    path = arguments.file
    mode = RosterMode.SNAPSHOT if arguments.snapshot else RosterMode.DELTA
    try:
        data = path.read_bytes()
    except OSError as error:
        return fail(f"{path} cannot be read: {error.strerror}.")
    with open_database(settings.database, settings.evidence_key) as database:
        rosters = Rosters(database, read_clock)
        try:
            proposal = rosters.propose(path.name, data, mode)
        except UnreadableFile as error:
            return fail(f"{path}: {error}\nNothing was changed.")
        except RowsRefused as refused:
            for problem in refused.problems:
                print(f"{path}: {problem}")
            number = len(refused.problems)
            rows = "1 row is" if number == 1 else f"{number} rows are"
            return fail(f"{rows} wrong. Nothing was changed.")
        shown = count_shown(proposal.difference, LIST_LIMIT)
        if shown:
            Accesses(database, read_clock).note(AccessKind.SEARCH, find_reader(), people=shown)
        _show(proposal)
        status = _apply(rosters, proposal, arguments)
        if status == 0 and not arguments.dry_run:
            _tell_renamed(database, ZoneInfo(settings.timezone))
        return status


def _apply(rosters: Rosters, proposal: RosterProposal, arguments: argparse.Namespace) -> int:
    difference, is_sure = proposal.difference, arguments.deactivate_many
    if difference.is_empty:
        print("Nothing to change.")
        return 0
    if difference.is_suspicious and not is_sure:
        return fail(
            f"{len(difference.left)} of {difference.staff} people would leave, which is more than "
            f"5%. Nothing was changed. If the file is right, add {SURE}."
        )
    if arguments.dry_run:
        print("Dry run: nothing was changed.")
        return 0
    try:
        rosters.apply(proposal, Actor(ActorOrigin.COMMAND), is_many_meant=is_sure)
    except (RosterOvertaken, TooManyLeave):
        return fail("Somebody has changed the record meanwhile. Nothing was changed: try again.")
    print("Applied.")
    if difference.added:
        print("Invite the new ones: run_bot.py invite --all-new --sheet invitations.html")
    return 0


def _tell_renamed(database: Database, zone: ZoneInfo) -> None:
    """Say how many certificates bear a former name."""
    library = Library(database, read_clock, zone)
    renamed = Certificates(database, library, read_clock).count_renamed()
    if renamed:
        print(
            f"Valid certificates in a former name: {renamed}. "
            "Replace them: run_bot.py certificate reissue-renamed"
        )


def _show(proposal: RosterProposal) -> None:
    difference = proposal.difference
    rows = f"{len(proposal.roster.rows):,} rows"
    print(f"{proposal.file_name}: {rows}, {difference.staff:,} people here")
    for column in proposal.ignored:
        print(f"Column {column!r} is left out: a roster has no such column.")
    counts = {**difference.counts, "managers": len(proposal.new_managers)}
    words = {"added": "new", "returned": "back", "managers": "new managers"}
    for kind, number in counts.items():
        if number:
            print(f"{words.get(kind, kind):>16}: {number}")
    for line in list_changes(difference, LIST_LIMIT):
        print(line)


def list_changes(difference: RosterDifference, limit: int) -> Iterator[str]:
    """Yield a line for each change, at most so many of each kind."""
    yield from _list_some("+", [_name(one) for one in difference.added], limit)
    yield from _list_some("~", [_describe(one) for one in difference.changed], limit)
    yield from _list_some("-", [_name(one.after) for one in difference.left], limit)
    yield from _list_some("<", [_name(one.after) for one in difference.returned], limit)


def count_shown(difference: RosterDifference, limit: int) -> int:
    """Return of how many people these lines say what stands in the record."""
    kinds = difference.changed, difference.left, difference.returned
    return sum(min(len(kind), limit) for kind in kinds)


def _list_some(mark: str, entries: Sequence[str], limit: int) -> Iterator[str]:
    for entry in entries[:limit]:
        yield f"{mark} {entry}"
    if len(entries) > limit:
        yield f"{mark} … and {len(entries) - limit} more"


def _name(record: EmployeeRecord) -> str:
    return f"{record.employee_id} {record.name}, {record.department}"


def _describe(change: RecordChange) -> str:
    what = ", ".join(
        f"{name} {_word(before)} → {_word(after)}"
        for name, (before, after) in change.fields.items()
    )
    return f"{change.after.employee_id} {change.after.name}: {what}"


def _word(value: object) -> str:
    if value is None or value == ():
        return "nothing"
    return "|".join(map(str, value)) if isinstance(value, tuple) else str(value)
