"""Assignments: give a course to people, open what each of them has to complete, and renew it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.learning.assignments import (
    RENEWAL_DAYS,
    Coverage,
    Due,
    Target,
    Terms,
    Whom,
    find_valid_until,
    is_over,
)
from bot.learning.course import Course
from bot.learning.errors import AssignmentGone, NobodyCovered
from bot.learning.people import BOT, Actor
from bot.services import Clock
from bot.services.courses import pick_course
from bot.services.library import Library
from bot.services.occurrences import open_occurrences, write_events
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import assignments, occurrences, personnel
from bot.storage.queries.assignments import Candidate, Lapsing
from bot.storage.queries.occurrence_events import COMPLETED, EventRow
from bot.storage.queries.occurrences import OccurrenceRow
from bot.storage.tables import Assignment

BATCH = 500  # occurrences opened in one transaction


@dataclass(frozen=True)
class Given:
    """An assignment that was made, and how those whom it covers stood with the course.

    It is not new where the same one was made before.
    """

    assignment_id: int
    covered: Coverage
    is_new: bool


@dataclass(frozen=True)
class ListedAssignment:
    """An assignment as it is listed; `whom` as it was said."""

    id: int
    course_id: str
    whom: Whom
    terms: Terms
    created_at: datetime
    ended_at: datetime | None


class Assignments:
    """Makes assignments, and opens occurrences by them as people join and results lapse."""

    def __init__(self, database: Database, library: Library, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._zone = zone

    def list_courses(self) -> Sequence[Course]:
        """Return the courses that can be given."""
        return self._library.get_current().catalog.courses

    def count(self, whom: Whom, course_id: str | None = None) -> Coverage:
        """Return how many people an assignment would cover, and for whom it changes nothing.

        Without a course the only one is meant. Raises CourseGone and CourseUnclear.
        """
        course = pick_course(self._library.get_current().catalog, course_id)
        with self._database.reading() as session:
            return assignments.count_covered(Plain.of(session), whom, course.id)

    def count_open(self, assignment_id: int) -> int:
        """Return how many have something to do by an assignment."""
        with self._database.reading() as session:
            return occurrences.count_open_by(Plain.of(session), assignment_id)

    def resolve(self, whom: Whom) -> Whom:
        """Return the same with an employee's number turned into the person's id.

        Raises NobodyCovered.
        """
        if whom.target is not Target.PERSON:
            return whom
        with self._database.reading() as session:
            person_id = personnel.find_person_id(Plain.of(session), whom.key)
        if person_id is None:
            raise NobodyCovered
        return Whom(Target.PERSON, str(person_id))

    def list_departments(self) -> list[tuple[str, int]]:
        """Return the departments with how many people work there."""
        with self._database.reading() as session:
            return assignments.list_departments(Plain.of(session))

    def list_groups(self) -> list[tuple[str, int]]:
        """Return the groups with how many people are in each."""
        with self._database.reading() as session:
            return assignments.list_groups(Plain.of(session))

    def list_all(self) -> list[ListedAssignment]:
        """Return all assignments, the newest first."""
        with self._database.reading() as session:
            rows = session.exec(select(Assignment).order_by(col(Assignment.id).desc())).all()
        return [_describe(row) for row in rows]

    def check_due(self, due: Due) -> None:
        """Raise DateRefused for a due day that is over, or too far ahead."""
        due.check(self._clock(), self._zone)

    def assign(self, whom: Whom, terms: Terms, actor: Actor, course_id: str | None = None) -> Given:
        """Give a course to people, now and to all who come to be covered later.

        `open_some` opens what each of them has to complete. The same assignment, as by a second
        tap, is not made twice. Raises NobodyCovered, DateRefused, and CourseGone and CourseUnclear
        as above.
        """
        course = pick_course(self._library.get_current().catalog, course_id)
        if terms.valid_months is None:
            terms = replace(terms, valid_months=course.valid_months)
        with self._database.writing() as session:
            now = self._clock()
            terms.due.check(now, self._zone)
            covered = assignments.count_covered(Plain.of(session), whom, course.id)
            if whom.target is not Target.EVERYONE and not covered.people:
                raise NobodyCovered
            row = _find_same(session, course.id, whom, terms)
            is_new = row is None
            if row is None:
                row = _make_row(course.id, whom, terms, actor, now, self._zone)
                session.add(row)
                session.flush()
            return Given(_get_id(row), covered, is_new)

    def end(self, assignment_id: int, actor: Actor) -> None:
        """Open nothing by an assignment any more; what is open stays. Raises AssignmentGone."""
        with self._database.writing() as session:
            row = session.get(Assignment, assignment_id)
            if row is None:
                raise AssignmentGone
            if row.ended_at is None:
                row.ended_at, row.ended_by = self._clock(), actor.person_id
                session.add(row)

    def is_anything_due(self) -> bool:
        """Tell whether there is anything to open, without keeping any writer waiting.

        It looks at all who are covered: on a thread beside the writer's.
        """
        now, taught = self._clock(), self._list_taught()
        with self._database.reading() as session:
            plain = Plain.of(session)
            return any(
                assignments.list_unassigned(plain, _get_whom(row), row.course_id, row.timezone, 1)
                or _list_lapsing(plain, row, now, 1)
                for row in _list_active(session, taught)
            )

    def open_some(self, limit: int = BATCH) -> int:
        """Open what is due: for whoever an assignment covers, and where results lapse soon.

        At most `limit` in one short transaction, so that no tap waits: call it until it returns 0,
        how many it opened. Run twice, or by two processes, it opens each once. Nothing is opened of
        a course that is not taught any more: nobody could complete it.
        """
        if not self.is_anything_due():
            return 0
        taught, opened = self._list_taught(), 0
        with self._database.writing() as session:
            plain, now = Plain.of(session), self._clock()
            for row in _list_active(session, taught):
                opened += self._open_first(plain, row, now, limit - opened)
                opened += self._open_renewals(plain, row, now, limit - opened)
        return opened

    def _list_taught(self) -> frozenset[str]:
        return frozenset(course.id for course in self.list_courses())

    def _open_first(self, plain: Plain, row: Assignment, now: datetime, limit: int) -> int:
        candidates = assignments.list_unassigned(
            plain, _get_whom(row), row.course_id, row.timezone, limit
        )
        due = Due(row.due_on, row.due_days)
        rows = [
            OccurrenceRow(one.person_id, 1, due.find_moment(now, one.zone), one.zone)
            for one in candidates
        ]
        ids = open_occurrences(self._database.chain, plain, _get_id(row), rows, now)
        done = list(self._list_done(row, candidates, ids, now))
        write_events(self._database.chain, plain, done, BOT, now)
        occurrences.close(plain, [event.occurrence_id for event in done], now)
        return len(ids)

    def _list_done(
        self, row: Assignment, candidates: Sequence[Candidate], ids: Sequence[int], now: datetime
    ) -> Iterator[EventRow]:
        """Yield that the course was completed before it was assigned, where that still holds."""
        for one, occurrence_id in zip(candidates, ids, strict=True):
            if one.completed_at is None:
                continue
            until = find_valid_until(one.completed_at, row.valid_months, ZoneInfo(row.timezone))
            if until is None or not is_over(until, now):
                yield EventRow(
                    occurrence_id,
                    COMPLETED,
                    completed_at=one.completed_at,
                    valid_until=until,
                    version_id=one.version_id,
                )

    def _open_renewals(self, plain: Plain, row: Assignment, now: datetime, limit: int) -> int:
        rows = [
            OccurrenceRow(one.person_id, one.number + 1, one.valid_until, one.zone)
            for one in _list_lapsing(plain, row, now, limit)
        ]
        return len(open_occurrences(self._database.chain, plain, _get_id(row), rows, now))


def _list_active(session: Session, taught: Collection[str]) -> Sequence[Assignment]:
    return session.exec(
        select(Assignment)
        .where(col(Assignment.ended_at).is_(None), col(Assignment.course_id).in_(taught))
        .order_by(col(Assignment.id))
    ).all()


def _list_lapsing(plain: Plain, row: Assignment, now: datetime, limit: int) -> list[Lapsing]:
    if row.valid_months is None:
        return []
    before = now + timedelta(days=RENEWAL_DAYS)
    return assignments.list_lapsing(plain, _get_whom(row), row.course_id, before, limit)


def _find_same(session: Session, course_id: str, whom: Whom, terms: Terms) -> Assignment | None:
    same = (
        row
        for row in _list_active(session, {course_id})
        if (_get_whom(row), _get_terms(row)) == (whom, terms)
    )
    return next(same, None)


def _make_row(  # noqa: PLR0913 - all that an assignment is
    course_id: str, whom: Whom, terms: Terms, actor: Actor, now: datetime, zone: ZoneInfo
) -> Assignment:
    hours = None if terms.cooldown is None else int(terms.cooldown / timedelta(hours=1))
    return Assignment(
        course_id=course_id,
        target=whom.target,
        target_key=whom.key,
        timezone=zone.key,
        due_on=terms.due.on,
        due_days=terms.due.days,
        pass_mark_pct=terms.pass_mark_pct,
        attempts=terms.attempts,
        cooldown_hours=hours,
        valid_months=terms.valid_months,
        created_at=now,
        origin=actor.origin,
        actor_id=actor.person_id,
    )


def _describe(row: Assignment) -> ListedAssignment:
    return ListedAssignment(
        _get_id(row), row.course_id, _get_whom(row), _get_terms(row), row.created_at, row.ended_at
    )


def _get_whom(row: Assignment) -> Whom:
    return Whom(Target(row.target), row.target_key)


def _get_terms(row: Assignment) -> Terms:
    hours = row.cooldown_hours
    return Terms(
        Due(row.due_on, row.due_days),
        row.pass_mark_pct,
        row.attempts,
        None if hours is None else timedelta(hours=hours),
        row.valid_months,
    )


def _get_id(row: Assignment) -> int:
    assert row.id is not None  # noqa: S101 - it was read or flushed
    return row.id
