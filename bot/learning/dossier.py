"""What HR and managers see of a person, and the reasons they give for what they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.learning.people import EventKind, Role, UnreachableReason
from bot.learning.roster import EmployeeRecord, Status


class Access(StrEnum):
    """Whether somebody can use the bot, and what is missing."""

    JOINED = "joined"
    INVITED = "invited"
    INVITE_EXPIRED = "invite_expired"
    UNINVITED = "uninvited"
    LEFT = "left"


class UnbindReason(StrEnum):
    """Why an account is taken from somebody, as a rule; another reason is written."""

    PHONE = "phone"
    WRONG = "wrong"


class RoleReason(StrEnum):
    """Why somebody gets another role, as a rule; another reason is written."""

    DUTY = "duty"
    CORRECTION = "correction"


class InviteReason(StrEnum):
    """Why somebody gets a new invite, as a rule; another reason is written."""

    FIRST = "first"
    LOST = "lost"
    DEVICE = "device"


# The values of all three differ: each is a key here.
REASONS: Mapping[StrEnum, str] = {
    UnbindReason.PHONE: "lost or changed phone",
    UnbindReason.WRONG: "the wrong person had joined",
    InviteReason.FIRST: "to join",
    InviteReason.LOST: "the former one was lost or ran out",
    InviteReason.DEVICE: "new phone or account",
    RoleReason.DUTY: "new duty",
    RoleReason.CORRECTION: "the former role was a mistake",
}

EVENT_NAMES: Mapping[EventKind, str] = {
    EventKind.ADDED: "on the roster",
    EventKind.CHANGED: "changed by the roster",
    EventKind.LEFT: "left the company",
    EventKind.RETURNED: "came back",
    EventKind.INVITED: "invited",
    EventKind.BOUND: "joined with an account",
    EventKind.UNBOUND: "account taken away",
    EventKind.ROLE: "another role",
    EventKind.REPLACED: "is the same person as another one",
    EventKind.ERASED: "erased, as their time was over",
}


@dataclass(frozen=True)
class PastEvent:
    """Something that was done about a person; `actor` is None where it was no member."""

    kind: EventKind
    at: datetime
    origin: str
    actor: str | None
    reason: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Dossier:
    """A person as HR sees them; `may_change` says whether the one who looks may do anything."""

    person_id: int
    name: str
    role: Role
    employee: EmployeeRecord | None
    access: Access
    joined_at: datetime | None
    invited_until: datetime | None
    unreachable_since: datetime | None
    unreachable_reason: str | None
    events: tuple[PastEvent, ...] = ()
    may_change: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether an account could be taken away."""
        return self.access is Access.JOINED

    @property
    def may_be_invited(self) -> bool:
        """Whether a new invite is of use."""
        return self.access not in {Access.JOINED, Access.LEFT}


@dataclass(frozen=True)
class PersonFound:
    """A person in a list of those that a search found."""

    person_id: int
    name: str
    employee_id: str | None
    department: str | None
    has_left: bool


@dataclass(frozen=True)
class SearchResult:
    """The first of those who were found, and how many there are."""

    people: tuple[PersonFound, ...]
    total: int


@dataclass(frozen=True)
class Unreached:
    """Somebody who has something to complete and cannot be told of it, and since when."""

    person_id: int
    name: str
    department: str | None
    reason: UnreachableReason
    since: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class UnreachedPage:
    """Some of them; pages of `size` count from 0, and `total` is how many there are in all."""

    shown: tuple[Unreached, ...]
    number: int
    size: int
    total: int
    as_of: datetime


@dataclass(frozen=True)
class Headcount:
    """How many people there are in which state, of those somebody may look at."""

    joined: int
    invited: int
    uninvited: int  # or with an invite that ran out
    on_leave: int
    left: int


def find_access(
    employee: EmployeeRecord | None,
    *,
    is_bound: bool,
    invited_until: datetime | None,
    now: datetime,
) -> Access:
    """Say whether somebody can use the bot."""
    if employee is not None and employee.status is Status.TERMINATED:
        return Access.LEFT
    if is_bound:
        return Access.JOINED
    if invited_until is None:
        return Access.UNINVITED
    return Access.INVITED if invited_until > now else Access.INVITE_EXPIRED
