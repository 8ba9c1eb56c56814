"""Looks at other people's data: who looked at what, when, and at whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.learning.people import ActorOrigin


class AccessKind(StrEnum):
    """What somebody has seen, or taken along."""

    SEARCH = "search"  # people by name
    PERSON = "person"  # one person's card
    CERTIFICATE = "certificate"  # with the holder's name
    REPORT = "report"  # a file with a row for each person
    ANSWERS = "answers"  # a file with each answer of many
    EVIDENCE = "evidence"  # one person's evidence file
    STATEMENTS = "statements"  # for a learning record store
    INVITATIONS = "invitations"  # links or a sheet with names
    API = "api"  # rows of the report, by another system
    BACKUP = "backup"  # the whole database, with everybody in it


ACCESS_NAMES = {
    AccessKind.SEARCH: "people found",
    AccessKind.PERSON: "person's card",
    AccessKind.CERTIFICATE: "certificate",
    AccessKind.REPORT: "completion report",
    AccessKind.ANSWERS: "report on answers",
    AccessKind.EVIDENCE: "evidence file",
    AccessKind.STATEMENTS: "statements for a record store",
    AccessKind.INVITATIONS: "invitations",
    AccessKind.API: "report, by a token",
    AccessKind.BACKUP: "backup",
}


@dataclass(frozen=True)
class Reader:
    """Who looks: a member, or whoever may log in on the server (`login`).

    With a token it is the member who owns it; `login` then says which one.

    `update_id` is the tap or command by which it was asked for: the same one is written down once.
    """

    origin: ActorOrigin
    person_id: int | None = None
    login: str | None = None
    update_id: int | None = None


@dataclass(frozen=True)
class Access:
    """A look as it was written down; names are those of today, None where there is none."""

    id: int
    at: datetime
    kind: AccessKind
    origin: ActorOrigin
    actor_id: int | None
    actor_name: str | None
    login: str | None
    subject_id: int | None
    subject_name: str | None
    people: int


def count_named(looks: Sequence[Access], but: int | None = None) -> int:
    """Return how many people these name, who looked or was looked at, but for the one who reads."""
    named = {look.actor_id for look in looks if look.actor_name}
    return len((named | {look.subject_id for look in looks if look.subject_name}) - {but, None})
