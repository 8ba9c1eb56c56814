"""The record of some people at once, as it stood at a moment, for the completion report.

Times stay as they are stored, which compares as they do; each function reads by an index.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.learning.privacy import ERASED
from bot.learning.quiz import COUNTED
from bot.storage.plain import Plain, dump_time
from bot.storage.queries.certificates import ZONE
from bot.storage.queries.corrections import load_of_those
from bot.storage.queries.personnel import is_erased
from bot.storage.queries.reminders import IS_SENT, TOLD

_THESE = "IN (SELECT value FROM json_each(?1))"
_PEOPLE = (
    "SELECT person.id, coalesce(person.name, employee.first_name || ' ' || employee.last_name, ''),"  # noqa: S608 - our own words
    " person.role, person.joined_at, person.telegram_id IS NULL, person.unreachable_since,"
    f" CASE WHEN {is_erased()} THEN '{ERASED}' ELSE employee.employee_id END,"
    " employee.department, employee.status,"
    f" CASE WHEN {is_erased()} OR {is_erased('manager')} THEN '{ERASED}'"
    " ELSE employee.manager_id END,"
    f" CASE WHEN {is_erased()} THEN '{ERASED}'"
    " ELSE trim(manager.first_name || ' ' || manager.last_name) END"
    # Before the entry of an employee turned out to be somebody else, it had rows of its own.
    " FROM person LEFT JOIN employee"
    " ON employee.person_id = coalesce(person.replaced_by, person.id)"
    " LEFT JOIN employee manager ON manager.employee_id = employee.manager_id"
    " WHERE person.id > ?1 AND (?2 IS NULL OR employee.department = ?2)"
    " AND (?3 IS NULL OR person.id IN (SELECT value FROM json_each(?3)))"
    " ORDER BY person.id LIMIT ?4"
)
_CHANGES = (
    "SELECT person_id, kind, at, json_extract(detail, '$.role[0]') FROM person_event"  # noqa: S608
    f" WHERE person_id {_THESE} AND kind IN ('added', 'left', 'returned', 'role', 'replaced')"
    " ORDER BY person_id, id"
)
_OCCURRENCES = (
    "SELECT person_id, id, number, assigned_at, due_at, pass_mark_pct, timezone FROM occurrence"  # noqa: S608
    f" WHERE person_id {_THESE} AND course_id = ?2 AND assigned_at <= ?3"
    " ORDER BY person_id, number"
)
_EVENTS = (
    "SELECT event.occurrence_id, event.kind, event.at, event.due_at, event.completed_at,"  # noqa: S608
    " event.valid_until, event.version_id, event.reason, event.origin, actor.name"
    " FROM occurrence_event event LEFT JOIN person actor ON actor.id = event.actor_id"
    f" WHERE event.occurrence_id {_THESE} AND event.at <= ?2 ORDER BY event.occurrence_id, event.id"
)
_REMINDERS = (
    f"SELECT occurrence_id, max(settled_at) FROM {TOLD} WHERE occurrence_id {_THESE}"  # noqa: S608
    f" AND {IS_SENT} AND settled_at <= ?2 GROUP BY occurrence_id"
)
_QUIZZES = (
    "SELECT person_id, id, kind, started_at,"  # noqa: S608
    ' CASE WHEN finished_at <= ?3 THEN finished_at END, "right", total, pass_mark_pct'
    f" FROM quiz_session WHERE person_id {_THESE} AND course_id = ?2 AND started_at <= ?3"
    f" AND kind IN ({', '.join(repr(str(kind)) for kind in sorted(COUNTED))})"
    " ORDER BY person_id, id"
)
_TRIED = (
    "SELECT person_id, min(started_at) FROM quiz_session"  # noqa: S608
    f" WHERE person_id {_THESE} AND course_id = ?2 AND started_at <= ?3"
    f" AND kind IN ({', '.join(repr(str(kind)) for kind in sorted(COUNTED))}) GROUP BY person_id"
)
_READ = (
    f"SELECT person_id, min(read_at) FROM card_read WHERE person_id {_THESE}"  # noqa: S608
    " AND read_at <= ?2 AND (?3 IS NULL OR lesson_id IN (SELECT value FROM json_each(?3)))"
    " GROUP BY person_id"
)
_COMPLETED = (
    "SELECT person_id, version_id, completed_at FROM completion"  # noqa: S608
    f" WHERE person_id {_THESE} AND course_id = ?2"
    " AND coalesce(recorded_at, completed_at) <= ?3"
)
_COMPLETED_ANEW = (  # or taken back; of each person the last one counts
    "SELECT person_id, version_id, completed_at FROM completion_change"  # noqa: S608
    f" WHERE person_id {_THESE} AND course_id = ?2 AND recorded_at <= ?3 ORDER BY person_id, id"
)
_COMPLETED_WHEN = (  # every word on it, in its order
    "SELECT person_id, coalesce(recorded_at, completed_at), completed_at FROM completion"  # noqa: S608
    f" WHERE person_id {_THESE} AND course_id = ?2"
)
_COMPLETED_ANEW_WHEN = (
    "SELECT person_id, recorded_at, completed_at FROM completion_change"  # noqa: S608
    f" WHERE person_id {_THESE} AND course_id = ?2 ORDER BY person_id, id"
)
_CERTIFICATES = (
    "SELECT certificate.person_id, certificate.session_id, certificate.code,"  # noqa: S608
    f" certificate.valid_until, coalesce(ending.ended_at <= ?3, 0), {ZONE} FROM certificate"
    " LEFT JOIN certificate_ending ending ON ending.certificate_id = certificate.id"
    f" WHERE certificate.person_id {_THESE} AND certificate.course_id = ?2"
    " AND certificate.issued_at <= ?3 ORDER BY certificate.person_id, certificate.id"
)


class RecordedPerson(NamedTuple):
    """Who somebody is today; only what is recorded of the past says who they were.

    What was personal and is erased says so, whether there was any of it or not.
    """

    id: int
    name: str
    role: str
    joined_at: str | None
    has_no_account: int
    unreachable_since: str | None
    employee_id: str | None
    department: str | None
    status: str | None
    manager_id: str | None
    manager_name: str | None


class Change(NamedTuple):
    """Something that happened to a person's record; of a role, what it was before."""

    person_id: int
    kind: str
    at: str
    former_role: str | None


