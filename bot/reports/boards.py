"""The newest board for whoever looks: counted anew beside what is shown, so that nobody waits."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

from bot.learning.people import PERSONNEL, Member
from bot.reports.board import Board
from bot.reports.completion import CompletionRow, Criteria, Taught, name_courses
from bot.reports.counting import CountingStopped
from bot.reports.kept import Kept
from bot.reports.occurrences import report_completion, stream_completion
from bot.reports.shelf import shelve
from bot.storage.engine import Database
from bot.storage.queries.scope import list_below

log = logging.getLogger(__name__)

# Counting never takes more than a sixtieth of the time; a small bot shows what was just recorded.
LIFE: Final = 60
OUTDATED_LIFE: Final = 5  # where something was changed on the dashboard since
PATIENCE: Final = 0.2  # seconds that somebody who looks waits for a fresh count
FIRST_PATIENCE: Final = 8.0  # and for the first one, as there is nothing else to show
RETRY: Final = timedelta(minutes=1)  # after a count that failed
KEPT_BOARDS: Final = 16  # of managers


class StillCounting(Exception):
    """There is nothing to show yet."""


@dataclass(frozen=True)
class OpenReport:
    """A report whose rows are still to come."""

    title: str
    criteria: Criteria
    rows: Iterator[CompletionRow]


class Boards:
    """Counts on a thread of its own; what is shown says as of when it is."""

    def __init__(
        self,
        database: Database,
        find_taught: Callable[[datetime], Sequence[Taught]],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        *,
        first_patience: float = FIRST_PATIENCE,
    ) -> None:
        self.zone = zone
        self._first_patience = first_patience
        self._database = database
        self._find_taught = find_taught
        self._clock = clock
        self._lock = Lock()
        self._stop = Event()
        self._counter = ThreadPoolExecutor(1, "board")
        self._counting: Future[Board] | None = None
        self._board: Board | None = None
        self._narrowed: Kept[Board] = Kept(KEPT_BOARDS)
        self._took = 0.0
        self._is_outdated = False
        self._retry_at: datetime | None = None

    def read(self, member: Member) -> Board:
        """Return the rows of everybody; for managers those of their people, by today's roster.

        Raises StillCounting where the first count takes its time.
        """
        whole = self._read_whole()
        if member.role in PERSONNEL:
            return whole
        below = self._find_below(member)
        return self._narrowed.get((id(whole), below), lambda: whole.narrow(below))

    def list_rows(self, person_id: int) -> list[CompletionRow]:
        """Return one person's rows as they are now, course by course, the newest first."""
        now = self._clock()
        criteria = Criteria(now, self.zone, people=frozenset({person_id}))
        report = report_completion(self._database, self._find_taught(now), criteria)
        order = [course.id for course in report.courses]
        return sorted(report.rows, key=lambda row: (order.index(row.course_id), -row.occurrence_no))

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def open_report(
        self,
        member: Member,
        as_of: datetime,
        course_id: str | None,
        department: str | None,
        words: str = "",
    ) -> OpenReport:
        """Begin the report as of a moment, of whom somebody may see; its rows come one by one."""
        people: frozenset[int] | None = None
        if words:
            board = self.read(member)
            people = board.name_people(board.select(words=words))
        elif member.role not in PERSONNEL:
            people = self._find_below(member)
        taught = self._find_taught(as_of)
        criteria = Criteria(as_of, self.zone, department, people, course_id)
        rows = stream_completion(self._database, taught, criteria, self._check_stop)
        title = name_courses([one.course for one in criteria.choose(taught)])
        return OpenReport(title, criteria, rows)

    def outdate(self) -> None:
        """Have everything counted anew soon: something has been changed."""
        with self._lock:
            self._is_outdated = True

    def recount(self) -> None:
        """Have everything counted anew, beside what is shown."""
        with self._lock:
            self._begin()

    @property
    def is_counting(self) -> bool:
        """Whether everything is being counted."""
        with self._lock:
            return self._counting is not None and not self._counting.done()

    def close(self) -> None:
        """Count no more."""
        self._stop.set()
        self._counter.shutdown()

    def _find_below(self, member: Member) -> frozenset[int]:
        with self._database.peeking() as plain:
            return frozenset(list_below(plain, member.id))

    def _read_whole(self) -> Board:
        with self._lock:
            now, board = self._clock(), self._board
            if board is not None and self._is_good(board, now):
                return board
            counting, took = self._begin(), self._took
        if board is not None and took > PATIENCE:
            return board
        try:
            return counting.result(self._first_patience if board is None else PATIENCE)
        except Exception as error:
            if board is not None:
                return board  # what failed has been logged
            if isinstance(error, TimeoutError):
                raise StillCounting from None
            raise

    def _begin(self) -> Future[Board]:
        if self._counting is None or self._counting.done():
            self._is_outdated = False
            self._counting = self._counter.submit(self._count)
        return self._counting

    def _is_good(self, board: Board, now: datetime) -> bool:
        age = now - board.as_of
        life = (OUTDATED_LIFE if self._is_outdated else LIFE) * self._took
        if timedelta(0) <= age < timedelta(seconds=life):
            return True
        return self._retry_at is not None and now < self._retry_at

    def _count(self) -> Board:
        start, now = perf_counter(), self._clock()
        try:
            taught = self._find_taught(now)
            rows = stream_completion(
                self._database, taught, Criteria(now, self.zone), self._check_stop
            )
            shelf = shelve(rows, self.zone)
            titles = {one.course.id: one.course.title for one in taught}
            board = Board(shelf, titles, now, range(len(shelf.rows)))
        except CountingStopped:
            raise
        except Exception:
            log.exception("the dashboard could not be counted")
            self._retry_at = now + RETRY
            raise
        with self._lock:
            self._board, self._took, self._retry_at = board, perf_counter() - start, None
            self._narrowed = Kept(KEPT_BOARDS)
        return board

    def _check_stop(self, _done: int, _people: int) -> None:
        if self._stop.is_set():
            raise CountingStopped
