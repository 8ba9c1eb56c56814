"""Whom an assignment covers, and who of them has nothing open yet.

Plain statements: a rule for 100,000 people is worked off in parts.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.learning.assignments import Coverage, Target, Whom
from bot.storage.plain import Plain, dump_time, load_time

# Who is given courses: staff by the roster, and members whom no roster names.
_STAFF = (
    "person.replaced_by IS NULL AND CASE WHEN employee.person_id IS NULL"
    " THEN person.telegram_id IS NOT NULL AND person.name IS NOT NULL"
    " ELSE employee.status != 'terminated' END"
)
_COVERED = {
    Target.EVERYONE: "?1 = ''",
    Target.DEPARTMENT: "employee.department = ?1",
    Target.GROUP: "EXISTS (SELECT 1 FROM json_each(employee.groups) WHERE value = ?1)",
    # An employee entry may have turned out to be somebody else since.
    Target.PERSON: (
        "person.id = (SELECT coalesce(named.replaced_by, named.id) FROM person named"
        " WHERE named.id = CAST(?1 AS INTEGER))"
    ),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody for whom an occurrence is to be opened."""

    person_id: int
    zone: ZoneInfo
    completed_at: datetime | None  # the course, before it was assigned
    version_id: int | None


@dataclass(frozen=True, slots=True)
class Lapsing:
    """A completed occurrence whose result will not hold for ever, with no next one yet.

    It lapses at the end of a day in its own zone.
    """

    person_id: int
    number: int
    valid_until: datetime
    zone: ZoneInfo


def count_covered(plain: Plain, whom: Whom, course_id: str) -> Coverage:
    """Return how many people a rule would cover."""
    ((people, have_open, have_any),) = plain.fetch(
        "SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM occurrence WHERE person_id = person.id"  # noqa: S608
        " AND course_id = ?2 AND closed_at IS NULL)), 0), coalesce(sum(EXISTS (SELECT 1 FROM"
        " occurrence WHERE person_id = person.id AND course_id = ?2)), 0)"
        " FROM person LEFT JOIN employee ON employee.person_id = person.id"
        f" WHERE {_STAFF} AND {_COVERED[whom.target]}",
        whom.key,
        course_id,
    )
    return Coverage(people, have_open, have_any - have_open)


def list_unassigned(
    plain: Plain, whom: Whom, course_id: str, timezone: str, limit: int
) -> list[Candidate]:
    """Return people whom a rule covers and who were never given the course.

    The time zone is of whom the roster names none for. A completion that was taken back is none.
    """
    rows = plain.fetch(
        "SELECT person.id, coalesce(employee.timezone, ?4),"  # noqa: S608
        " CASE WHEN change.id IS NULL THEN completion.completed_at ELSE change.completed_at END,"
        " coalesce(change.version_id, completion.version_id)"
        " FROM person LEFT JOIN employee ON employee.person_id = person.id"
        " LEFT JOIN completion ON completion.person_id = person.id AND completion.course_id = ?2"
        " LEFT JOIN completion_change change ON change.id = (SELECT max(id)"
        " FROM completion_change WHERE person_id = person.id AND course_id = ?2)"
        f" WHERE {_STAFF} AND {_COVERED[whom.target]} AND NOT EXISTS"
        " (SELECT 1 FROM occurrence WHERE person_id = person.id AND course_id = ?2)"
        " ORDER BY person.id LIMIT ?3",
        whom.key,
        course_id,
        limit,
        timezone,
    )
    return [
        Candidate(row[0], ZoneInfo(row[1]), row[2] and load_time(row[2]), row[3]) for row in rows
    ]


def list_lapsing(
    plain: Plain, whom: Whom, course_id: str, valid_before: datetime, limit: int
) -> list[Lapsing]:
    """Return people covered whose newest result lapses before a moment.

    What was completed and taken back, or waived since, is no result.
    """
    rows = plain.fetch(
        "SELECT person.id, occurrence.number, event.valid_until, occurrence.timezone"  # noqa: S608
        " FROM person LEFT JOIN employee ON employee.person_id = person.id"
        " JOIN occurrence ON occurrence.person_id = person.id AND occurrence.course_id = ?2"
        " JOIN occurrence_event event ON event.id = (SELECT max(id) FROM occurrence_event"
        " WHERE occurrence_id = occurrence.id AND kind != 'extended')"
        f" WHERE {_STAFF} AND {_COVERED[whom.target]} AND occurrence.closed_at IS NOT NULL"
        " AND event.kind IN ('completed', 'elsewhere') AND event.valid_until <= ?3"
        " AND NOT EXISTS (SELECT 1 FROM occurrence later WHERE later.person_id = person.id"
        " AND later.course_id = ?2 AND later.number > occurrence.number)"
        " ORDER BY person.id LIMIT ?4",
        whom.key,
        course_id,
        dump_time(valid_before),
        limit,
    )
    return [
        Lapsing(person_id, number, load_time(until), ZoneInfo(zone))
        for person_id, number, until, zone in rows
    ]


def list_departments(plain: Plain) -> list[tuple[str, int]]:
    """Return the departments with how many people work there, by name."""
    return plain.fetch(
        "SELECT department, count(*) FROM employee WHERE status != 'terminated'"
        " GROUP BY department ORDER BY department"
    )


def list_groups(plain: Plain) -> list[tuple[str, int]]:
    """Return the groups with how many people are in each, by name."""
    return plain.fetch(
        "SELECT value, count(*) FROM employee, json_each(employee.groups)"
        " WHERE status != 'terminated' GROUP BY value ORDER BY value"
    )
