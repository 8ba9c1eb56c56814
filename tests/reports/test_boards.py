"""Counting the dashboard beside what it shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from bot.learning.people import Member, Role
from bot.reports import boards
from bot.reports.apart import Apart
from bot.reports.boards import Boards
from bot.reports.completion import Taught
from bot.reports.taught import TaughtCourses
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School


class Slow:
    """What is taught, told only once the gate is open."""

    def __init__(self, database: Database) -> None:
        self.gate = Event()
        self.gate.set()
        self.asked = 0
        self.is_broken = False
        self._taught = TaughtCourses(database)

    def find(self, as_of: datetime) -> Sequence[Taught]:
        """Wait at the gate."""
        self.asked += 1
        assert self.gate.wait(30)
        if self.is_broken:
            raise OSError("the disk is gone")
        return self._taught.find(as_of)


@pytest.fixture
def slow(database: Database) -> Slow:
    """The gate."""
    return Slow(database)


@pytest.fixture
def counted(database: Database, slow: Slow, clock: FakeClock) -> Iterator[Boards]:
    """The boards of a school."""
    found = Boards(database, Apart(database), slow.find, clock, ZoneInfo("UTC"), patience=0.5)
    yield found
    slow.gate.set()
    found.close()


@pytest.fixture
def hana(database: Database, clock: FakeClock) -> Member:
    """Somebody in HR, in a school where Ana learns."""
    school = School(database, clock)
    school.join(1, Role.LEARNER, "Ana Kovač")
    return school.join(2, Role.HR, "Hana Hart")


def test_nobody_waits_for_a_recount(
    counted: Boards, slow: Slow, hana: Member, clock: FakeClock
) -> None:
    """What was counted last is shown until the next count is there, and that is begun once."""
    first = counted.read(hana)
    clock.advance(days=1)
    slow.gate.clear()

    assert counted.read(hana) is first
    assert counted.read(hana) is first
    assert counted.is_counting
    assert slow.asked == 2

    slow.gate.set()
    while counted.is_counting:
        pass
    assert counted.read(hana) is not first


def test_a_small_bot_shows_what_was_just_recorded(
    database: Database, slow: Slow, hana: Member, clock: FakeClock
) -> None:
    """Where counting is quick, a look waits for it."""
    counted = Boards(database, Apart(database), slow.find, clock, ZoneInfo("UTC"), patience=30)
    counted.read(hana)
    clock.advance(days=1)

    assert counted.read(hana).as_of == clock()

    before = counted.read(hana)
    counted.recount()
    while counted.is_counting:
        pass
    assert counted.read(hana) is not before
    counted.close()


def test_a_count_that_fails_is_tried_again_later(
    counted: Boards, slow: Slow, hana: Member, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The last one stays; where there is none, whoever asked is told."""
    slow.is_broken = True
    with pytest.raises(OSError, match="disk"):
        counted.read(hana)
    slow.is_broken = False
    good = counted.read(hana)
    slow.is_broken = True
    clock.advance(days=1)

    assert counted.read(hana) is good
    tries = slow.asked
    assert counted.read(hana) is good
    assert slow.asked == tries
    assert "could not be counted" in caplog.text

    slow.is_broken = False
    clock.advance(minutes=2)
    counted.read(hana)
    while counted.is_counting:
        pass
    assert counted.read(hana) is not good


def test_the_first_count_is_not_waited_for_forever(
    database: Database, slow: Slow, hana: Member, clock: FakeClock
) -> None:
    """Somebody who looks is told that it takes a while, and may look again."""
    slow.gate.clear()
    counted = Boards(
        database, Apart(database), slow.find, clock, ZoneInfo("UTC"), first_patience=0.05
    )
    with pytest.raises(boards.StillCounting):
        counted.read(hana)
    slow.gate.set()
    while counted.is_counting:
        pass

    assert counted.read(hana).total.unassigned == 1
    counted.close()
