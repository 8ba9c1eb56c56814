"""Occurrences: opened, ruled about and completed, each with its evidence beside it."""

from collections.abc import Sequence
from datetime import datetime

from bot.learning.assignments import find_valid_until
from bot.learning.evidence import EventKind
from bot.learning.people import BOT, Actor
from bot.storage.chain import Chain
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import occurrences
from bot.storage.queries.occurrences import (
    COMPLETED,
    MOVED,
    REOPENED,
    EventRow,
    OccurrenceRow,
    StoredOccurrence,
)


def open_occurrences(
    chain: Chain,
    plain: Plain,
    assignment_id: int,
    rows: Sequence[OccurrenceRow],
    now: datetime,
) -> list[int]:
    """Open occurrences on an assignment's terms; return their ids in the same order."""
    ids = occurrences.add_occurrences(plain, assignment_id, rows, now)
    for occurrence_id in ids:
        record_fact(plain, chain, EventKind.OCCURRENCE, (occurrence_id,), now)
    return ids


def write_events(
    chain: Chain, plain: Plain, events: Sequence[EventRow], actor: Actor, now: datetime
) -> None:
    """Write down what was ruled or completed."""
    for event_id in occurrences.add_events(plain, events, actor, now):
        record_fact(plain, chain, EventKind.OCCURRENCE_EVENT, (event_id,), now)


def hand_over(chain: Chain, plain: Plain, from_id: int, to_id: int, now: datetime) -> None:
    """Give what is open for a person who never joined to whom they turned out to be.

    What was sealed about the one stays: it is closed there, and opened anew with the same due day.
    """
    for occurrence in occurrences.list_open_of(plain, from_id):
        write_events(chain, plain, [EventRow(occurrence.id, MOVED)], BOT, now)
        occurrences.close(plain, [occurrence.id], now)
        if occurrences.find_newest(plain, to_id, occurrence.course_id) is None:
            row = OccurrenceRow(to_id, 1, occurrence.due_at)
            open_occurrences(chain, plain, occurrence.assignment_id, [row], now)


def complete(  # noqa: PLR0913 - all that the record needs
    chain: Chain,
    plain: Plain,
    occurrence: StoredOccurrence,
    *,
    version_id: int,
    session_id: int | None,
    completed_at: datetime,
    now: datetime,
) -> None:
    """Record that an open occurrence was completed in the bot."""
    event = EventRow(
        occurrence.id,
        COMPLETED,
        completed_at=completed_at,
        valid_until=find_valid_until(completed_at, occurrence.valid_months, occurrence.zone),
        version_id=version_id,
        session_id=session_id,
    )
    write_events(chain, plain, [event], BOT, now)
    occurrences.close(plain, [occurrence.id], now)


def reopen(  # noqa: PLR0913 - whose, of what, and by whose word
    chain: Chain,
    plain: Plain,
    person_id: int,
    course_id: str,
    session_id: int,
    actor: Actor,
    reason: str,
    now: datetime,
) -> StoredOccurrence | None:
    """Open the newest occurrence again if that attempt had completed it; return it then."""
    newest = occurrences.find_newest(plain, person_id, course_id)
    if newest is None or newest.closed_at is None:
        return None
    if occurrences.find_completing_attempt(plain, newest.id) != session_id:
        return None
    write_events(chain, plain, [EventRow(newest.id, REOPENED, reason)], actor, now)
    occurrences.close(plain, [newest.id], None)
    return newest
