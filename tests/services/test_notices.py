"""Notices: in hand once, marked, waiting for those who cannot be reached, and given back."""

import pytest

from bot.learning.notices import Notice, NoticeKind
from bot.learning.people import Member, UnreachableReason
from bot.services.reach import Reach
from bot.storage.queries import notices
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.storage.rows import count


@pytest.fixture
def owed(school: School, ana: Member, clock: FakeClock) -> Notice:
    """A notice to Ana that is due."""
    with school.database.writing() as session:
        notices.owe(session, NoticeKind.FLAG_ANSWER, 1, [ana.id], clock())
    return Notice(NoticeKind.FLAG_ANSWER, 1, ana.id, ana.telegram_id)


def test_notice_is_in_hand_once(school: School, owed: Notice) -> None:
    """Two mailers do not get the same one, and once it is sent it is over."""
    assert school.notices.is_due()
    assert school.notices.claim(9) == [owed]
    assert not school.notices.is_due()
    assert school.notices.claim(9) == []
    school.notices.mark_sent(owed)

    assert school.notices.release() == 0
    assert count(school.database, "notice WHERE state = 'sent' AND settled_at IS NOT NULL") == 1


def test_notice_is_owed_once(school: School, owed: Notice, clock: FakeClock) -> None:
    """Owed again, it stays what it was: sent, or waiting."""
    school.notices.claim(9)
    school.notices.mark_sent(owed)
    with school.database.writing() as session:
        notices.owe(session, owed.kind, owed.subject_id, [owed.person_id], clock())

    assert school.notices.claim(9) == []


def test_notice_in_hand_at_the_end_of_a_process_waits_again(school: School, owed: Notice) -> None:
    """It may have got there already: at least once is what is promised."""
    school.notices.claim(9)

    assert school.notices.release() == 1
    assert school.notices.claim(9) == [owed]


def test_refused_notice_is_not_tried_again(school: School, owed: Notice) -> None:
    """Telegram's words are kept."""
    school.notices.claim(9)
    school.notices.mark_failed(owed, "Chat not found")

    assert not school.notices.is_due()
    assert count(school.database, "notice WHERE reason = 'Chat not found'") == 1


def test_notice_waits_for_who_cannot_be_reached(
    school: School, owed: Notice, clock: FakeClock
) -> None:
    """Whoever blocks the bot gets it when they write again."""
    school.notices.claim(9)
    school.notices.mark_unreachable(owed, UnreachableReason.BLOCKED)
    assert not school.notices.is_due()

    clock.advance(days=3)
    Reach(school.database, clock).mark_reachable(owed.telegram_id)
    assert school.notices.claim(9) == [owed]