class RecordedOccurrence(NamedTuple):
    """An occurrence as it was given."""

    person_id: int
    id: int
    number: int
    assigned_at: str
    due_at: str | None
    pass_mark_pct: int | None
    timezone: str  # in which its days end


class RecordedEvent(NamedTuple):
    """What was ruled about an occurrence, or its completion."""

    occurrence_id: int
    kind: str
    at: str
    due_at: str | None
    completed_at: str | None
    valid_until: str | None
    version_id: int | None
    reason: str | None
    origin: str
    actor: str | None


class RecordedQuiz(NamedTuple):
    """A check or test that was begun; `finished_at` is None where that came later."""

    person_id: int
    id: int
    kind: str
    started_at: str
    finished_at: str | None
    right: int
    total: int
    pass_mark_pct: int


class RecordedCertificate(NamedTuple):
    """A certificate that was issued."""

    person_id: int
    session_id: int
    code: str
    valid_until: str | None  # its last day
    has_ended: int
    timezone: str | None  # in which its days end; None: in the company's


class RecordedCompletion(NamedTuple):
    """The completion of the course that counts."""

    person_id: int
    version_id: int
    completed_at: str | None


class RecordedWord(NamedTuple):
    """When it was recorded that somebody has completed the course, or that they have not."""

    person_id: int
    at: str
    completed_at: str | None


class Rulings(NamedTuple):
    """What is recorded of whether some people have to complete a course, and have, by person."""

    people: Sequence[RecordedPerson]
    changes: dict[int, list[Change]]
    occurrences: dict[int, list[RecordedOccurrence]]
    events: dict[int, list[RecordedEvent]]  # by occurrence
    words: dict[int, list[RecordedWord]]
    begun: dict[int, str]  # when they first read or answered something of it


class Record(NamedTuple):
    """All that is recorded of some people, by person; by occurrence where it is about one."""

    people: Sequence[RecordedPerson]
    changes: dict[int, list[Change]]
    occurrences: dict[int, list[RecordedOccurrence]]
    events: dict[int, list[RecordedEvent]]
    reminders: dict[int, str]
    quizzes: dict[int, list[RecordedQuiz]]
    read: dict[int, str]
    completed: dict[int, RecordedCompletion]
    certificates: dict[int, list[RecordedCertificate]]


def count_people(plain: Plain) -> int:
    """Return about how many people a whole report goes through."""
    ((number,),) = plain.fetch("SELECT count(*) FROM person")
    return int(number)


def list_departments(plain: Plain, people: Iterable[int] | None = None) -> list[str]:
    """Return the departments by name, leavers' too; only those of some people where given."""
    rows = plain.fetch(
        "SELECT DISTINCT department FROM employee WHERE ?1 IS NULL OR person_id IN"
        " (SELECT value FROM json_each(?1)) ORDER BY department",
        _dump_ids(people),
    )
    return [name for (name,) in rows]


def stream_records(  # noqa: PLR0913 - what is asked for
    plain: Plain,
    course_id: str,
    lesson_ids: Iterable[str] | None,
    as_of: datetime,
    department: str | None,
    people: Iterable[int] | None,
    size: int,
) -> Iterator[Record]:
    """Yield the record of so many people at a time in one course, in the order of their ids.

    What they read is that of those lessons, or of all.
    """
    lessons = None if lesson_ids is None else json.dumps(sorted(lesson_ids))
    for some in _stream_people(plain, department, people, size):
        yield _read(plain, course_id, lessons, dump_time(as_of), some)


