"""A report as of now stays the same, whoever is writing at that moment."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import closing
from datetime import date, datetime
from threading import Event

import pytest

from bot.learning.assignments import Due, Target, Terms, Whom
from bot.reports.apart import Apart
from bot.reports.boards import Boards
from bot.reports.settled import find_settled
from bot.reports.shelf import Mark
from bot.reports.taught import TaughtCourses
from bot.services.duties import Duties
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, Company
from tests.services.test_assignments import Desk
from tests.services.test_rosters import HR


class WatchedClock(FakeClock):
    """A clock that notes each time it is read whether anybody could write meanwhile."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._path = database.path
        self.is_free: list[bool] = []

    def __call__(self) -> datetime:
        """Return the time."""
        with closing(sqlite3.connect(self._path, timeout=0)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                self.is_free.append(False)
            else:
                self.is_free.append(True)
        return super().__call__()


class SlowClock(FakeClock):
    """A clock that is read for as long as it takes."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now
        self.is_asked, self.may_answer = Event(), Event()

    def __call__(self) -> datetime:
        """Return the time, once that is allowed."""
        self.is_asked.set()
        assert self.may_answer.wait(20)
        return super().__call__()


ACTS: dict[str, Callable[[Desk, int], object]] = {
    "extend": lambda desk, _: desk.duties.extend(2, date(2027, 1, 8), HR, "ill"),
    "waive": lambda desk, _: desk.duties.waive(2, HR, "ill"),
    "elsewhere": lambda desk, _: desk.duties.complete_elsewhere(
        2, date(2026, 11, 23), HR, "a", "b"
    ),
    "roster": lambda desk, _: desk.apply("2,terminated,Ben,Berg,Sales,3\n"),
    "assign": lambda desk, _: desk.assignments.assign(Whom(Target.PERSON, "1"), Terms(), HR),
    "join": lambda desk, invite_id: desk.accounts.accept(1002, invite_id),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_time_is_read_under_the_write_lock(
    database: Database, act: Callable[[Desk, int], object]
) -> None:
    """What has waited for the lock is of when it had it, not of when it came."""
    clock = WatchedClock(database)
    desk = Desk(database, clock)
    desk.give(Whom(Target.PERSON, "2"), Terms(Due(days=14)))
    desk.enrolment.redeem(1002, desk.accounts.invite_employee("2", HR).code)
    claim = desk.accounts.find_claim(1002)
    assert claim is not None
    clock.is_free.clear()

    act(desk, claim.invite_id)

    assert clock.is_free
    assert not any(clock.is_free)


def count_in_chat(company: Company) -> int:
    """Return how many need not complete the course, as the chat says."""
    return company.counts.count(company.hana).summary.waived


def count_on_dashboard(company: Company) -> int:
    """Return the same of the dashboard."""
    find_taught = TaughtCourses(company.database).find
    boards = Boards(company.database, Apart(company.database), find_taught, company.clock, BERLIN)
    try:
        return len(boards.read(company.hana).select(mark=Mark.WAIVED))
    finally:
        boards.close()


def count_as_of(company: Company) -> int:
    """Return the same as of a moment that is settled."""
    moment = find_settled(company.database, company.clock)
    return company.report(back=company.clock.now - moment).summary.waived


@pytest.mark.parametrize("count", [count_in_chat, count_on_dashboard, count_as_of])
def test_what_is_being_written_is_waited_for(
    database: Database, clock: FakeClock, count: Callable[[Company], int]
) -> None:
    """A waiver that has its time already, and is not committed yet, is in the report."""
    company = Company(database, clock)
    slow = SlowClock(clock.now)
    duties = Duties(database, company.school.library, slow)
    with ThreadPoolExecutor() as threads:
        waiving = threads.submit(duties.waive, 6, HR, "ill")
        assert slow.is_asked.wait(20)
        counting = threads.submit(count, company)
        with pytest.raises(NotYet):
            counting.result(1)
        slow.may_answer.set()
        waiving.result(20)

        assert counting.result(20) == 2
