"""What the dashboard shows: the rows of the completion report and their counts, for who may see."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from time import perf_counter

from bot.learning.people import PERSONNEL, Member
from bot.reports.completion import (
    CompletionReport,
    CompletionRow,
    CourseCounts,
    State,
    Summary,
    Tally,
)
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import scope

# Counting never takes more than a sixtieth of the time; a small bot shows what was just recorded.
LIFE = 60


class Mark(StrEnum):
    """Where somebody is, the most pressing first; named as the counts of the report are."""

    OVERDUE = "overdue"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    UNASSIGNED = "unassigned"
    WAIVED = "waived"
    LEFT = "left"


@dataclass(frozen=True)
class Board:
    """The rows that somebody may see, the most pressing first, with their counts."""

    title: str
    as_of: datetime
    rows: tuple[CompletionRow, ...]
    total: Summary
    departments: Mapping[str, Summary]
    courses: Mapping[str, CourseCounts]  # by their ids; also of those that were not chosen

    def list_of(self, person_id: int) -> list[CompletionRow]:
        """Return the rows of one person, course after course, the newest occurrence first."""
        order = list(self.courses)
        found = [row for row in self.rows if row.person_id == person_id]
        return sorted(found, key=lambda row: (order.index(row.course_id), -row.occurrence_no))


class Boards:
    """Reads the board, for whoever may look at some of it."""

    def __init__(
        self,
        database: Database,
        report: Callable[[], CompletionReport],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._report = report
        self._clock = clock
        self._reading = Lock()  # who comes meanwhile gets the same board
        self._board: Board | None = None
        self._life = timedelta(0)

    def read(self, member: Member, course_id: str | None = None) -> Board:
        """Return the rows of everybody; for managers those of their people, by today's roster.

        Of all courses, or of one; one that is in no row is all of them.
        """
        board = self._read_whole()
        if member.role not in PERSONNEL:
            with self._database.reading() as session:
                below = frozenset(scope.list_below(Plain.of(session), member.id))
            rows = [row for row in board.rows if row.person_id in below]
            board = _make_board(board.title, board.as_of, rows, list(board.courses))
        course = board.courses.get(course_id) if course_id is not None else None
        if course is None or len(board.courses) == 1:
            return board
        rows = [row for row in board.rows if row.course_id == course_id]
        chosen = _make_board(course.title, board.as_of, rows)
        return replace(chosen, courses=board.courses)

    def _read_whole(self) -> Board:
        with self._reading:
            now, former = self._clock(), self._board
            if former is not None and timedelta(0) <= now - former.as_of < self._life:
                return former
            start = perf_counter()
            report = self._report()
            rows, order = sorted(report.rows, key=_rank), [one.id for one in report.courses]
            self._board = _make_board(report.title, report.criteria.as_of, rows, order)
            self._life = timedelta(seconds=LIFE * (perf_counter() - start))
            return self._board


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


def _make_board(
    title: str, as_of: datetime, rows: Iterable[CompletionRow], order: Sequence[str] = ()
) -> Board:
    tally, kept = Tally(), tuple(rows)
    for row in kept:
        tally.add(row)
    counts = tally.courses
    courses = {one: counts[one] for one in order if one in counts}
    return Board(title, as_of, kept, tally.total, tally.departments, courses)


def _rank(row: CompletionRow) -> tuple[int, int, str, int, int]:
    place = list(Mark).index(find_mark(row))
    return place, -row.days_overdue, row.name.casefold(), row.person_id, -row.occurrence_no
