"""Occurrences: opened, found and closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.learning.assignments import Duty
from bot.storage.plain import Plain, dump_time, load_time

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


def close(plain: Plain, occurrence_ids: Iterable[int], now: datetime | None) -> None:
    """Say since when nothing is left to do about these; None where there is again."""
    plain.run_each(
        "UPDATE occurrence SET closed_at = ? WHERE id = ?",
        [(now and dump_time(now), occurrence_id) for occurrence_id in occurrence_ids],
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
