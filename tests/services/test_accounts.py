"""Whose account is whose: one person each, once, and progress stays where the person is."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.learning.errors import (
    AccountTaken,
    HasLeft,
    InviteRefused,
    NotBound,
    PersonGone,
    StillBound,
    TooManyJoinAttempts,
)
from bot.learning.joining import VERSION, make_notice
from bot.learning.people import Claim, Member, Role
from bot.services.accounts import Accounts
from bot.services.enrolment import Enrolment
from bot.storage.engine import Database
from bot.storage.queries.personnel import set_roles
from tests.conftest import FakeClock
from tests.reports.making import make_report
from tests.services.builder import School
from tests.services.test_rosters import HR, STAFF, Office
from tests.storage.rows import count


@pytest.fixture
def office(database: Database, clock: FakeClock) -> Office:
    """An office with three people on the roster."""
    office = Office(database, clock)
    office.apply(STAFF)
    return office


def open_invite(office: Office, employee_id: str, telegram_id: int) -> Claim:
    """Open an employee's invite with an account."""
    claim = office.enrolment.redeem(
        telegram_id, office.accounts.invite_employee(employee_id, HR).code
    )
    assert isinstance(claim, Claim)
    return claim


def test_invite_asks_whether_it_is_them_and_then_binds(office: Office) -> None:
    """Opening it spends nothing; the yes does, and accepts the notice."""
    claim = open_invite(office, "1", 11)
    assert claim.name == "Ana K."
    assert office.enrolment.find_member(11) is None

    member = office.accounts.accept(11, claim.invite_id, update_id=5)

    assert member == office.enrolment.find_member(11)
    assert (member.id, member.name, member.role) == (1, "Ana Kovač", Role.LEARNER)
    assert office.enrolment.is_named_by(11, 5)
    assert office.fetch("SELECT version, update_id FROM notice_acceptance") == [(VERSION, 5)]
    assert office.fetch("SELECT telegram_id, origin FROM person_event WHERE kind = 'bound'") == [
        (11, "invite")
    ]
    with pytest.raises(InviteRefused):
        office.accounts.accept(12, claim.invite_id)


def test_two_who_open_one_invite_are_not_both_let_in(office: Office) -> None:
    """The first yes counts."""
    code = office.accounts.invite_employee("1", HR).code
    claims = [office.enrolment.redeem(account, code) for account in (11, 12)]
    assert isinstance(claims[0], Claim)
    office.accounts.accept(12, claims[0].invite_id)

    with pytest.raises(InviteRefused):
        office.accounts.accept(11, claims[0].invite_id)
    assert office.enrolment.find_member(11) is None
    claim = office.accounts.find_claim(11)
    assert claim is not None
    assert not claim.is_valid


def test_ten_accounts_say_yes_at_once(office: Office) -> None:
    """One is the person; the others are strangers."""
    code = office.accounts.invite_employee("1", HR).code
    claims = [office.enrolment.redeem(account, code) for account in range(10, 20)]

    def accept(account: int) -> bool:
        claim = claims[account - 10]
        assert isinstance(claim, Claim)
        try:
            office.accounts.accept(account, claim.invite_id)
        except InviteRefused:
            return False
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(accept, range(10, 20))) == 1
    assert count(office.database, "person WHERE telegram_id IS NOT NULL") == 1
    assert count(office.database, "person_event WHERE kind = 'bound'") == 1


def test_yes_below_an_earlier_question_counts_for_nobody(office: Office) -> None:
    """Who opened two invites must not become the other one by the wrong button."""
    first = open_invite(office, "1", 11)
    second = open_invite(office, "2", 11)

    with pytest.raises(InviteRefused):
        office.accounts.accept(11, first.invite_id)
    assert office.accounts.accept(11, second.invite_id).name == "Ben Berg"


def test_no_leaves_the_invite_to_whom_it_is_for(office: Office) -> None:
    """The account is a stranger's again."""
    claim = open_invite(office, "1", 11)
    office.accounts.decline(11)

    assert office.accounts.find_claim(11) is None
    with pytest.raises(InviteRefused):
        office.accounts.accept(11, claim.invite_id)


def test_new_invite_voids_the_earlier_one(office: Office, clock: FakeClock) -> None:
    """So a lost sheet of paper is no way in."""
    old = office.accounts.invite_employee("1", HR).code
    new = office.accounts.invite_employee("1", HR, days=2).code
    with pytest.raises(InviteRefused):
        office.enrolment.redeem(11, old)
    clock.advance(days=2)
    with pytest.raises(InviteRefused):
        office.enrolment.redeem(11, new)


def test_guessing_personal_codes_is_slowed_down(office: Office) -> None:
    """As with any other code."""
    code = office.accounts.invite_employee("1", HR).code
    for number in range(5):
        with pytest.raises(InviteRefused):
            office.enrolment.redeem(11, f"guess-{number}")
    with pytest.raises(TooManyJoinAttempts):
        office.enrolment.redeem(11, code)


def test_account_of_one_employee_cannot_become_anothers(office: Office) -> None:
    """Not even with a valid invite; and who opens their own again is at home."""
    ana = office.join("1", 11)
    member = office.enrolment.find_member(11)
    assert member is not None
    code = office.accounts.invite_employee("2", HR).code
    with pytest.raises(AccountTaken):
        office.accounts.open_again(member, code)

    assert office.enrolment.redeem(11, code) == member
    assert office.accounts.open_again(member, "nonsense") is None
    assert member.id == ana
    assert office.fetch("SELECT telegram_id FROM person WHERE id = 2") == [(None,)]


