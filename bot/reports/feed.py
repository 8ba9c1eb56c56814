"""The completion report for another system: page by page, and only whose rows have changed."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.learning.assignments import count_days_after
from bot.learning.certificates import judge
from bot.learning.errors import CourseUnknown, DepartmentUnknown, MomentToCome
from bot.reports.apart import Apart
from bot.reports.completion import CompletionRow, Criteria, Taught
from bot.reports.occurrences import stream_completion
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import changes
from bot.storage.queries.completion import list_departments

DAY = timedelta(days=1)
MOMENTS = 8  # for which it is kept what was taught: pages of a run follow each other


@dataclass(frozen=True)
class Run:
    """One reading of the report as of one moment, and how far it is.

    With `mark_id` None everybody is read; else whose rows changed after that mark, or by time alone
    after `since`. `department` was asked for, `within` are those that may be seen at all; None is
    every one. `after` is the person who was read last.
    """

    as_of: datetime
    since: datetime | None = None
    mark_id: int | None = None
    course_id: str | None = None
    department: str | None = None
    within: frozenset[str] | None = None
    after: int = 0

    @property
    def departments(self) -> frozenset[str] | None:
        """Whose people are read; None for everybody."""
        return self.within if self.department is None else frozenset({self.department})

    @property
    def is_allowed(self) -> bool:
        """Whether what was asked for may be seen."""
        return self.department is None or self.within is None or self.department in self.within


@dataclass(frozen=True)
class Page:
    """All rows of some people, by their ids; `rest` goes on with those after them.

    Who is among the people and has no row is not in the report, or not any more.
    """

    run: Run
    people: Sequence[int]
    rows: Sequence[CompletionRow]
    rest: Run | None

    @property
    def shown(self) -> int:
        """How many people it shows."""
        return len({row.person_id for row in self.rows})


class Feed:
    """Reads the report for other systems, so that nothing falls between two runs.

    `find_taught` says what was taught at a moment; `zone` is the company's, in which days end.
    """

    def __init__(
        self,
        database: Database,
        apart: Apart,
        find_taught: Callable[[datetime], Sequence[Taught]],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self._database = database
        self._apart = apart
        self._find_taught = find_taught
        self._clock = clock
        self._zone = zone
        self._taught: OrderedDict[datetime, Sequence[Taught]] = OrderedDict()

    def list_courses(self) -> Sequence[Taught]:
        """Return the courses of the report as of now: those taught, then those on record."""
        return self._find_taught(self._clock())

    def begin(
        self,
        since: datetime | None = None,
        course_id: str | None = None,
        department: str | None = None,
        within: frozenset[str] | None = None,
    ) -> Run:
        """Begin a run as of now; whatever is committed later belongs to the next one.

        Raises DepartmentUnknown, and MomentToCome where `since` is not over.
        """
        asked = Run(self._clock(), since, None, course_id, department, within)
        with self._database.recording() as plain:
            is_known = department is None or department in list_departments(plain)
            if not is_known or not asked.is_allowed:
                raise DepartmentUnknown
            mark_id = None if since is None else changes.find_mark(plain, since)
            as_of = changes.add_mark(plain, self._clock())
            if since is not None and since > as_of:
                raise MomentToCome
        return replace(asked, as_of=as_of, mark_id=mark_id)

    def go_on(self, run: Run, within: frozenset[str] | None) -> Run:
        """Return a run that somebody came back with, for what they may see.

        Raises DepartmentUnknown, and MomentToCome where it is none of ours.
        """
        run = replace(run, within=within)
        if not run.is_allowed:
            raise DepartmentUnknown
        with self._database.peeking() as plain:
            if not changes.is_over(plain, run.as_of, self._clock()):
                raise MomentToCome
        return run

    def read(self, run: Run, limit: int) -> Page:
        """Read the rows of the next people, so many at most.

        Raises CourseUnknown, and CountingFailed where that takes too long.
        """
        taught = self._find(run.as_of)
        criteria = Criteria(run.as_of, self._zone, course=run.course_id)
        if run.course_id is not None and not criteria.choose(taught):
            raise CourseUnknown
        if not run.after and run.since is not None and self._find(run.since) != taught:
            run = replace(run, mark_id=None)  # another course or version: it is in all rows
        return self._apart.run(read_page, taught, criteria, run, limit)

    def _find(self, moment: datetime) -> Sequence[Taught]:
        """Say what was taught at a moment."""
        taught = self._taught.get(moment)
        if taught is None:
            taught = self._taught[moment] = self._find_taught(moment)
            while len(self._taught) > MOMENTS:
                self._taught.popitem(last=False)
        return taught


def read_page(
    database: Database, taught: Sequence[Taught], criteria: Criteria, run: Run, limit: int
) -> Page:
    """Read the rows of the next people of a run."""
    with database.reading() as session:
        found = _list_people(Plain.of(session), run, criteria.zone, limit + 1)
    people = found[:limit]
    chosen = replace(criteria, people=frozenset(people))
    # Course after course, as everywhere: here all of a person stands together.
    rows = sorted(stream_completion(database, taught, chosen), key=lambda row: row.person_id)
    rest = replace(run, after=people[-1]) if len(found) > limit else None
    return Page(run, people, rows, rest)


def _list_people(plain: Plain, run: Run, zone: ZoneInfo, limit: int) -> list[int]:
    scope = run.after, run.departments, limit
    if run.mark_id is None or run.since is None:
        return changes.list_all(plain, *scope)
    since, as_of = run.since, run.as_of

    def is_news(due_at: datetime, where: ZoneInfo) -> bool:
        days = [count_days_after(due_at, moment, where) for moment in (since, as_of)]
        return days[0] != days[1]

    def has_expired(last: date, where: ZoneInfo | None) -> bool:
        said = [judge(last, at, where or zone, has_ended=False) for at in (since, as_of)]
        return said[0] != said[1]

    # Wherever a day is over, UTC is at most a day apart.
    first, until = since.date() - DAY, as_of.date() + DAY
    found = {
        *changes.list_changed(plain, run.mark_id, *scope),
        *changes.list_overdue(plain, is_news, as_of, *scope),
        *changes.list_expired(plain, has_expired, first, until, *scope),
    }
    return sorted(found)[:limit]
