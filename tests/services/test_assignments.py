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
from bot.learning.people import Actor, ActorOrigin, Member, Role
from bot.reports.completion import CompletionRow, State
from bot.services.assignments import Assignments
from bot.services.audit import audit
from bot.services.duties import Duties
from bot.storage.engine import Database
from bot.storage.queries.occurrence_events import find_result
from bot.storage.queries.occurrences import find_newest
from tests.conftest import FakeClock
from tests.reports.making import make_report
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


def test_result_that_had_lapsed_when_it_was_assigned_counts_no_more(
    desk: Desk, clock: FakeClock
) -> None:
    """The test is taken anew; nothing else completes the course on a day on which none was."""
    desk.school.complete(desk.ana)
    clock.advance(days=400)
    desk.give(terms=YEARLY)
    assert not desk.school.study.stand(desk.ana.id).is_complete

    clock.advance(days=1)
    desk.school.finish(desk.ana, desk.school.quizzes.start_check(desk.ana.id, "one"))
    assert desk.list_events() == []
    desk.school.finish(desk.ana, desk.school.quizzes.start_test(desk.ana.id))

    assert [event[:2] for event in desk.list_events()] == [(1, "completed")]
    held = [one.achieved_on for one in desk.school.certificates.list_own(desk.ana.id)]
    assert held == [date(2027, 12, 29), date(2026, 11, 23)]


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


def test_completion_elsewhere_is_taken_back(desk: Desk, clock: FakeClock) -> None:
    """A wrong day: it is open again, and what is said then holds; each stays on record."""
    desk.give(Whom(Target.PERSON, "2"), YEARLY)
    desk.duties.complete_elsewhere(2, date(2026, 11, 23), HR, "no phone", "sheet 12")
    desk.duties.require(2, HR, "the wrong day")
    assert desk.list_occurrences() == [(2, 1, "2026-12-07 22:59", 1)]
    with pytest.raises(NotWaived):
        desk.duties.require(2, HR, "a second tap")

    desk.duties.complete_elsewhere(2, date(2026, 1, 10), HR, "no phone", "sheet 2")

    assert [event[1:] for event in desk.list_events()] == [
        ("elsewhere", "command", "no phone"),
        ("required", "command", "the wrong day"),
        ("elsewhere", "command", "no phone"),
    ]
    assert desk.list_occurrences() == [(2, 1, "2026-12-07 22:59", 0)]
    clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    assert desk.open_all() == 1  # it is renewed by the day that holds
    assert [(row[1], row[3]) for row in desk.list_occurrences()] == [(1, 0), (2, 1)]


def test_renewal_elsewhere_is_taken_back_alone(desk: Desk, clock: FakeClock) -> None:
    """What was completed elsewhere a year before has a word of its own."""
    desk.give(Whom(Target.PERSON, "2"), YEARLY)
    desk.duties.complete_elsewhere(2, date(2026, 1, 10), HR, "no phone", "sheet 12")
    assert desk.open_all() == 1
    clock.advance(days=1)
    desk.duties.complete_elsewhere(2, date(2026, 11, 20), HR, "no phone", "sheet 12")
    desk.duties.require(2, HR, "another person")

    assert [event[:2] for event in desk.list_events()] == [
        (1, "elsewhere"),
        (2, "elsewhere"),
        (2, "required"),
    ]
    assert [(row[1], row[3]) for row in desk.list_occurrences()] == [(1, 0), (2, 1)]


def test_what_was_taken_back_is_not_renewed(desk: Desk, clock: FakeClock) -> None:
    """It need not be completed at all, by what was said last."""
    desk.give(Whom(Target.PERSON, "2"), YEARLY)
    desk.duties.complete_elsewhere(2, date(2026, 1, 10), HR, "no phone", "sheet 12")
    desk.duties.require(2, HR, "another person")
    desk.duties.waive(2, HR, "leads the course")
    clock.advance(days=300)

    assert desk.open_all() == 0
    with desk.database.peeking() as plain:
        assert find_result(plain, 1) is None


