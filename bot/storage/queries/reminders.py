"""Whom to remind of what is open, and what was sent unasked."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.learning.assignments import find_over
from bot.learning.broadcast import State
from bot.learning.reminders import ASSIGNED, Told
from bot.storage.plain import Plain, dump_time, load_time
from bot.storage.queries.occurrences import CURRENT_DUE

REMINDER = "reminder"
DIGEST = "digest"
# What was told unasked, with the notice that brings it: claimed is not sent.
TOLD = (
    "unprompted JOIN notice ON notice.kind = unprompted.kind AND subject_id = unprompted.id"
    " AND notice.person_id = unprompted.person_id"
)
IS_SENT = f"notice.state = '{State.SENT}'"
_IS_OWED = f"notice.state IN ('{State.WAITING}', '{State.CLAIMED}')"


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """An open occurrence of somebody who can be reached, and which rungs were sent for it."""

    occurrence_id: int
    person_id: int
    number: int
    assigned_at: datetime
    due_at: datetime | None
    zone: ZoneInfo
    sent: frozenset[int]


@dataclass(frozen=True, slots=True)
class Team:
    """Somebody who leads people, and when they may be written to."""

    person_id: int
    zone: ZoneInfo

    def key(self, now: datetime) -> str:
        """Return what claims the digest of this week, as weeks are where they are."""
        return f"{self.person_id}:{now.astimezone(self.zone):%G-W%V}"


def list_open(
    plain: Plain, course_ids: Collection[str], now: datetime, after: int, limit: int
) -> list[OpenDuty]:
    """Return open occurrences of people with a higher id, who can be reached and are not away.

    They stand in the order of the people. Of the last one some may be missing at the limit.
    """
    rows = plain.fetch(
        f"SELECT occurrence.id, occurrence.person_id, number, assigned_at, {CURRENT_DUE},"  # noqa: S608
        " coalesce(employee.timezone, assignment.timezone), (SELECT group_concat(key, ' ')"
        " FROM unprompted WHERE occurrence_id = occurrence.id) FROM occurrence"
        " JOIN assignment ON assignment.id = assignment_id"
        " JOIN person ON person.id = occurrence.person_id"
        " LEFT JOIN employee ON employee.person_id = person.id"
        " LEFT JOIN snooze ON snooze.person_id = person.id"
        " WHERE closed_at IS NULL AND occurrence.person_id > ?"
        " AND occurrence.course_id IN (SELECT value FROM json_each(?))"
        " AND telegram_id IS NOT NULL AND unreachable_since IS NULL"
        " AND coalesce(employee.status, 'active') = 'active'"
        " AND (snooze.until IS NULL OR snooze.until <= ?)"
        " ORDER BY occurrence.person_id, occurrence.course_id LIMIT ?",
        after,
        json.dumps(sorted(course_ids)),
        dump_time(now),
        limit,
    )
    return [
        OpenDuty(
            row[0],
            row[1],
            row[2],
            load_time(row[3]),
            None if row[4] is None else load_time(row[4]),
            ZoneInfo(row[5]),
            _read_rungs(row[6], row[4]),
        )
        for row in rows
    ]


def is_owed(plain: Plain, person_id: int) -> bool:
    """Tell whether something that nobody asked for is still on its way to this person."""
    return bool(
        plain.fetch(
            f"SELECT 1 FROM {TOLD} WHERE unprompted.person_id = ? AND {_IS_OWED} LIMIT 1",  # noqa: S608
            person_id,
        )
    )


def list_sent(plain: Plain, person_id: int, since: datetime) -> list[datetime]:
    """Return when this person was last written to unasked, by any feature."""
    rows = plain.fetch(
        f"SELECT settled_at FROM {TOLD} WHERE unprompted.person_id = ?"  # noqa: S608
        f" AND {IS_SENT} AND settled_at >= ?",
        person_id,
        dump_time(since),
    )
    return [load_time(at) for (at,) in rows]


def claim(plain: Plain, duty: OpenDuty, rung: int, now: datetime) -> int | None:
    """Take a reminder in hand; return its id, or None where somebody else was first."""
    key = make_key(duty.occurrence_id, duty.due_at, rung)
    rows = plain.fetch(
        "INSERT INTO unprompted (person_id, kind, key, occurrence_id, rung, claimed_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        duty.person_id,
        REMINDER,
        key,
        duty.occurrence_id,
        rung,
        dump_time(now),
    )
    return rows[0][0] if rows else None


def has_digest(plain: Plain, team: Team, now: datetime) -> bool:
    """Tell whether somebody has a manager's digest of this week in hand, or has had it."""
    return bool(
        plain.fetch("SELECT 1 FROM unprompted WHERE kind = ? AND key = ?", DIGEST, team.key(now))
    )


