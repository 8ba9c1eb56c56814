"""What somebody may see on the dashboard: rows by course, department, state and name, counted."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.learning.people import fold
from bot.reports.completion import Summary
from bot.reports.kept import Kept
from bot.reports.shelf import Entry, Mark, Shelf, go_through
from bot.reports.trend import Trend

KEPT_SEARCHES: Final = 32

Group = tuple[str | None, str | None, Mark | None]  # course, department, mark; None for all


class Board:
    """The rows that somebody may see, the most pressing first; None chooses all of them."""

    def __init__(
        self,
        shelf: Shelf,
        titles: Mapping[str, str],
        as_of: datetime,
        places: Sequence[int],
        trend: Trend,
    ) -> None:
        self.titles = titles  # of the courses, by their ids
        self.as_of = as_of
        self.trend = trend
        self._shelf = shelf
        self._places = places
        self._groups, self._counts = _group(shelf, places)
        self._searches: Kept[Sequence[int]] = Kept(KEPT_SEARCHES)

    def narrow(self, people: Iterable[int], trend: Trend) -> "Board":
        """Return the board with only some people on it, given their trend."""
        return Board(self._shelf, self.titles, self.as_of, self._shelf.place(people), trend)

    def count(self, course_id: str | None = None, department: str | None = None) -> Summary:
        """Return the counts."""
        return self._counts.get((course_id, department), Summary())

    @property
    def total(self) -> Summary:
        """The counts in all."""
        return self.count()

    def count_departments(self, course_id: str | None = None) -> Mapping[str, Summary]:
        """Return the counts by department, by name; "" for none."""
        found = {
            department: summary
            for (course, department), summary in self._counts.items()
            if course == course_id and department is not None
        }
        return dict(sorted(found.items()))

    def count_courses(self, department: str | None = None) -> Mapping[str, Summary]:
        """Return the counts by course, in the order in which the courses are taught."""
        return {course_id: self.count(course_id, department) for course_id in self.titles}

    def select(
        self,
        course_id: str | None = None,
        department: str | None = None,
        mark: Mark | None = None,
        words: str = "",
    ) -> Sequence[int]:
        """Return the places of the rows that are chosen, in their order.

        Each of the words has to begin a name or a number.
        """
        group = course_id, department, mark
        is_all = group == (None, None, None)
        places = self._places if is_all else self._groups.get(group, ())
        wanted = tuple(fold(words).split())
        if not wanted:
            return places
        return self._searches.get((group, wanted), lambda: self._search(places, wanted))

    def _search(self, places: Sequence[int], words: Sequence[str]) -> Sequence[int]:
        people = self._shelf.find(words)
        if len(people) < len(places):
            among = set(places) if places is not self._places or self._is_part else None
            found = self._shelf.place(people)
            return array("I", found if among is None else (one for one in found if one in among))
        return array("I", (one for one in places if self._shelf.rows[one][0] in people))

    @property
    def _is_part(self) -> bool:
        return len(self._places) < len(self._shelf.rows)

    def show(self, places: Iterable[int]) -> list[Entry]:
        """Return the rows at some places."""
        return self._shelf.show(places)

    def name_people(self, places: Iterable[int]) -> frozenset[int]:
        """Return the ids of the people at some places."""
        return frozenset(self._shelf.rows[place][0] for place in places)


def _group(
    shelf: Shelf, places: Sequence[int]
) -> tuple[dict[Group, "array[int]"], dict[tuple[str | None, str | None], Summary]]:
    """Sort places by all that can be chosen, and count."""
    groups: defaultdict[Group, array[int]] = defaultdict(lambda: array("I"))
    kinds: Counter[tuple[str, str, int]] = Counter()
    department_at, course_at = Entry._fields.index("department"), Entry._fields.index("course_id")
    for place in go_through(places):
        row, number = shelf.rows[place], shelf.kind_of[place]
        department, course = row[department_at], row[course_at]
        kinds[course, department, number] += 1
        for mark in (None, *shelf.kinds[number].marks):
            groups[course, department, mark].append(place)
            groups[None, department, mark].append(place)
            groups[course, None, mark].append(place)
            if mark is not None:
                groups[None, None, mark].append(place)
    counts: defaultdict[tuple[str | None, str | None], Summary] = defaultdict(Summary)
    for (course, department, number), times in kinds.items():
        for key in ((course, department), (course, None), (None, department), (None, None)):
            counts[key].include(shelf.kinds[number].summary, times)
    return dict(groups), dict(counts)
