"""Nothing personal is kept longer than it must be, and the evidence holds without it."""

from datetime import date

import pytest

from bot.learning.assignments import Target, Terms, Whom
from bot.learning.notices import NoticeKind
from bot.learning.people import Member, Role
from bot.learning.privacy import Retention
from bot.learning.roster import RosterMode
from bot.reports.completion import EVIDENCE
from bot.services.assignments import Assignments
from bot.services.audit import audit
from bot.services.duties import Duties
from bot.services.privacy import Privacy
from bot.storage.engine import Database
from bot.storage.queries import retention
from tests.conftest import FakeClock
from tests.faults.tables import read_rows
from tests.reports.making import make_report
from tests.services.builder import School
from tests.services.test_assignments import BERLIN
from tests.services.test_privacy import live
from tests.services.test_rosters import HR, Office
from tests.storage.rows import count

ROSTER = """\
1007,active,Ana,Kovač,Logistics,
1008,active,Ben,Berg,Sales,1007
"""
GONE = "1007,terminated,Ana,Kovač,Logistics,\n"


@pytest.fixture
def office(database: Database, clock: FakeClock) -> Office:
    """An office whose roster names Ana and Ben."""
    office = Office(database, clock)
    office.apply(ROSTER)
    return office


@pytest.fixture
def ana(office: Office, school: School) -> Member:
    """Ana, who does all that a learner can do."""
    office.join("1007", 1001)
    ana = school.enrolment.find_member(1001)
    assert ana is not None
    live(school, ana, "Ana's words")
    return ana


def test_leaver_is_erased_in_time_and_the_evidence_holds(
    office: Office, school: School, ana: Member, clock: FakeClock
) -> None:
    """Not a day too early, whole, once; reports count the same, and the audit is sound."""
    hana = school.join(2002, Role.HR, "Hana")
    [certificate] = school.certificates.list_own(ana.id)
    school.certificates.revoke(certificate.code, "Ana copied", hana.id)
    office.apply(GONE)
    privacy = Privacy(school.database, clock, Retention(leaver=36, practice=0))
    as_of = clock()

    def report() -> list[tuple[object, ...]]:
        rows = make_report(school.database, as_of).rows
        return [tuple(getattr(row, name) for name in EVIDENCE) for row in rows]

    before = report()
    clock.advance(days=3 * 365)  # 2026-11-23 and three years, of which one is longer
    assert privacy.erase_old()
    assert report() == before
    clock.advance(days=1)
    assert privacy.erase_old()

    assert report() == before
    rows = {row.person_id: row for row in make_report(school.database, as_of).rows}
    assert (rows[ana.id].name, rows[ana.id].department) == ("erased", "Logistics")
    assert (rows[2].manager_id, rows[2].manager_name) == ("erased", "erased")
    path = school.database.path
    for table in ("person", "employee", "person_event", "certificate", "certificate_ending"):
        text = str(read_rows(path, f"SELECT * FROM {table}"))  # noqa: S608 - a test's own names
        assert "Kova" not in text, table
        assert "1007" not in text, table
        assert "copied" not in text, table
    assert "Ana's words" not in str(read_rows(path, "SELECT * FROM question_flag"))
    assert read_rows(path, "SELECT DISTINCT kind FROM quiz_session ORDER BY kind") == [
        ("check",),
        ("test",),
    ]
    assert read_rows(path, "SELECT employee_id, manager_id FROM employee WHERE person_id = 2") == [
        ("1008", f"erased-{ana.id}")
    ]
    assert school.certificates.verify(certificate.code).certificate is not None
    assert audit(path, school.database.chain, [], [], lambda _done, _all: None).found == 0
    office.apply("1008,active,Ben,Berg,Sales,\n", RosterMode.SNAPSHOT)  # which names her no more
    events = count(school.database, "person_event")
    assert privacy.erase_old()
    assert count(school.database, "person_event") == events


def test_nothing_says_who_a_leaver_was(office: Office, school: School, clock: FakeClock) -> None:
    """Neither what was given before it was known who they are, nor what others' records say."""
    office.apply("E4711,active,Zebulon,Quartz,Logistics,E9000\nE9000,active,Mani,Fold,Board,\n")
    assignments = Assignments(school.database, school.library, clock, BERLIN)
    assignments.assign(Whom(Target.EVERYONE), Terms(), HR)
    assignments.open_some()
    duties = Duties(school.database, school.library, clock)
    (entry,) = office.fetch("SELECT person_id FROM employee WHERE employee_id = 'E4711'")[0]
    assert isinstance(entry, int)
    duties.extend(entry, date(2026, 12, 20), HR, "Zebulon was in hospital")
    member = school.join(77, name="Zeb")
    claim = office.accounts.open_again(member, office.accounts.invite_employee("E4711", HR).code)
    assert claim is not None
    office.accounts.accept(77, claim.invite_id)
    office.apply("1008,active,Ben,Berg,Sales,E9000\n")
    office.apply("1008,active,Ben,Berg,Sales,1007\n")
    clock.advance(days=1)
    office.apply("E4711,terminated,Zebulon,Quartz,Logistics,\nE9000,terminated,Mani,Fold,Board,\n")
    clock.advance(days=4 * 365)

    privacy = Privacy(school.database, clock, Retention())
    while not privacy.erase_old():
        pass

    path = school.database.path
    for (table,) in read_rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        text = str(read_rows(path, f'SELECT * FROM "{table}"'))  # noqa: S608 - a test's own names
        for word in ("Zeb", "zeb", "Quartz", "E4711", "Mani", "mani ", "Fold", "E9000", "hospital"):
            assert word not in text, (table, word)
    events = office.fetch("SELECT kind FROM person_event WHERE person_id = 2 AND kind = 'changed'")
    assert len(events) == 2
    assert audit(path, school.database.chain, [], [], lambda _done, _all: None).found == 0


def test_old_practice_goes_by_itself(school: School, clock: FakeClock) -> None:
    """After its months, of everybody; what counts and what is younger stays."""
    ana = school.join()
    live(school, ana, "Ana's words")
    rows = count(school.database, "quiz_session")
    clock.advance(days=200)
    young = school.quizzes.start_practice(ana.id, "two")
    clock.advance(days=170)
    for_ever = Privacy(school.database, clock, Retention(practice=0))
    assert for_ever.erase_old()
    assert count(school.database, "quiz_session") == rows + 1

    assert Privacy(school.database, clock, Retention(practice=12)).erase_old()
    assert count(school.database, "quiz_session") == rows
    path = school.database.path
    assert read_rows(path, "SELECT id FROM quiz_session WHERE kind = 'practice'") == [
        (young.session_id,)
    ]
    flags = read_rows(path, "SELECT comment FROM question_flag")
    assert flags == [("Ana's words in a check",)]
    owed = read_rows(path, "SELECT subject_id FROM notice WHERE kind = ?", NoticeKind.FLAG.value)
    assert owed == []


def test_old_practice_is_found_by_an_index(database: Database) -> None:
    """An hourly look must not read every quiz there was."""
    with database.peeking() as plain:
        plan = plain.fetch(f"EXPLAIN QUERY PLAN {retention._OLD_PRACTICE}", "2026", 1)
    assert "ix_quiz_session_practice" in str(plan)
