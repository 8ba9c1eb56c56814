"""Who cannot be reached: the mark, since when, and its end."""

import pytest

from bot.learning.people import Role, UnreachableReason
from bot.services.enrolment import Enrolment
from bot.services.reach import Reach
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.storage.rows import count


@pytest.fixture
def enrolment(database: Database, clock: FakeClock) -> Enrolment:
    """A bot that Ana (7) and Ben (8) have joined."""
    enrolment = Enrolment(database, clock)
    for telegram_id in (7, 8):
        enrolment.join(telegram_id, enrolment.invite(Role.LEARNER))
    return enrolment


@pytest.fixture
def reach(database: Database, clock: FakeClock) -> Reach:
    """The marks."""
    return Reach(database, clock)


def find_mark(enrolment: Enrolment, telegram_id: int) -> object:
    """Return since when somebody cannot be reached."""
    member = enrolment.find_member(telegram_id)
    assert member is not None
    return member.unreachable_since


def test_mark_stands_until_they_write(enrolment: Enrolment, reach: Reach, clock: FakeClock) -> None:
    """The time is that of the first mark; nobody else is touched."""
    assert find_mark(enrolment, 7) is None
    reach.mark_unreachable(7, UnreachableReason.BLOCKED)
    first = clock.now
    clock.advance(days=2)
    reach.mark_unreachable(7, UnreachableReason.DEACTIVATED)

    assert find_mark(enrolment, 7) == first
    assert find_mark(enrolment, 8) is None
    reach.mark_reachable(7)
    assert find_mark(enrolment, 7) is None
    reach.mark_unreachable(7, UnreachableReason.BLOCKED)
    assert find_mark(enrolment, 7) == clock.now


def test_last_reason_counts(enrolment: Enrolment, reach: Reach, database: Database) -> None:
    """Who blocked the bot and then closed the account has closed the account."""
    assert find_mark(enrolment, 7) is None
    reach.mark_unreachable(7, UnreachableReason.BLOCKED)
    reach.mark_unreachable(7, UnreachableReason.DEACTIVATED)

    with database.reading() as session:
        found = session.connection().exec_driver_sql(
            "SELECT unreachable_reason FROM person ORDER BY telegram_id"
        )
        assert found.scalars().all() == ["deactivated", None]


def test_stranger_is_not_marked(reach: Reach, database: Database) -> None:
    """Who has not joined is nobody to remember."""
    reach.mark_unreachable(99, UnreachableReason.BLOCKED)
    reach.mark_reachable(99)

    assert count(database, "person") == 0
