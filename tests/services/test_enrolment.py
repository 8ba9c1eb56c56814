"""Joining: an invite is spent once for each person, guessing is slow, and codes are not kept."""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier

import pytest

from bot.bootstrap import open_database
from bot.learning.errors import InviteRefused, NameChanged, NameRefused, TooManyJoinAttempts
from bot.learning.people import Member, Role, digest_name
from bot.services.enrolment import Enrolment, make_code
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.storage.rows import count


@pytest.fixture
def enrolment(database: Database, clock: FakeClock) -> Enrolment:
    """Enrolment in an empty company."""
    return Enrolment(database, clock)


def try_in_vain(enrolment: Enrolment, times: int, telegram_id: int = 7) -> None:
    """Try codes that nobody was given."""
    for number in range(times):
        with pytest.raises(InviteRefused):
            enrolment.join(telegram_id, f"guess-{number}")


@pytest.mark.parametrize("role", list(Role))
def test_person_joins_with_the_role_of_the_invite(enrolment: Enrolment, role: Role) -> None:
    """They are members from then on, still without a name."""
    member = enrolment.join(7, enrolment.invite(role))

    assert member == Member(1, 7, None, role)
    assert enrolment.find_member(7) == member
    assert enrolment.find_member(8) is None


def test_code_is_not_kept(enrolment: Enrolment, database: Database) -> None:
    """Whoever reads the file cannot join with what they find: only a hash is in it."""
    code = enrolment.invite(Role.ADMIN, uses=2)
    enrolment.join(7, code)
    with closing(sqlite3.connect(database.path)) as connection:
        text = "\n".join(connection.iterdump())

    assert code not in text
    assert hashlib.sha256(code.encode()).hexdigest() in text
    assert code.encode() not in database.path.read_bytes()


def test_codes_are_long_and_different(enrolment: Enrolment) -> None:
    """128 random bits, in characters that Telegram takes in a link."""
    codes = {enrolment.invite(Role.LEARNER) for _ in range(20)}

    assert len(codes) == 20
    for code in codes:
        assert len(code) == 22
        assert code.replace("-", "").replace("_", "").isalnum()


def test_no_code_begins_like_a_formula() -> None:
    """One of 64 would begin with a hyphen, which spreadsheets take for a formula."""
    assert not any(make_code().startswith("-") for _ in range(2000))


def test_code_is_spent(enrolment: Enrolment) -> None:
    """As many people join as the invite has uses."""
    code = enrolment.invite(Role.LEARNER, uses=2)
    enrolment.join(1, code)
    enrolment.join(2, code)

    with pytest.raises(InviteRefused):
        enrolment.join(3, code)
    assert enrolment.find_member(3) is None


def test_code_expires(enrolment: Enrolment, clock: FakeClock) -> None:
    """It works to the end of its days, and not at it."""
    code = enrolment.invite(Role.LEARNER, uses=2, days=3)
    clock.advance(days=3, microseconds=-1)
    enrolment.join(1, code)
    clock.advance(microseconds=1)

    with pytest.raises(InviteRefused):
        enrolment.join(2, code)


@pytest.mark.parametrize("code", ["", " ", "unknown", "x" * 5000, "' OR 1=1 --", "ünï\n🙂"])
def test_unknown_code_is_refused(enrolment: Enrolment, code: str) -> None:
    """Nothing but a code that was given lets anybody in."""
    enrolment.invite(Role.LEARNER)

    with pytest.raises(InviteRefused):
        enrolment.join(7, code)
    assert enrolment.find_member(7) is None


def test_code_is_taken_with_spaces_around_it(enrolment: Enrolment) -> None:
    """People copy more than they mean to."""
    assert enrolment.join(7, f"  {enrolment.invite(Role.LEARNER)}\n").telegram_id == 7


def test_member_who_joins_again_spends_nothing(enrolment: Enrolment, database: Database) -> None:
    """A second tap on the link gives the same person, and the use is left for somebody else."""
    code = enrolment.invite(Role.LEARNER, uses=2)
    first = enrolment.join(1, code)

    assert enrolment.join(1, code) == first
    assert enrolment.join(1, "nonsense") == first
    assert enrolment.join(1, enrolment.invite(Role.ADMIN)).role is Role.LEARNER
    enrolment.join(2, code)
    assert count(database, "person") == 2
    assert count(database, "join_attempt") == 0


def test_guessing_is_stopped_for_ten_minutes(enrolment: Enrolment, clock: FakeClock) -> None:
    """After five vain codes even a good one waits, and the wait is said."""
    code = enrolment.invite(Role.LEARNER)
    try_in_vain(enrolment, 5)
    clock.advance(minutes=4)

    with pytest.raises(TooManyJoinAttempts) as refused:
        enrolment.join(7, code)
    assert refused.value.wait == timedelta(minutes=6)
    clock.advance(minutes=6)
    assert enrolment.join(7, code).telegram_id == 7


def test_window_slides(enrolment: Enrolment, clock: FakeClock) -> None:
    """One more try is free when the oldest of the last five is ten minutes old."""
    try_in_vain(enrolment, 1)
    clock.advance(minutes=9)
    try_in_vain(enrolment, 4)
    clock.advance(minutes=1)
    try_in_vain(enrolment, 1)

    with pytest.raises(TooManyJoinAttempts) as refused:
        enrolment.join(7, "guess")
    assert refused.value.wait == timedelta(minutes=9)


def test_waiting_is_not_made_longer_by_trying(
    enrolment: Enrolment, database: Database, clock: FakeClock
) -> None:
    """What is tried during the wait does not count."""
    try_in_vain(enrolment, 5)
    for _ in range(3):
        clock.advance(minutes=3)
        with pytest.raises(TooManyJoinAttempts):
            enrolment.join(7, "guess")
    clock.advance(minutes=1)

    assert count(database, "join_attempt") == 5
    try_in_vain(enrolment, 1)


