"""Who is given what, when; what HR rules; and how a result lapses and is renewed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning.assignments import Coverage, Due, Target, Terms, Whom
from bot.learning.errors import (
    AssignmentGone,
    AttemptsExhausted,
    CooldownRunning,
    DateRefused,
    FinalTestPassed,
    NobodyCovered,
    NothingAssigned,
    NotWaived,
    OccurrenceDone,
)
from bot.learning.people import Member
from bot.services.assignments import Assignments
from bot.services.duties import Duties
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.services.test_rosters import HR, STAFF, Office

BERLIN = ZoneInfo("Europe/Berlin")
EVERYONE = Whom(Target.EVERYONE)
SALES = Whom(Target.DEPARTMENT, "Sales")
DUE = Terms(Due(on=date(2026, 12, 11)))
YEARLY = Terms(Due(days=14), valid_months=12)


class Desk(Office):
    """An HR department that gives a course to three people; Ana has joined."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        super().__init__(database, clock)
        self.school = School(database, clock)
        self.assignments = Assignments(database, self.school.library, clock, BERLIN)
        self.duties = Duties(database, self.school.library, clock)
        self.apply(STAFF)
        ana = self.join("1", 1001)
        found = self.school.enrolment.find_member(1001)
        assert found is not None
        assert found.id == ana
        self.ana: Member = found

    def give(self, whom: Whom = EVERYONE, terms: Terms = DUE) -> int:
        """Assign the course and open what that gives; return how many occurrences."""
        self.assignments.assign(whom, terms, HR)
        return self.open_all()

    def open_all(self) -> int:
        """Open all that is due, a few at a time."""
        opened = 0
        while some := self.assignments.open_some(2):
            opened += some
        return opened

    def list_occurrences(self) -> list[tuple[object, ...]]:
        """Return person, number, due time and whether it is open."""
        return self.fetch(
            "SELECT person_id, number, substr(due_at, 1, 16), closed_at IS NULL FROM occurrence"
            " ORDER BY person_id, number"
        )

    def list_events(self) -> list[tuple[object, ...]]:
        """Return what was written down."""
        return self.fetch("SELECT occurrence_id, kind, origin, reason FROM occurrence_event")


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    """Three people on the roster, nothing assigned."""
    return Desk(database, clock)


def test_everybody_on_the_roster_is_given_it_once(desk: Desk) -> None:
    """Joined or not; a second tap, and a second process, give nothing twice."""
    assert desk.give() == 3
    assert desk.give() == 0

    due = "2026-12-11 22:59"
    assert desk.list_occurrences() == [(1, 1, due, 1), (2, 1, due, 1), (3, 1, due, 1)]
    assert len(desk.assignments.list_all()) == 1


def test_department_is_given_it_and_who_joins_it_later_too(desk: Desk, clock: FakeClock) -> None:
    """A fixed day is the same for both; days count for each from their own."""
    assert desk.give(SALES, Terms(Due(days=14))) == 1
    clock.advance(days=10)

    desk.apply("4,active,Dora,Ek,Sales,3\n5,active,Eli,Fox,Board,\n6,terminated,Gus,Hay,Sales,\n")

    assert desk.open_all() == 1
    assert [row[:3] for row in desk.list_occurrences()] == [
        (2, 1, "2026-12-07 22:59"),
        (4, 1, "2026-12-17 22:59"),
    ]


def test_groups_single_people_and_members_off_the_roster(desk: Desk) -> None:
    """Groups come from the roster; whoever joined without one is part of everybody."""
    header = "employee_id,status,first_name,last_name,department,timezone,groups\n"
    rows = header + "7,active,Ivy,Jay,Board,Pacific/Auckland,drivers|first aid\n"
    desk.rosters.apply(desk.rosters.propose("x.csv", rows.encode()), HR)
    desk.school.join(2002, name="Kim")

    assert desk.assignments.list_groups() == [("drivers", 1), ("first aid", 1)]
    assert desk.assignments.list_departments() == [("Board", 2), ("Logistics", 1), ("Sales", 1)]
    assert desk.give(Whom(Target.GROUP, "first aid")) == 1
    assert desk.list_occurrences() == [(4, 1, "2026-12-11 10:59", 1)]
    assert desk.give(Whom(Target.PERSON, "5")) == 1
    assert desk.assignments.count(EVERYONE) == Coverage(people=5, have_open=2, have_closed=0)
    assert desk.give() == 3


