"""`run_bot.py invite`: links, QR codes and plain codes that let people join."""

import argparse
import asyncio
from functools import partial
from typing import Any

import segno

from bot.bootstrap import connect, open_database, read_clock
from bot.chat.account import Unreachable, find_account
from bot.cli import personal_invites
from bot.cli.output import whole_number
from bot.config import Settings
from bot.learning.people import Role
from bot.services.enrolment import Enrolment

DAYS = 7


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("invite", help="make an invitation to join the bot")
    parser.add_argument(
        "--role",
        choices=[role.value for role in Role],
        default=Role.LEARNER.value,
        help="what the invited person may do (default: learner)",
    )
    parser.add_argument(
        "--uses",
        type=partial(whole_number, least=1, most=100_000),
        default=1,
        help="how many people it lets in (default: 1)",
    )
    parser.add_argument(
        "--days",
        type=partial(whole_number, least=1, most=3650),
        help="how many days it is valid (default: 7; 30 for employees)",
    )
    personal_invites.add_to(parser)
    parser.set_defaults(command=invite)


def invite(arguments: argparse.Namespace, settings: Settings) -> int:
    """Store an invitation and print it; the code cannot be shown again."""
    if arguments.all_new or arguments.employee is not None:
        return personal_invites.invite(arguments, settings)
    role, uses, days = Role(arguments.role), arguments.uses, arguments.days or DAYS
    with open_database(settings.database, settings.evidence_key) as database:
        code = Enrolment(database, read_clock).invite(role, uses=uses, days=days)
    people = "one person" if uses == 1 else f"{uses} people"
    print(f"Invitation as {role} for {people}, valid for {days} day{'' if days == 1 else 's'}.\n")
    print_invitation(settings, code)
    return 0


def print_invitation(settings: Settings, code: str) -> None:
    """Print a code with its link and QR code, where the bot's name can be found out."""
    if settings.bot_token is None:
        print("No link: BOT_TOKEN is not set.")
    else:
        try:
            connection = connect(settings, settings.bot_token.get_secret_value())
            link = asyncio.run(find_account(connection)).make_link(code)
            print(f"Link: {link}\n")
            segno.make(link, error="m").terminal(compact=True)
        except Unreachable as reason:
            print(f"No link: {reason}")
    print(f"Code to paste into the chat with the bot: {code}")
