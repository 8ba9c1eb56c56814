"""The largest parts of a report's counts, and all others in one: what fits a phone."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.reports.completion import Summary, Tally

MOST: Final = 20
NO_DEPARTMENT: Final = "No department"


class Part(NamedTuple):
    """The counts of a department or a course."""

    name: str
    summary: Summary

    @property
    def words(self) -> str:
        """How many have completed, and how many are overdue."""
        one = self.summary
        late = f", {one.overdue:,} overdue" if one.overdue else ""
        share = f"{one.completed:,} of {one.required:,} completed ({one.completed_pct}%)"
        return f"{self.name}: {share}{late}"


def list_departments(tally: Tally) -> Sequence[Part]:
    """Return the counts of the largest departments, by name; none where all are in one."""
    named = ((name or NO_DEPARTMENT, one) for name, one in tally.departments.items())
    return _cut(named, "departments")


def list_courses(tally: Tally) -> Sequence[Part]:
    """Return the counts of the largest courses, in their order; none where there is one."""
    return _cut(((one.title, one.summary) for one in tally.courses.values()), "courses")


def _cut(named: Iterable[tuple[str, Summary]], kind: str) -> Sequence[Part]:
    """Leave out what nothing is asked of, and put the smallest together at the end."""
    parts = [Part(name, one) for name, one in named if one.required]
    if len(parts) < 2:  # noqa: PLR2004 - of one, the counts in all say everything
        return ()
    places = sorted(range(len(parts)), key=lambda place: -parts[place].summary.required)
    shown = [parts[place] for place in sorted(places[:MOST])]
    others = Summary()
    for place in places[MOST:]:
        others.include(parts[place].summary)
    left = len(parts) - len(shown)
    return [*shown, Part(f"{left:,} other {kind}", others)] if left else shown
