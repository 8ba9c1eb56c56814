"""`run_bot.py inbox`: updates that were set aside after three defects."""

import argparse
from typing import Any

from bot.bootstrap import open_database, read_clock
from bot.cli.output import fail
from bot.config import Settings
from bot.services.inbox import Inbox


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("inbox", help="list updates that could not be handled")
    parser.add_argument(
        "--again", metavar="INCIDENT", help="let the bot handle that one again, within a minute"
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """List the incidents, or put one back into the queue."""
    if settings.bot_token is None:
        return fail("BOT_TOKEN is not set; incidents belong to one bot, so its token is needed.")
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    bot_id = int(settings.bot_token.get_secret_value().partition(":")[0])
    with open_database(settings.database, settings.evidence_key) as database:
        inbox = Inbox(database, read_clock, bot_id)
        if arguments.again is not None:
            if not inbox.run_again(arguments.again):
                return fail(
                    f"There is no incident {arguments.again}. `inbox` lists those there are."
                )
            print(f"Incident {arguments.again} is in the queue again.")
            return 0
        incidents = inbox.list_incidents()
    for one in incidents:
        print(f"{one.id}  {one.set_aside_at:%F %T} UTC  update {one.update_id}  {one.defect}")
    if not incidents:
        print("Nothing is set aside.")
    return 0