def stream_rulings(  # noqa: PLR0913 - what is asked for
    plain: Plain,
    course_id: str,
    lesson_ids: Iterable[str] | None,
    as_of: datetime,
    people: Iterable[int] | None,
    size: int,
) -> Iterator[Rulings]:
    """Yield what was ever ruled by a moment of so many people at a time in one course."""
    lessons = None if lesson_ids is None else json.dumps(sorted(lesson_ids))
    until = dump_time(as_of)
    for some in _stream_people(plain, None, people, size):
        these = json.dumps([person.id for person in some])
        words: dict[int, list[RecordedWord]] = defaultdict(list)
        for statement in (_COMPLETED_WHEN, _COMPLETED_ANEW_WHEN):
            for row in plain.fetch(statement, these, course_id):
                words[row[0]].append(RecordedWord._make(row))
        begun = dict(plain.fetch(_READ, these, until, lessons))
        for person_id, at in plain.fetch(_TRIED, these, course_id, until):
            begun[person_id] = min(at, begun.get(person_id, at))
        yield Rulings(some, *_read_rulings(plain, course_id, until, these), words, begun)


def _stream_people(
    plain: Plain, department: str | None, people: Iterable[int] | None, size: int
) -> Iterator[list[RecordedPerson]]:
    wanted, last = _dump_ids(people), 0
    while some := list_people(plain, last, department, wanted, size):
        yield some
        last = some[-1].id


def list_people(
    plain: Plain, after: int, department: str | None, wanted: str | None, size: int
) -> list[RecordedPerson]:
    """Return the next people behind an id, of a department, and of those ids as JSON, or of all."""
    rows = plain.fetch(_PEOPLE, after, department, wanted, size)
    return [RecordedPerson._make(row) for row in rows]


def _read_rulings(
    plain: Plain, course_id: str, as_of: str, these: str
) -> tuple[
    dict[int, list[Change]], dict[int, list[RecordedOccurrence]], dict[int, list[RecordedEvent]]
]:
    """Return changes of people, their occurrences, and what happened to those."""
    occurrences: dict[int, list[RecordedOccurrence]] = defaultdict(list)
    ids = []
    for row in plain.fetch(_OCCURRENCES, these, course_id, as_of):
        occurrences[row[0]].append(RecordedOccurrence._make(row))
        ids.append(row[1])
    given = json.dumps(ids)
    events: dict[int, list[RecordedEvent]] = defaultdict(list)
    for row in plain.fetch(_EVENTS, given, as_of):
        events[row[0]].append(RecordedEvent._make(row))
    changes: dict[int, list[Change]] = defaultdict(list)
    for row in plain.fetch(_CHANGES, these):
        changes[row[0]].append(Change._make(row))
    return changes, occurrences, events


def _read(
    plain: Plain, course_id: str, lessons: str | None, as_of: str, people: list[RecordedPerson]
) -> Record:
    these = json.dumps([person.id for person in people])
    changes, occurrences, events = _read_rulings(plain, course_id, as_of, these)
    given = json.dumps([one.id for some in occurrences.values() for one in some])
    certificates: dict[int, list[RecordedCertificate]] = defaultdict(list)
    for row in plain.fetch(_CERTIFICATES, these, course_id, as_of):
        certificates[row[0]].append(RecordedCertificate._make(row))
    return Record(
        people=people,
        changes=changes,
        occurrences=occurrences,
        events=events,
        reminders=dict(plain.fetch(_REMINDERS, given, as_of)),
        quizzes=_read_quizzes(plain, course_id, as_of, these),
        read=dict(plain.fetch(_READ, these, as_of, lessons)),
        completed={
            row[0]: RecordedCompletion._make(row)
            for statement in (_COMPLETED, _COMPLETED_ANEW)
            for row in plain.fetch(statement, these, course_id, as_of)
        },
        certificates=certificates,
    )


def _read_quizzes(
    plain: Plain, course_id: str, as_of: str, these: str
) -> dict[int, list[RecordedQuiz]]:
    corrected = load_of_those(plain, these, as_of)
    quizzes: dict[int, list[RecordedQuiz]] = defaultdict(list)
    for row in plain.fetch(_QUIZZES, these, course_id, as_of):
        quiz = RecordedQuiz._make(row)
        if quiz.finished_at is not None:
            right = corrected.count_right(quiz.id, quiz.right)
            quiz = quiz if right == quiz.right else quiz._replace(right=right)
        quizzes[quiz.person_id].append(quiz)
    return quizzes


def _dump_ids(people: Iterable[int] | None) -> str | None:
    return None if people is None else json.dumps(list(people))
