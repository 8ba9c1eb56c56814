"""What becomes of renewals, completions and certificates when HR takes passes away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.corrections import PassOutcome
from bot.learning.errors import AttemptsExhausted, CooldownRunning
from bot.learning.people import Actor, ActorOrigin, Member
from bot.services.assignments import Assignments
from bot.services.audit import audit
from bot.services.duties import Duties
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.making import make_report
from tests.services.keys import Keys, make_bank, open_keys

YEARLY = Terms(Due(days=14), valid_months=12)
HR = Actor(ActorOrigin.COMMAND)
FIRST, SECOND, THIRD = "2026-11-23", "2027-09-04", "2028-07-01"
REVOKED, VALID = "revoked", "valid"
Row = tuple[str | None, bool, bool, str | None]


@dataclass
class Renewing:
    """Ana renews a course every year."""

    keys: Keys
    ana: Member
    assignments: Assignments
    duties: Duties

    @property
    def clock(self) -> FakeClock:
        """The clock of all."""
        return self.keys.clock

    def open_all(self) -> None:
        """Open what is due."""
        while self.assignments.open_some(9):
            pass

    def renew(self, day: str) -> None:
        """Let a renewal open on that day."""
        self.clock.now = datetime.fromisoformat(day).replace(tzinfo=UTC)
        self.open_all()

    def correct(self, **keys: str) -> None:
        """Publish other keys and regrade by all of them, the last one first."""
        self.keys.publish(make_bank(**keys))
        school = self.keys.school
        for case in school.regrading.list_keys().due[::-1]:
            self.keys.decide(case.id, "It is right.")
            while school.regrading.go_on(case.id):
                pass

    def lose(self, *places: int) -> None:
        """Let HR take the passes away, by the place of the test, in this order."""
        rulings = self.keys.school.rulings
        waiting = sorted(
            (
                one
                for group in rulings.list_groups()
                for one in self._list_passes(group.decision_id)
            ),
            key=lambda one: one[1],
        )
        for place in places:
            decision_id, _, correction_id = waiting[place]
            rulings.ask_for_reason(self.keys.hr.id, PassOutcome.APPLY, decision_id, correction_id)
            self.keys.write(self.keys.hr, "It has to be.")
            while rulings.go_on(decision_id):
                pass

    def _list_passes(self, decision_id: int) -> list[tuple[int, datetime, int]]:
        group = self.keys.school.rulings.find_group(decision_id)
        return [(decision_id, one.finished_at, one.id) for one in group.passes]

    def list_rows(self, as_of: datetime | None = None) -> list[Row]:
        """Return of each occurrence: day of completion, whether late, overdue, certificate."""
        return [
            (
                None if row.completed_at is None else f"{row.completed_at:%Y-%m-%d}",
                row.completed_late,
                row.overdue,
                row.certificate_status,
            )
            for row in make_report(self.keys.school.database, as_of or self.clock.now).rows
            if row.person_id == self.ana.id
        ]

    def list_certificates(self) -> list[tuple[str, bool]]:
        """Return the days of Ana's certificates and whether they still hold, the oldest first."""
        own = self.keys.school.certificates.list_own(self.ana.id)
        return [(f"{one.achieved_on}", one.ending is None) for one in own[::-1]]

    def is_complete(self) -> bool:
        """Tell whether a completion of the course counts."""
        with self.keys.school.database.reading() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT completed_at FROM (SELECT 0 AS id, completed_at FROM completion UNION ALL"
                " SELECT id, completed_at FROM completion_change) ORDER BY id DESC LIMIT 1"
            )
            return rows.scalar() is not None

    def check_evidence(self) -> None:
        """Fail where the evidence is not sound."""
        database = self.keys.school.database
        found = audit(database.path, database.chain, (), (), lambda _done, _total: None)
        assert found.breaches == ()


def start(database: Database, clock: FakeClock, terms: Terms = YEARLY) -> Renewing:
    """Give Ana the course and let her read it and pass the check."""
    keys = open_keys(database, clock)
    ana = keys.school.join()
    library = keys.school.library
    assignments = Assignments(database, library, clock, ZoneInfo("UTC"))
    renewing = Renewing(keys, ana, assignments, Duties(database, library, clock))
    assignments.assign(Whom(Target.PERSON, str(ana.id)), terms, HR)
    renewing.open_all()
    keys.check(ana)
    return renewing


