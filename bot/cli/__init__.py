"""The command line: `run_bot.py` with one command a file."""

import argparse
import sys
from collections.abc import Sequence

from bot.chat.account import Unreachable
from bot.cli import (
    accesses,
    assign,
    audit,
    backup,
    broadcast,
    certificate,
    check,
    dashboard,
    demo,
    evidence,
    exporting,
    fmt,
    importing,
    inbox,
    invite,
    preview,
    publish,
    report,
    roster,
    run,
    schema,
    setup,
    tokens,
    xapi,
)
from bot.cli.output import fail, print_problems
from bot.config import BadSettings, list_settings, read_settings
from bot.diagnostics import failpoints
from bot.diagnostics.logging import set_up_logging
from bot.reports.lettering import UnfitFont
from bot.services.disk import BrokenContent
from bot.services.library import NothingPublished
from bot.storage.engine import DatabaseUnusable

COMMANDS = (
    run,
    demo,
    setup,
    check,
    fmt,
    schema,
    preview,
    publish,
    importing,
    exporting,
    roster,
    invite,
    assign,
    report,
    xapi,
    dashboard,
    tokens,
    broadcast,
    backup,
    audit,
    certificate,
    evidence,
    accesses,
    inbox,
)


def make_parser() -> argparse.ArgumentParser:
    """Describe all commands and settings."""
    names = "\n".join(
        f"  {name:14} {description}{f' (default: {default})' if default else ''}"
        for name, default, description in list_settings()
    )
    parser = argparse.ArgumentParser(
        prog="run_bot.py",
        description="A Telegram bot that teaches employees and proves that they learned.\n"
        "Without a command it runs the bot.",
        epilog=f"settings, from the environment or the file .env:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for module in COMMANDS:
        module.add_to(commands)
    parser.set_defaults(command=run.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 refused or failed, 2 bad usage."""
    parsed = make_parser().parse_args(arguments)
    try:
        settings = read_settings()
        set_up_logging(settings.log_level)
        failpoints.arm_from_environment()
        status: int = parsed.command(parsed, settings)
    except BrokenContent as broken:
        print_problems(broken.problems)
        return fail("The content has errors, and no earlier version is stored. Mend it first.")
    except NothingPublished:
        return fail("No content has been stored in this database yet. Run the bot once first.")
    except (BadSettings, DatabaseUnusable, UnfitFont, Unreachable) as error:
        return fail(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:
        # The reader (`| head`) has gone. Python would complain once more while it exits.
        sys.stderr.close()
        return 1
    return status
