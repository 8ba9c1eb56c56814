"""What was ruled about occurrences, and what completed them: append-only events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.duties import PastWord
from bot.learning.people import Actor, ActorOrigin
from bot.storage.facts import make_salt
from bot.storage.plain import Plain, dump_time, load_time

COMPLETED = "completed"
REOPENED = "reopened"  # HR has taken the pass that had completed it
MOVED = "moved"  # to the person whom an employee turned out to be
_CLOSING = (
    "SELECT kind, reason, proof, completed_at, valid_until, version_id, session_id, origin,"
    " actor_id FROM occurrence_event WHERE occurrence_id = ? AND kind != 'extended'"
    " ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """What is to be written down about an occurrence."""

    occurrence_id: int
    kind: str
    reason: str | None = None
    proof: str | None = None
    due_at: datetime | None = None
    completed_at: datetime | None = None
    valid_until: datetime | None = None
    version_id: int | None = None
    session_id: int | None = None

    @property
    def has_text(self) -> bool:
        """Whether it says why, or what proves it."""
        return (self.reason, self.proof) != (None, None)


@dataclass(frozen=True, slots=True)
class Closing:
    """The newest event that closed an occurrence or opened it again, and whose word it was."""

    event: EventRow
    actor: Actor


@dataclass(frozen=True, slots=True)
class StandingRuling:
    """What was ruled about an occurrence and still holds, by whom."""

    event: EventRow
    actor_id: int | None


def add_events(plain: Plain, events: Sequence[EventRow], actor: Actor, now: datetime) -> list[int]:
    """Write down what was ruled or completed; return the ids in the same order."""
    ((last,),) = plain.fetch("SELECT coalesce(max(id), 0) FROM occurrence_event")
    ids = list(range(last + 1, last + 1 + len(events)))
    at = dump_time(now)
    plain.run_each(
        "INSERT INTO occurrence_event (id, occurrence_id, kind, at, origin, actor_id, reason,"
        " reason_salt, proof, proof_salt, due_at, completed_at, valid_until, version_id,"
        " session_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                event_id,
                event.occurrence_id,
                event.kind,
                at,
                actor.origin,
                actor.person_id,
                event.reason,
                None if event.reason is None else make_salt(),
                event.proof,
                None if event.proof is None else make_salt(),
                _dump(event.due_at),
                _dump(event.completed_at),
                _dump(event.valid_until),
                event.version_id,
                event.session_id,
            )
            for event_id, event in zip(ids, events, strict=True)
        ],
    )
    return ids


def list_standing(plain: Plain, occurrence_id: int) -> list[StandingRuling]:
    """Return the extension that counts, and the waiver or completion elsewhere that does."""
    rows = plain.fetch(
        "SELECT actor_id, kind, reason, proof, due_at, completed_at, valid_until"
        " FROM occurrence_event event WHERE occurrence_id = ?"
        " AND kind IN ('extended', 'waived', 'elsewhere') AND NOT EXISTS"
        " (SELECT 1 FROM occurrence_event later WHERE later.occurrence_id = event.occurrence_id"
        " AND later.id > event.id AND (later.kind = 'extended') = (event.kind = 'extended'))"
        " ORDER BY id",
        occurrence_id,
    )
    return [
        StandingRuling(
            EventRow(
                occurrence_id,
                kind,
                reason,
                proof,
                due_at=due_at and load_time(due_at),
                completed_at=completed_at and load_time(completed_at),
                valid_until=valid_until and load_time(valid_until),
            ),
            actor_id,
        )
        for actor_id, kind, reason, proof, due_at, completed_at, valid_until in rows
    ]


def find_closing(plain: Plain, occurrence_id: int) -> Closing | None:
    """Return the newest event that closed or opened an occurrence, in full."""
    rows = plain.fetch(_CLOSING, occurrence_id)
    if not rows:
        return None
    kind, reason, proof, completed_at, valid_until, version_id, session_id, origin, by = rows[0]
    event = EventRow(
        occurrence_id,
        kind,
        reason,
        proof,
        completed_at=completed_at and load_time(completed_at),
        valid_until=valid_until and load_time(valid_until),
        version_id=version_id,
        session_id=session_id,
    )
    return Closing(event, Actor(ActorOrigin(origin), by))


def find_closing_kind(plain: Plain, occurrence_id: int) -> str | None:
    """Return the kind of the newest event that closed or opened an occurrence."""
    closing = find_closing(plain, occurrence_id)
    return None if closing is None else closing.event.kind


def find_reopening(plain: Plain, occurrence_id: int) -> datetime | None:
    """Return when an occurrence was opened again last, as the pass for it was taken away."""
    rows = plain.fetch(
        "SELECT at FROM occurrence_event WHERE occurrence_id = ? AND kind = ?"
        " ORDER BY id DESC LIMIT 1",
        occurrence_id,
        REOPENED,
    )
    return load_time(rows[0][0]) if rows else None


def find_last_event_id(plain: Plain, occurrence_id: int) -> int:
    """Return the newest event of an occurrence, 0 for none: it tells whether anything changed."""
    ((event_id,),) = plain.fetch(
        "SELECT coalesce(max(id), 0) FROM occurrence_event WHERE occurrence_id = ?", occurrence_id
    )
    return int(event_id)


def find_result(plain: Plain, occurrence_id: int) -> tuple[datetime, datetime | None] | None:
    """Return when an occurrence was completed, here or elsewhere, and until when that holds.

    None where that was taken back, or waived since.
    """
    closing = find_closing(plain, occurrence_id)
    if closing is None or closing.event.completed_at is None:
        return None
    return closing.event.completed_at, closing.event.valid_until


def list_words(plain: Plain, occurrence_id: int, limit: int, after: int = 0) -> list[PastWord]:
    """Return what people said of an occurrence, after a certain event, the newest first."""
    rows = plain.fetch(
        "SELECT kind, at, name, reason, due_at, proof FROM occurrence_event event"
        " LEFT JOIN person ON person.id = actor_id"
        " WHERE occurrence_id = ? AND event.id > ? AND kind NOT IN ('completed', 'moved')"
        " ORDER BY event.id DESC LIMIT ?",
        occurrence_id,
        after,
        limit,
    )
    return [
        PastWord(kind, load_time(at), actor, reason, due_at and load_time(due_at), proof)
        for kind, at, actor, reason, due_at, proof in rows
    ]


def has_word_of(plain: Plain, occurrence_id: int, kind: str, actor_id: int, after: int) -> bool:
    """Tell whether somebody said that of an occurrence, after a certain event."""
    rows = plain.fetch(
        "SELECT 1 FROM occurrence_event WHERE occurrence_id = ? AND kind = ? AND actor_id = ?"
        " AND id > ?",
        occurrence_id,
        kind,
        actor_id,
        after,
    )
    return bool(rows)


def _dump(time: datetime | None) -> str | None:
    return None if time is None else dump_time(time)
