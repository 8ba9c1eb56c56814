"""`run_bot.py token create`, `list` and `revoke`: who may read by the HTTP API."""

import argparse
from datetime import timedelta
from functools import partial
from typing import Any

from bot.bootstrap import find_api, open_database, read_clock
from bot.cli.asking import fail_without_database
from bot.cli.finding import HOW, find_person
from bot.cli.output import fail, whole_number
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.errors import (
    DepartmentUnknown,
    RoleRefused,
    TokenGone,
    TokenNameRefused,
    TokensExhausted,
)
from bot.learning.people import PERSONNEL
from bot.learning.tokens import LONGEST_DAYS, TOKEN_LIFE, Token
from bot.reports.evidence_file import NobodyFound
from bot.services.signin import SignIn
from bot.services.tokens import Tokens
from bot.storage.engine import Database

UNFIT = "A token is as good as its owner's role: name with --for who has joined and is in HR or an"
REFUSED = {
    RoleRefused: f"{UNFIT} administrator.",
    DepartmentUnknown: "The roster has no such department; --department takes the whole name.",
    TokenGone: "There is no token of that number that could be revoked: see `token list`.",
}


def add_to(commands: Any) -> None:
    """Add the command with its three ways."""
    parser = commands.add_parser("token", help="let other systems read by the HTTP API")
    ways = parser.add_subparsers(metavar="WAY", required=True)
    making = ways.add_parser("create", help="make a token and print it, once")
    making.add_argument("name", help="what it is for, such as payroll")
    making.add_argument(
        "--for",
        dest="whom",
        metavar="PERSON",
        help=f"whose it is, of HR or an administrator: {HOW} (default: the only one there is)",
    )
    making.add_argument(
        "--expires",
        type=partial(whole_number, least=1, most=LONGEST_DAYS),
        default=TOKEN_LIFE.days,
        metavar="DAYS",
        help=f"after how many days it opens nothing any more (default: {TOKEN_LIFE.days})",
    )
    making.add_argument(
        "--department",
        action="append",
        metavar="NAME",
        help="show only who is in this department of the roster; may be given several times",
    )
    making.set_defaults(command=create)
    ways.add_parser("list", help="list all tokens").set_defaults(command=show)
    ending = ways.add_parser("revoke", help="let a token open nothing any more")
    ending.add_argument("number", type=partial(whole_number, least=1, most=10**9), help="as listed")
    ending.set_defaults(command=revoke)


def create(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a token and print it."""
    if not settings.database.is_file():
        return fail_without_database(settings)
    departments = frozenset(arguments.department) if arguments.department else None
    with open_database(settings.database, settings.evidence_key) as database:
        try:
            issued = Tokens(database, read_clock).create(
                _find_owner(database, arguments.whom),
                arguments.name,
                find_reader(),
                life=timedelta(days=arguments.expires),
                departments=departments,
            )
        except NobodyFound as nobody:
            return fail(str(nobody))
        except TokenNameRefused as refusal:
            return fail(f"Say in at most {refusal.limit} plain letters and digits what it is for.")
        except TokensExhausted as refusal:
            return fail(f"{refusal.limit} tokens are in use: revoke one that nobody needs first.")
        except (RoleRefused, DepartmentUnknown) as refusal:
            return fail(REFUSED[type(refusal)])
    address = find_api(settings)
    print(f"{_describe(issued.token)}\nIt cannot be shown again:\n{issued.secret}")
    print(f"The API is at {address}" if address else "The API needs WEB_PORT: set it, and restart.")
    return 0


def show(_arguments: argparse.Namespace, settings: Settings) -> int:
    """List all tokens there ever were."""
    if not settings.database.is_file():
        return fail_without_database(settings)
    with open_database(settings.database, settings.evidence_key) as database:
        found = Tokens(database, read_clock).list_all()
    print("\n".join(map(_describe, found)) or "There is no token.")
    return 0


def revoke(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let a token open nothing any more; a running bot knows it at its next request."""
    if not settings.database.is_file():
        return fail_without_database(settings)
    with open_database(settings.database, settings.evidence_key) as database:
        try:
            token = Tokens(database, read_clock).revoke(arguments.number, find_reader())
        except TokenGone:
            return fail(REFUSED[TokenGone])
    print(f"Revoked #{token.id} {token.name}: it opens nothing any more.")
    return 0


def _find_owner(database: Database, whom: str | None) -> int:
    if whom is not None:
        return find_person(database, whom)
    owners = [one for one in SignIn(database, read_clock).list_leaders() if one.role in PERSONNEL]
    if len(owners) == 1:
        return owners[0].id
    names = "".join(f"\n  #{one.id}  {one.name} ({one.role})" for one in owners)
    raise NobodyFound(f"Say with --for whose it is: HR or an administrator who has joined.{names}")


def _describe(token: Token) -> str:
    used = f"used {token.last_used_at:%F %T}" if token.last_used_at else "never used"
    limits = f"  only {', '.join(sorted(token.departments))}" if token.departments else ""
    return (
        f"#{token.id}  {token.name}  {token.state}  of {token.owner_name or 'nobody'}"
        f" #{token.owner_id}  made {token.created_at:%F}, until {token.expires_at:%F}  {used}"
        f"{limits}"
    )
