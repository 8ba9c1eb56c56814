"""`run_bot.py publish`: teach what the files say, after a look at what that changes."""

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.bootstrap import open_database, read_clock
from bot.chat.views.difference import count_pages, list_changes
from bot.chat.views.uploads import word_running
from bot.cli.output import fail, is_confirmed, print_problems
from bot.config import Settings
from bot.learning.phrases import count
from bot.learning.publication import Origin
from bot.services.library import Library
from bot.services.publisher import Overtaken, Proposal, Publisher, Unsound
from bot.services.regrading import Regrading


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("publish", help="teach what the files say, after a look at it")
    parser.add_argument(
        "path", nargs="?", type=Path, help="the content folder (default: the setting CONTENT)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before it is published")
    parser.set_defaults(command=publish)


def publish(arguments: argparse.Namespace, settings: Settings) -> int:
    """Show what would change, ask, and publish; a running bot teaches it at once."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        library = Library(database, read_clock)
        publisher = Publisher(database, library)
        try:
            proposal = publisher.propose_folder(arguments.path or settings.content)
            status = _publish(publisher, proposal, is_sure=arguments.yes)
        except Unsound as unsound:
            print_problems(unsound.problems)
            return fail("Nothing was published: mend the errors first.")
        except Overtaken:
            return fail("Somebody has published meanwhile. Nothing was published: look again.")
        due = Regrading(database, library, read_clock).count_due()
        if due:
            print(f"{count(due, 'corrected key')}: a trainer decides in /bank whether to regrade.")
        return status


def _publish(publisher: Publisher, proposal: Proposal, *, is_sure: bool) -> int:
    print_problems(proposal.problems)
    number = proposal.base.number
    if not proposal.is_new:
        print(f"v{number} is taught, and the files say the same.")
        return 0
    print(f"Beside v{number}, which is taught now: {proposal.difference.summarise()}.")
    for page in range(count_pages(proposal.difference)):
        print(list_changes(proposal.difference, page).text)
    running = word_running(publisher.count_running(proposal.difference))
    if running is not None:
        print(running.text)
    if not is_sure:
        if not sys.stdin.isatty():
            return fail("Nobody can be asked here whether to publish. Add --yes if you are sure.")
        if not is_confirmed("Publish? [y/N] "):
            return fail("Nothing was published.")
    edition = publisher.publish(proposal, Origin.COMMAND)
    print(f"v{edition.number} is taught now. Quizzes that are running keep their version.")
    return 0