@pytest.mark.parametrize("is_done_meanwhile", [True, False])
def test_what_is_done_in_the_bot_counts_when_it_is_required_again(
    desk: Desk, *, is_done_meanwhile: bool
) -> None:
    """It comes with its certificate, and nobody has to pass the test a second time for it."""
    desk.give(Whom(Target.PERSON, "1"), YEARLY)
    desk.duties.complete_elsewhere(1, date(2026, 11, 20), HR, "no phone", "sheet 12")
    if is_done_meanwhile:
        desk.school.complete(desk.ana)
    desk.duties.require(1, HR, "another person")
    if not is_done_meanwhile:
        assert desk.list_occurrences() == [(1, 1, "2026-12-07 22:59", 1)]
        desk.school.complete(desk.ana)

    assert desk.list_occurrences() == [(1, 1, "2026-12-07 22:59", 0)]
    assert [event[1] for event in desk.list_events()] == ["elsewhere", "required", "completed"]
    assert desk.fetch("SELECT count(*) FROM certificate") == [(1,)]
    row = report(desk)[1]
    assert (row.completion, row.success) == (State.COMPLETED, "passed")
    assert row.completed_at == desk.clock()


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
        "UPDATE occurrence SET timezone = 'Asia/Tokyo'",
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


def become(desk: Desk, member: Member, employee_id: str) -> None:
    """Let somebody who learns here already accept an employee's invite."""
    code = desk.accounts.invite_employee(employee_id, HR).code
    claim = desk.accounts.open_again(member, code)
    assert claim is not None
    desk.accounts.accept(member.telegram_id, claim.invite_id)


def report(desk: Desk) -> dict[int, CompletionRow]:
    """Return the rows of the report by person, who have one each."""
    rows = make_report(desk.database, desk.clock()).rows
    assert len({row.person_id for row in rows}) == len(rows)
    return {row.person_id: row for row in rows}


@pytest.mark.parametrize("is_open_for_both", [True, False])
def test_what_was_ruled_of_an_employee_holds_for_whom_they_are(
    desk: Desk, clock: FakeClock, *, is_open_for_both: bool
) -> None:
    """By whoever ruled it, with reason and proof, once in the report; the record stays sound."""
    hana = desk.school.join(5, Role.HR, "Hana")
    by_hana = Actor(ActorOrigin.CHAT, hana.id)
    if not is_open_for_both:
        desk.give(EVERYONE, YEARLY)
    ben, cleo = (desk.school.join(number, name="New") for number in (2002, 2003))
    if is_open_for_both:
        desk.give(EVERYONE, YEARLY)
    desk.duties.complete_elsewhere(2, date(2026, 11, 20), by_hana, "no phone", "sheet 12")
    desk.duties.waive(3, by_hana, "leads the course")
    before = report(desk)
    as_of = clock()
    clock.advance(hours=1)

    become(desk, ben, "2")
    become(desk, cleo, "3")

    assert desk.open_all() == 0
    clock.advance(days=30)
    rows = report(desk)
    assert set(rows) == {1, hana.id, ben.id, cleo.id}
    elsewhere, waived = rows[ben.id], rows[cleo.id]
    assert (elsewhere.employee_id, elsewhere.completion) == ("2", State.COMPLETED)
    assert elsewhere.completed_at == before[2].completed_at
    assert elsewhere.valid_until == before[2].valid_until
    assert (waived.employee_id, waived.waived_by, waived.waived_reason) == (
        "3",
        "Hana",
        "leads the course",
    )
    assert not waived.overdue
    assert desk.fetch(
        "SELECT person_id, kind, event.origin, actor_id, reason, proof FROM occurrence_event event"
        " JOIN occurrence ON occurrence.id = occurrence_id ORDER BY event.id"
    ) == [
        (2, "elsewhere", "chat", hana.id, "no phone", "sheet 12"),
        (3, "waived", "chat", hana.id, "leads the course", None),
        (2, "moved", "bot", None, None, None),
        (ben.id, "elsewhere", "moved", hana.id, "no phone", "sheet 12"),
        (3, "moved", "bot", None, None, None),
        (cleo.id, "waived", "moved", hana.id, "leads the course", None),
    ]
    former = {row.person_id: row for row in make_report(desk.database, as_of).rows}
    assert former[2].completion is State.COMPLETED
    assert (former[2].employee_id, former[2].name) == ("2", "Ben Berg")
    audited = audit(desk.database.path, desk.database.chain, [], [], lambda _done, _all: None)
    assert audited.found == 0