def claim_digest(plain: Plain, team: Team, now: datetime) -> int | None:
    """Take a manager's digest of this week in hand, as above."""
    rows = plain.fetch(
        "INSERT INTO unprompted (person_id, kind, key, claimed_at)"
        " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        team.person_id,
        DIGEST,
        team.key(now),
        dump_time(now),
    )
    return rows[0][0] if rows else None


def find_reminded(plain: Plain, unprompted_id: int) -> tuple[int, int] | None:
    """Return the occurrence and the rung of a reminder."""
    rows = plain.fetch(
        "SELECT occurrence_id, rung FROM unprompted WHERE id = ? AND kind = ?",
        unprompted_id,
        REMINDER,
    )
    return (rows[0][0], rows[0][1]) if rows else None


def find_last(plain: Plain, person_id: int) -> datetime | None:
    """Return when a person was reminded last."""
    rows = plain.fetch(
        f"SELECT max(settled_at) FROM {TOLD} WHERE unprompted.person_id = ?"  # noqa: S608
        f" AND unprompted.kind = ? AND {IS_SENT}",
        person_id,
        REMINDER,
    )
    return None if rows[0][0] is None else load_time(rows[0][0])


def list_told(plain: Plain, person_id: int, limit: int) -> list[Told]:
    """Return what a person was to be told unasked, the newest first."""
    rows = plain.fetch(
        f"SELECT unprompted.kind, rung, coalesce(settled_at, claimed_at), state FROM {TOLD}"  # noqa: S608
        " WHERE unprompted.person_id = ? ORDER BY claimed_at DESC, unprompted.id DESC LIMIT ?",
        person_id,
        limit,
    )
    return [
        Told(rung if kind == REMINDER else None, load_time(at), State(state))
        for kind, rung, at, state in rows
    ]


def list_teams(
    plain: Plain, timezone: str, course_ids: Collection[str], now: datetime
) -> list[Team]:
    """Return who leads somebody that is overdue, and can be reached."""
    rows = plain.fetch(
        "SELECT DISTINCT person.id, coalesce(manager.timezone, ?1) FROM occurrence"  # noqa: S608
        " JOIN employee ON employee.person_id = occurrence.person_id"
        " JOIN employee manager ON manager.employee_id = employee.manager_id"
        " JOIN person ON person.id = manager.person_id"
        " WHERE closed_at IS NULL AND occurrence.course_id IN (SELECT value FROM json_each(?2))"
        f" AND {CURRENT_DUE} <= ?3 AND employee.status = 'active' AND manager.status = 'active'"
        " AND person.telegram_id IS NOT NULL AND person.unreachable_since IS NULL"
        " AND person.role IN ('manager', 'hr', 'admin') ORDER BY person.id",
        timezone,
        json.dumps(sorted(course_ids)),
        dump_time(find_over(now)),
    )
    return [Team(person_id, ZoneInfo(zone)) for person_id, zone in rows]


def list_overdue(
    plain: Plain, manager_id: int, course_id: str, now: datetime
) -> list[tuple[str, datetime]]:
    """Return the first names of a manager's people who are overdue, and since when each is."""
    rows = plain.fetch(
        f"SELECT employee.first_name, {CURRENT_DUE} AS due FROM occurrence"  # noqa: S608
        " JOIN employee ON employee.person_id = occurrence.person_id"
        " JOIN employee manager ON manager.employee_id = employee.manager_id"
        " WHERE closed_at IS NULL AND occurrence.course_id = ? AND manager.person_id = ?"
        " AND employee.status = 'active' AND due <= ? ORDER BY due, employee.first_name",
        course_id,
        manager_id,
        dump_time(find_over(now)),
    )
    return [(name, load_time(due)) for name, due in rows]


def snooze(plain: Plain, person_id: int, until: datetime) -> None:
    """Leave somebody alone until then."""
    plain.run(
        "INSERT INTO snooze (person_id, until) VALUES (?, ?)"
        " ON CONFLICT (person_id) DO UPDATE SET until = max(until, excluded.until)",
        person_id,
        dump_time(until),
    )


def make_key(occurrence_id: int, due_at: datetime | None, rung: int) -> str:
    """Return what claims a reminder: once for each rung and due date."""
    due = "" if rung == ASSIGNED or due_at is None else f"{due_at:%Y-%m-%d}"
    return f"{occurrence_id}:{due}:{rung}"


def _read_rungs(keys: str | None, due_at: str | None) -> frozenset[int]:
    """Return the rungs sent for this due date; that it is assigned is said once for all."""
    rungs: set[int] = set()
    for _, due, rung in _split(keys):
        if due == (due_at or "")[:10] or int(rung) == ASSIGNED:
            rungs.add(int(rung))
    return frozenset(rungs)


def _split(keys: str | None) -> Iterable[list[str]]:
    return (key.split(":") for key in (keys or "").split())
