"""`run_bot.py accesses`: who has looked at whose data."""

import argparse
from functools import partial
from typing import Any

from bot.bootstrap import open_database, read_clock
from bot.cli.finding import HOW, find_person
from bot.cli.output import fail, whole_number
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import ACCESS_NAMES, Access, AccessKind, count_named
from bot.reports.evidence_file import NobodyFound
from bot.services.accesses import Accesses

SHOWN = 50


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("accesses", help="list who has looked at whose data")
    parser.add_argument("--about", metavar="PERSON", help=f"looks at this person only: {HOW}")
    parser.add_argument(
        "--limit",
        type=partial(whole_number, least=1, most=1_000_000),
        default=SHOWN,
        help=f"how many, the newest first (default: {SHOWN})",
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the newest looks."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        try:
            about = find_person(database, arguments.about) if arguments.about else None
        except NobodyFound as nobody:
            return fail(str(nobody))
        accesses = Accesses(database, read_clock)
        found = accesses.list_newest(arguments.limit, about)
        people = count_named(found)
        if people:
            accesses.note(AccessKind.SEARCH, find_reader(), people=people)
    for access in found:
        print(_describe(access))
    if not found:
        print("Nobody has looked at named data of others.")
    return 0


def _describe(access: Access) -> str:
    who = f"{access.actor_name or 'erased'} #{access.actor_id}"
    if access.actor_id is not None and access.login is not None:
        who += f" with {access.login}"
    if access.actor_id is None:
        who = f"command by {access.login or 'nobody known'}"
    whom = f"{access.people} people" if access.people != 1 else "1 person"
    if access.subject_id is not None:
        whom = f"{access.subject_name or 'erased'} #{access.subject_id}"
    return f"{access.at:%F %T} UTC  {who}  {ACCESS_NAMES[access.kind]}  {whom}"
