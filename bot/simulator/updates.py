"""The queue of updates: what getUpdates gives, confirms and waits for."""

import random
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.simulator.changes import Changes
from bot.simulator.errors import ApiError, BadRequestError
from bot.simulator.faults import Mischief

KEPT_FOR = 24 * 3600.0
MAX_LIMIT = 100
MAX_TIMEOUT = 50
CONFIRMED_KEPT = 10_000
MAX_AGAIN = 4
"""How often chance lets an update come again: with the first time five deliveries."""

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
TWO_POLLERS = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_COMES = "Conflict: terminated by setWebhook request"

Update = dict[str, Any]


@dataclass(eq=False, slots=True)
class Queued:
    """An update that waits; `again` says how often it was delivered and confirmed before."""

    at: float
    update: Update
    again: int = 0
    is_handed_out: bool = False


class Poll:
    """One getUpdates call in progress; `is_abandoned` when its client went away."""

    def __init__(self) -> None:
        self.conflict: str | None = None
        self.is_abandoned = False


class UpdateQueue:
    """Updates in order, until the bot confirms them or a day has passed.

    People may act in other threads, so the queue is copied before it is walked.
    """

    def __init__(self, changes: Changes, clock: Callable[[], float], seed: int) -> None:
        self.next_id = random.Random(seed).randrange(10**8, 9 * 10**8)  # noqa: S311 (no secret)
        self.allowed: list[str] = []
        self.queued: OrderedDict[int, Queued] = OrderedDict()
        self.confirmed: deque[Update] = deque(maxlen=CONFIRMED_KEPT)
        self.arrivals = Changes()
        self.feed: deque[int] | None = None
        self.mischief: Mischief | None = None
        self._next_key = 1
        self._changes = changes
        self._clock = clock
        self._poll: Poll | None = None

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue one update, unless the bot asked not to receive its kind."""
        if self.allowed and kind not in self.allowed:
            return
        update = {"update_id": self.next_id, kind: payload}
        self.next_id += 1
        self.put(Queued(self._clock(), update))

    def requeue(self, update: Update, again: int = 1) -> None:
        """Queue an update as it is, behind all others."""
        self.put(Queued(self._clock(), update, again))

    def put(self, queued: Queued) -> None:
        """Let the entry wait for a poll, and tell the deliverer of webhooks if there is one."""
        key = self._next_key
        self._next_key += 1
        self.queued[key] = queued
        if self.feed is not None:
            self.feed.append(key)
        self.arrivals.announce()

    def pending(self) -> list[Update]:
        """List what is not confirmed, forgetting what is older than a day."""
        self._forget_old()
        return [queued.update for queued in list(self.queued.values())]

    def clear(self) -> None:
        """Forget all pending updates."""
        self.queued.clear()

    def confirm(self, keys: Iterable[int]) -> None:
        """Take updates off the queue for good, unless chance brings them again."""
        for key in keys:
            queued = self.queued.pop(key, None)
            if queued is None:
                continue
            if not queued.again:
                self.confirmed.append(queued.update)
            if self.mischief and queued.again < MAX_AGAIN and self.mischief.is_redelivered():
                self.requeue(queued.update, queued.again + 1)

    def redeliver(self, times: int, dice: random.Random) -> int:
        """Queue again what was confirmed, mixed between chats but in order within each."""
        chats: dict[object, list[Update]] = {}
        for update in self.confirmed:
            chats.setdefault(find_chat_key(update), []).append(update)
        for _ in range(times):
            turns = [key for key, updates in chats.items() for _ in updates]
            dice.shuffle(turns)
            left = {key: iter(updates) for key, updates in chats.items()}
            for key in turns:
                self.requeue(next(left[key]))
        return times * len(self.confirmed)

    async def fetch(self, params: dict[str, Any], poll: Poll) -> list[Update]:
        """Answer getUpdates: confirm below the offset, then wait for something to give."""
        if self._changes.is_closed:
            raise ApiError(500, "Internal Server Error: restart")
        offset, limit = params.get("offset", 0), params.get("limit", MAX_LIMIT)
        limit = max(1, min(limit, MAX_LIMIT))
        self.allow(params.get("allowed_updates"))
        self.end_poll(TWO_POLLERS)
        self._confirm_below(offset)
        self._poll = poll
        try:
            await self.arrivals.wait_until(
                lambda: bool(poll.conflict) or poll.is_abandoned or bool(self.queued),
                max(0, min(params.get("timeout", 0), MAX_TIMEOUT)),
            )
        finally:
            if self._poll is poll:
                self._poll = None
            self._changes.announce()
        if poll.conflict:
            raise ApiError(409, poll.conflict)
        return self._hand_out(limit)

    def abandon(self, poll: Poll) -> None:
        """End a poll whose client is gone."""
        poll.is_abandoned = True
        self.arrivals.announce()

    def end_poll(self, words: str) -> None:
        """Let the poll that is under way end with a conflict."""
        if self._poll is not None:
            self._poll.conflict = words
            self.arrivals.announce()

    def allow(self, kinds: list[Any] | None) -> None:
        """Keep which kinds are queued from now on; None changes nothing."""
        if kinds is None:
            return
        for kind in kinds:
            if kind not in KINDS:
                raise BadRequestError(f'unknown update type "{kind}" in allowed_updates')
        self.allowed = kinds

    def _hand_out(self, limit: int) -> list[Update]:
        self._forget_old()
        given = list(self.queued.values())[:limit]
        for queued in given:
            queued.is_handed_out = True
        return [queued.update for queued in given]

    def _confirm_below(self, offset: int) -> None:
        """Confirm as the offset says; what comes again stays until it was handed out."""
        if offset < 0:
            self.confirm(list(self.queued)[:offset])
        elif offset > 0:
            self.confirm(
                [
                    key
                    for key, queued in list(self.queued.items())
                    if queued.update["update_id"] < offset
                    and (not queued.again or queued.is_handed_out)
                ]
            )

    def _forget_old(self) -> None:
        oldest = self._clock() - KEPT_FOR
        while self.queued:
            key, queued = next(iter(self.queued.items()))
            if queued.at >= oldest:
                return
            del self.queued[key]


def find_chat_key(update: Update) -> object:
    """Tell which chat an update belongs to, else which person; None where it names neither."""
    for payload in update.values():
        if isinstance(payload, dict):
            message = payload.get("message")
            holder = message if isinstance(message, dict) else payload
            named = holder.get("chat") or payload.get("from") or payload.get("user")
            return named.get("id") if isinstance(named, dict) else None
    return None
