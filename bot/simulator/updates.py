"""The queue of updates: what getUpdates gives, confirms and waits for."""

import random
from collections.abc import Callable
from typing import Any

from bot.simulator.changes import Changes
from bot.simulator.errors import ApiError, BadRequestError

KEPT_FOR = 24 * 3600.0
MAX_LIMIT = 100
MAX_TIMEOUT = 50
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


class Poll:
    """One getUpdates call in progress; `is_abandoned` when its client went away."""

    def __init__(self) -> None:
        self.is_ousted = False
        self.is_abandoned = False


class UpdateQueue:
    """Updates in order, until the bot confirms them or a day has passed."""

    def __init__(self, changes: Changes, clock: Callable[[], float], seed: int) -> None:
        self.next_id = random.Random(seed).randrange(10**8, 9 * 10**8)  # noqa: S311 (no secret)
        self.allowed: list[str] = []
        self.queued: list[tuple[float, dict[str, Any]]] = []
        self._changes = changes
        self._clock = clock
        self._poll: Poll | None = None

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue one update, unless the bot asked not to receive its kind."""
        if self.allowed and kind not in self.allowed:
            return
        self.queued.append((self._clock(), {"update_id": self.next_id, kind: payload}))
        self.next_id += 1

    def pending(self) -> list[dict[str, Any]]:
        """List what is not confirmed, forgetting what is older than a day."""
        oldest = self._clock() - KEPT_FOR
        self.queued = [(at, update) for at, update in self.queued if at >= oldest]
        return [update for _, update in self.queued]

    def clear(self) -> None:
        """Forget all pending updates."""
        self.queued.clear()

    async def fetch(self, params: dict[str, Any], poll: Poll) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm below the offset, then wait for something to give."""
        if self._changes.is_closed:
            raise ApiError(500, "Internal Server Error: restart")
        offset, limit = params.get("offset", 0), params.get("limit", MAX_LIMIT)
        limit = max(1, min(limit, MAX_LIMIT))
        self._allow(params.get("allowed_updates"))
        self._oust()
        self._confirm(offset)
        self._poll = poll
        try:
            await self._changes.wait_until(
                lambda: poll.is_ousted or poll.is_abandoned or bool(self.queued),
                max(0, min(params.get("timeout", 0), MAX_TIMEOUT)),
            )
        finally:
            if self._poll is poll:
                self._poll = None
            self._changes.announce()
        if poll.is_ousted:
            raise ApiError(409, TWO_POLLERS)
        return self.pending()[:limit]

    def abandon(self, poll: Poll) -> None:
        """End a poll whose client is gone."""
        poll.is_abandoned = True
        self._changes.announce()

    def _oust(self) -> None:
        """Let the poll that is under way end with a conflict."""
        if self._poll is not None:
            self._poll.is_ousted = True
            self._changes.announce()

    def _allow(self, kinds: list[Any] | None) -> None:
        if kinds is None:
            return
        for kind in kinds:
            if kind not in KINDS:
                raise BadRequestError(f'unknown update type "{kind}" in allowed_updates')
        self.allowed = kinds

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.queued = self.queued[offset:]
        elif offset > 0:
            self.queued = [entry for entry in self.queued if entry[1]["update_id"] >= offset]
