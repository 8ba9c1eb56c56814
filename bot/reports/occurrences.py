"""The rows of the completion report, worked out person by person from the record of a moment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.learning.assignments import Occurrence, Ruling, find_valid_until
from bot.learning.certificates import judge
from bot.learning.grading import is_pass, score_pct
from bot.learning.people import REPORTED, EventKind
from bot.learning.privacy import ERASED
from bot.learning.quiz import QuizKind
from bot.learning.roster import Status
from bot.reports.completion import (
    CompletionReport,
    CompletionRow,
    Criteria,
    State,
    Success,
    Tally,
    Taught,
)
from bot.storage.engine import Database
from bot.storage.plain import EVER, Plain, dump_time, load_time
from bot.storage.queries import completion as record
from bot.storage.queries.completion import (
    Change,
    RecordedCertificate,
    RecordedEvent,
    RecordedOccurrence,
    RecordedPerson,
    RecordedQuiz,
)
from bot.storage.queries.occurrence_events import COMPLETED, MOVED, REOPENED

AT_ONCE: Final = 500  # people in memory


def stream_completion(
    database: Database,
    taught: Sequence[Taught],
    criteria: Criteria,
    show: Callable[[int, int], None] | None = None,
) -> Iterator[CompletionRow]:
    """Yield the rows course after course, each in the order of people's ids and of occurrences.

    All of them are of one view of the database, and only some people are in memory at a time.
    `show` is told how many people are done, once for each course, and about how many there are.
    """
    courses = criteria.choose(taught)
    with database.reading() as session:
        plain = Plain.of(session)
        total, done = record.count_people(plain) * len(courses), 0
        whom = criteria.department, criteria.people
        for one in courses:
            of_what = one.course.id, one.lesson_ids, criteria.as_of
            for some in record.stream_records(plain, *of_what, *whom, AT_ONCE):
                maker = _Maker(one, criteria, some)
                for person in some.people:
                    yield from maker.make_rows(person)
                    done += 1
                    if show is not None:
                        show(done, total)


def report_completion(
    database: Database, taught: Sequence[Taught], criteria: Criteria
) -> CompletionReport:
    """Return the report with all its rows in memory."""
    rows = tuple(stream_completion(database, taught, criteria))
    courses = tuple(one.course for one in criteria.choose(taught))
    return CompletionReport(courses, criteria, rows)


def tally_completion(database: Database, taught: Sequence[Taught], criteria: Criteria) -> Tally:
    """Return the counts of the report alone."""
    tally = Tally()
    for row in stream_completion(database, taught, criteria):
        tally.add(row)
    return tally


@dataclass
class Ruled:
    """What became of an occurrence by its events."""

    due_at: str | None
    completed: RecordedEvent | None = None
    waived: RecordedEvent | None = None
    is_moved: bool = False

    def follow(self, events: Iterable[RecordedEvent]) -> None:
        """Take in what happened, in its order."""
        for event in events:
            if event.kind == Ruling.EXTENDED:
                self.due_at = event.due_at
            elif event.kind in (COMPLETED, Ruling.ELSEWHERE):
                self.completed = event
            elif event.kind == REOPENED:
                self.completed = None
            elif event.kind == Ruling.WAIVED:
                self.waived = event
            elif event.kind == Ruling.REQUIRED:
                self.waived = self.completed = None
            elif event.kind == MOVED:
                self.is_moved = True


@dataclass(frozen=True)
class Access:
    """Whether somebody is in the report at all, by what had happened to their record."""

    is_known: bool
    is_replaced: bool
    has_left: bool
    role: str


@dataclass(frozen=True)
class _Facts:
    """What one row is made of."""

    number: int
    assigned_at: str | None
    due_at: str | None
    zone: ZoneInfo
    pass_mark_pct: int | None
    quizzes: Sequence[RecordedQuiz]
    started: str | None
    completed_at: str | None
    version_id: int | None
    valid_until: datetime | None
    recert_due_at: datetime | None
    waived: RecordedEvent | None
    certificate: RecordedCertificate | None
    reminded: str | None


class _Maker:
    """Makes the rows of some people."""

    def __init__(self, taught: Taught, criteria: Criteria, some: record.Record) -> None:
        self._taught = taught
        self._criteria = criteria
        self._some = some
        self._as_of = dump_time(criteria.as_of)

    def make_rows(self, person: RecordedPerson) -> Iterator[CompletionRow]:
        """Yield a person's occurrences; without any, one row, where the course is theirs."""
        access = follow_access(person, self._some.changes.get(person.id, ()), self._as_of)
        given = self._some.occurrences.get(person.id)
        if given:
            for facts in self._list_facts(given):
                yield self._make_row(person, access, facts)
        elif access.is_known and not access.is_replaced and access.role in REPORTED:
            facts = self._find_unassigned(person.id)
            if self._taught.is_first or _find_state(facts) is not State.NOT_STARTED:
                yield self._make_row(person, access, facts)

    def _list_facts(self, given: Sequence[RecordedOccurrence]) -> Iterator[_Facts]:
        ruled = [Ruled(one.due_at) for one in given]
        for one, rulings in zip(given, ruled, strict=True):
            rulings.follow(self._some.events.get(one.id, ()))
        quizzes = self._some.quizzes.get(given[0].person_id, ())
        for place, (one, rulings) in enumerate(zip(given, ruled, strict=True)):
            if rulings.is_moved:
                continue
            is_last = place + 1 == len(given)
            # A test belongs to the occurrence that was the newest when it was finished.
            until = EVER if is_last else given[place + 1].assigned_at
            since = one.assigned_at if one.number > 1 else ""
            mine = [q for q in quizzes if since <= (q.finished_at or q.started_at) < until]
            started = [q.started_at for q in mine if q.started_at >= since]
            read = self._some.read.get(one.person_id) if one.number == 1 else None
            if read is not None and read < until:
                started.append(read)
            done = rulings.completed
            valid_until = done and done.valid_until and load_time(done.valid_until)
            renewal = None if is_last else ruled[place + 1].due_at
            yield _Facts(
                number=one.number,
                assigned_at=one.assigned_at,
                due_at=rulings.due_at,
                zone=ZoneInfo(one.timezone),
                pass_mark_pct=one.pass_mark_pct,
                quizzes=mine,
                started=min(started, default=None),
                completed_at=done and done.completed_at,
                version_id=done and done.version_id,
                valid_until=valid_until or None,
                recert_due_at=load_time(renewal)
                if renewal and valid_until
                else valid_until or None,
                waived=rulings.waived,
                certificate=self._find_certificate(one.person_id, mine),
                reminded=self._some.reminders.get(one.id),
            )

    def _find_unassigned(self, person_id: int) -> _Facts:
        quizzes = self._some.quizzes.get(person_id, ())
        started = [quiz.started_at for quiz in quizzes]
        if person_id in self._some.read:
            started.append(self._some.read[person_id])
        done = self._some.completed.get(person_id)
        is_done = done is not None and done.completed_at is not None
        valid_until = None
        if done is not None and done.completed_at is not None:
            valid_until = find_valid_until(
                load_time(done.completed_at), self._taught.course.valid_months, self._criteria.zone
            )
        return _Facts(
            number=0,
            assigned_at=None,
            due_at=None,
            zone=self._criteria.zone,
            pass_mark_pct=None,
            quizzes=quizzes,
            started=min(started, default=None),
            completed_at=done.completed_at if done else None,
            version_id=done.version_id if done and is_done else None,
            valid_until=valid_until,
            recert_due_at=valid_until,
            waived=None,
            certificate=self._find_certificate(person_id, quizzes),
            reminded=None,
        )

    def _find_certificate(
        self, person_id: int, quizzes: Sequence[RecordedQuiz]
    ) -> RecordedCertificate | None:
        """Return the newest certificate for one of those attempts."""
        issued = self._some.certificates.get(person_id)
        if not issued:
            return None
        attempts = {quiz.id for quiz in quizzes}
        return next((one for one in reversed(issued) if one.session_id in attempts), None)

    def _make_row(self, person: RecordedPerson, access: Access, facts: _Facts) -> CompletionRow:
        course, as_of = self._taught.course, self._criteria.as_of
        tests = [q for q in facts.quizzes if q.kind == QuizKind.TEST and q.finished_at is not None]
        scores = [score_pct(test.right, test.total) for test in tests]
        completed_at, due_at = _load(facts.completed_at), _load(facts.due_at)
        has_left = access.has_left and completed_at is None
        standing = Occurrence(
            number=facts.number,
            assigned_at=_load(facts.assigned_at) or as_of,
            due_at=due_at,
            completed_at=completed_at,
            is_waived=facts.waived is not None or has_left,
        )
        version_id = facts.version_id or self._taught.version_id
        mark = tests[-1].pass_mark_pct if tests else facts.pass_mark_pct
        certificate, waived = facts.certificate, facts.waived
        return CompletionRow(
            person_id=person.id,
            employee_id=person.employee_id,
            name=person.name,
            department=person.department,
            manager_id=person.manager_id,
            manager_name=person.manager_name,
            employee_status=_find_status(person, access),
            unreachable=bool(person.has_no_account or person.unreachable_since),
            course_id=course.id,
            title=course.title,
            content_version=self._taught.numbers.get(version_id, 0),
            occurrence_no=facts.number,
            required=not standing.is_waived if facts.number else self._taught.is_open,
            assigned_at=_load(facts.assigned_at),
            due_at=due_at,
            started_at=_load(facts.started),
            first_attempt_at=_load(tests[0].finished_at) if tests else None,
            first_score_pct=scores[0] if scores else None,
            attempts=len(tests),
            best_score_pct=max(scores, default=None),
            last_attempt_at=_load(tests[-1].finished_at) if tests else None,
            last_score_pct=scores[-1] if scores else None,
            pass_mark_pct=course.test.pass_mark_pct if mark is None else mark,
            completion=_find_state(facts),
            success=_find_success(tests),
            waived_at=waived and load_time(waived.at),
            waived_by=waived and (waived.actor or waived.origin),
            waived_reason=waived and (waived.reason or ERASED),
            left=has_left and waived is None,
            completed_at=completed_at,
            completed_late=standing.is_late,
            overdue=standing.is_overdue(as_of),
            days_overdue=standing.count_days_overdue(as_of, facts.zone),
            valid_until=facts.valid_until,
            recert_due_at=facts.recert_due_at,
            certificate_id=certificate and certificate.code,
            certificate_status=certificate and self._judge(certificate),
            last_reminder_at=_load(facts.reminded),
        )

    def _judge(self, certificate: RecordedCertificate) -> str:
        last = certificate.valid_until and date.fromisoformat(certificate.valid_until)
        zone = ZoneInfo(certificate.timezone) if certificate.timezone else self._criteria.zone
        as_of, has_ended = self._criteria.as_of, bool(certificate.has_ended)
        return judge(last or None, as_of, zone, has_ended=has_ended).value


