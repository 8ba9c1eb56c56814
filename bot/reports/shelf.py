"""The rows of the completion report, cut down to what lists show, and sorted for every question.

A row takes some 200 bytes here, a fifth of what it takes in the report. It is made in portions, in
a process of its own where there are many; no portion keeps the bot from its taps for long.
"""

import heapq
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from time import sleep
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bot.learning.errors import CountingFailed
from bot.learning.people import fold
from bot.learning.roster import Status
from bot.reports.completion import CompletionRow, State, Summary, summarise

T = TypeVar("T", bound=tuple[Any, ...])
AT_ONCE: Final = 2048  # values that are sorted in one go
PORTION: Final = 512  # rows that are handed on, or gone through, in one go
PAUSE: Final = 0.004  # seconds after each, in which other threads have the interpreter
LAST: Final = "\U0010ffff"  # comes after every letter


class Mark(StrEnum):
    """Where somebody is, named as the counts of the report are."""

    OVERDUE = "overdue"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    UNASSIGNED = "unassigned"
    WAIVED = "waived"
    LEFT = "left"


class Entry(NamedTuple):
    """A row as lists show it; days are those of the company."""

    person_id: int
    name: str
    employee_id: str | None
    department: str
    course_id: str
    occurrence_no: int
    mark: Mark
    days_overdue: int
    due_on: date | None
    started_on: date | None
    completed_on: date | None
    completed_late: bool
    best_score_pct: int | None
    has_left: bool


class Kind(NamedTuple):
    """What a row counts as, with the marks by which it is found."""

    summary: Summary
    marks: tuple[Mark, ...]


@dataclass(frozen=True, eq=False)
class Shelf:
    """All rows of a count, the most pressing first; a place is where a row stands."""

    # Plain tuples with the fields of an Entry: the garbage collector need not look at them.
    rows: list[tuple[Any, ...]]
    kinds: list[Kind]
    kind_of: Sequence[int]  # by place
    _people: Sequence[int]  # ids, ascending, once for each row
    _places: Sequence[int]  # beside them
    _words: list[str]  # of names and numbers, ascending
    _owners: Sequence[int]  # beside them: the ids of the people

    def show(self, places: Iterable[int]) -> list[Entry]:
        """Return the rows at some places."""
        return [Entry._make(self.rows[place]) for place in places]

    def place(self, people: Iterable[int]) -> list[int]:
        """Return where some people's rows stand, ascending."""
        places: list[int] = []
        for person_id in people:
            start = bisect_left(self._people, person_id)
            end = bisect_right(self._people, person_id, start)
            places += self._places[start:end]
        return sorted(places)

    def find(self, words: Sequence[str]) -> set[int]:
        """Return who has, for each of the words, a name or number that begins with it."""
        found: set[int] | None = None
        for word in sorted(words, key=len, reverse=True):
            start = bisect_left(self._words, word)
            end = bisect_left(self._words, word + LAST, start)
            owners = set(self._owners[start:end])
            found = owners if found is None else found & owners
        return found or set()


def find_mark(row: CompletionRow) -> Mark:
    """Say where somebody is, as a row shows it."""
    return Mark.OVERDUE if row.overdue else find_state(row)


def find_state(row: CompletionRow) -> Mark:
    """Say as what the counts of the report take a row; overdue ones are counted besides."""
    if not row.occurrence_no and not row.required:
        return Mark.UNASSIGNED
    if row.completion is State.COMPLETED:
        return Mark.COMPLETED
    if row.waived_at is not None:
        return Mark.WAIVED
    return Mark.LEFT if row.left else Mark(row.completion)


def has_mark(row: CompletionRow, mark: Mark) -> bool:
    """Tell whether a row is among those that a count counts."""
    if mark is Mark.UNASSIGNED:
        return not row.occurrence_no
    return row.overdue if mark is Mark.OVERDUE else find_state(row) is mark


class RowsPart(NamedTuple):
    """Some rows, in their order, with their kinds."""

    rows: list[tuple[Any, ...]]
    kinds: list[int]


class WordsPart(NamedTuple):
    """Some words, in their order, with who has them."""

    words: list[str]
    owners: list[int]


class LastPart(NamedTuple):
    """All that is left."""

    kinds: list[Kind]
    people: "array[int]"
    places: "array[int]"


Part = RowsPart | WordsPart | LastPart


