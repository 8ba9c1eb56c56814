"""The moment that a report is made as of, where it is of now."""

from collections.abc import Callable
from datetime import datetime

from bot.storage.engine import Database


def find_settled(database: Database, clock: Callable[[], datetime]) -> datetime:
    """Return the time as soon as nobody is writing: the record as of then never changes again.

    Whatever is written down has its time read under the write lock, which is waited for here: what
    is earlier is committed and can be seen, and what is not yet is later.
    """
    with database.recording():
        return clock()