def test_nobody_to_give_it_to_is_said(desk: Desk) -> None:
    """A department that does not exist is a slip, and no rule for ever."""
    with pytest.raises(NobodyCovered):
        desk.give(Whom(Target.DEPARTMENT, "Slaes"))
    assert desk.assignments.list_all() == []
    with pytest.raises(AssignmentGone):
        desk.assignments.end(9, HR)


def test_ended_assignment_opens_nothing_and_closes_nothing(desk: Desk) -> None:
    """What people have stays theirs to do."""
    given = desk.assignments.assign(EVERYONE, DUE, HR)
    desk.open_all()
    desk.assignments.end(given.assignment_id, HR)
    desk.assignments.end(given.assignment_id, HR)
    desk.apply("4,active,Dora,Ek,Sales,3\n")

    assert desk.open_all() == 0
    assert [row[3] for row in desk.list_occurrences()] == [1, 1, 1]


def test_completing_the_course_closes_it(desk: Desk) -> None:
    """With the version, the attempt, and until when it holds."""
    desk.give(terms=YEARLY)
    desk.school.complete(desk.ana)

    assert [row[3] for row in desk.list_occurrences()] == [0, 1, 1]
    [(kind, origin, until, version_id, session_id)] = desk.fetch(
        "SELECT kind, origin, valid_until, version_id, session_id FROM occurrence_event"
    )
    assert (kind, origin, until) == ("completed", "bot", "2027-11-23 22:59:59.000000")
    assert (version_id, session_id) == (1, 3)
    with pytest.raises(OccurrenceDone):
        desk.duties.waive(1, HR, "late")


def test_what_was_completed_before_counts_where_it_still_holds(
    desk: Desk, clock: FakeClock
) -> None:
    """A year later a yearly course is open at once."""
    desk.school.complete(desk.ana)
    clock.advance(days=100)
    desk.give(Whom(Target.PERSON, "1"), YEARLY)
    assert desk.list_events() == [(1, "completed", "bot", None)]
    assert desk.list_occurrences()[0][3] == 0

    clock.advance(days=300)
    assert desk.open_all() == 1
    assert desk.list_occurrences()[1] == (1, 2, "2027-11-23 22:59", 1)


def test_renewal_opens_ninety_days_ahead_and_asks_for_the_test_again(
    desk: Desk, clock: FakeClock
) -> None:
    """The former occurrence stays as it was; the lessons stay done, the test does not."""
    desk.give(Whom(Target.PERSON, "1"), YEARLY)
    desk.school.complete(desk.ana)
    with pytest.raises(FinalTestPassed):
        desk.school.quizzes.start_test(1)
    before = desk.fetch("SELECT * FROM occurrence")
    until = datetime(2027, 11, 23, 22, 59, 59, tzinfo=UTC)

    clock.now = until - timedelta(days=90, seconds=1)
    assert desk.open_all() == 0
    clock.advance(seconds=1)
    assert desk.open_all() == 1
    assert desk.open_all() == 0

    desk.school.finish(desk.ana, desk.school.quizzes.start_test(1))
    assert desk.fetch("SELECT * FROM occurrence WHERE number = 1") == before
    assert [(row[1], row[3]) for row in desk.list_occurrences()] == [(1, 0), (2, 0)]
    assert desk.fetch("SELECT valid_until FROM occurrence_event WHERE occurrence_id = 2") == [
        ("2028-08-26 21:59:59.000000",)
    ]


