"""Invitations for many: whom they are for, what is void then, and the same update coming again."""

from functools import partial

import pytest

from bot.learning.accesses import Reader
from bot.learning.errors import InviteRefused, NobodyToInvite, RoleRefused
from bot.learning.people import ActorOrigin, Member, Role
from bot.reports.invitations import write_links, write_sheet
from bot.services.invitations import AT_ONCE, Invitations, IssuedBatch, PeopleWithoutAccount
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.test_rosters import STAFF, Office

CLEO = 3


class Desk:
    """Cleo of HR, who hands out invitations."""

    def __init__(self, office: Office, at_once: int = AT_ONCE) -> None:
        self.office = office
        sheet = partial(write_sheet, organisation="Acme")
        self.invitations = Invitations(
            office.database, office.clock, write_links, sheet, at_once=at_once
        )
        self.invitations.bot_name = "training_bot"

    def count(self, role: Role = Role.HR) -> PeopleWithoutAccount:
        """Return how many wait."""
        return self.invitations.count(Member(CLEO, 33, "Cleo Ash", role))

    def issue(self, update_id: int, *, is_again: bool = False) -> IssuedBatch:
        """Make invitations."""
        reader = Reader(ActorOrigin.CHAT, CLEO, update_id=update_id)
        return self.invitations.issue(reader, is_again=is_again)

    def give_role(self, employee_id: str, role: Role) -> None:
        """Give somebody a role."""
        with self.office.database.recording() as plain:
            plain.run(
                "UPDATE person SET role = ? WHERE id = (SELECT person_id FROM employee"
                " WHERE employee_id = ?)",
                role.value,
                employee_id,
            )


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    """A desk in an office with three people, of whom Cleo has joined."""
    office = Office(database, clock)
    office.apply(STAFF)
    office.join("3", 33)
    desk = Desk(office)
    desk.give_role("3", Role.HR)
    return desk


def test_whoever_has_none_is_invited_once(desk: Desk) -> None:
    """Then they count as invited; new ones for all void the former."""
    assert desk.count() == PeopleWithoutAccount(uninvited=2, invited=0)
    first = desk.issue(1)
    assert [one.employee_id for one in first.invites] == ["1", "2"]
    assert desk.count() == PeopleWithoutAccount(uninvited=0, invited=2)
    with pytest.raises(NobodyToInvite):
        desk.issue(2)

    again = desk.issue(3, is_again=True)

    assert len(again.invites) == 2
    with pytest.raises(InviteRefused):
        desk.office.enrolment.redeem(11, first.invites[0].code)
    desk.office.enrolment.redeem(11, again.invites[0].code)
    assert desk.office.fetch("SELECT kind, actor_id, people, update_id FROM access_log") == [
        ("invitations", CLEO, 2, 1),
        ("invitations", CLEO, 2, 3),
    ]


def test_an_update_that_comes_again_makes_them_for_the_same_people(desk: Desk) -> None:
    """Killed before the files were sent, the codes are lost, and nobody is; it is noted once.

    Whoever has joined meanwhile, or came onto the roster since, is not in the second ones.
    """
    first = desk.issue(1)
    desk.office.clock.advance(minutes=1)
    desk.office.join("1", 11)
    desk.office.apply("4,active,Dan,Dee,Sales,3\n")

    second = desk.issue(1)

    assert [one.employee_id for one in second.invites] == ["2"]
    assert second.rest == 1
    with pytest.raises(InviteRefused):
        desk.office.enrolment.redeem(22, first.invites[1].code)
    assert desk.office.fetch("SELECT count(*) FROM access_log") == [(1,)]


def test_nobody_is_invited_whose_role_is_not_for_hr_to_give(desk: Desk) -> None:
    """With the code HR could join as them. Without HR's role nobody makes any."""
    desk.give_role("1", Role.ADMIN)
    assert desk.count().uninvited == 1
    assert desk.count(Role.ADMIN).uninvited == 2
    assert desk.count(Role.MANAGER).total == 0
    assert [one.employee_id for one in desk.issue(1, is_again=True).invites] == ["2"]

    desk.give_role("3", Role.MANAGER)
    for update_id in (1, 2):
        with pytest.raises(RoleRefused):
            desk.issue(update_id, is_again=True)
    with pytest.raises(RoleRefused):
        desk.invitations.issue(Reader(ActorOrigin.WEB, 99))


def test_many_come_in_parts_whoever_waits_longest_first(desk: Desk) -> None:
    """So new ones for all, asked for again and again, reach everybody."""
    desk = Desk(desk.office, at_once=2)
    desk.office.apply("4,active,Dan,Dee,Board,3\n")

    first = desk.issue(1)
    assert [one.employee_id for one in first.invites] == ["4", "1"]
    assert first.rest == 1
    assert [one.employee_id for one in desk.issue(2).invites] == ["2"]

    again = [desk.issue(number, is_again=True) for number in (3, 4)]
    assert [[one.employee_id for one in batch.invites] for batch in again] == [
        ["4", "1"],
        ["4", "2"],
    ]
    assert [batch.rest for batch in again] == [1, 1]


def test_files_hold_a_link_and_a_card_for_each(desk: Desk) -> None:
    """The same codes in both."""
    batch = desk.issue(1)
    files = desk.invitations.write(batch)

    links, sheet = files.links.decode("utf-8-sig"), files.sheet.decode()

    assert sheet.count("<svg") == 2
    for one in batch.invites:
        link = f"https://t.me/training_bot?start={one.code}"
        assert link in links
        assert link in sheet