@pytest.mark.parametrize(
    ("day", "due"), [(date(2027, 1, 8), "2027-01-08 22:59"), (None, "2026-12-11 22:59")]
)
def test_extension_moves_along_where_it_leaves_more_time(
    desk: Desk, day: date | None, due: str
) -> None:
    """Otherwise the due day stays that both have; a waiver taken back is none."""
    ben = desk.school.join(2002, name="Ben")
    desk.give()
    if day is not None:
        desk.duties.extend(2, day, HR, "ill")
    desk.duties.waive(2, HR, "a slip")
    desk.duties.require(2, HR, "it was one")

    become(desk, ben, "2")

    with desk.database.peeking() as plain:
        found = find_newest(plain, ben.id, "basics")
    assert found is not None
    assert (found.closed_at, f"{found.due_at:%Y-%m-%d %H:%M}") == (None, due)


def test_renewals_go_on_for_whom_the_employee_turned_out_to_be(
    desk: Desk, clock: FakeClock
) -> None:
    """Also of what was given to that one alone: each time they had, and the next by its rule."""
    desk.give(Whom(Target.PERSON, "2"), YEARLY)
    desk.duties.complete_elsewhere(2, date(2026, 11, 20), HR, "no phone", "sheet 12")
    clock.advance(days=300)
    assert desk.open_all() == 1
    ben = desk.school.join(2002, name="Ben")

    become(desk, ben, "2")

    assert [row for row in desk.list_occurrences() if row[0] == ben.id] == [
        (ben.id, 1, "2026-12-07 22:59", 0),
        (ben.id, 2, "2027-11-20 22:59", 1),
    ]
    desk.duties.complete_elsewhere(ben.id, clock().date(), HR, "no phone", "sheet 13")
    clock.advance(days=300)
    assert desk.open_all() == 1
    assert desk.list_occurrences()[-1][:2] == (ben.id, 3)


def test_who_has_completed_the_course_is_not_asked_again_as_an_employee(desk: Desk) -> None:
    """What they did before holds for what the employee was given, as for anybody."""
    ben = desk.school.join(2002, name="Ben")
    desk.school.complete(ben)
    desk.give(Whom(Target.PERSON, "2"), YEARLY)

    become(desk, ben, "2")

    row = report(desk)[ben.id]
    assert (row.occurrence_no, row.completion) == (1, State.COMPLETED)
    assert desk.list_events()[-1][1:3] == ("completed", "bot")


def test_result_of_ones_own_is_not_replaced_by_a_word(desk: Desk) -> None:
    """Where both have completed it, or HR has waived what is done, nothing changes."""
    ben, cleo = (desk.school.join(number, name="New") for number in (2002, 2003))
    desk.give()
    for member in (ben, cleo):
        desk.school.complete(member)
    desk.duties.complete_elsewhere(2, date(2026, 11, 20), HR, "no phone", "sheet 12")
    desk.duties.waive(3, HR, "leads the course")
    before = report(desk)

    become(desk, ben, "2")
    become(desk, cleo, "3")

    rows = report(desk)
    for one in (ben, cleo):
        assert rows[one.id].completed_at == before[one.id].completed_at
        assert rows[one.id].waived_at is None