def test_terms_rule_the_test(desk: Desk, clock: FakeClock) -> None:
    """Pass mark, attempts and the pause between them; an open test is gone on with."""
    terms = Terms(pass_mark_pct=100, attempts=2, cooldown=timedelta(hours=24))
    desk.give(Whom(Target.PERSON, "1"), terms)
    desk.school.do_lessons(desk.ana)
    quizzes = desk.school.quizzes

    result = desk.school.finish(desk.ana, quizzes.start_test(1), right=3)
    assert (result.pass_mark_pct, result.right) == (100, 3)
    with pytest.raises(CooldownRunning) as refused:
        quizzes.start_test(1)
    assert refused.value.wait == timedelta(hours=24)

    clock.advance(hours=24)
    asked = quizzes.start_test(1)
    assert quizzes.start_test(1).session_id == asked.session_id
    desk.school.finish(desk.ana, asked, right=3)
    clock.advance(days=9)
    with pytest.raises(AttemptsExhausted) as exhausted:
        quizzes.start_test(1)
    assert exhausted.value.limit == 2


def test_rulings_are_added_with_actor_and_reason(desk: Desk) -> None:
    """Extended, waived, required again, completed elsewhere: each stays on record."""
    desk.give(Whom(Target.PERSON, "2"))
    duties = desk.duties

    assert duties.extend(2, date(2027, 1, 8), HR, "ill") == datetime(
        2027, 1, 8, 22, 59, 59, tzinfo=UTC
    )
    with pytest.raises(NotWaived):
        duties.require(2, HR, "a slip")
    duties.waive(2, HR, "part-time")
    duties.require(2, HR, "a slip")
    duties.complete_elsewhere(2, date(2026, 11, 20), HR, "no phone", "sheet 12")

    assert desk.list_events() == [
        (1, "extended", "command", "ill"),
        (1, "waived", "command", "part-time"),
        (1, "required", "command", "a slip"),
        (1, "elsewhere", "command", "no phone"),
    ]
    assert desk.fetch("SELECT proof, completed_at FROM occurrence_event WHERE id = 4") == [
        ("sheet 12", "2026-11-20 22:59:59.000000")
    ]
    assert desk.list_occurrences() == [(2, 1, "2026-12-11 22:59", 0)]
    with pytest.raises(OccurrenceDone):
        duties.extend(2, date(2027, 2, 1), HR, "again")


def test_senseless_rulings_are_refused(desk: Desk) -> None:
    """A due date in the past, a completion to come, somebody who was given nothing."""
    desk.give(Whom(Target.PERSON, "2"))

    with pytest.raises(DateRefused):
        desk.duties.extend(2, date(2026, 11, 22), HR, "ill")
    with pytest.raises(DateRefused):
        desk.duties.complete_elsewhere(2, date(2026, 11, 24), HR, "soon", "none")
    with pytest.raises(NothingAssigned):
        desk.duties.waive(3, HR, "none")
    assert desk.list_events() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE occurrence SET due_at = NULL",
        "DELETE FROM occurrence",
        "UPDATE occurrence_event SET due_at = NULL",
        "UPDATE occurrence_event SET reason = 'other'",
        "DELETE FROM occurrence_event",
        "UPDATE assignment SET due_on = NULL",
        "DELETE FROM assignment",
    ],
)
def test_record_of_assignments_is_append_only(desk: Desk, change: str) -> None:
    """Not even by hand."""
    desk.give(Whom(Target.PERSON, "2"))
    desk.duties.extend(2, date(2027, 1, 8), HR, "ill")

    with pytest.raises(Exception, match="append-only"), desk.database.writing() as session:
        session.connection().exec_driver_sql(change)


def test_who_learned_before_the_roster_takes_over_what_was_given(desk: Desk) -> None:
    """What was open for the employee who never joined is open for them, by the same day."""
    kim = desk.school.join(2002, name="Ben")
    desk.give(Whom(Target.PERSON, "2"))
    code = desk.accounts.invite_employee("2", HR).code
    claim = desk.accounts.open_again(kim, code)
    assert claim is not None

    desk.accounts.accept(2002, claim.invite_id)

    assert desk.list_occurrences() == [
        (2, 1, "2026-12-11 22:59", 0),
        (kim.id, 1, "2026-12-11 22:59", 1),
    ]
    assert desk.open_all() == 0
