"""Mass messages: whom they are for, who is next, what became of each, and when it is over."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.bootstrap import open_database
from bot.learning.broadcast import Audience, DueBroadcast, Missed, Recipient
from bot.learning.people import Role, UnreachableReason
from bot.services.broadcasts import (
    BroadcastGone,
    BroadcastRepeated,
    Broadcasts,
    NobodyToSendTo,
)
from bot.services.enrolment import Enrolment
from bot.services.reach import Reach
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.test_rosters import Office
from tests.storage.rows import count

LEARNERS = [Role.LEARNER]


@pytest.fixture
def broadcasts(database: Database, clock: FakeClock) -> Broadcasts:
    """Mass messages over a database without people."""
    return Broadcasts(database, clock)


@pytest.fixture
def enrolment(database: Database, clock: FakeClock) -> Enrolment:
    """The way in."""
    return Enrolment(database, clock)


@pytest.fixture
def reach(database: Database, clock: FakeClock) -> Reach:
    """The marks of who cannot be reached."""
    return Reach(database, clock)


def let_in(enrolment: Enrolment, ids: Iterable[int], role: Role = Role.LEARNER) -> None:
    """Let people join under the name P and their number."""
    for telegram_id in ids:
        enrolment.join(telegram_id, enrolment.invite(role))
        enrolment.give_name(telegram_id, f"P{telegram_id}")


def list_ids(recipients: Iterable[Recipient]) -> list[int]:
    """Return the accounts of recipients."""
    return [one.telegram_id for one in recipients]


def test_list_is_everybody_with_the_role_and_a_name(
    broadcasts: Broadcasts, enrolment: Enrolment
) -> None:
    """Not those who have not finished joining, nor those of other roles."""
    let_in(enrolment, [1, 2])
    let_in(enrolment, [3], Role.HR)
    let_in(enrolment, [4], Role.TRAINER)
    enrolment.join(5, enrolment.invite(Role.LEARNER))

    assert broadcasts.count_audience([Role.LEARNER, Role.HR]) == Audience(3, 0)
    queued = broadcasts.create("Hello", [Role.LEARNER, Role.HR])
    assert (queued.total, queued.left, queued.sent) == (3, 3, 0)
    assert queued.roles == (Role.HR, Role.LEARNER)
    assert list_ids(broadcasts.claim(queued.id, 9)) == [1, 2, 3]


def test_learners_are_all_who_have_to_learn(
    broadcasts: Broadcasts, enrolment: Enrolment, database: Database, clock: FakeClock
) -> None:
    """Managers, and whoever the roster names, in whatever role; each of them once."""
    let_in(enrolment, [1])
    let_in(enrolment, [2], Role.MANAGER)
    let_in(enrolment, [3], Role.TRAINER)
    office = Office(database, clock)
    office.apply("1,active,Ana,Kovač,Logistics,2\n2,active,Ben,Berg,Sales,\n")
    hana = office.join("1", 11)
    office.join("2", 12)
    with database.recording() as plain:
        plain.run("UPDATE person SET role = 'hr' WHERE id = ?", hana)

    queued = broadcasts.create("Hello", LEARNERS)
    assert sorted(list_ids(broadcasts.claim(queued.id, 9))) == [1, 2, 11, 12]
    assert broadcasts.count_audience([Role.LEARNER, Role.MANAGER]).people == 4
    assert broadcasts.count_audience([Role.MANAGER]).people == 2
    assert broadcasts.count_audience([Role.HR, Role.TRAINER]).people == 2


def test_list_is_fixed_when_it_is_made(broadcasts: Broadcasts, enrolment: Enrolment) -> None:
    """Who joins later is not on it."""
    let_in(enrolment, [1])
    queued = broadcasts.create("Hello", LEARNERS)
    let_in(enrolment, [2])

    assert list_ids(broadcasts.claim(queued.id, 9)) == [1]
    assert broadcasts.find_progress(queued.id).total == 1


def test_nobody_is_no_audience(
    broadcasts: Broadcasts, enrolment: Enrolment, database: Database
) -> None:
    """Nothing is stored where nobody would get it."""
    let_in(enrolment, [1], Role.HR)

    with pytest.raises(NobodyToSendTo):
        broadcasts.create("Hello", LEARNERS)
    assert count(database, "broadcast") == 0


def test_each_is_claimed_once_and_in_order(broadcasts: Broadcasts, enrolment: Enrolment) -> None:
    """By the order in which they joined; what is in hand is not given out again."""
    let_in(enrolment, range(1, 6))
    queued = broadcasts.create("Hello", LEARNERS)

    assert list_ids(broadcasts.claim(queued.id, 2)) == [1, 2]
    assert list_ids(broadcasts.claim(queued.id, 2)) == [3, 4]
    assert list_ids(broadcasts.claim(queued.id, 2)) == [5]
    assert broadcasts.claim(queued.id, 2) == []
    assert broadcasts.find_progress(queued.id).left == 5


def test_two_processes_never_claim_the_same_recipient(
    broadcasts: Broadcasts, enrolment: Enrolment, database: Database, clock: FakeClock
) -> None:
    """Eight threads over two connections take sixty people: everybody once."""
    let_in(enrolment, range(1, 61))
    queued = broadcasts.create("Hello", LEARNERS)

    with open_database(database.path) as second:
        both = [broadcasts, Broadcasts(second, clock)]

        def take(number: int) -> list[int]:
            taken = []
            while claimed := both[number % 2].claim(queued.id, 3):
                taken.extend(list_ids(claimed))
            return taken

        with ThreadPoolExecutor(8) as threads:
            taken = [one for part in threads.map(take, range(8)) for one in part]

    assert sorted(taken) == list(range(1, 61))


def test_broadcast_is_over_when_the_last_is_settled(
    broadcasts: Broadcasts, enrolment: Enrolment, clock: FakeClock
) -> None:
    """Sent or refused, each counts; before that it is not finished, after it not due."""
    let_in(enrolment, [1, 2])
    queued = broadcasts.create("Hello", LEARNERS)
    assert broadcasts.find_due() == DueBroadcast(queued.id, "Hello")
    first, second = broadcasts.claim(queued.id, 9)
    assert broadcasts.find_due() is None

    broadcasts.mark_sent(first)
    assert broadcasts.find_progress(queued.id).finished_at is None
    clock.advance(seconds=3)
    broadcasts.mark_failed(second, "Chat not found")

    progress = broadcasts.find_progress(queued.id)
    assert progress.finished_at == clock.now
    assert (progress.sent, progress.failed, progress.left) == (1, 1, 0)
    assert broadcasts.summarise(queued.id).failed == (Missed("P2", "Chat not found", None),)


def test_oldest_broadcast_goes_first(broadcasts: Broadcasts, enrolment: Enrolment) -> None:
    """The next one is due when everybody of the first is in hand."""
    let_in(enrolment, [1])
    first = broadcasts.create("One", LEARNERS)
    second = broadcasts.create("Two", LEARNERS)

    assert broadcasts.find_due() == DueBroadcast(first.id, "One")
    broadcasts.claim(first.id, 9)
    assert broadcasts.find_due() == DueBroadcast(second.id, "Two")
    assert [one.id for one in broadcasts.list_newest()] == [second.id, first.id]


def test_what_a_dead_process_had_in_hand_waits_again(
    broadcasts: Broadcasts, enrolment: Enrolment
) -> None:
    """At least once: whoever was not marked is claimed anew, whoever was is not."""
    let_in(enrolment, [1, 2, 3])
    queued = broadcasts.create("Hello", LEARNERS)
    first, _second = broadcasts.claim(queued.id, 2)
    broadcasts.mark_sent(first)

    assert broadcasts.release() == 1
    assert list_ids(broadcasts.claim(queued.id, 9)) == [2, 3]
    assert broadcasts.find_progress(queued.id).sent == 1


def test_unreachable_people_are_passed_over_when_it_is_their_turn(
    broadcasts: Broadcasts, enrolment: Enrolment, reach: Reach, clock: FakeClock
) -> None:
    """Marked before or after the list was made; who has written meanwhile gets it."""
    let_in(enrolment, [1, 2, 3])
    reach.mark_unreachable(1, UnreachableReason.BLOCKED)
    reach.mark_unreachable(2, UnreachableReason.BLOCKED)
    since = clock.now
    assert broadcasts.count_audience(LEARNERS) == Audience(3, 2)
    queued = broadcasts.create("Hello", LEARNERS)
    clock.advance(days=1)
    reach.mark_unreachable(3, UnreachableReason.DEACTIVATED)
    reach.mark_reachable(1)

    assert list_ids(broadcasts.claim(queued.id, 9)) == [1]
    summary = broadcasts.summarise(queued.id)
    assert summary.progress.skipped == 2
    assert summary.skipped == (
        Missed("P2", "blocked", since),
        Missed("P3", "deactivated", clock.now),
    )


def test_broadcast_to_nobody_who_can_be_reached_is_over_at_once(
    broadcasts: Broadcasts, enrolment: Enrolment, reach: Reach
) -> None:
    """A claim that passes over the last ones ends it."""
    let_in(enrolment, [1, 2, 3])
    for telegram_id in (1, 2, 3):
        reach.mark_unreachable(telegram_id, UnreachableReason.BLOCKED)
    queued = broadcasts.create("Hello", LEARNERS)

    assert broadcasts.claim(queued.id, 2) == []
    assert broadcasts.find_due() is not None
    assert broadcasts.claim(queued.id, 2) == []
    assert broadcasts.find_due() is None
    assert broadcasts.find_progress(queued.id).finished_at is not None


def test_blocked_person_is_marked_for_all_broadcasts(
    broadcasts: Broadcasts, enrolment: Enrolment, clock: FakeClock
) -> None:
    """One refusal is enough: the next broadcast passes them over and says since when."""
    let_in(enrolment, [1])
    first, second = (broadcasts.create(text, LEARNERS) for text in ("One", "Two"))
    [recipient] = broadcasts.claim(first.id, 9)
    broadcasts.mark_unreachable(recipient, UnreachableReason.BLOCKED)
    since = clock.now
    clock.advance(hours=1)

    assert broadcasts.claim(second.id, 9) == []
    assert broadcasts.summarise(first.id).failed == (Missed("P1", "blocked", since),)
    assert broadcasts.summarise(second.id).skipped == (Missed("P1", "blocked", since),)
    member = enrolment.find_member(1)
    assert member is not None
    assert member.unreachable_since == since


def test_stop_leaves_out_who_has_not_had_their_turn(
    broadcasts: Broadcasts, enrolment: Enrolment, clock: FakeClock
) -> None:
    """What is sent stays sent, what is in hand is still marked, and then it is over."""
    let_in(enrolment, [1, 2, 3, 4])
    queued = broadcasts.create("Hello", LEARNERS)
    first, second = broadcasts.claim(queued.id, 2)
    broadcasts.mark_sent(first)

    stopped = broadcasts.stop(queued.id)
    assert stopped.stopped_at == clock.now
    assert stopped.finished_at is None
    assert broadcasts.find_due() is None
    assert broadcasts.claim(queued.id, 9) == []
    broadcasts.mark_sent(second)
    over = broadcasts.stop(queued.id)
    assert over.finished_at == clock.now
    assert (over.sent, over.left) == (2, 2)


def test_stop_of_a_finished_broadcast_changes_nothing(
    broadcasts: Broadcasts, enrolment: Enrolment
) -> None:
    """It was not stopped: everybody has it."""
    let_in(enrolment, [1])
    queued = broadcasts.create("Hello", LEARNERS)
    broadcasts.mark_sent(*broadcasts.claim(queued.id, 9))

    assert broadcasts.stop(queued.id).stopped_at is None


def test_stopped_broadcast_of_a_dead_process_is_over_at_the_next_start(
    broadcasts: Broadcasts, enrolment: Enrolment
) -> None:
    """Whoever was in hand then is left out like the others."""
    let_in(enrolment, [1, 2])
    queued = broadcasts.create("Hello", LEARNERS)
    broadcasts.claim(queued.id, 1)
    assert broadcasts.stop(queued.id).finished_at is None

    assert broadcasts.release() == 1
    assert broadcasts.find_due() is None
    progress = broadcasts.find_progress(queued.id)
    assert progress.finished_at is not None
    assert progress.left == 2


def test_same_text_to_the_same_people_within_an_hour_is_asked_about(
    broadcasts: Broadcasts, enrolment: Enrolment, database: Database, clock: FakeClock
) -> None:
    """A double Enter sends nothing twice; meant, or an hour later, or to others, it is sent."""
    let_in(enrolment, [1])
    let_in(enrolment, [2], Role.HR)
    queued = broadcasts.create("Hello", LEARNERS)
    clock.advance(minutes=59)

    with pytest.raises(BroadcastRepeated) as repeated:
        broadcasts.create("Hello", [Role.HR, Role.LEARNER])
    assert repeated.value.broadcast_id == queued.id
    assert repeated.value.created_at == clock.now - timedelta(minutes=59)
    assert count(database, "broadcast") == 1
    assert broadcasts.find_repeated("Hello", LEARNERS) is not None
    assert broadcasts.find_repeated("Hello!", LEARNERS) is None
    assert broadcasts.find_repeated("Hello", [Role.HR]) is None
    broadcasts.create("Hello", LEARNERS, is_repeat_meant=True)
    clock.advance(hours=1)
    assert broadcasts.find_repeated("Hello", LEARNERS) is None


def test_unknown_broadcast_is_refused(broadcasts: Broadcasts) -> None:
    """Whatever is asked of it."""
    for ask in (broadcasts.find_progress, broadcasts.summarise, broadcasts.stop):
        with pytest.raises(BroadcastGone):
            ask(7)
    assert broadcasts.list_newest() == []
    assert broadcasts.find_due() is None
    assert broadcasts.release() == 0
