"""Taking over a roster: whole or not at all, again without effect, and leavers are out at once."""

import json
import sqlite3
import threading
from contextlib import closing

import pytest

from bot.learning.errors import InviteRefused
from bot.learning.joining import PLAIN_NOTICE
from bot.learning.people import Actor, ActorOrigin, EventKind, Role
from bot.learning.roster import RosterMode
from bot.services.accounts import Accounts
from bot.services.enrolment import Enrolment
from bot.services.rosters import (
    RosterOvertaken,
    RosterProposal,
    Rosters,
    RowsRefused,
    TooManyLeave,
)
from bot.storage.engine import Database
from bot.storage.queries.personnel import Event, add_events, set_roles
from tests.conftest import FakeClock
from tests.storage.rows import count

HEADER = "employee_id,status,first_name,last_name,department,manager_id\n"
STAFF = """\
1,active,Ana,Kovač,Logistics,3
2,active,Ben,Berg,Sales,3
3,active,Cleo,Ash,Board,
"""
HR = Actor(ActorOrigin.COMMAND)


class Office:
    """An HR department with its database."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self.clock = clock
        self.rosters = Rosters(database, clock)
        self.accounts = Accounts(database, clock, PLAIN_NOTICE)
        self.enrolment = Enrolment(database, clock)

    def propose(self, rows: str, mode: RosterMode = RosterMode.DELTA) -> RosterProposal:
        """Look at a file."""
        return self.rosters.propose("staff.csv", (HEADER + rows).encode(), mode)

    def apply(
        self, rows: str, mode: RosterMode = RosterMode.DELTA, *, is_sure: bool = False
    ) -> None:
        """Look at a file and apply it."""
        self.rosters.apply(self.propose(rows, mode), HR, is_many_meant=is_sure)

    def join(self, employee_id: str, telegram_id: int) -> int:
        """Let an employee open their invite and say yes; return who they are."""
        code = self.accounts.invite_employee(employee_id, HR).code
        self.enrolment.redeem(telegram_id, code)
        claim = self.accounts.find_claim(telegram_id)
        assert claim is not None
        return self.accounts.accept(telegram_id, claim.invite_id).id

    def fetch(self, query: str) -> list[tuple[object, ...]]:
        """Return what is stored."""
        with closing(sqlite3.connect(self.database.path)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def office(database: Database, clock: FakeClock) -> Office:
    """An office with three people on the roster."""
    office = Office(database, clock)
    office.apply(STAFF)
    return office


def test_people_are_there_before_they_join(office: Office) -> None:
    """With names, the roles that the roster knows of, and no account; and each is written down."""
    rows = office.fetch("SELECT name, role, telegram_id, joined_at FROM person ORDER BY id")

    assert rows == [
        ("Ana Kovač", "learner", None, None),
        ("Ben Berg", "learner", None, None),
        ("Cleo Ash", "manager", None, None),
    ]
    assert office.fetch("SELECT mode, file_name, counts FROM roster_import") == [
        (
            "delta",
            "staff.csv",
            json.dumps({"added": 3, "changed": 0, "left": 0, "returned": 0, "unchanged": 0}),
        ),
    ]
    events = office.fetch("SELECT person_id, kind, origin FROM person_event ORDER BY id")
    assert events == [(n, "added", "command") for n in (1, 2, 3)] + [(3, "role", "command")]


def test_same_file_again_leaves_no_trace(office: Office) -> None:
    """Neither an event nor an import."""
    before = office.fetch("SELECT * FROM person_event")

    office.apply(STAFF)
    office.apply(STAFF, RosterMode.SNAPSHOT)

    assert office.fetch("SELECT * FROM person_event") == before
    assert count(office.database, "roster_import") == 1


def test_change_is_written_down_with_both_values(office: Office) -> None:
    """A new name is the name everywhere, at once."""
    office.apply("2,leave,Benedict,Berg,Sales,3\n")

    assert office.fetch("SELECT name, search_key FROM person WHERE id = 2") == [
        ("Benedict Berg", "benedict berg 2")
    ]
    [(detail,)] = office.fetch("SELECT detail FROM person_event WHERE kind = 'changed'")
    assert json.loads(str(detail)) == {
        "status": ["active", "leave"],
        "first_name": ["Ben", "Benedict"],
    }


def test_wrong_row_stops_everything(office: Office) -> None:
    """The good rows of the file are not applied either; all wrong ones are named by line."""
    rows = "4,active,Dan,Dee,Sales,\n5,gone,Eve,Elm,Sales,\n6,active,Fay,Fox,Sales,77\n"
    with pytest.raises(RowsRefused) as refused:
        office.propose(rows)
    assert [one.line for one in refused.value.problems] == [3]  # managers are looked at afterwards
    with pytest.raises(RowsRefused) as refused:
        office.propose(rows.replace("gone", "leave"))
    assert [one.line for one in refused.value.problems] == [4]

    assert count(office.database, "employee") == 3


def test_kill_in_the_middle_leaves_nothing(office: Office) -> None:
    """All is one transaction."""
    proposal = office.propose("4,active,Dan,Dee,Sales,3\n")
    with closing(sqlite3.connect(office.database.path)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER stop BEFORE INSERT ON roster_import"
            " BEGIN SELECT RAISE(ABORT, 'power cut'); END"
        )
    before = office.fetch("SELECT * FROM person")
    with pytest.raises(Exception, match="power cut"):
        office.rosters.apply(proposal, HR)

    assert office.fetch("SELECT * FROM person") == before
    assert count(office.database, "employee") == 3


def test_leaver_is_out_at_once_and_stays_on_record(office: Office, clock: FakeClock) -> None:
    """Account, invites and special roles are gone; old links let nobody in again."""
    ben = office.join("2", 22)
    shared = office.enrolment.invite(Role.LEARNER, uses=9)
    with office.database.recording() as record:
        record.run("UPDATE person SET role = 'hr' WHERE id = ?", ben)
    clock.advance(days=1)

    office.apply("2,terminated,Ben,Berg,Sales,3\n")

    assert office.enrolment.find_member(22) is None
    with pytest.raises(InviteRefused):
        office.enrolment.redeem(22, shared)
    assert office.fetch("SELECT name, role, telegram_id FROM person WHERE id = 2") == [
        ("Ben Berg", "learner", None)
    ]
    events = office.fetch(
        "SELECT kind, telegram_id, reason FROM person_event WHERE person_id = 2 ORDER BY id DESC"
    )
    assert sorted(events[:3], key=repr) == [
        ("left", None, None),
        ("role", None, "left by the roster"),
        ("unbound", 22, "left by the roster"),
    ]
    # The account may be somebody else's one day, by an invite of their own.
    assert office.join("1", 22) == 1


def test_open_invite_of_a_leaver_is_void(office: Office) -> None:
    """Also where its question is on the screen already."""
    code = office.accounts.invite_employee("2", HR).code
    office.enrolment.redeem(22, code)
    claim = office.accounts.find_claim(22)
    assert claim is not None

    office.apply("2,terminated,Ben,Berg,Sales,3\n")

    with pytest.raises(InviteRefused):
        office.accounts.accept(22, claim.invite_id)
    with pytest.raises(InviteRefused):
        office.enrolment.redeem(23, code)


def test_who_comes_back_goes_on_with_a_new_invite(office: Office) -> None:
    """The person is the same one, so all they learned is theirs."""
    ben = office.join("2", 22)
    office.apply("2,terminated,Ben,Berg,Sales,3\n")
    office.apply("2,active,Ben,Berg,Sales,3\n")

    assert office.enrolment.find_member(22) is None
    assert office.join("2", 23) == ben
    kinds = [kind for (kind,) in office.fetch("SELECT kind FROM person_event WHERE person_id = 2")]
    assert kinds == ["added", "invited", "bound", "left", "unbound", "returned", "invited", "bound"]


def test_snapshot_that_ends_many_waits_for_a_word(office: Office) -> None:
    """Nothing happens before it is said to be meant."""
    only = "3,active,Cleo,Ash,Board,\n"
    proposal = office.propose(only, RosterMode.SNAPSHOT)
    assert proposal.difference.is_suspicious
    with pytest.raises(TooManyLeave):
        office.rosters.apply(proposal, HR)
    assert office.fetch("SELECT DISTINCT status FROM employee") == [("active",)]

    office.apply(only, RosterMode.SNAPSHOT, is_sure=True)
    rows = office.fetch("SELECT employee_id FROM employee WHERE status = 'terminated'")
    assert rows == [("1",), ("2",)]


def test_difference_that_was_shown_is_the_one_that_is_applied(office: Office) -> None:
    """Where somebody else was faster, nothing happens; where they did the same, nothing is left."""
    rows = "2,active,Ben,Berg,Board,3\n"
    shown, other = office.propose(rows), office.propose("2,active,Ben,Berg,Kitchen,3\n")
    same = office.propose(rows)
    office.rosters.apply(shown, HR)

    with pytest.raises(RosterOvertaken):
        office.rosters.apply(other, HR)
    assert office.rosters.apply(same, HR).is_empty
    assert count(office.database, "roster_import") == 2


def test_what_happens_after_the_look_is_taken_into_account(office: Office) -> None:
    """Whoever has joined, or was given a role, since HR looked at the file: as they are now."""
    leaving = "1,terminated,Ana,Kovač,Logistics,3\n2,active,Ben,Berg,Sales,1\n"
    office.join("2", 22)
    proposal = office.propose(leaving + "4,active,Dan,Dale,Sales,2\n")
    assert proposal.new_managers == ("2",)
    ana = office.join("1", 11)
    with office.database.recording() as record:
        set_roles(record, [ana], Role.TRAINER)
        add_events(record, [Event(ana, EventKind.ROLE)], HR, office.clock())
        set_roles(record, [2], Role.TRAINER)
        add_events(record, [Event(2, EventKind.ROLE)], HR, office.clock())

    office.rosters.apply(proposal, HR)

    assert office.enrolment.find_member(11) is None
    assert office.fetch("SELECT name, telegram_id, role FROM person ORDER BY id") == [
        ("Ana Kovač", None, "learner"),
        ("Ben Berg", 22, "trainer"),
        ("Cleo Ash", None, "manager"),
        ("Dan Dale", None, "learner"),
    ]
    kinds = "SELECT kind FROM person_event WHERE person_id = 1 ORDER BY id DESC LIMIT 3"
    assert [kind for (kind,) in office.fetch(kinds)] == ["role", "unbound", "left"]


def test_only_what_differs_is_written(office: Office) -> None:
    """A new department leaves the name that somebody has here; each column arrives."""
    office.apply("1,active,Ana,Kovač,Sales,2\n2,active,Benno,Berg,Logistics,3\n")
    assert office.fetch(
        "SELECT employee_id, first_name, department, manager_id, name, search_key"
        " FROM employee JOIN person ON person.id = person_id ORDER BY person_id LIMIT 2"
    ) == [
        ("1", "Ana", "Sales", "2", "Ana Kovač", "ana kovac 1"),
        ("2", "Benno", "Logistics", "3", "Benno Berg", "benno berg 2"),
    ]


def test_two_at_once_make_nobody_twice(office: Office) -> None:
    """Both saw the new colleague; one adds them."""
    proposals = [office.propose("4,active,Dan,Dee,Sales,3\n") for _ in range(4)]
    threads = [threading.Thread(target=office.rosters.apply, args=(one, HR)) for one in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert count(office.database, "employee") == 4
    assert count(office.database, "person") == 4


def test_role_that_hr_gave_is_not_taken_by_the_next_file(office: Office) -> None:
    """Only who begins to lead becomes a manager."""
    with office.database.recording() as record:
        record.run("UPDATE person SET role = 'learner' WHERE id = 3")
        record.run("UPDATE person SET role = 'trainer' WHERE id = 1")

    office.apply("4,active,Dan,Dee,Sales,3\n5,active,Eve,Elm,Sales,1\n6,active,Fay,Fox,Sales,2\n")

    assert office.fetch("SELECT name, role FROM person ORDER BY id") == [
        ("Ana Kovač", "trainer"),
        ("Ben Berg", "manager"),
        ("Cleo Ash", "learner"),
        ("Dan Dee", "learner"),
        ("Eve Elm", "learner"),
        ("Fay Fox", "learner"),
    ]


def test_who_leaves_becomes_no_manager(office: Office) -> None:
    """Not in the file that ends them, nor later, while somebody is still put below them."""
    office.apply("2,terminated,Ben,Berg,Sales,3\n4,active,Dan,Dee,Sales,2\n")
    office.apply("5,active,Eve,Elm,Sales,2\n")

    assert office.fetch("SELECT role FROM person WHERE name = 'Ben Berg'") == [("learner",)]
    assert office.fetch("SELECT count(*) FROM person_event WHERE reason LIKE 'leads%'") == [(1,)]


def test_number_with_other_capitals_is_refused(office: Office) -> None:
    """It is somebody who is on record already."""
    office.apply("E7,active,Dan,Dee,Sales,3\n")

    with pytest.raises(RowsRefused) as refused:
        office.propose("e7,active,Dan,Dee,Sales,3\n")

    assert "'e7' is on record as 'E7'" in str(refused.value.problems[0])


def test_events_are_kept_but_what_is_personal_in_them_may_be_blanked(office: Office) -> None:
    """Erasure is a right, and the rest is a record."""
    office.join("2", 22)
    with office.database.recording() as record:
        record.run("UPDATE person_event SET telegram_id = NULL, reason = NULL, detail = NULL")
    for change in (
        "UPDATE person_event SET telegram_id = 5",
        "UPDATE person_event SET actor_id = NULL, kind = 'added'",
        "UPDATE person_event SET at = '2026-01-01'",
        "DELETE FROM person_event",
        "DELETE FROM roster_import",
        "UPDATE notice_acceptance SET version = '9'",
        "UPDATE notice_text SET body = ''",
    ):
        with (
            pytest.raises(Exception, match="append-only"),
            office.database.recording() as record,
        ):
            record.run(change)