@pytest.fixture
def renewing(database: Database, clock: FakeClock) -> Renewing:
    """Ana has completed the course once."""
    renewing = start(database, clock)
    renewing.keys.test(renewing.ana)
    return renewing


def take_renewals(renewing: Renewing) -> None:
    """Let Ana pass the second test, open a third occurrence, and correct the keys of both tests."""
    renewing.renew(SECOND)
    renewing.keys.test(renewing.ana)
    renewing.renew(THIRD)
    renewing.correct(t1="b", t2="b")


def test_lost_pass_leaves_a_newer_certificate(renewing: Renewing) -> None:
    """Another renewal is open already: what was earned before it stands all the same."""
    take_renewals(renewing)
    before, rows = renewing.clock.now, renewing.list_rows()
    renewing.clock.advance(days=1)

    renewing.lose(0)

    assert renewing.list_certificates() == [(FIRST, False), (SECOND, True)]
    assert renewing.is_complete()
    assert renewing.list_rows() == [
        (SECOND, True, False, REVOKED),
        (SECOND, False, False, VALID),
        (None, False, False, None),
    ]
    assert renewing.list_rows(before) == rows
    renewing.check_evidence()


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_every_occurrence_of_lost_passes_is_to_be_done_again(
    renewing: Renewing, order: Sequence[int]
) -> None:
    """And one test, on the day of the newest, does all of them."""
    take_renewals(renewing)
    renewing.lose(*order)

    assert renewing.list_certificates() == [(FIRST, False), (SECOND, False)]
    assert not renewing.is_complete()
    assert renewing.list_rows() == [
        (None, False, True, REVOKED),
        (None, False, True, REVOKED),
        (None, False, False, None),
    ]
    before, rows = renewing.clock.now, renewing.list_rows()
    duty = renewing.keys.school.study.stand(renewing.ana.id).duty
    assert duty is not None
    assert duty.due_day == date(2028, 9, 4)

    renewing.clock.advance(days=1)
    renewing.keys.test(renewing.ana, t1="b", t2="b")

    assert [row[:3] for row in renewing.list_rows()] == [
        ("2028-07-02", True, False),
        ("2028-07-02", True, False),
        ("2028-07-02", False, False),
    ]
    assert renewing.list_certificates()[2:] == [("2028-07-02", True)]
    assert renewing.is_complete()
    assert renewing.list_rows(before) == rows
    renewing.check_evidence()


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_two_lost_passes_leave_one_test_to_take(renewing: Renewing, order: Sequence[int]) -> None:
    """The newest one is open again, and the former one waits for it."""
    renewing.renew(SECOND)
    renewing.keys.test(renewing.ana)
    renewing.correct(t1="b", t2="b")
    renewing.lose(*order)

    assert renewing.list_rows() == [(None, False, True, REVOKED), (None, False, False, REVOKED)]
    renewing.keys.test(renewing.ana, t1="b", t2="b")
    assert renewing.list_rows() == [(SECOND, True, False, REVOKED), (SECOND, False, False, VALID)]
    renewing.check_evidence()


def test_lost_pass_is_due_again_while_a_renewal_is_open(renewing: Renewing) -> None:
    """Both are done with the test of the renewal."""
    renewing.renew(SECOND)
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    assert renewing.list_rows() == [(None, False, True, REVOKED), (None, False, False, None)]
    assert not renewing.is_complete()
    renewing.keys.test(renewing.ana, t1="b", t2="b")
    assert renewing.list_rows() == [(SECOND, True, False, REVOKED), (SECOND, False, False, VALID)]
    assert renewing.is_complete()
    renewing.check_evidence()


def test_lost_renewal_leaves_what_was_before(renewing: Renewing) -> None:
    """The first result stands, with its certificate; the second is to be done again."""
    renewing.renew(SECOND)
    renewing.keys.test(renewing.ana)
    renewing.correct(t1="b", t2="b")
    renewing.lose(1)

    assert renewing.list_rows() == [(FIRST, False, False, VALID), (None, False, False, REVOKED)]
    assert renewing.is_complete()
    renewing.check_evidence()