def test_one_account_does_not_slow_down_another(enrolment: Enrolment) -> None:
    """Somebody's guessing is nobody else's wait."""
    try_in_vain(enrolment, 5)

    assert enrolment.join(8, enrolment.invite(Role.LEARNER)).telegram_id == 8


@pytest.mark.parametrize(("uses", "days"), [(0, 7), (-1, 7), (1, 0), (1, -3)])
def test_invite_that_nobody_can_use_is_refused(
    enrolment: Enrolment, database: Database, uses: int, days: int
) -> None:
    """At least one use and one day."""
    with pytest.raises(ValueError, match="at least"):
        enrolment.invite(Role.LEARNER, uses=uses, days=days)
    assert count(database, "invite") == 0


def test_name_is_given_once(enrolment: Enrolment) -> None:
    """What the company knows is not changed by a second message."""
    enrolment.join(7, enrolment.invite(Role.LEARNER))

    assert enrolment.give_name(7, "  Ana\n Kovač ").name == "Ana Kovač"
    assert enrolment.give_name(7, "Somebody Else").name == "Ana Kovač"
    member = enrolment.find_member(7)
    assert member is not None
    assert member.name == "Ana Kovač"


def test_bad_name_stores_nothing(enrolment: Enrolment) -> None:
    """They are asked again."""
    enrolment.join(7, enrolment.invite(Role.LEARNER))
    with pytest.raises(NameRefused):
        enrolment.give_name(7, "/start")

    assert enrolment.find_member(7) == Member(1, 7, None, Role.LEARNER)


def test_name_is_proposed_and_then_confirmed(enrolment: Enrolment) -> None:
    """Until the person says yes they have no name, and may write another one."""
    enrolment.join(7, enrolment.invite(Role.LEARNER))
    assert enrolment.propose_name(7, "  Anna\n Kovač ") == "Anna Kovač"
    assert enrolment.find_member(7) == Member(1, 7, None, Role.LEARNER)
    assert enrolment.propose_name(7, "Ana Kovač") == "Ana Kovač"

    digest = digest_name("Ana Kovač")
    assert enrolment.confirm_name(7, digest, update_id=5).name == "Ana Kovač"
    assert enrolment.confirm_name(7, digest, update_id=6).name == "Ana Kovač"
    assert enrolment.is_named_by(7, 5)
    assert not enrolment.is_named_by(7, 6)


def test_only_the_name_above_the_button_is_confirmed(enrolment: Enrolment) -> None:
    """The question about an earlier name is out of date."""
    enrolment.join(7, enrolment.invite(Role.LEARNER))
    enrolment.propose_name(7, "Ana Kovac")
    enrolment.propose_name(7, "Anna Kowalska")

    with pytest.raises(NameChanged):
        enrolment.confirm_name(7, digest_name("Ana Kovac"))
    assert enrolment.find_member(7) == Member(1, 7, None, Role.LEARNER)


def test_nothing_proposed_is_nothing_to_confirm(enrolment: Enrolment) -> None:
    """An old button confirms no empty name, and a bad proposal leaves the last good one."""
    enrolment.join(7, enrolment.invite(Role.LEARNER))
    with pytest.raises(NameChanged):
        enrolment.confirm_name(7, digest_name("Ana"))
    enrolment.propose_name(7, "Ana")
    with pytest.raises(NameRefused):
        enrolment.propose_name(7, "/home")

    assert enrolment.confirm_name(7, digest_name("Ana")).name == "Ana"


def test_stranger_gives_no_name(enrolment: Enrolment, database: Database) -> None:
    """Nobody becomes a member by saying who they are."""
    with pytest.raises(InviteRefused):
        enrolment.propose_name(7, "Ana")
    with pytest.raises(InviteRefused):
        enrolment.confirm_name(7, digest_name("Ana"))
    assert count(database, "person") == 0


def test_old_guesses_are_forgotten(
    enrolment: Enrolment, database: Database, clock: FakeClock
) -> None:
    """Whoever's they are, once they slow down nobody any more."""
    try_in_vain(enrolment, 3, telegram_id=8)
    clock.advance(minutes=10)
    try_in_vain(enrolment, 1)

    assert count(database, "join_attempt") == 1


def test_one_use_lets_one_of_twenty_in(
    enrolment: Enrolment, database: Database, clock: FakeClock
) -> None:
    """Twenty people on twenty threads of two processes tap a link at once."""
    code = enrolment.invite(Role.LEARNER)
    at_once = Barrier(20)

    with open_database(database.path) as second:
        doors = [enrolment, Enrolment(second, clock)]

        def join(number: int) -> Member | None:
            at_once.wait(10)
            try:
                return doors[number % 2].join(number, code)
            except InviteRefused:
                return None

        with ThreadPoolExecutor(20) as threads:
            joined = [member for member in threads.map(join, range(20)) if member]

    assert len(joined) == 1
    assert count(database, "person") == 1
    assert count(database, "join_attempt") == 19


def test_account_that_taps_ten_times_at_once_is_one_member(
    enrolment: Enrolment, database: Database
) -> None:
    """And nine uses are left for the others."""
    code = enrolment.invite(Role.LEARNER, uses=10)
    with ThreadPoolExecutor(10) as threads:
        members = set(threads.map(lambda _: enrolment.join(7, code), range(10)))

    assert len(members) == 1
    assert count(database, "person") == 1
    for number in range(9):
        enrolment.join(100 + number, code)
    with pytest.raises(InviteRefused):
        enrolment.join(200, code)
