"""`run_bot.py backup` and `restore`: everybody's progress in one file, and back."""

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.bootstrap import read_clock
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.services.accesses import Accesses
from bot.storage.backup import Copied, back_up, restore
from bot.storage.engine import Database, DatabaseUnusable
from bot.storage.evidence import find_chain, is_sealed_by
from bot.storage.evidence_key import find_key_path


def add_to(commands: Any) -> None:
    """Add both commands."""
    parser = commands.add_parser("backup", help="copy the database to a file while the bot runs")
    parser.add_argument("file", type=Path, help="where to; an older file there is replaced")
    parser.set_defaults(command=run_backup)
    parser = commands.add_parser("restore", help="put a backup in place; stop the bot first")
    parser.add_argument("file", type=Path, help="the backup")
    parser.set_defaults(command=run_restore)


def run_backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a backup and say what is in it; that it was taken is in it, too."""
    is_noted = settings.database.is_file() and _note(settings)
    print(f"Backed up {_describe(back_up(settings.database, arguments.file))}")
    if not is_noted:
        sys.stderr.write(
            "The access log does not have this backup, for the database cannot be written now, or "
            "its evidence key is not here.\n"
        )
    key = find_key_path(settings.database)
    if settings.evidence_key is None and key.is_file():
        print(f"The key of the evidence is not in it. Keep a copy of {key} in another place.")
    return 0


def run_restore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Restore a backup and say what is in it, and where the former database is."""
    copied, former = restore(arguments.file, settings.database, read_clock())
    print(f"Restored {_describe(copied)}")
    if former is not None:
        print(f"The former database is kept as {former}.")
    return 0


def _note(settings: Settings) -> bool:
    """Write down who takes everybody's data along; tell whether that could be done.

    Where it cannot (a full disk, a database of another release), a backup is needed all the more.
    So the database is opened as it is, and not brought up to date.
    """
    key = settings.evidence_key
    try:
        chain = find_chain(settings.database, key.get_secret_value() if key else None)
        with closing(Database(settings.database, chain)) as database:
            if chain is None or not is_sealed_by(database):
                return False
            Accesses(database, read_clock).note_report(find_reader(), kind=AccessKind.BACKUP)
    except (DatabaseUnusable, DBAPIError, sqlite3.Error):
        return False
    return True


def _describe(copied: Copied) -> str:
    return (
        f"{copied.path}: {copied.people} people, {copied.answers} answers, "
        f"{copied.size / 1_000_000:.1f} MB, integrity ok"
    )
