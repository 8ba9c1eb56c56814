"""Which errors pass by themselves, and how long to wait for that."""

import asyncio
import contextlib
from datetime import timedelta

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

FIRST_PAUSE = 0.5  # seconds before the first new try; doubled each time
LONGEST_PAUSE = 30.0
LONGEST_DISK_PAUSE = 5.0  # our own disk is asked more often: back within ten seconds


def is_passing(error: Exception | None) -> bool:
    """Tell whether trying again may help: the network, Telegram's limits, a busy database.

    A token that is refused counts too: the poll loop ends the bot, and what was tapped waits for
    the right token instead of being given up.
    """
    if isinstance(error, BadRequest):  # PTB calls it a NetworkError
        return False
    if error is not None and isinstance(error.__cause__, UnicodeError):
        return False  # a text that cannot be encoded: PTB takes it for the network
    if type(error) is TelegramError:  # an answer that is no JSON: a proxy spoke, not Telegram
        return True
    return isinstance(error, NetworkError | RetryAfter | InvalidToken | OperationalError)


def read_pause(error: RetryAfter) -> float:
    """Return how many seconds Telegram tells us to wait; the library is changing the type."""
    told = error.retry_after
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


class Pauses:
    """Waits a little longer each time, and exactly as long as Telegram says."""

    def __init__(self, stopping: asyncio.Event | None = None) -> None:
        self._stopping = stopping or asyncio.Event()
        self._next = FIRST_PAUSE

    def start_anew(self) -> None:
        """Begin with the shortest pause again: something has worked."""
        self._next = FIRST_PAUSE

    async def wait(self, error: Exception | None) -> bool:
        """Wait before a new try; False when the bot is told to stop meanwhile."""
        if isinstance(error, RetryAfter):
            pause = read_pause(error)
        else:
            is_ours = isinstance(error, SQLAlchemyError)
            longest = LONGEST_DISK_PAUSE if is_ours else LONGEST_PAUSE
            pause = min(self._next, longest)
            self._next = min(pause * 2, longest)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), pause)
            return False
        return True
