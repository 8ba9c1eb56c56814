"""Ways in which a database cannot be written to for a while, though the bot itself lives."""

import contextlib
import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

Outage = Callable[[int, Path], contextlib.AbstractContextManager[None]]
DISK = "64m"  # for a test's database and its log


@contextmanager
def limit_files(pid: int, _database: Path) -> Iterator[None]:
    """Let the process write no byte to any file: every write fails with EFBIG."""
    former = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, former[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, former)


@contextmanager
def fill_disk(_pid: int, database: Path) -> Iterator[None]:
    """Fill the disk to its last byte: no file can grow, and SQLite meets ENOSPC."""
    filler = database.with_name("filler")
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def lock_database(_pid: int, database: Path) -> Iterator[None]:
    """Hold the write lock from this process: SQLITE_BUSY in the bot's, after its ten seconds."""
    with closing(sqlite3.connect(database, timeout=10, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def mount_disk(folder: Path) -> Iterator[bool]:
    """Mount a small disk of its own there, if we may; tell whether it is there."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and not subprocess.run(command, check=False).returncode  # noqa: S603 - our own words
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607