def test_lost_phone_loses_no_progress(school: School, ana: Member, clock: FakeClock) -> None:
    """HR unbinds and invites again; what was learned is there, also in an open quiz."""
    accounts = Accounts(school.database, clock, make_notice("HR"))
    asked = school.quizzes.start_check(ana.id, "one")
    school.quizzes.mark_shown(asked.session_id, 0, 500)
    with pytest.raises(StillBound):
        accounts.invite(ana.id, HR)
    accounts.unbind(ana.id, HR, "lost phone")
    with pytest.raises(NotBound):
        accounts.unbind(ana.id, HR, "lost phone")
    assert school.enrolment.find_member(ana.telegram_id) is None

    issued = accounts.invite(ana.id, HR)
    claim = school.enrolment.redeem(77, issued.code)
    assert isinstance(claim, Claim)
    member = accounts.accept(77, claim.invite_id)

    assert (member.id, member.telegram_id) == (ana.id, 77)
    assert school.quizzes.start_check(member.id, "one").session_id == asked.session_id
    turn = school.quizzes.find_turn(member.id, asked.session_id)
    assert turn.message_id is None  # the old chat's number means another message here
    with school.database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT kind, telegram_id, reason FROM person_event ORDER BY id"
        )
        assert [tuple(row) for row in rows] == [
            ("bound", ana.telegram_id, None),
            ("unbound", ana.telegram_id, "lost phone"),
            ("invited", None, None),
            ("bound", 77, None),
        ]


def test_learner_from_before_the_roster_becomes_the_employee(office: Office) -> None:
    """What they learned stays theirs, and the name is the roster's from then on."""
    office.enrolment.join(11, office.enrolment.invite(Role.TRAINER))
    member = office.enrolment.give_name(11, "Anna K")
    claim = office.accounts.open_again(member, office.accounts.invite_employee("1", HR).code)
    assert claim is not None

    joined = office.accounts.accept(11, claim.invite_id)

    assert (joined.id, joined.name, joined.role) == (member.id, "Ana Kovač", Role.TRAINER)
    assert office.fetch("SELECT person_id FROM employee WHERE employee_id = '1'") == [(member.id,)]
    assert office.fetch("SELECT name, replaced_by FROM person WHERE id = 1") == [(None, member.id)]
    with pytest.raises(PersonGone):
        office.accounts.invite(1, HR)
    office.apply("1,active,Ana,Novak,Logistics,3\n")
    assert office.enrolment.find_member(11).name == "Ana Novak"  # type: ignore[union-attr]


def test_role_that_comes_with_the_employee_is_written_down(
    office: Office, clock: FakeClock
) -> None:
    """A report of an earlier moment still has the learner who they were then."""
    school = School(office.database, clock)
    member = school.join(11, name="Anna K")
    with office.database.recording() as plain:
        set_roles(plain, [1], Role.TRAINER.value)
    clock.advance(hours=1)
    as_of = clock()
    before = [row.person_id for row in make_report(office.database, as_of).rows]
    clock.advance(hours=1)
    claim = office.accounts.open_again(member, office.accounts.invite_employee("1", HR).code)
    assert claim is not None

    joined = office.accounts.accept(11, claim.invite_id)

    assert (joined.id, joined.role) == (member.id, Role.TRAINER)
    assert office.fetch("SELECT person_id, origin, detail FROM person_event WHERE kind = 'role'")[
        1:
    ] == [(member.id, "invite", '{"role": ["learner", "trainer"]}')]
    assert member.id in before
    assert [row.person_id for row in make_report(office.database, as_of).rows] == before
    assert member.id not in {row.person_id for row in make_report(office.database, clock()).rows}


def test_everybody_new_is_invited_once(office: Office, clock: FakeClock) -> None:
    """Whoever has an account, a valid invite, or left is passed over; `again` voids the others."""
    office.join("3", 33)
    office.apply("4,leave,Dan,Dee,Sales,3\n")
    first = office.accounts.invite_new(HR)
    assert [(one.employee_id, one.name, one.department) for one in first] == [
        ("1", "Ana Kovač", "Logistics"),
        ("2", "Ben Berg", "Sales"),
    ]
    assert office.accounts.invite_new(HR) == []

    again = office.accounts.invite_new(HR, is_again=True)
    assert len(again) == 2
    with pytest.raises(InviteRefused):
        office.enrolment.redeem(11, first[0].code)
    clock.advance(days=30)
    assert len(office.accounts.invite_new(HR)) == 2


def test_leavers_and_strangers_are_not_invited(office: Office) -> None:
    """The roster has to bring a leaver back first."""
    office.apply("2,terminated,Ben,Berg,Sales,3\n")
    with pytest.raises(HasLeft):
        office.accounts.invite_employee("2", HR)
    with pytest.raises(PersonGone):
        office.accounts.invite_employee("99", HR)
    with pytest.raises(PersonGone):
        office.accounts.unbind(99, HR, "nobody")


def test_each_text_of_the_notice_is_kept_once(database: Database, clock: FakeClock) -> None:
    """And what a person has accepted stays, whatever is shown later."""
    for contact, account in (("HR", 1), ("HR", 2), ("Hana", 3)):
        enrolment = Enrolment(database, clock, make_notice(contact))
        enrolment.join(account, enrolment.invite(Role.LEARNER))
        assert enrolment.give_name(account, "Ana").notice_version == VERSION
        enrolment.accept_notice(account, update_id=9)

    assert count(database, "notice_text") == 2
    assert count(database, "notice_acceptance") == 3
    assert not enrolment.is_accepted_by(1, 9)