@pytest.mark.parametrize("order", list(permutations((0, 1))))
@pytest.mark.parametrize("renewals", [(), (THIRD,)])
def test_passes_that_come_back_are_those_of_their_days(
    renewing: Renewing, order: Sequence[int], renewals: Sequence[str]
) -> None:
    """A was right after all: nobody is late because a key was wrong."""
    renewing.renew(SECOND)
    renewing.keys.test(renewing.ana)
    for day in renewals:
        renewing.renew(day)
    rows = renewing.list_rows()
    renewing.correct(t1="b", t2="b")
    renewing.lose(*order)
    renewing.clock.advance(days=1)
    renewing.correct()

    assert renewing.list_rows() == rows
    assert renewing.is_complete()
    held = sorted(day for day, holds in renewing.list_certificates() if holds)
    assert held == [FIRST, SECOND]
    renewing.check_evidence()


def test_single_pass_that_comes_back_is_that_of_its_day(renewing: Renewing) -> None:
    """Meanwhile the former occurrence was completed by the later test, late."""
    renewing.renew(SECOND)
    renewing.keys.test(renewing.ana)
    rows = renewing.list_rows()
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)
    assert renewing.list_rows()[0] == (SECOND, True, False, REVOKED)
    renewing.correct()

    assert renewing.list_rows() == rows
    renewing.check_evidence()


def test_word_on_the_newest_holds_for_what_waits_with_it(renewing: Renewing) -> None:
    """Waived, required again, and completed elsewhere: all of them or none."""
    renewing.renew(SECOND)
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    renewing.duties.waive(renewing.ana.id, HR, "on leave")
    assert renewing.list_rows() == [(None, False, False, REVOKED), (None, False, False, None)]
    renewing.duties.require(renewing.ana.id, HR, "back")
    assert renewing.list_rows() == [(None, False, True, REVOKED), (None, False, False, None)]
    renewing.duties.complete_elsewhere(
        renewing.ana.id, date(2027, 9, 1), HR, "a course", "sheet 12"
    )
    assert renewing.list_rows() == [
        ("2027-09-01", True, False, REVOKED),
        ("2027-09-01", False, False, None),
    ]
    renewing.duties.require(renewing.ana.id, HR, "another person")
    assert renewing.list_rows() == [(None, False, True, REVOKED), (None, False, False, None)]
    renewing.check_evidence()


def test_renewal_that_is_required_again_counts_a_test_from_meanwhile(renewing: Renewing) -> None:
    """It was begun before the waiver, and passed: it cannot be taken once more."""
    renewing.renew(SECOND)
    asked = renewing.keys.school.quizzes.start_test(renewing.ana.id)
    renewing.duties.waive(renewing.ana.id, HR, "on leave")
    renewing.keys.answer(renewing.ana, asked, {})
    renewing.clock.advance(days=3)
    assert renewing.list_rows()[1] == (None, False, False, None)

    renewing.duties.require(renewing.ana.id, HR, "not on leave")

    assert renewing.list_rows()[1] == (SECOND, False, False, VALID)
    renewing.check_evidence()


@pytest.mark.parametrize("word", ["waived", "elsewhere"])
def test_lost_pass_before_such_a_word_is_settled_by_it(renewing: Renewing, word: str) -> None:
    """There is nothing to be done, so nothing is left open for ever."""
    renewing.renew(SECOND)
    if word == "waived":
        renewing.duties.waive(renewing.ana.id, HR, "on leave")
    else:
        renewing.duties.complete_elsewhere(
            renewing.ana.id, date(2027, 9, 1), HR, "a course", "sheet 12"
        )
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    done = None if word == "waived" else "2027-09-01"
    late = word == "elsewhere"
    assert renewing.list_rows()[0] == (done, late, False, REVOKED)
    renewing.check_evidence()


def test_lost_check_that_is_passed_again_does_for_the_former_occurrence(
    renewing: Renewing,
) -> None:
    """Its test stands; the renewal that is open asks for one of its own."""
    renewing.renew(SECOND)
    renewing.correct(q1="b")
    renewing.lose(0)
    assert renewing.list_rows() == [(None, False, True, REVOKED), (None, False, False, None)]
    renewing.keys.check(renewing.ana, q1="b")

    assert renewing.list_rows() == [(SECOND, True, False, VALID), (None, False, False, None)]
    assert renewing.is_complete()
    renewing.check_evidence()


def test_renewal_comes_when_what_counts_lapses(renewing: Renewing) -> None:
    """The result that was lost would have held for longer."""
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)
    renewing.clock.advance(days=1)
    renewing.duties.complete_elsewhere(
        renewing.ana.id, date(2026, 3, 2), HR, "a course", "sheet 12"
    )
    renewing.renew("2027-01-01")

    duty = renewing.keys.school.study.stand(renewing.ana.id).duty
    assert duty is not None
    assert duty.due_day == date(2027, 3, 2)


