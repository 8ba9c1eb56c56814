"""SQL written out, for what each tap asks: a tenth of the time that the layers above it take.

Errors are those of SQLAlchemy, so that nobody has to know which way a statement went.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

EVER = "9999-12-31"  # later than any stored time; a mere number would be compared as one


class Plain:
    """A connection of SQLite's own, inside whatever transaction it has open."""

    __slots__ = ("driver",)

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver

    @classmethod
    def of(cls, session: Session) -> "Plain":
        """Return the connection under a session, whose transaction begins with it."""
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - both engines use no other
        return cls(driver)

    def fetch(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement and return all its rows, as tuples."""
        try:
            return self.driver.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise _translate(statement, error) from error

    def stream(self, statement: str, *values: Any) -> Iterator[Any]:
        """Run a statement and yield its rows as tuples, holding no more than one of them."""
        try:
            yield from self.driver.execute(statement, values)
        except sqlite3.Error as error:
            raise _translate(statement, error) from error

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that gives no rows."""
        try:
            self.driver.execute(statement, values)
        except sqlite3.Error as error:
            raise _translate(statement, error) from error

    def run_each(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        try:
            self.driver.executemany(statement, rows)
        except sqlite3.Error as error:
            raise _translate(statement, error) from error


def dump_time(time: datetime) -> str:
    """Return an aware time as the tables hold it."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def load_time(stored: str) -> datetime:
    """Return a stored time, aware again."""
    return datetime.fromisoformat(stored + "+00:00")  # half the time of replacing the zone


def _translate(statement: str, error: sqlite3.Error) -> BaseException:
    """Return SQLAlchemy's error; the values stay out of it, for they hold names."""
    return DBAPIError.instance(statement, None, error, sqlite3.Error)
