"""The counts of the completion report for whoever may see them: HR all, managers their people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.learning.assignments import close_day
from bot.learning.people import REPORTERS, Member
from bot.reports.apart import Apart
from bot.reports.completion import Criteria, Summary, Tally, Taught, name_courses
from bot.reports.occurrences import tally_completion
from bot.reports.settled import find_settled
from bot.storage.engine import Database
from bot.storage.queries.completion import list_departments
from bot.storage.queries.scope import list_below

KEY_LENGTH = 12  # hex digits: no two departments or courses of a company share them


class Choice(NamedTuple):
    """A department or course, by a key that fits into a button."""

    key: str
    name: str


@dataclass(frozen=True)
class Counted:
    """The counts, with what they are of."""

    title: str
    criteria: Criteria
    tally: Tally
    departments: Sequence[Choice]  # that may be chosen
    courses: Sequence[Choice]

    @cached_property
    def summary(self) -> Summary:
        """The counts in all."""
        return self.tally.total

    @property
    def is_of_few(self) -> bool:
        """Whether only somebody's own people are counted."""
        return self.criteria.people is not None


class Counts:
    """Counts afresh each time it is asked."""

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

    def find_today(self) -> date:
        """Return the company's day."""
        return self._clock().astimezone(self._zone).date()

    def list_departments(self, member: Member) -> Sequence[Choice]:
        """Return the departments of the people whom a member may see, by name."""
        with self._database.peeking() as plain:
            names = list_departments(plain, self._find_people(member))
        return [Choice(_digest(name), name) for name in names]

    def list_courses(self, day: date | None = None) -> Sequence[Choice]:
        """Return the courses of a report by the end of a day, or of now, in their order."""
        return _choose_from(self._find_taught(_find_moment(day, self._zone, self._clock())))

    def count(
        self,
        member: Member,
        department_key: str = "",
        day: date | None = None,
        course_key: str = "",
    ) -> Counted:
        """Count what was recorded by the end of a day, or by now; of all where nothing is chosen.

        A department or course that is gone is all of them; a day to come is now.
        """
        criteria, taught = self.choose(member, department_key, day, course_key)
        departments = self.list_departments(member)
        tally = self._apart.run(tally_completion, taught, criteria)
        title = name_courses([one.course for one in criteria.choose(taught)])
        return Counted(title, criteria, tally, departments, _choose_from(taught))

    def choose(
        self, member: Member, department_key: str, day: date | None, course_key: str
    ) -> tuple[Criteria, Sequence[Taught]]:
        """Return what a report is made of, for who asks, with all courses of its moment."""
        as_of = _find_moment(day, self._zone, find_settled(self._database, self._clock))
        departments = self.list_departments(member)
        department = next((one.name for one in departments if one.key == department_key), None)
        taught = self._find_taught(as_of)
        course = next((t.course.id for t in taught if _digest(t.course.id) == course_key), None)
        people = self._find_people(member)
        return Criteria(as_of, self._zone, department, people, course), taught

    def _find_people(self, member: Member) -> frozenset[int] | None:
        if member.role in REPORTERS:
            return None
        with self._database.peeking() as plain:
            return frozenset(list_below(plain, member.id))


def _find_moment(day: date | None, zone: ZoneInfo, now: datetime) -> datetime:
    return now if day is None else min(now, close_day(day, zone))


def _choose_from(taught: Sequence[Taught]) -> list[Choice]:
    return [Choice(_digest(one.course.id), one.course.title) for one in taught]


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:KEY_LENGTH]
