"""Calls out: each waits only for what concerns it, and is tried again while that can help."""

import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.chat.lanes import Lane, Lanes, Ticket
from bot.chat.retrying import Pauses, is_passing, read_pause
from bot.diagnostics import failpoints
from bot.limits import COUNTED

log = logging.getLogger(__name__)

TRIES = 3  # of a call outside a lane

_lane: ContextVar[Lane | None] = ContextVar("lane", default=None)


@contextmanager
def in_lane(lane: Lane) -> Iterator[None]:
    """Let the calls made inside leave through that lane, and be tried until Telegram decides."""
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)


class Delivery(BaseRateLimiter[None]):
    """Sends every call of the bot: in its lane where it counts, again where that can help.

    Calls in a lane are tried without limit while the network or Telegram fails, and exactly as late
    as told after a 429. Calls outside a lane, as at the start, are tried three times.
    """

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    async def initialize(self) -> None:
        """Do nothing: there is nothing to begin."""

    async def shutdown(self) -> None:
        """Do nothing: whoever waits is cancelled by its owner."""

    async def process_request(  # noqa: PLR0913 - the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the call when it may leave; raise what Telegram finally decided."""
        del rate_limit_args
        lane, chat_id = _lane.get(), data.get("chat_id")
        ticket: Ticket | None = None
        if endpoint in COUNTED and isinstance(chat_id, int):
            ticket = self._lanes.issue(Lane.REPLY if lane is None else lane, chat_id)
        pauses, tries = Pauses(), 0
        while True:
            tries += 1
            try:
                if ticket is None:
                    return await _call(callback, args, kwargs)
                return await self._go(ticket, callback, args, kwargs)
            except TelegramError as error:
                is_enough = lane is None and (tries == TRIES or isinstance(error, InvalidToken))
                if is_enough or not is_passing(error):
                    raise
                log.warning("%s is tried again: %s", endpoint, error)
                await pauses.wait(error)

    async def _go(
        self,
        ticket: Ticket,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Any:
        await self._lanes.enter(ticket)
        is_counted = True
        try:
            return await _call(callback, args, kwargs)
        except RetryAfter as told:
            is_counted = False
            self._lanes.hold(ticket, read_pause(told))
            raise
        finally:
            self._lanes.leave(ticket, is_counted=is_counted)


async def _call(
    callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any]
) -> Any:
    failpoints.reach("call.before")
    result = await callback(*args, **kwargs)
    failpoints.reach("call.after")
    return result
