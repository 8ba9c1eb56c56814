"""How many had completed, and were overdue, at the end of each week and month.

The numbers are those that the report gives as of these moments. It is not made anew for each of
them: what was recorded of an occurrence is followed once, and counted from change to change.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.learning.assignments import SECOND, Occurrence, close_day
from bot.learning.people import REPORTED, EventKind
from bot.reports.completion import Taught
from bot.reports.occurrences import AT_ONCE, Ruled, follow_access
from bot.reports.taught import TaughtCourses
from bot.storage.engine import Database
from bot.storage.plain import EVER, Plain, dump_time, load_time
from bot.storage.queries import completion as record
from bot.storage.queries.completion import (
    Change,
    RecordedOccurrence,
    RecordedPerson,
    RecordedWord,
    Rulings,
)

WEEKS: Final = 26
MONTHS: Final = 18

Key = tuple[str, str]  # course and department, "" for none


class Step(StrEnum):
    """From when to when."""

    WEEK = "week"
    MONTH = "month"


class Point(NamedTuple):
    """The counts of the report as of a moment; `required` is what the others are a share of."""

    moment: datetime
    completed: int
    overdue: int
    required: int

    def share(self, number: int) -> float:
        """Return a number in percent of what is asked."""
        return number * 100 / self.required if self.required else 0.0


@dataclass(frozen=True)
class Trend:
    """The counts at each moment by course and department; `steps` says which moments are whose."""

    moments: Sequence[datetime]
    steps: Mapping[Step, Sequence[int]]
    counts: Mapping[Key, Sequence["array[int]"]]  # completed, overdue, required

    def list_points(
        self, step: Step, course_id: str | None = None, department: str | None = None
    ) -> list[Point]:
        """Return the points from the first at which anything was asked; None chooses all."""
        sums = [[0] * len(self.moments) for _ in Point._fields[1:]]
        for (course, where), counts in self.counts.items():
            if course_id in {None, course} and department in {None, where}:
                for total, numbers in zip(sums, counts, strict=True):
                    total[:] = map(sum, zip(total, numbers, strict=True))
        points = [
            Point(self.moments[one], *(total[one] for total in sums)) for one in self.steps[step]
        ]
        first = next((n for n, one in enumerate(points) if one.required), len(points))
        return points[first:]


def count_trend(
    database: Database, as_of: datetime, zone: ZoneInfo, people: Collection[int] | None = None
) -> Trend:
    """Count everybody, or some people, at the ends of the last weeks and months, and as of now."""
    weeks, months = list_ends(as_of, zone)
    moments = sorted({*weeks, *months})
    courses = TaughtCourses(database)
    known: dict[str, Collection[str] | None] = {}
    taught = [{one.course.id: one for one in courses.find(moment)} for moment in moments]
    for at_once in taught:
        known |= {course_id: one.lesson_ids for course_id, one in at_once.items()}
    counts: dict[Key, Sequence[array[int]]] = {}
    with database.reading() as session:
        plain = Plain.of(session)
        for course_id, lesson_ids in known.items():
            counter = _Counter(moments, [one.get(course_id) for one in taught])
            wanted = course_id, lesson_ids, as_of, people, AT_ONCE
            for some in record.stream_rulings(plain, *wanted):
                counter.add(some)
            counts |= {(course_id, where): found for where, found in counter.finish()}
    steps = {
        step: [moments.index(one) for one in ends]
        for step, ends in ((Step.WEEK, weeks), (Step.MONTH, months))
    }
    return Trend(moments, steps, counts)


def list_ends(as_of: datetime, zone: ZoneInfo) -> tuple[list[datetime], list[datetime]]:
    """Return the last moments of the weeks and months before a moment, and that moment itself."""
    today = as_of.astimezone(zone).date()
    sunday = today - timedelta(days=today.weekday() + 1)
    weeks = [close_day(sunday - timedelta(weeks=back), zone) for back in reversed(range(WEEKS))]
    first, lasts = today.replace(day=1), list[date]()
    while len(lasts) < MONTHS:
        lasts.append(first - timedelta(days=1))
        first = lasts[-1].replace(day=1)
    return [*weeks, as_of], [*(close_day(one, zone) for one in reversed(lasts)), as_of]


class _Counts(NamedTuple):
    """What changes from moment to moment: of what is assigned, and of what is not."""

    assigned: list[list[int]]
    unassigned: list[list[int]]


class _Counter:
    """Follows people through the moments in one course."""

    def __init__(self, moments: Sequence[datetime], taught: Sequence[Taught | None]) -> None:
        self._moments = moments
        self._stamps = [dump_time(one) for one in moments]
        self._taught = taught
        self._counts: dict[str, _Counts] = {}

    def add(self, some: Rulings) -> None:
        for person in some.people:
            given = some.occurrences.get(person.id, ())
            changes = some.changes.get(person.id, ())
            words = some.words.get(person.id, ())
            counts = self._find_counts(person.department or "")
            for one in given:
                events = some.events.get(one.id, ())
                ruled = _Assigned(person, changes, one, events)
                self._follow(ruled, counts.assigned, one.assigned_at, EVER)
            until = min((one.assigned_at for one in given), default=EVER)
            if until > self._stamps[0]:
                alone = _Unassigned(person, changes, words, some.begun.get(person.id), self._taught)
                self._follow(alone, counts.unassigned, "", until)

    def finish(self) -> Iterator[tuple[str, Sequence["array[int]"]]]:
        """Yield the counts by department; what is not assigned counts only while it is asked."""
        for where, counts in self._counts.items():
            found = []
            for assigned, unassigned in zip(*counts, strict=True):
                pairs = zip(
                    accumulate(assigned), accumulate(unassigned), self._taught, strict=False
                )
                numbers = [
                    0 if taught is None else one + (other if taught.is_open else 0)
                    for one, other, taught in pairs
                ]
                found.append(array("I", numbers))
            if any(chain.from_iterable(found)):
                yield where, found

    def _find_counts(self, where: str) -> _Counts:
        if where not in self._counts:
            size = len(self._moments) + 1
            self._counts[where] = _Counts(*([[0] * size for _ in range(3)] for _ in range(2)))
        return self._counts[where]

    def _follow(
        self, one: "_Assigned | _Unassigned", counts: list[list[int]], since: str, until: str
    ) -> None:
        """Add what somebody counts as, wherever that may have changed."""
        stamps = self._stamps
        start, end = bisect_left(stamps, since), bisect_left(stamps, until)
        if start == end:
            return
        places = {bisect_left(stamps, at) for at in one.list_times()}
        places.update(one.list_places(len(stamps)))
        bounds = [start, *sorted(place for place in places if start < place < end), end]
        for here, there in pairwise(bounds):
            for numbers, amount in zip(counts, one.judge(here, self._moments[here]), strict=True):
                if amount:
                    numbers[here] += 1
                    numbers[there] -= 1


@dataclass(frozen=True)
class _Assigned:
    """An occurrence, as the report takes it."""

    person: RecordedPerson
    changes: Sequence[Change]
    given: RecordedOccurrence
    events: Sequence[record.RecordedEvent]

    def list_times(self) -> Iterable[str]:
        """Return when it may have begun to count as something else."""
        dues = [self.given.due_at, *(event.due_at for event in self.events)]
        yield from (_just_after(due) for due in dues if due is not None)
        yield from (event.at for event in self.events)
        yield from (change.at for change in self.changes)

    def list_places(self, _moments: int) -> Iterable[int]:
        return ()

    def judge(self, _place: int, moment: datetime) -> tuple[bool, bool, bool]:
        """Say whether it was completed, overdue, and asked."""
        stamp = dump_time(moment)
        ruled = Ruled(self.given.due_at)
        ruled.follow(event for event in self.events if event.at <= stamp)
        if ruled.is_moved:
            return False, False, False
        done = ruled.completed is not None and ruled.completed.completed_at is not None
        has_left = not done and _has_left(self.person, self.changes, stamp)
        standing = Occurrence(
            number=self.given.number,
            assigned_at=moment,
            due_at=load_time(ruled.due_at) if ruled.due_at else None,
            completed_at=moment if done else None,
            is_waived=ruled.waived is not None or has_left,
        )
        return done, standing.is_overdue(moment), done or not standing.is_waived


@dataclass(frozen=True)
class _Unassigned:
    """Somebody without an assignment, who counts while nobody at all is assigned the course."""

    person: RecordedPerson
    changes: Sequence[Change]
    words: Sequence[RecordedWord]
    begun: str | None
    taught: Sequence[Taught | None]

    def list_times(self) -> Iterable[str]:
        """Return when they may have begun to count as something else."""
        yield from (word.at for word in self.words)
        yield from (change.at for change in self.changes)
        yield from (at for at in (self.person.joined_at, self.begun) if at is not None)

    def list_places(self, moments: int) -> Iterable[int]:
        """Return where another course came first."""
        firsts = [one is not None and one.is_first for one in self.taught]
        return (place for place in range(1, moments) if firsts[place] != firsts[place - 1])

    def judge(self, place: int, moment: datetime) -> tuple[bool, bool, bool]:
        """Say whether they had completed it, and whether it was asked of them; none is overdue."""
        stamp = dump_time(moment)
        access = follow_access(self.person, self.changes, stamp)
        if not access.is_known or access.is_replaced or access.role not in REPORTED:
            return False, False, False
        said = [word for word in self.words if word.at <= stamp]
        done = bool(said) and said[-1].completed_at is not None
        taught = self.taught[place]
        is_first = taught is not None and taught.is_first
        has_begun = done or (self.begun is not None and self.begun <= stamp)
        is_asked = (is_first or has_begun) and (done or not access.has_left)
        return done, False, is_asked


def _has_left(person: RecordedPerson, changes: Sequence[Change], stamp: str) -> bool:
    if not any(change.kind == EventKind.LEFT for change in changes):
        return False
    return follow_access(person, changes, stamp).has_left


def _just_after(last: str) -> str:
    return dump_time(load_time(last) + SECOND)
