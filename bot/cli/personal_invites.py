"""The part of `run_bot.py invite` for employees of the roster: one invitation for each person."""

import argparse
import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.bootstrap import connect, find_notice, open_database, read_clock
from bot.chat.account import find_account
from bot.cli.output import fail
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.learning.errors import HasLeft, PersonGone, StillBound
from bot.learning.joining import IssuedInvite
from bot.learning.people import Actor, ActorOrigin
from bot.reports.invitations import write_links, write_sheet
from bot.services.accesses import Accesses
from bot.services.accounts import INVITE_DAYS, Accounts
from bot.storage.engine import Database

ACTOR = Actor(ActorOrigin.COMMAND)
Link = Callable[[str], str]


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options for employees."""
    group = parser.add_argument_group("employees of the roster")
    who = group.add_mutually_exclusive_group()
    who.add_argument(
        "--all-new",
        action="store_true",
        help="everybody active who has no account and no valid invitation",
    )
    who.add_argument("--employee", metavar="ID", help="this one, by the number on the roster")
    group.add_argument(
        "--again",
        action="store_true",
        help="with --all-new, also those whose invitation is still valid; it is void then",
    )
    group.add_argument("--links", type=Path, metavar="FILE", help="write the links as CSV")
    group.add_argument(
        "--sheet", type=Path, metavar="FILE", help="write a page of QR codes to print, as HTML"
    )


def invite(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make invitations and write them to the files; what is not written now is lost."""
    if arguments.all_new and arguments.links is None and arguments.sheet is None:
        return fail("Add --sheet FILE.html or --links FILE.csv: a code cannot be shown again.")
    if settings.bot_token is None:
        return fail("Links need the bot's name: set BOT_TOKEN first.")
    connection = connect(settings, settings.bot_token.get_secret_value())
    make_link = asyncio.run(find_account(connection)).make_link
    try:
        with (
            _replacing(arguments.links) as links,
            _replacing(arguments.sheet) as sheet,
            open_database(settings.database, settings.evidence_key) as database,
        ):
            issued = _issue(database, settings, arguments)
            Accesses(database, read_clock).note(
                AccessKind.INVITATIONS, find_reader(), people=len(issued)
            )
            if links is not None:
                write_links(issued, make_link, links)
            if sheet is not None:
                write_sheet(issued, make_link, sheet, organisation=settings.organisation)
    except _NobodyInvited as reason:
        return fail(str(reason))
    except OSError as error:
        return fail(
            f"{error.filename} cannot be written: {error.strerror}. Make the invitations anew, "
            "with --again if this one says that nobody waits for one."
        )
    _tell(issued, arguments, make_link)
    return 0


class _NobodyInvited(Exception):
    """There is nobody to invite; the message says why."""


def _issue(
    database: Database, settings: Settings, arguments: argparse.Namespace
) -> Sequence[IssuedInvite]:
    accounts = Accounts(database, read_clock, find_notice(settings))
    days = arguments.days or INVITE_DAYS
    if arguments.all_new:
        issued = accounts.invite_new(ACTOR, days=days, is_again=arguments.again)
        if not issued:
            raise _NobodyInvited(
                "Nobody waits for an invitation: every active employee has an account"
                + (
                    "."
                    if arguments.again
                    else " or a valid invitation. --again makes new ones and voids the old."
                )
            )
        return issued
    try:
        return [accounts.invite_employee(arguments.employee, ACTOR, days=days)]
    except PersonGone:
        raise _NobodyInvited(f"The roster has no employee {arguments.employee!r}.") from None
    except StillBound:
        raise _NobodyInvited(
            f"{arguments.employee} uses an account. HR takes it away first: /people in the chat."
        ) from None
    except HasLeft:
        raise _NobodyInvited(
            f"{arguments.employee} has left by the roster. The roster must bring them back first."
        ) from None


def _tell(issued: Sequence[IssuedInvite], arguments: argparse.Namespace, make_link: Link) -> None:
    people = "1 person" if len(issued) == 1 else f"{len(issued)} people"
    print(f"Invited {people}, until {issued[0].expires_at:%F %H:%M} UTC. Each link works once.")
    for path in (arguments.links, arguments.sheet):
        if path is not None:
            print(f"Written: {path}. Whoever reads it can join: delete it when it is handed out.")
    if arguments.employee is not None and arguments.links is None and arguments.sheet is None:
        print(f"{issued[0].name}: {make_link(issued[0].code)}")


@contextmanager
def _replacing(path: Path | None) -> Iterator[TextIO | None]:
    """Open a new file that takes the place of `path` when all went well; only we may read it."""
    if path is None:
        yield None
        return
    new = path.with_name(path.name + ".new")
    new.touch(mode=0o600)
    try:
        with new.open("w", encoding="utf-8-sig", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
