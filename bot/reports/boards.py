"""The newest board for whoever looks: counted anew beside what is shown, so that nobody waits."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

from bot.learning.people import PERSONNEL, Member
from bot.reports.apart import Apart
from bot.reports.board import Board
from bot.reports.board_files import Wanted, write_board
from bot.reports.completion import CompletionRow, Criteria, Taught
from bot.reports.kept import Kept
from bot.reports.occurrences import report_completion, stream_completion
from bot.reports.settled import find_settled
from bot.reports.shelf import Part, make_parts, shelve
from bot.reports.trend import Trend, count_trend
from bot.storage.engine import Database
from bot.storage.queries.scope import list_below

log = logging.getLogger(__name__)

# Counting never takes more than a sixtieth of the time; a small bot shows what was just recorded.
LIFE: Final = 60
OUTDATED_LIFE: Final = 5  # where something was changed on the dashboard since
PATIENCE: Final = 0.5  # seconds that somebody who looks waits for a fresh count
FIRST_PATIENCE: Final = 8.0  # and for the first one, as there is nothing else to show
RETRY: Final = timedelta(minutes=1)  # after a count that failed
KEPT_BOARDS: Final = 16  # of managers


class StillCounting(Exception):
    """There is nothing to show yet."""


class Boards:
    """Counts beside everything else; what is shown says as of when it is."""

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        database: Database,
        apart: Apart,
        find_taught: Callable[[datetime], Sequence[Taught]],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        *,
        patience: float = PATIENCE,
        first_patience: float = FIRST_PATIENCE,
    ) -> None:
        self.zone = zone
        self._patience = patience
        self._first_patience = first_patience
        self._database = database
        self._apart = apart
        self._find_taught = find_taught
        self._clock = clock
        self._lock = Lock()
        self._is_closed = False
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
        return self._narrowed.get((id(whole), below), lambda: self._narrow(whole, below))

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

    def write(self, member: Member, wanted: Wanted, path: Path) -> int:
        """Write a file of whom somebody may see; return how many people are in it.

        Raises CountingFailed where it takes too long, and WorkbookUnwritable.
        """
        people: frozenset[int] | None = None
        if wanted.words:
            board = self.read(member)
            people = board.name_people(board.select(words=wanted.words))
        elif member.role not in PERSONNEL:
            people = self._find_below(member)
        as_of = min(wanted.as_of, find_settled(self._database, self._clock))
        taught = self._find_taught(as_of)
        department = wanted.department or None
        is_taught = any(one.course.id == wanted.course_id for one in taught)
        course_id = wanted.course_id if is_taught else None  # which chooses all, as on the page
        criteria = Criteria(as_of, self.zone, department, people, course_id)
        return self._apart.run(write_board, taught, criteria, wanted, path)

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
        self._is_closed = True
        self._apart.close()
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
        if board is not None and took > self._patience:
            return board
        try:
            return counting.result(self._first_patience if board is None else self._patience)
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
            now = find_settled(self._database, self._clock)
            taught = self._find_taught(now)
            parts = self._apart.stream(count_board, taught, Criteria(now, self.zone))
            shelf = shelve(parts)  # type: ignore[arg-type]  # ends before the trend
            trend = next(parts)
            assert isinstance(trend, Trend)  # noqa: S101 - the last one
            for _ in parts:  # lets the process be of use again
                pass
            titles = {one.course.id: one.course.title for one in taught}
            board = Board(shelf, titles, now, range(len(shelf.rows)), trend)
        except Exception:
            if not self._is_closed:
                log.exception("the dashboard could not be counted")
            self._retry_at = now + RETRY
            raise
        with self._lock:
            self._board, self._took, self._retry_at = board, perf_counter() - start, None
            self._narrowed = Kept(KEPT_BOARDS)
        return board

    def _narrow(self, whole: Board, below: frozenset[int]) -> Board:
        return whole.narrow(below, count_trend(self._database, whole.as_of, self.zone, below))


def count_board(
    database: Database, taught: Sequence[Taught], criteria: Criteria
) -> Iterator[Part | Trend]:
    """Yield all that a board is made of, in portions."""
    yield from make_parts(stream_completion(database, taught, criteria), criteria.zone)
    yield count_trend(database, criteria.as_of, criteria.zone)
