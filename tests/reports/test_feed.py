"""The report for another system: after each run a copy is the report, and nothing is lost."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.learning.assignments import Target, Whom
from bot.learning.corrections import PassOutcome
from bot.learning.errors import CourseUnknown, DepartmentUnknown, MomentToCome
from bot.learning.people import Actor, ActorOrigin, Role, UnreachableReason
from bot.learning.privacy import Retention
from bot.reports.apart import Apart
from bot.reports.completion import CompletionRow, Criteria
from bot.reports.feed import Feed, Run
from bot.reports.occurrences import stream_completion
from bot.reports.taught import TaughtCourses
from bot.services.privacy import Privacy
from bot.services.reach import Reach
from bot.storage.backup import back_up, restore
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, Company
from tests.reports.test_courses import assign, make_two, read_card
from tests.services.builder import make_catalog
from tests.services.keys import make_bank, open_keys
from tests.services.test_assignments import DUE, SALES, Desk
from tests.services.test_rosters import HR
from tests.services.test_rulings import regrade_all


@pytest.fixture
def company(database: Database, clock: FakeClock) -> Company:
    """A company in which everything has happened."""
    return Company(database, clock)


class Copy:
    """An HR system that keeps the rows of each person as it was told them last."""

    def __init__(self, database: Database, clock: FakeClock, apart: Apart | None = None) -> None:
        self._database = database
        find_taught = TaughtCourses(database).find
        self.feed = Feed(database, apart or Apart(database), find_taught, clock, BERLIN)
        self.rows: dict[int, list[CompletionRow]] = {}
        self.run: Run | None = None

    def follow(self, limit: int = 2) -> set[int]:
        """Take over what changed since the last run; return of whom."""
        run = self.feed.begin(None if self.run is None else self.run.as_of)
        rest: Run | None = run
        told: list[int] = []
        while rest is not None:
            page = self.feed.read(rest, limit)
            assert len(page.people) <= limit
            told += page.people
            self.rows |= {person_id: [] for person_id in page.people}
            for row in page.rows:
                self.rows[row.person_id].append(row)
            rest = page.rest
        self.run = run
        assert told == sorted(set(told))
        return set(told)

    def check(self) -> None:
        """What it holds is the report of that moment."""
        assert self.run is not None
        held = [row for person_id in sorted(self.rows) for row in self.rows[person_id]]
        as_of = self.run.as_of
        taught = TaughtCourses(self._database).find(as_of)
        rows = stream_completion(self._database, taught, Criteria(as_of, BERLIN))
        assert held == sorted(rows, key=lambda row: row.person_id)


@pytest.fixture
def copy(company: Company, clock: FakeClock) -> Copy:
    """A copy that has followed once; some minutes later."""
    copy = Copy(company.database, company.clock)
    copy.follow()
    copy.check()
    clock.advance(minutes=10)
    return copy


def test_whole_report_in_pages_is_the_report(company: Company) -> None:
    """With pages of any size; nobody is on two of them."""
    for limit in (1, 2, 3, 1000):
        copy = Copy(company.database, company.clock)
        everybody = copy.follow(limit)
        copy.check()
        assert everybody >= {row.person_id for row in company.report().rows}


def test_pages_are_read_by_another_process_where_there_is_much(company: Company) -> None:
    """The same ones."""
    with closing(Apart(company.database, few_people=-1)) as apart:
        copy = Copy(company.database, company.clock, apart)
        copy.follow(3)
        copy.check()


def test_nothing_changed_is_an_empty_page(copy: Copy) -> None:
    """And so is the next one; who is overdue is so for as many days as before."""
    assert copy.follow() == set()
    assert copy.follow() == set()
    copy.check()


BLOCKED = UnreachableReason.BLOCKED
# What happens, what is done, and in whose rows that is. Ben, number 2, leads Dana and Finn.
ACTS: list[tuple[str, Callable[[Company], object], set[int]]] = [
    ("lessons", lambda firm: firm.school.do_lessons(firm.ben), {2}),
    (
        "a test",
        lambda firm: firm.school.finish(firm.ben, firm.school.quizzes.start_test(2)),
        {2},
    ),
    ("a waiver taken back", lambda firm: firm.duties.require(3, HR, "a slip"), {3}),
    ("a waiver", lambda firm: firm.duties.waive(6, HR, "ill"), {6}),
    ("a name", lambda firm: firm.apply("6,active,Finn,Grey,Logistics,2\n"), {6}),
    ("a leader's name", lambda firm: firm.apply("2,active,Ben,Adams,Sales,3\n"), {2, 4, 6}),
    ("a department", lambda firm: firm.apply("6,active,Finn,Grey,Sales,2\n"), {6}),
    ("another role", lambda firm: firm.give_role(firm.kim.id, Role.TRAINER), {7}),
    ("the former role", lambda firm: firm.give_role(firm.kim.id, Role.LEARNER), {7}),
    ("a leaver", lambda firm: firm.apply("6,terminated,Finn,Grey,Sales,2\n"), {6}),
    ("somebody new", lambda firm: firm.apply("9,active,Nia,Ode,Sales,2\n"), {9}),
    (
        "who cannot be reached",
        lambda firm: Reach(firm.database, firm.clock).mark_unreachable(1001, BLOCKED),
        {1},
    ),
    ("who writes again", lambda firm: Reach(firm.database, firm.clock).mark_reachable(1001), {1}),
]


def test_each_change_is_told_once_and_alone(copy: Copy, company: Company) -> None:
    """Whose rows it is in, in the next run and no other one; then the copy is right."""
    for name, act, whose in ACTS:
        act(company)
        company.clock.advance(seconds=1)

        assert copy.follow() == whose, name
        copy.check()
        assert copy.follow() == set(), name


def test_vanished_rows_are_told(copy: Copy, company: Company) -> None:
    """Who learned without an assignment and is a trainer now has no row any more."""
    company.give_role(company.kim.id, Role.TRAINER)

    assert copy.follow() == {company.kim.id}
    assert copy.rows[company.kim.id] == []


def test_days_pass(copy: Copy, company: Company) -> None:
    """Overdue for another day, becoming overdue, expiring: nobody does anything for it."""
    for days in (1, 1, 30, 100, 365, 365):
        company.clock.advance(days=days)
        copy.follow()
        copy.check()
    assert copy.follow() == set()


def test_renewal_opens(copy: Copy, company: Company) -> None:
    """A new occurrence is in the rows of whom it is for."""
    company.clock.advance(days=300)
    assert company.open_all()
    copy.follow()
    copy.check()


def test_another_version_concerns_everybody(copy: Copy, company: Company) -> None:
    """Its number is in the rows of all that have not completed."""
    company.school.library.publish(make_catalog(("one",)))

    assert copy.follow() >= {1, 2, 3, 4, 5, 6}
    copy.check()
    assert copy.follow() == set()


def test_corrected_keys_are_told(database: Database, clock: FakeClock) -> None:
    """A pass that waits for a word, the word, and the test that is taken anew."""
    keys = open_keys(database, clock)
    ana, ben = (keys.school.join(number) for number in (1001, 1002))
    for person in (ana, ben):
        keys.check(person)
        keys.test(person)
    keys.publish(make_bank(t1="b", t2="b"))
    copy = Copy(database, clock)
    copy.follow()
    acts: list[tuple[Callable[[], object], set[int]]] = [
        (lambda: regrade_all(keys), {ana.id, ben.id}),
        (lambda: keys.rule(PassOutcome.APPLY), {ana.id, ben.id}),
        (lambda: keys.test(ana, t1="b", t2="b"), {ana.id}),
    ]
    for act, whose in acts:
        clock.advance(hours=1)
        act()
        clock.advance(minutes=1)

        assert copy.follow() == whose
        copy.check()
    assert copy.follow() == set()


def test_several_courses_stand_together_by_person(copy: Copy, company: Company) -> None:
    """Begun, assigned for the first time, taught no more: each is told, and a copy is right."""
    company.school.library.publish(make_two())
    assert copy.follow() >= set(range(1, 8))
    copy.check()
    company.clock.advance(minutes=1)
    read_card(company, 2, "three")
    assert copy.follow() == {2}
    assert [row.course_id for row in copy.rows[2]] == ["basics", "safety"]
    company.clock.advance(minutes=1)
    assign(company, 6)
    company.clock.advance(minutes=1)
    assert copy.follow() >= {2, 6}
    assert not copy.rows[2][1].required
    copy.check()
    company.clock.advance(minutes=1)
    company.school.library.publish(make_catalog())
    copy.follow()
    copy.check()
    page = copy.feed.read(copy.feed.begin(course_id="safety"), 99)
    assert {row.course_id for row in page.rows} == {"safety"}


def test_first_assignment_of_all_concerns_everybody(database: Database, clock: FakeClock) -> None:
    """From then on the course is not asked of those without one."""
    desk = Desk(database, clock)
    copy = Copy(database, clock)
    copy.follow()
    assert copy.rows[1][0].required
    clock.advance(minutes=1)
    desk.give(SALES)

    assert copy.follow() == {1, 2, 3}
    assert not copy.rows[1][0].required
    clock.advance(minutes=1)
    desk.assignments.assign(Whom(Target.PERSON, "3"), DUE, HR)
    desk.open_all()
    assert copy.follow() == {3}


def test_who_waived_is_renamed(copy: Copy, company: Company) -> None:
    """Their name is in the rows of others, who are told."""
    company.duties.waive(6, Actor(ActorOrigin.CHAT, company.hana.id), "ill")
    copy.follow()
    company.clock.advance(minutes=1)
    with company.database.recording() as plain:
        plain.run("UPDATE person SET name = 'Hana Novak' WHERE id = ?", company.hana.id)

    assert copy.follow() == {6, company.hana.id}
    assert copy.rows[6][0].waived_by == "Hana Novak"


def test_erased_person_reads_erased(copy: Copy, company: Company) -> None:
    """In the next run, with all evidence as before; those they led have no leader's name."""
    company.apply("2,terminated,Ben,Berg,Sales,3\n")
    copy.follow()
    [before] = copy.rows[2]
    company.clock.advance(days=1200)
    copy.follow()
    Privacy(company.database, company.clock, Retention(36, 0)).erase_old()

    assert copy.follow() >= {2, 4, 6}
    assert (copy.rows[2][0].name, copy.rows[2][0].employee_id) == ("erased", "erased")
    assert copy.rows[2][0].started_at == before.started_at
    assert (copy.rows[4][0].manager_id, copy.rows[4][0].manager_name) == ("erased", "erased")


