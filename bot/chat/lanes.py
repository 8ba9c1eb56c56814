"""When a call may leave: lanes in their order, within Telegram's limits for the bot and the chat.

A call holds its place from its departure until its answer, and then for the limit's span. Telegram
counts it at some moment between the two, so however long the network takes, Telegram never counts
more than the limit allows: of any calls that it counts within one span, the one that left last saw
all the others hold their places.
"""

import asyncio
import math
import time
from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count

from bot import limits
from bot.limits import Limit

HEADROOM = 1  # of the bot's 30 places; mass messages leave it to taps and replies
SWEEP_EVERY = 1_000


class Lane(IntEnum):
    """What a call is for; the lower number leaves first."""

    TAP = 0
    REPLY = 1
    MASS = 2


@dataclass(slots=True)
class Places:
    """The places of one limit; times are seconds on the clock of the lanes."""

    limit: Limit
    under_way: int = 0
    answered: deque[float] = field(default_factory=deque)
    held_until: float = -math.inf

    def find_wait(self, now: float, kept_free: int = 0) -> float:
        """Return in how many seconds a place is free; infinity while only an answer frees one."""
        while self.answered and self.answered[0] + self.limit.seconds <= now:
            self.answered.popleft()
        missing = len(self.answered) + self.under_way + kept_free + 1 - self.limit.calls
        wait = max(0.0, self.held_until - now)
        if missing <= 0:
            return wait
        if missing > len(self.answered):
            return math.inf
        return max(wait, self.answered[missing - 1] + self.limit.seconds - now)

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing is known that would make a call wait."""
        return self.find_wait(now) == 0 and not self.answered and not self.under_way


@dataclass(slots=True, eq=False)
class Ticket:
    """A call that wants to leave, once or again; the older number goes first."""

    number: int
    lane: Lane
    chat_id: int
    turn: asyncio.Future[None] | None = None

    def __lt__(self, other: "Ticket") -> bool:
        """Put the older first."""
        return self.number < other.number


class Lanes:
    """Lets calls go, the more urgent lane first and in a lane the older, as far as they fit.

    `factor` multiplies the numbers of calls in the limits. `pace` is how many seconds of the limits
    pass in a second of `clock`.
    """

    def __init__(
        self, factor: float = 1.0, pace: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._factor = factor
        self._pace = pace
        self._clock = clock
        self._numbers = count()
        self._bot = Places(self._scale(limits.BOT))
        self._headroom = math.ceil(HEADROOM * factor)
        self._mass_interval = limits.BOT.seconds / (self._bot.limit.calls - self._headroom)
        # What a former process sent in its last second counts too.
        self._next_mass = self._now() + limits.BOT.seconds
        self._chats: dict[int, Places] = {}
        self._waiting: dict[Lane, list[Ticket]] = {lane: [] for lane in Lane}
        self._alarm: asyncio.TimerHandle | None = None
        self._sweep_in = SWEEP_EVERY

    def issue(self, lane: Lane, chat_id: int) -> Ticket:
        """Return a ticket for a counted call to that chat; its place in the lane is decided now."""
        return Ticket(next(self._numbers), lane, chat_id)

    async def enter(self, ticket: Ticket) -> None:
        """Wait until the call may leave; then `leave` must follow."""
        ticket.turn = None
        if not any(self._waiting.values()) and self._is_free(ticket, now := self._now()):
            self._depart(ticket, now)
            return
        ticket.turn = asyncio.get_running_loop().create_future()
        insort(self._waiting[ticket.lane], ticket)
        self._let_go()
        try:
            await ticket.turn
        except asyncio.CancelledError:
            if ticket.turn.cancelled():
                self._waiting[ticket.lane].remove(ticket)
            else:  # cancelled in the moment in which it was let go
                self.leave(ticket, is_counted=False)
            raise

    def leave(self, ticket: Ticket, *, is_counted: bool = True) -> None:
        """Say that the answer is there; a refused call counts for nothing."""
        now = self._now()
        for places in (self._bot, self._chats[ticket.chat_id]):
            places.under_way -= 1
            if is_counted:
                places.answered.append(now)
        self._forget_idle(now)
        if any(self._waiting.values()):
            self._let_go()

    def hold(self, ticket: Ticket, seconds: float) -> None:
        """Let nothing go to that chat for so many real seconds, nor any mass message if it was one.

        Telegram does not say whether the chat or the bot has sent too much. If it was the bot, the
        next calls are told so themselves.
        """
        until = self._now() + seconds * self._pace
        self._open_chat(ticket.chat_id).held_until = until
        if ticket.lane is Lane.MASS:
            self._next_mass = max(self._next_mass, until)

    def _now(self) -> float:
        return self._clock() * self._pace

    def _let_go(self) -> None:
        """Let everything go that fits now, and come again when the next call may fit."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        now = self._now()
        next_wait = min((self._let_lane_go(lane, now) for lane in Lane), default=math.inf)
        if next_wait < math.inf:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(next_wait / self._pace, self._let_go)

    def _let_lane_go(self, lane: Lane, now: float) -> float:
        """Let go what fits, and return after how many seconds it is worth to look again."""
        next_wait = math.inf
        for ticket in self._waiting[lane].copy():
            lane_wait = self._find_lane_wait(lane, now)
            if lane_wait > 0:
                return min(next_wait, lane_wait)
            wait = self._open_chat(ticket.chat_id).find_wait(now)
            if wait > 0:
                next_wait = min(next_wait, wait)
            elif ticket.turn is not None and not ticket.turn.done():
                self._waiting[lane].remove(ticket)
                self._depart(ticket, now)
        return next_wait

    def _is_free(self, ticket: Ticket, now: float) -> bool:
        if self._find_lane_wait(ticket.lane, now) > 0:
            return False
        return self._open_chat(ticket.chat_id).find_wait(now) <= 0

    def _find_lane_wait(self, lane: Lane, now: float) -> float:
        if lane is not Lane.MASS:
            return self._bot.find_wait(now)
        return max(self._next_mass - now, self._bot.find_wait(now, self._headroom))

    def _depart(self, ticket: Ticket, now: float) -> None:
        for places in (self._bot, self._chats[ticket.chat_id]):
            places.under_way += 1
        if ticket.lane is Lane.MASS:
            # Evenly, or else they would take all places at once and a tap would wait a second.
            self._next_mass = max(self._next_mass + self._mass_interval, now)
        if ticket.turn is not None:
            ticket.turn.set_result(None)

    def _open_chat(self, chat_id: int) -> Places:
        places = self._chats.get(chat_id)
        if places is None:
            limit = self._scale(limits.find_chat_limit(chat_id))
            places = self._chats[chat_id] = Places(limit)
        return places

    def _scale(self, limit: Limit) -> Limit:
        return Limit(max(1, int(limit.calls * self._factor)), limit.seconds)

    def _forget_idle(self, now: float) -> None:
        self._sweep_in -= 1
        if self._sweep_in > 0:
            return
        waiting = {ticket.chat_id for lane in self._waiting.values() for ticket in lane}
        self._chats = {
            chat_id: places
            for chat_id, places in self._chats.items()
            if chat_id in waiting or not places.is_idle(now)
        }
        self._sweep_in = max(SWEEP_EVERY, len(self._chats))
