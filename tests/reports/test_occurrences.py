"""The one definition: each row by its occurrence, and the same for ever for one moment."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning.assignments import Due, Target, Terms, Whom, close_day
from bot.learning.people import Member, Role
from bot.reports.completion import EVIDENCE, CompletionRow, State, Success, summarise
from bot.services.library import Library
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, COUNTS, Company
from tests.reports.making import make_report
from tests.services.builder import make_catalog
from tests.services.test_assignments import Desk
from tests.services.test_rosters import HR, STAFF, Office


@pytest.fixture
def company(database: Database, clock: FakeClock) -> Company:
    """The company."""
    return Company(database, clock)


def keep(rows: tuple[CompletionRow, ...]) -> list[tuple[object, ...]]:
    """Return the evidence columns."""
    return [tuple(getattr(row, name) for name in EVIDENCE) for row in rows]


def test_everybody_is_in_one_state(company: Company) -> None:
    """All but those whom nobody asks add up; leavers and learners of their own accord are there."""
    report = company.report()
    summary = summarise(report.rows)

    assert summary.counts == COUNTS
    assert (summary.required, summary.completed_pct) == (4, 50)
    assert [(row.person_id, row.occurrence_no) for row in report.rows] == [
        *((person_id, 1) for person_id in range(1, 7)),
        (company.kim.id, 0),
    ]


def test_rows_say_what_became_of_each(company: Company) -> None:
    """Completed with its certificate, late, waived by whom and why, left, overdue."""
    ana, ben, cleo, dana, eli, finn = (company.row(number) for number in range(1, 7))

    assert (ana.name, ana.department, ana.manager_name) == ("Ana Kovač", "Logistics", "Cleo Ash")
    assert (ana.completion, ana.success, ana.attempts) == ("completed", "passed", 1)
    assert (ana.assigned_at, ana.completed_late) == (company.assigned_at, False)
    assert ana.certificate_id is not None
    assert (ana.certificate_status, ana.recert_due_at) == ("valid", ana.valid_until)
    assert (ben.completion, ben.overdue, ben.unreachable) == ("in_progress", True, False)
    assert (ben.due_at, ben.days_overdue) == (datetime(2026, 12, 7, 22, 59, 59, tzinfo=UTC), 6)
    assert (cleo.waived_by, cleo.waived_reason, cleo.overdue) == ("command", "on the board", False)
    assert (dana.completion, dana.success, dana.completed_late) == ("completed", "unknown", True)
    assert (eli.left, eli.employee_status, eli.overdue) == (True, "terminated", False)
    assert (finn.completion, finn.overdue, finn.unreachable) == ("not_started", True, True)


def test_same_moment_gives_the_same_evidence_for_ever(company: Company, clock: FakeClock) -> None:
    """Whatever is recorded afterwards: passes, waivers, names, roles, leavers, renewals."""
    before = company.report().rows
    moment = clock.now
    clock.advance(days=1)
    company.school.do_lessons(company.ben)
    company.school.finish(company.ben, company.school.quizzes.start_test(2))
    company.duties.require(3, HR, "a slip")
    company.duties.require(4, HR, "another person")
    company.duties.waive(6, HR, "ill")
    company.apply("1,terminated,Anna,Kovač,Sales,3\n5,active,Eli,Faro,Sales,3\n")
    company.give_role(company.kim.id, Role.TRAINER)
    clock.advance(days=400)
    company.open_all()
    after = company.report(back=clock.now - moment).rows

    assert keep(after) == keep(before)
    assert (after[0].name, before[0].name) == ("Anna Kovač", "Ana Kovač")
    assert keep(company.report().rows) != keep(before)
    assert company.report(back=timedelta(days=9999)).rows == ()


def test_completion_elsewhere_counts_until_it_is_taken_back(
    company: Company, clock: FakeClock
) -> None:
    """Since then she is overdue, as if nobody had said it; the report of before stays."""
    before = clock.now
    clock.advance(hours=1)
    company.duties.require(4, HR, "another person")
    clock.advance(hours=1)

    dana = company.row(4)
    assert (dana.completion, dana.completed_at, dana.valid_until) == ("not_started", None, None)
    assert (dana.overdue, dana.days_overdue, dana.completed_late) == (True, 6, False)
    then = next(row for row in company.report(back=clock.now - before).rows if row.person_id == 4)
    assert (then.completion, then.overdue, then.completed_late) == ("completed", False, True)


def test_last_second_of_a_day_is_of_that_day(database: Database, clock: FakeClock) -> None:
    """A test passed in it is passed on the due day, and the report of that day has it."""
    desk = Desk(database, clock)
    desk.give(Whom(Target.PERSON, "1"), Terms(Due(on=date(2026, 12, 11))))
    desk.school.do_lessons(desk.ana)
    clock.now = datetime(2026, 12, 11, 22, 59, 59, 500_000, tzinfo=UTC)
    desk.school.finish(desk.ana, desk.school.quizzes.start_test(desk.ana.id))

    day = date(2026, 12, 11)
    [row] = [r for r in make_report(database, close_day(day, BERLIN)).rows if r.occurrence_no]
    assert (row.completion, row.completed_late, row.overdue) == ("completed", False, False)


def test_days_overdue_do_not_move_with_the_person(database: Database, clock: FakeClock) -> None:
    """They are of the zone where the due day ended, and stay so when the roster names another."""
    desk = Desk(database, clock)
    header = "employee_id,status,first_name,last_name,department,manager_id,timezone\n"
    line = "2,active,Ben,Berg,Sales,3,"

    def move(zone: str) -> None:
        file = f"{header}{line}{zone}\n".encode()
        desk.rosters.apply(desk.rosters.propose("staff.csv", file), HR)

    move("Europe/Helsinki")
    desk.give(Whom(Target.PERSON, "2"), Terms(Due(on=date(2027, 3, 20))))
    clock.now = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)  # the 1st there, by summer time
    moment = close_day(date(2027, 3, 31), BERLIN)

    def find_days() -> list[int]:
        return [row.days_overdue for row in make_report(database, moment).rows if row.overdue]

    assert find_days() == [12]
    move("America/Los_Angeles")
    assert find_days() == [12]
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE employee SET timezone = NULL")
    assert find_days() == [12]


def test_before_the_first_version_it_is_that_one_for_ever(
    database: Database, clock: FakeClock
) -> None:
    """Whoever was on the roster before anything was taught has its number, whatever came later."""
    office = Office(database, clock)
    office.apply(STAFF)
    moment = clock.now
    clock.advance(hours=1)
    library = Library(database, clock)
    library.publish(make_catalog())
    before = make_report(database, moment).rows
    library.publish(make_catalog(("one",)))

    assert {row.content_version for row in before} == {1}
    assert keep(make_report(database, moment).rows) == keep(before)


def test_renewal_is_a_row_of_its_own(company: Company, clock: FakeClock) -> None:
    """The former one stays as it was but for when it is to be renewed; its tests are its own."""
    former = company.row(1)
    assert former.valid_until is not None
    clock.now = former.valid_until - timedelta(days=80)
    assert company.open_all()
    fresh = company.row(1, 2)

    assert (fresh.completion, fresh.success, fresh.attempts) == (
        State.NOT_STARTED,
        Success.UNKNOWN,
        0,
    )
    assert (fresh.due_at, fresh.certificate_id) == (former.valid_until, None)
    assert company.row(1) == former
    company.school.finish(company.ana, company.school.quizzes.start_test(1))
    assert (company.row(1, 2).completion, company.row(1, 2).attempts) == ("completed", 1)
    assert company.row(1, 2).certificate_id not in (None, former.certificate_id)
    assert company.row(1) == former


def test_department_and_people_are_chosen(company: Company) -> None:
    """By the roster of today; nobody is everybody."""
    sales = company.report(department="Sales").rows
    few = company.report(people=frozenset({1, 6})).rows

    assert [row.person_id for row in sales] == [2, 4, 5]
    assert [row.person_id for row in few] == [1, 6]
    assert company.report(people=frozenset()).rows == ()


def test_managers_count_their_own_people(company: Company) -> None:
    """Directly and through others in between; HR counts all."""
    ben = Member(2, 1002, "Ben", Role.MANAGER)
    counted = company.counts.count(ben)

    assert counted.is_of_few
    assert (counted.summary.assigned, counted.summary.overdue) == (2, 1)
    assert [one.name for one in counted.departments] == ["Logistics", "Sales"]
    assert company.counts.count(company.kim).summary.assigned == 0
    hr = company.counts.count(company.hana)
    assert not hr.is_of_few
    assert hr.summary.counts == COUNTS
    sales = next(one for one in hr.departments if one.name == "Sales")
    assert company.counts.count(company.hana, sales.key).summary.assigned == 3
    assert company.counts.count(company.hana, "gone").summary.counts == COUNTS


def test_erased_reason_reads_erased(company: Company) -> None:
    """The waiver itself stays."""
    before = company.row(3)
    with closing(sqlite3.connect(company.database.path)) as connection, connection:
        connection.execute("UPDATE occurrence_event SET reason = NULL WHERE kind = 'waived'")

    assert company.row(3) == before._replace(waived_reason="erased")