def test_pages_are_of_one_moment_while_answers_arrive(copy: Copy, company: Company) -> None:
    """What comes in between two pages is in none of them, and in the next run."""
    run = copy.feed.begin()
    report = company.report()
    rows: list[CompletionRow] = []
    rest = run
    company.clock.advance(minutes=1)
    while True:
        page = copy.feed.read(rest, 1)
        rows += page.rows
        if page.run is run:
            company.school.do_lesson(company.kim, "one")
        if page.rest is None:
            break
        rest = page.rest

    assert tuple(rows) == report.rows
    copy.run = run
    assert copy.follow() == {company.kim.id}


def test_change_that_is_committed_late_is_told(copy: Copy, company: Company) -> None:
    """A command of another process had its time before the run began, and got its turn after."""
    company.clock.advance(minutes=5)
    copy.follow()
    company.clock.advance(minutes=-2)
    company.duties.waive(6, HR, "ill")
    company.clock.advance(minutes=3)

    assert copy.follow() == {6}
    copy.check()


def test_clock_that_was_set_back_hides_nothing(copy: Copy, company: Company) -> None:
    """A run is never before what was sealed just now."""
    company.duties.waive(6, HR, "ill")
    company.clock.advance(minutes=-3)

    assert copy.follow() == {6}
    assert copy.rows[6][0].waived_at is not None