def make_parts(rows: Iterable[CompletionRow], zone: ZoneInfo) -> Iterator[Part]:
    """Sort the rows of a report, and yield portions of what `shelve` puts together."""
    maker = _Maker(zone)
    # No two rows have the same rank, so that nothing else is compared.
    ranked = _sort(maker.rank(row) for row in rows)
    ids = []
    while some := list(islice(ranked, PORTION)):
        ids += [entry[0] for _, entry, _ in some]
        yield RowsPart([entry for _, entry, _ in some], [kind for _, _, kind in some])
    words = _sort(maker.words)
    while pairs := list(islice(words, PORTION)):
        yield WordsPart([word for word, _ in pairs], [owner for _, owner in pairs])
    people, places = array("q"), array("I")
    for person_id, place in _sort((person_id, place) for place, person_id in enumerate(ids)):
        people.append(person_id)
        places.append(place)
    yield LastPart(maker.kinds, people, places)


def shelve(parts: Iterable[Part]) -> Shelf:
    """Put portions together, in no hurry; what many rows have is kept once."""
    rows: list[tuple[Any, ...]] = []
    kind_of, owners, words = array("H"), array("q"), list[str]()
    once: dict[Any, Any] = {}
    for part in parts:
        sleep(PAUSE)
        if isinstance(part, RowsPart):
            rows += [tuple([once.setdefault(one, one) for one in row]) for row in part.rows]
            kind_of.extend(part.kinds)
        elif isinstance(part, WordsPart):
            words += part.words
            owners.extend(part.owners)
        else:
            return Shelf(rows, part.kinds, kind_of, part.people, part.places, words, owners)
    raise CountingFailed


def go_through(places: Sequence[int]) -> Iterator[int]:
    """Yield places, in no hurry: taps wait for a thread that never pauses."""
    for start in range(0, len(places), PORTION):
        yield from places[start : start + PORTION]
        if start + PORTION < len(places):
            sleep(PAUSE)


@dataclass
class _Maker:
    """Cuts rows down, and keeps once what many of them have."""

    zone: ZoneInfo
    kinds: list[Kind] = field(default_factory=list)
    words: list[tuple[str, int]] = field(default_factory=list)
    _numbers: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _days: dict[date, date] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def rank(self, row: CompletionRow) -> tuple[tuple[Any, ...], tuple[Any, ...], int]:
        """Return what a row is sorted by, the row as lists show it, and its kind."""
        if row.person_id not in self._seen:
            self._seen.add(row.person_id)
            own = {self._once(word) for word in fold(f"{row.name} {row.employee_id or ''}").split()}
            self.words += [(word, row.person_id) for word in own]
        mark = find_mark(row)
        name = self._once(row.name.casefold())
        due_on = self._find_day(row.due_at)
        pressing = due_on if mark in _WAITING and due_on else date.max
        rank = _PLACES[mark], -row.days_overdue, pressing, name, row.person_id, -row.occurrence_no
        entry = (
            row.person_id,
            self._once(row.name),
            row.employee_id and self._once(row.employee_id),
            self._once(row.department or ""),
            self._once(row.course_id),
            row.occurrence_no,
            mark,
            row.days_overdue,
            due_on,
            self._find_day(row.started_at),
            self._find_day(row.completed_at),
            row.completed_late,
            row.best_score_pct,
            row.employee_status == Status.TERMINATED,
        )
        return rank, entry, self._find_kind(row)

    def _find_kind(self, row: CompletionRow) -> int:
        # All that counts and marks look at.
        key = (
            bool(row.occurrence_no),
            row.required,
            row.completion,
            row.completed_late,
            row.waived_at is None,
            row.left,
            row.overdue,
            row.unreachable,
            row.erased,
        )
        number = self._numbers.setdefault(key, len(self.kinds))
        if number == len(self.kinds):
            summary = summarise([row])
            summary.last_reminder_at = None
            self.kinds.append(Kind(summary, tuple(mark for mark in Mark if has_mark(row, mark))))
        return number

    def _find_day(self, moment: datetime | None) -> date | None:
        if moment is None:
            return None
        day = moment.astimezone(self.zone).date()
        return self._days.setdefault(day, day)

    def _once(self, text: str) -> str:
        return self._texts.setdefault(text, text)


_WAITING: Final = frozenset({Mark.NOT_STARTED, Mark.IN_PROGRESS})
# What still has to be done stands together: how soon it is due says how much it presses.
_PLACES: Final = {mark: place for place, mark in enumerate(Mark)} | {
    Mark.IN_PROGRESS: list(Mark).index(Mark.NOT_STARTED)
}


def _sort(values: Iterable[T]) -> Iterator[T]:
    """Sort in portions: a single sort of everything would stop all other threads."""
    portions: list[list[T]] = [[]]
    for value in values:
        if len(portions[-1]) == AT_ONCE:
            portions[-1].sort()
            portions.append([])
        portions[-1].append(value)
    portions[-1].sort()
    return heapq.merge(*portions)
