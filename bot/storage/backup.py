"""Copies of the database: taken while the bot runs, checked before they are trusted."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.storage.engine import DatabaseUnusable, ProcessLock, open_read_only
from bot.storage.migrations import migrate

OWN_SUFFIXES = ("", "-wal", "-shm", ".lock", ".new", ".key")


@dataclass(frozen=True)
class Copied:
    """What a copy holds."""

    path: Path
    size: int
    people: int
    answers: int


def back_up(database: Path, target: Path) -> Copied:
    """Copy a database to a file as it is at one moment, also while the bot writes to it.

    The target appears only when it is complete and sound; an older file there is replaced. Raises
    DatabaseUnusable where there is no database, or the target cannot be written.
    """
    if not database.is_file():
        raise DatabaseUnusable(f"There is no database at {database}.")
    _refuse_own_files(target, database)
    new = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with (
            closing(open_read_only(database)) as source,
            closing(sqlite3.connect(new)) as copy,
        ):
            # In one step, which reads one moment and holds up no writer (WAL). In several steps
            # the copy would begin anew each time somebody writes.
            source.backup(copy)
            # The copy is to be one file: without its write-ahead log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        copied = _inspect(new)
        _flush_to_disk(new)
        new.replace(target)
    except (OSError, sqlite3.Error) as error:
        new.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise DatabaseUnusable(f"The backup {target} cannot be written: {reason}.") from None
    return Copied(target, copied.size, copied.people, copied.answers)


def restore(backup: Path, database: Path, now: datetime) -> tuple[Copied, Path | None]:
    """Put a backup in the place of the database, in today's form; the bot must be stopped.

    Returns what was restored, and where the former database was moved to. Raises DatabaseUnusable
    where the backup is not sound or a bot is running; then nothing has changed.
    """
    if not backup.is_file():
        raise DatabaseUnusable(f"There is no backup at {backup}.")
    _refuse_own_files(backup, database)
    with ProcessLock(database):
        new = database.with_name(database.name + ".new")
        try:
            _inspect(backup)
            back_up(backup, new)
            migrate(new)
            with closing(sqlite3.connect(new, isolation_level=None)) as copy:
                # What was told of since then may be so no more: whoever asks next is told all.
                copy.execute("UPDATE record_mark SET concerns_all = 1")
                copy.execute("PRAGMA journal_mode=DELETE")
            copied = _inspect(new)
        except sqlite3.Error as error:
            _remove(new)
            raise DatabaseUnusable(f"{backup} is not a backup of this bot: {error}.") from None
        except DatabaseUnusable as error:
            _remove(new)
            raise DatabaseUnusable(str(error).replace(str(new), str(backup))) from None
        former = _move_aside(database, now)
        new.replace(database)
        _remove(new)
    return Copied(database, copied.size, copied.people, copied.answers), former


def _refuse_own_files(file: Path, database: Path) -> None:
    """Keep a backup from being the database itself, by whatever way its path leads there."""
    own = {database.with_name(database.name + suffix).resolve() for suffix in OWN_SUFFIXES}
    if file.resolve() in own or (file.exists() and file.samefile(database)):
        raise DatabaseUnusable(f"{file} belongs to the database itself. Name another file.")


def _inspect(path: Path) -> Copied:
    """Check a whole database file and count what is in it; raise sqlite3.Error where it is bad."""
    with closing(open_read_only(path)) as connection:
        [verdict] = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(" ".join(verdict.split()))
        [people] = connection.execute("SELECT count(*) FROM person").fetchone()
        [answers] = connection.execute("SELECT count(*) FROM answer").fetchone()
    return Copied(path, path.stat().st_size, people, answers)


def _move_aside(database: Path, now: datetime) -> Path | None:
    """Keep the former database; its write-ahead log belongs to it and moves along."""
    if not database.exists():
        return None
    former = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}")
    for suffix in ("-wal", "-shm", ""):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.replace(former.with_name(former.name + suffix))
    return former


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".new"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _flush_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