def follow_access(person: RecordedPerson, changes: Sequence[Change], as_of: str) -> Access:
    """Say how somebody stood at a moment; of what came later only a former role tells of it."""
    is_known = person.joined_at is not None and person.joined_at <= as_of
    is_replaced = has_left = False
    role: str | None = None
    for change in changes:
        if change.at > as_of:
            if change.kind == EventKind.ROLE and role is None:
                role = change.former_role
            continue
        is_known = is_known or change.kind == EventKind.ADDED
        is_replaced = is_replaced or change.kind == EventKind.REPLACED
        if change.kind in (EventKind.LEFT, EventKind.RETURNED):
            has_left = change.kind == EventKind.LEFT
    return Access(is_known, is_replaced, has_left, role or person.role)


def _find_status(person: RecordedPerson, access: Access) -> str | None:
    """Return the status in the roster: whether somebody had left is known of each moment."""
    if person.status is None:
        return None
    if access.has_left:
        return Status.TERMINATED.value
    return Status.ACTIVE.value if person.status == Status.TERMINATED else person.status


def _find_state(facts: _Facts) -> State:
    if facts.completed_at is not None:
        return State.COMPLETED
    return State.NOT_STARTED if facts.started is None else State.IN_PROGRESS


def _find_success(tests: Sequence[RecordedQuiz]) -> Success:
    if not tests:
        return Success.UNKNOWN
    is_passed = any(is_pass(test.right, test.total, test.pass_mark_pct) for test in tests)
    return Success.PASSED if is_passed else Success.FAILED


def _load(stored: str | None) -> datetime | None:
    return None if stored is None else load_time(stored)
