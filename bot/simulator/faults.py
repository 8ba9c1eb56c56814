"""Faults that can be switched on: what a bot meets on a bad day, in shares and from a seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from bot.limits import COUNTED
from bot.simulator.errors import ApiError, SimulatorError
from bot.simulator.signatures import SIGNATURES

USUAL = COUNTED | {"answerCallbackQuery", "deleteMessage", "sendChatAction"}
"""The methods that fail unless others are named: sends, edits and answers."""

BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    b"</body>\r\n</html>\r\n"
)


class Fault(StrEnum):
    """What can happen to a call; at most one of them does."""

    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    RESET = "reset"
    DROP = "drop"
    SLOW = "slow"


class BadGateway(Exception):
    """The proxy before the server answers with a page of its own."""


class Reset(Exception):
    """The connection ends without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Shares of calls, from 0 to 1, that meet each fault; together at most 1.

    * `too_many`: 429 that asks for `retry_after` seconds
    * `server_error`: by turns of the dice 500 in JSON or 502 with nginx's page
    * `reset`: the connection ends without an answer and nothing has happened
    * `drop`: the call takes effect, then the connection ends: the client cannot know
    * `slow`: answered `slow_seconds` after it took effect
    * `redelivery`: the share of updates that come again after they were confirmed

    `methods` are the ones that fail, by default sends, edits and answers. `latency` delays every
    call of every method by so many seconds before it takes effect.
    """

    too_many: float = 0.0
    retry_after: int = 1
    server_error: float = 0.0
    reset: float = 0.0
    drop: float = 0.0
    slow: float = 0.0
    slow_seconds: float = 1.0
    latency: float = 0.0
    redelivery: float = 0.0
    methods: frozenset[str] | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        shares = [self.share(fault) for fault in Fault]
        if min(*shares, self.redelivery) < 0 or max(sum(shares), self.redelivery) > 1:
            raise SimulatorError("Shares of faults lie between 0 and 1, and so does their sum")
        if min(self.latency, self.slow_seconds) < 0:
            raise SimulatorError("Delays are not negative")
        if self.retry_after < 1:
            raise SimulatorError("Telegram asks to wait at least one second")
        for name in self.methods or ():
            if name not in SIGNATURES:
                raise SimulatorError(f"The simulator has no method {name}")

    def share(self, fault: Fault) -> float:
        """Return the share of calls that meet a fault."""
        share: float = getattr(self, fault)
        return share


@dataclass(slots=True)
class Mischief:
    """Throws the dice for each call, and counts what it did."""

    faults: Faults
    counts: Counter[str]
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.faults.seed)  # noqa: S311 (a seed, no secret)

    def choose(self, method: str) -> Fault | None:
        """Decide what happens to a call."""
        chosen = USUAL if self.faults.methods is None else self.faults.methods
        if method not in chosen:
            return None
        roll = self.dice.random()
        for fault in Fault:
            share = self.faults.share(fault)
            if roll < share:
                self.counts[fault] += 1
                return fault
            roll -= share
        return None

    def fail(self, fault: Fault | None) -> None:
        """Refuse a call before it takes effect, if that is its fault."""
        if fault is Fault.TOO_MANY:
            raise too_many(self.faults.retry_after)
        if fault is Fault.SERVER_ERROR:
            if self.dice.random() < 0.5:  # noqa: PLR2004 (either way)
                raise BadGateway
            raise ApiError(500, "Internal Server Error")
        if fault is Fault.RESET:
            raise Reset

    def is_redelivered(self) -> bool:
        """Decide whether a confirmed update comes again."""
        if not self.faults.redelivery or self.dice.random() >= self.faults.redelivery:
            return False
        self.counts["redelivery"] += 1
        return True


def too_many(retry_after: int) -> ApiError:
    """Build Telegram's 429."""
    words = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, words, {"retry_after": retry_after})
