"""Telegram's limits on calls, enforced on a clock that can run faster than real time."""

import math
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from bot import limits
from bot.simulator.errors import SimulatorError
from bot.simulator.faults import too_many

ACCEPTED_KEPT = 100_000
SWEEP_EVERY = 1_000


class Accepted(NamedTuple):
    """A counted call that was let through; `at` is in seconds of the limits' clock."""

    at: float
    method: str
    chat_id: int


class RateLimits:
    """Counts sends and edits by the rule in `bot.limits`, and answers 429 to what exceeds it.

    With `scale=10` the limits' clock runs ten times as fast: 300 calls fit into a real second.
    `retry_after` stays in real seconds, whole ones and at least 1 as at Telegram, so whoever waits
    as told gets through at any scale (and with a large scale waits longer than it needs).
    Refused and failed calls count for nothing.
    """

    def __init__(self, scale: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        if scale <= 0:
            raise SimulatorError("The scale of the limits' clock is above 0")
        self.scale = scale
        self.accepted: deque[Accepted] = deque(maxlen=ACCEPTED_KEPT)
        self.refused = 0
        self._clock = clock
        self._bot = limits.Window(limits.BOT)
        self._chats: dict[int, limits.Window] = {}
        self._sweep_in = SWEEP_EVERY

    def now(self) -> float:
        """Tell the time on the limits' clock."""
        return self._clock() * self.scale

    def check(self, method: str, chat_id: object) -> None:
        """Refuse a call that does not fit now."""
        if method not in limits.COUNTED or not isinstance(chat_id, int):
            return
        now = self.now()
        wait = self._bot.find_wait(now)
        chat = self._chats.get(chat_id)
        if chat is not None:
            wait = max(wait, chat.find_wait(now))
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait / self.scale)))

    def count(self, method: str, chat_id: object) -> None:
        """Count a call that took effect."""
        if method not in limits.COUNTED or not isinstance(chat_id, int):
            return
        now = self.now()
        self._bot.take(now)
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = limits.Window(limits.find_chat_limit(chat_id))
        chat.take(now)
        self.accepted.append(Accepted(now, method, chat_id))
        self._sweep_in -= 1
        if self._sweep_in <= 0:
            self._forget_idle(now)

    def count_busiest(self, seconds: float, chat_id: int | None = None) -> int:
        """Return how many calls, of one chat or of all, the busiest span of so many seconds had."""
        span: deque[float] = deque()
        busiest = 0
        for call in self.accepted:
            if chat_id is None or call.chat_id == chat_id:
                span.append(call.at)
                while span[0] + seconds <= call.at:
                    span.popleft()
                busiest = max(busiest, len(span))
        return busiest

    def _forget_idle(self, now: float) -> None:
        """Drop chats without a counted call; seldom enough to cost each call next to nothing."""
        self._chats = {i: window for i, window in self._chats.items() if not window.is_idle(now)}
        self._sweep_in = max(SWEEP_EVERY, len(self._chats))
