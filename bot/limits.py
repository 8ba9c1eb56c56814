"""Telegram's limits on calls: the one rule that the simulator enforces, and the bot is to keep.

Sends and edits count: at most 30 in any second for a bot, 5 in any 5 seconds for a private chat
(one a second, with its short burst), 20 in any minute for a group. Answers to taps, `getUpdates`
and `getFile` don't count, nor does anything that puts no message into a chat.

Telegram publishes "about 30 a second", "one a second, short bursts may pass" and "20 a minute"
(the Bot FAQ); the windows are our reading of it.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

COUNTED: Final = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "editMessageText",
        "editMessageReplyMarkup",
    }
)
MEGABYTE: Final = 1024 * 1024
MAX_DOWNLOAD: Final = 20 * MEGABYTE  # bytes of a file that a bot is given
MAX_UPLOAD: Final = 50 * MEGABYTE  # bytes of a file that a bot sends


@dataclass(frozen=True)
class Limit:
    """At most `calls` in any window of `seconds`."""

    calls: int
    seconds: float


BOT: Final = Limit(30, 1.0)
PRIVATE_CHAT: Final = Limit(5, 5.0)
GROUP: Final = Limit(20, 60.0)


def find_chat_limit(chat_id: int) -> Limit:
    """Return the limit of a chat; groups and channels have negative ids."""
    return GROUP if chat_id < 0 else PRIVATE_CHAT


class Window:
    """Counts calls against one limit; times are seconds on any clock that never goes back."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._times: deque[float] = deque()

    def find_wait(self, now: float) -> float:
        """Return in how many seconds a call fits; 0 where it fits now."""
        self._forget(now)
        if len(self._times) < self._limit.calls:
            return 0.0
        return self._times[0] + self._limit.seconds - now

    def take(self, now: float) -> None:
        """Count a call."""
        self._times.append(now)

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing is counted any more, so that the window may be forgotten."""
        self._forget(now)
        return not self._times

    def _forget(self, now: float) -> None:
        while self._times and self._times[0] + self._limit.seconds <= now:
            self._times.popleft()
