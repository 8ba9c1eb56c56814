"""Calls out: in lanes, within Telegram's rates, each waiting only for what concerns it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Lane(IntEnum):
    """What a call is for; the lower number leaves first."""

    TAP = 0
    REPLY = 1
    MASS = 2


_lane: ContextVar[Lane] = ContextVar("lane", default=Lane.REPLY)


@contextmanager
def in_lane(lane: Lane) -> Iterator[None]:
    """Let the calls made inside leave through that lane."""
    token = _lane.set(lane)
    try:
        yield
    finally:
        _lane.reset(token)
