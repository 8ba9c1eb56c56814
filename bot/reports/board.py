"""What the dashboard shows: the rows of the completion report and their counts, for who may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from time import perf_counter

from bot.learning.people import PERSONNEL, Member
from bot.reports.completion import CompletionReport, CompletionRow, State, Summary, Tally
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

    course_title: str
    as_of: datetime
    rows: tuple[CompletionRow, ...]
    total: Summary
    departments: Mapping[str, Summary]

    def list_of(self, person_id: int) -> list[CompletionRow]:
        """Return the rows of one person, the newest occurrence first."""
        found = [row for row in self.rows if row.person_id == person_id]
        return sorted(found, key=lambda row: -row.occurrence_no)


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

    def read(self, member: Member) -> Board:
        """Return the rows of everybody; for managers those of their people, by today's roster."""
        whole = self._read_whole()
        if member.role in PERSONNEL:
            return whole
        with self._database.reading() as session:
            below = frozenset(scope.list_below(Plain.of(session), member.id))
        rows = (row for row in whole.rows if row.person_id in below)
        return _make_board(whole.course_title, whole.as_of, rows)

    def _read_whole(self) -> Board:
        with self._reading:
            now, former = self._clock(), self._board
            if former is not None and timedelta(0) <= now - former.as_of < self._life:
                return former
            start = perf_counter()
            report = self._report()
            rows = sorted(report.rows, key=_rank)
            self._board = _make_board(report.course.title, report.criteria.as_of, rows)
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


def _make_board(title: str, as_of: datetime, rows: Iterable[CompletionRow]) -> Board:
    tally, kept = Tally(), tuple(rows)
    for row in kept:
        tally.add(row)
    return Board(title, as_of, kept, tally.total, tally.departments)


def _rank(row: CompletionRow) -> tuple[int, int, str, int, int]:
    place = list(Mark).index(find_mark(row))
    return place, -row.days_overdue, row.name.casefold(), row.person_id, -row.occurrence_no
