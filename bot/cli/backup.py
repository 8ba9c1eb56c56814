"""`run_bot.py backup` and `restore`: everybody's progress in one file, and back."""

import argparse
from pathlib import Path
from typing import Any

from bot.bootstrap import read_clock
from bot.config import Settings
from bot.storage.backup import Copied, back_up, restore
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
    """Take a backup and say what is in it."""
    print(f"Backed up {_describe(back_up(settings.database, arguments.file))}")
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


def _describe(copied: Copied) -> str:
    return (
        f"{copied.path}: {copied.people} people, {copied.answers} answers, "
        f"{copied.size / 1_000_000:.1f} MB, integrity ok"
    )