def test_waiver_after_a_lost_pass_is_not_renewed(renewing: Renewing) -> None:
    """Nothing is left that could lapse."""
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)
    renewing.clock.advance(days=1)
    renewing.duties.waive(renewing.ana.id, HR, "on leave")
    renewing.renew(SECOND)

    assert renewing.list_rows() == [(None, False, False, REVOKED)]


def test_newest_pass_is_certified_where_a_word_stands(renewing: Renewing) -> None:
    """HR's word has closed both occurrences; the passes that come back complete the course."""
    renewing.renew(SECOND)
    renewing.keys.test(renewing.ana)
    renewing.correct(t1="b", t2="b")
    renewing.lose(0, 1)
    renewing.duties.complete_elsewhere(
        renewing.ana.id, date(2027, 9, 1), HR, "a course", "sheet 12"
    )
    renewing.correct()

    assert [row[0] for row in renewing.list_rows()] == ["2027-09-01", "2027-09-01"]
    assert renewing.is_complete()
    assert renewing.list_certificates()[2:] == [(SECOND, True)]
    renewing.check_evidence()


def test_lost_pass_is_no_attempt(database: Database, clock: FakeClock) -> None:
    """The only one that the terms allow was no failure of Ana's; then they hold as before."""
    renewing = start(database, clock, Terms(Due(days=14), attempts=1))
    renewing.keys.test(renewing.ana)
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    renewing.keys.test(renewing.ana)
    with pytest.raises(AttemptsExhausted):
        renewing.keys.test(renewing.ana)


def test_no_pause_follows_a_lost_pass(database: Database, clock: FakeClock) -> None:
    """It is for those who have failed: the next time Ana waits."""
    renewing = start(database, clock, Terms(Due(days=14), cooldown=timedelta(hours=24)))
    renewing.keys.test(renewing.ana)
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    renewing.keys.test(renewing.ana)
    with pytest.raises(CooldownRunning):
        renewing.keys.test(renewing.ana)


def test_test_that_passes_by_the_same_key_counts_on_its_day(
    database: Database, clock: FakeClock
) -> None:
    """It was in time: the correction has only been decided late."""
    renewing = start(database, clock)
    renewing.keys.test(renewing.ana, t1="b", t2="b")
    clock.advance(days=1)
    renewing.keys.test(renewing.ana)
    renewing.keys.publish(make_bank(t1="b", t2="b"))
    clock.advance(days=30)
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    assert renewing.list_rows() == [(FIRST, False, False, VALID)]
    assert renewing.list_certificates() == [("2026-11-24", False), (FIRST, True)]
    (newest, _) = renewing.keys.school.certificates.list_own(renewing.ana.id)
    assert newest.valid_until == date(2027, 11, 23)
    renewing.check_evidence()


def test_course_given_after_it_was_completed_is_to_be_done_again(
    database: Database, clock: FakeClock
) -> None:
    """Its occurrence was closed by the completion, and not by a test of its own."""
    keys = open_keys(database, clock)
    ana = keys.school.join()
    keys.check(ana)
    keys.test(ana)
    library = keys.school.library
    assignments = Assignments(database, library, clock, ZoneInfo("UTC"))
    renewing = Renewing(keys, ana, assignments, Duties(database, library, clock))
    assignments.assign(Whom(Target.PERSON, str(ana.id)), YEARLY, HR)
    renewing.open_all()
    assert renewing.list_rows() == [(FIRST, False, False, VALID)]
    renewing.correct(t1="b", t2="b")
    renewing.lose(0)

    assert renewing.list_rows() == [(None, False, False, REVOKED)]
    keys.test(ana, t1="b", t2="b")
    assert [row[0] for row in renewing.list_rows()] == [FIRST]
    renewing.check_evidence()


def test_lost_check_takes_what_was_completed_with_it(renewing: Renewing) -> None:
    """The test that was passed stands, but the rule asks for the check as well."""
    renewing.correct(q1="b")
    renewing.lose(0)

    assert renewing.list_rows() == [(None, False, False, REVOKED)]
    assert not renewing.is_complete()
    renewing.clock.advance(days=1)
    renewing.keys.check(renewing.ana, q1="b")
    assert renewing.list_rows() == [("2026-11-24", False, False, VALID)]
    renewing.check_evidence()