def test_any_moment_may_be_asked_for(copy: Copy, company: Company) -> None:
    """Between two runs it is as from the earlier one; before the first, everybody."""
    assert copy.run is not None
    company.clock.advance(days=1)
    company.school.do_lesson(company.kim, "one")
    later = copy.feed.begin(copy.run.as_of + timedelta(hours=1))
    assert company.kim.id in copy.feed.read(later, 99).people
    early = copy.feed.begin(copy.run.as_of - timedelta(hours=1))
    assert len(copy.feed.read(early, 99).people) == 8
    with pytest.raises(MomentToCome):
        copy.feed.begin(company.clock.now + timedelta(seconds=1))


def test_run_goes_on_only_where_it_can_have_begun(copy: Copy, company: Company) -> None:
    """A moment to come is none of ours; one before which a clock was set back is."""
    assert copy.run is not None
    company.clock.now -= timedelta(hours=1)
    assert copy.feed.go_on(copy.run, None) == copy.run
    for later in (timedelta(microseconds=1), timedelta(days=5000)):
        with pytest.raises(MomentToCome):
            copy.feed.go_on(Run(copy.run.as_of + later), None)


def test_departments_and_courses_are_chosen(copy: Copy) -> None:
    """Those that are not there are refused."""
    page = copy.feed.read(copy.feed.begin(None, "basics", "Logistics"), 99)

    assert {row.department for row in page.rows} == {"Logistics"}
    some = copy.feed.read(copy.feed.begin(within=frozenset({"Logistics", "gone"})), 99)
    assert some.rows == page.rows
    with pytest.raises(DepartmentUnknown):
        copy.feed.begin(department="Space")
    with pytest.raises(DepartmentUnknown):
        copy.feed.begin(department="Sales", within=frozenset({"Logistics"}))
    with pytest.raises(CourseUnknown):
        copy.feed.read(copy.feed.begin(course_id="magic"), 1)


def test_restored_backup_is_told_whole(copy: Copy, company: Company, tmp_path: Path) -> None:
    """What was told of what came after it may be wrong now."""
    back_up(company.database.path, tmp_path / "backup.db")
    company.school.do_lessons(company.ben)
    copy.follow()
    copy.check()
    company.database.close()
    restore(tmp_path / "backup.db", company.database.path, company.clock.now)
    company.clock.advance(minutes=1)
    with open_database(company.database.path) as database:
        restored = Copy(database, company.clock)
        restored.run = copy.run

        assert restored.follow() >= set(range(1, 9))
        assert restored.rows[2][0].completion == "in_progress"


def test_refused_run_leaves_no_mark(copy: Copy, company: Company) -> None:
    """So nobody can fill the disk by it; old marks go by themselves."""
    with pytest.raises(MomentToCome):
        copy.feed.begin(company.clock.now + timedelta(days=1))
    assert company.fetch("SELECT count(*) FROM record_mark") == [(1,)]
    company.clock.advance(days=500)
    copy.follow()
    assert company.fetch("SELECT count(*) FROM record_mark") == [(1,)]
    copy.check()
