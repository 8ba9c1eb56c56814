"""Mass messages: what becomes of each recipient, and how far a broadcast is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.learning.people import Role


class State(StrEnum):
    """What has become of one recipient."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # a mailer has it in hand
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"  # unreachable when it was their turn


@dataclass(frozen=True)
class Audience:
    """How many people a broadcast would be for, and how many of them are unreachable today."""

    people: int
    unreachable: int


@dataclass(frozen=True)
class DueBroadcast:
    """A broadcast with recipients waiting; the text is Markdown."""

    id: int
    text: str


@dataclass(frozen=True)
class Recipient:
    """Somebody a mailer has in hand: their message is to be sent and then marked."""

    broadcast_id: int
    person_id: int
    telegram_id: int


@dataclass(frozen=True)
class BroadcastProgress:
    """How far a broadcast is, in people; `left` are those waiting or in hand."""

    id: int
    text: str
    roles: tuple[Role, ...]
    created_at: datetime
    stopped_at: datetime | None
    finished_at: datetime | None
    sent: int
    failed: int
    skipped: int
    left: int

    @property
    def total(self) -> int:
        """How many people it is for."""
        return self.sent + self.failed + self.skipped + self.left


@dataclass(frozen=True)
class Missed:
    """Somebody who did not get it: an UnreachableReason or the server's words, and since when.

    `since` is None for those who can be reached, or can be again.
    """

    name: str
    reason: str
    since: datetime | None


@dataclass(frozen=True)
class BroadcastSummary:
    """How far a broadcast is, and who was missed, by name."""

    progress: BroadcastProgress
    failed: tuple[Missed, ...]
    skipped: tuple[Missed, ...]
