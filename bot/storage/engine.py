"""One SQLite database: a writer for one thread at a time, and an engine of its own for readers."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock, local
from typing import Self, TextIO

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, create_engine

from bot.diagnostics import failpoints
from bot.storage.chain import Chain
from bot.storage.plain import Plain
from bot.storage.runs import Sealer

READERS = 6  # connections that are kept open: the loop's own, and one for each thread that reads
BUSY_SECONDS = 10  # how long a writer of another process (`run_bot.py invite`) is waited for


class DatabaseUnusable(Exception):
    """The database cannot be opened; the message is one line that says what to do."""


class _Here(local):
    """What is open in this thread."""

    group: Connection | None = None
    peeker: Plain | None = None


class Database:
    """Hands out transactions on the SQLite file at `path`, which must have been migrated.

    It can only be written to with the chain that facts are sealed into.
    """

    def __init__(self, path: Path, chain: Chain | None = None) -> None:
        self.path = path
        self._chain = chain
        self._sealer: Sealer | None = None
        self._writing = Lock()
        self._writer = make_writer_engine(path)
        self._reader = _make_reader_engine(path)
        self._peekers: list[sqlite3.Connection] = []
        self._here = _Here()

    @property
    def chain(self) -> Chain:
        """What seals the evidence."""
        if self._chain is None:
            raise DatabaseUnusable(f"{self.path} was opened without its evidence key.")
        return self._chain

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that commits at the end, or leaves nothing behind on an exception.

        Inside `grouping` it only joins the group, which commits later.
        """
        if self._here.group is not None:
            with self._join(self._here.group) as session:
                yield session
            return
        with self.grouping() as group, self._join(group) as session:
            yield session

    @contextmanager
    def recording(self) -> Iterator[Plain]:
        """As `writing`, for use cases that run plain statements: a tenth of the cost.

        Each tap is recorded this way.
        """
        if self._here.group is None:
            with self.grouping(), self.recording() as record:
                yield record
            return
        record = Plain(_require_whole(self._here.group))
        record.run("SAVEPOINT record")
        try:
            yield record
        except BaseException:
            _require_whole(self._here.group)
            record.run("ROLLBACK TO record")
            record.run("RELEASE record")
            raise
        record.run("RELEASE record")

    @contextmanager
    def grouping(self) -> Iterator[Connection]:
        """Let all transactions that this thread opens inside become durable at once, at the end.

        Each is whole or not at all by itself. Where the end fails, none of them has happened.
        """
        with self._writing:
            self._sealer = sealer = self._sealer or Sealer(self.chain)
            with self._writer.begin() as group:
                record = Plain(_require_whole(group))
                sealer.begin(record)
                self._here.group = group
                try:
                    yield group
                finally:
                    self._here.group = None
                _require_whole(group)
                sealer.seal_new_rows(record)
                failpoints.reach("commit.before")
            failpoints.reach("commit.after")

    @contextmanager
    def _join(self, group: Connection) -> Iterator[Session]:
        _require_whole(group)
        savepoint = Session(group, expire_on_commit=False, join_transaction_mode="create_savepoint")
        with savepoint as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a read-only view of one moment; it never makes a writer wait."""
        with Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def peeking(self) -> Iterator[Plain]:
        """As `reading`, for a single plain statement: it needs no transaction."""
        if self._here.peeker is None:
            self._here.peeker = Plain(open_read_only(self.path))
            self._peekers.append(self._here.peeker.driver)
        yield self._here.peeker

    def close(self) -> None:
        """Close all connections."""
        while self._peekers:
            self._peekers.pop().close()
        self._reader.dispose()
        self._writer.dispose()  # the last one to close clears the log away, which no reader may


def _require_whole(group: Connection) -> sqlite3.Connection:
    """Return SQLite's connection of a group; raise OperationalError where all was taken back.

    SQLite takes all back when the disk is full. A savepoint outside a transaction would begin, and
    commit, one of its own.
    """
    driver = group.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection) or not driver.in_transaction:
        raise OperationalError("COMMIT", None, sqlite3.OperationalError("all was rolled back"))
    return driver


def make_writer_engine(path: Path) -> Engine:
    """Return an engine whose transactions take the write lock at their start.

    BEGIN IMMEDIATE, because a deferred transaction that reads and then writes ignores the busy
    timeout; synchronous=FULL, because a confirmed answer must survive a power cut.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,  # they hold names, and errors are logged
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # without it INSERT OR REPLACE gets round append-only
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _make_reader_engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=partial(open_read_only, path),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=-1,
        pool_reset_on_return=None,  # every reader ends its transaction itself
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a database file for reading only, with no transaction begun."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
        isolation_level=None,
    )


class AlreadyRunning(DatabaseUnusable):
    """Another process holds the database; `process` is its number, as far as it is known."""

    def __init__(self, database: Path, process: str) -> None:
        super().__init__(
            f"Another bot (process {process}) already runs on {database}. "
            "Stop that one first, or choose another DATABASE."
        )
        self.process = process


class ProcessLock:
    """Keeps a second bot off the same database; the operating system frees it when we die."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file: TextIO | None = None

    def acquire(self) -> None:
        """Take the lock; raise AlreadyRunning, or DatabaseUnusable for a folder of no use."""
        if self._file is not None:
            return
        path = self._database.with_name(self._database.name + ".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+")
        except OSError as error:
            raise DatabaseUnusable(
                f"The database {self._database} cannot be used: {error.strerror}."
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            process = file.read().strip() or "unknown"
            file.close()
            raise AlreadyRunning(self._database, process) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
