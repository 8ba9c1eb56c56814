"""Occurrences: opened, found, ruled about and closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.learning.assignments import Duty
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
# The due date in force, after extensions.
CURRENT_DUE = (
    "coalesce((SELECT event.due_at FROM occurrence_event event WHERE event.occurrence_id ="
    " occurrence.id AND event.kind = 'extended' ORDER BY event.id DESC LIMIT 1), occurrence.due_at)"
)
_READ = (
    f"SELECT occurrence.id, occurrence.person_id, number, assigned_at, {CURRENT_DUE},"  # noqa: S608
    " occurrence.pass_mark_pct,"
    " occurrence.attempts, occurrence.cooldown_hours, occurrence.valid_months, closed_at,"
    " timezone, assignment_id, occurrence.course_id FROM occurrence"
)


@dataclass(frozen=True, slots=True)
class StoredOccurrence:
    """An occurrence with its terms; `due_at` is the one in force, after extensions.

    `zone` is where the person was when it was given: its days end there.
    """

    id: int
    person_id: int
    number: int
    assigned_at: datetime
    due_at: datetime | None
    pass_mark_pct: int | None
    attempts: int | None
    cooldown_hours: int | None
    valid_months: int | None
    closed_at: datetime | None
    zone: ZoneInfo
    assignment_id: int
    course_id: str

    @property
    def is_renewal(self) -> bool:
        """Whether the course was completed before and has to be proved anew."""
        return self.number > 1

    @property
    def duty(self) -> Duty:
        """What that means for the learner."""
        return Duty(self.due_at, self.zone, self.is_renewal)


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """An occurrence that is to be opened."""

    person_id: int
    number: int
    due_at: datetime | None
    zone: ZoneInfo


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


def add_occurrences(
    plain: Plain, assignment_id: int, rows: Sequence[OccurrenceRow], now: datetime
) -> list[int]:
    """Open occurrences on an assignment's terms; return their ids in the same order."""
    ((last,),) = plain.fetch("SELECT coalesce(max(id), 0) FROM occurrence")
    ids = list(range(last + 1, last + 1 + len(rows)))
    at = dump_time(now)
    plain.run_each(
        "INSERT INTO occurrence (id, person_id, course_id, number, assignment_id, assigned_at,"
        " due_at, timezone, pass_mark_pct, attempts, cooldown_hours, valid_months)"
        " SELECT ?, ?, course_id, ?, id, ?, ?, ?, pass_mark_pct, attempts, cooldown_hours,"
        " valid_months FROM assignment WHERE id = ?",
        [
            (
                occurrence_id,
                row.person_id,
                row.number,
                at,
                None if row.due_at is None else dump_time(row.due_at),
                row.zone.key,
                assignment_id,
            )
            for occurrence_id, row in zip(ids, rows, strict=True)
        ],
    )
    return ids


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


def close(plain: Plain, occurrence_ids: Iterable[int], now: datetime | None) -> None:
    """Say since when nothing is left to do about these; None where there is again."""
    plain.run_each(
        "UPDATE occurrence SET closed_at = ? WHERE id = ?",
        [(_dump(now), occurrence_id) for occurrence_id in occurrence_ids],
    )


def find_open(plain: Plain, person_id: int, course_id: str) -> StoredOccurrence | None:
    """Return the occurrence that a person still has to complete."""
    rows = plain.fetch(
        f"{_READ} WHERE occurrence.person_id = ? AND occurrence.course_id = ?"
        " AND closed_at IS NULL",
        person_id,
        course_id,
    )
    return _load(rows[0]) if rows else None


def find_newest(plain: Plain, person_id: int, course_id: str) -> StoredOccurrence | None:
    """Return the newest occurrence of a person, open or not."""
    rows = plain.fetch(
        f"{_READ} WHERE occurrence.person_id = ? AND occurrence.course_id = ?"
        " ORDER BY number DESC LIMIT 1",
        person_id,
        course_id,
    )
    return _load(rows[0]) if rows else None


def list_newest_of(plain: Plain, person_id: int) -> list[StoredOccurrence]:
    """Return the newest occurrence of a person in each course, open or not."""
    rows = plain.fetch(
        f"{_READ} WHERE occurrence.person_id = ? AND NOT EXISTS (SELECT 1 FROM occurrence later"  # noqa: S608
        " WHERE later.person_id = occurrence.person_id AND later.course_id = occurrence.course_id"
        " AND later.number > occurrence.number) ORDER BY occurrence.course_id",
        person_id,
    )
    return [_load(row) for row in rows]


def list_open_of(plain: Plain, person_id: int) -> list[StoredOccurrence]:
    """Return everything that is open for a person."""
    rows = plain.fetch(f"{_READ} WHERE occurrence.person_id = ? AND closed_at IS NULL", person_id)
    return [_load(row) for row in rows]


def list_all_of(plain: Plain, person_id: int) -> list[StoredOccurrence]:
    """Return all that a person ever had to complete, in each course by number."""
    rows = plain.fetch(
        f"{_READ} WHERE occurrence.person_id = ? ORDER BY occurrence.course_id, number", person_id
    )
    return [_load(row) for row in rows]


def list_given(plain: Plain, person_id: int, course_id: str) -> list[StoredOccurrence]:
    """Return all that a person ever had to complete in a course, by number."""
    return [one for one in list_all_of(plain, person_id) if one.course_id == course_id]


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


def count_open_by(plain: Plain, assignment_id: int) -> int:
    """Return how many people have something open by an assignment; who has left does not count."""
    ((number,),) = plain.fetch(
        "SELECT count(*) FROM occurrence LEFT JOIN employee"
        " ON employee.person_id = occurrence.person_id WHERE assignment_id = ?"
        " AND closed_at IS NULL AND coalesce(status, '') != 'terminated'",
        assignment_id,
    )
    return int(number)


def find_by_id(plain: Plain, occurrence_id: int) -> StoredOccurrence | None:
    """Return an occurrence."""
    rows = plain.fetch(f"{_READ} WHERE occurrence.id = ?", occurrence_id)
    return _load(rows[0]) if rows else None


def find_zone(plain: Plain, person_id: int) -> ZoneInfo | None:
    """Return the time zone that the roster names for a person."""
    rows = plain.fetch("SELECT timezone FROM employee WHERE person_id = ?", person_id)
    return ZoneInfo(rows[0][0]) if rows and rows[0][0] else None


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


def _load(row: Sequence[Any]) -> StoredOccurrence:
    (
        occurrence_id,
        person_id,
        number,
        assigned_at,
        due_at,
        *terms,
        closed_at,
        zone,
        assignment_id,
        course,
    ) = row
    pass_mark_pct, attempts, cooldown_hours, valid_months = terms
    return StoredOccurrence(
        id=occurrence_id,
        person_id=person_id,
        number=number,
        assigned_at=load_time(assigned_at),
        due_at=None if due_at is None else load_time(due_at),
        pass_mark_pct=pass_mark_pct,
        attempts=attempts,
        cooldown_hours=cooldown_hours,
        valid_months=valid_months,
        closed_at=None if closed_at is None else load_time(closed_at),
        zone=ZoneInfo(zone),
        assignment_id=assignment_id,
        course_id=course,
    )


def _dump(time: datetime | None) -> str | None:
    return None if time is None else dump_time(time)
