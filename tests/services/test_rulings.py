"""Passes that a corrected key would take away: HR's word, and what counts after it."""

from zoneinfo import ZoneInfo

import pytest

from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.certificates import EndingKind
from bot.learning.corrections import PassOutcome
from bot.learning.errors import PassSettled
from bot.learning.people import Actor, ActorOrigin, Member, Role
from bot.reports.completion import State, Success
from bot.services import rulings
from bot.services.assignments import Assignments
from bot.services.audit import audit
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.making import make_report
from tests.services.keys import Keys, make_bank, open_keys


@pytest.fixture
def keys(database: Database, clock: FakeClock) -> Keys:
    """A school in which Ana and Ben have completed, and lose the test by its corrected keys."""
    keys = open_keys(database, clock)
    for number in (1001, 1002):
        person = keys.school.join(number)
        keys.check(person)
        keys.test(person)
    keys.publish(make_bank(t1="b", t2="b"))
    return keys


@pytest.fixture
def ana(keys: Keys) -> Member:
    """Ana, who has completed."""
    member = keys.school.enrolment.find_member(1001)
    assert member is not None
    return member


def regrade_all(keys: Keys) -> None:
    """Regrade by both keys: the first lowers a result, the second would take the pass."""
    for case in keys.school.regrading.list_keys().due[::-1]:
        keys.decide(case.id, "B is right.")
        while keys.school.regrading.go_on(case.id):
            pass


def find_state(keys: Keys, person: Member) -> tuple[State, Success, int | None]:
    """Return what the completion report says of somebody."""
    rows = make_report(keys.school.database, keys.clock.now).rows
    row = next(row for row in rows if row.person_id == person.id)
    return row.completion, row.success, row.best_score_pct


def test_hr_sees_what_waits(keys: Keys, ana: Member) -> None:
    """Each attempt with its marks before and after, by the regrade that makes it wait."""
    assert keys.school.rulings.list_groups() == []
    regrade_all(keys)
    (group,) = keys.school.rulings.list_groups()
    passes = keys.school.rulings.find_group(group.decision_id).passes

    assert (group.waiting, group.reason, group.is_in_hand) == (2, "B is right.", False)
    assert keys.school.rulings.count_waiting() == 2
    assert [(one.marks.right, one.corrected.right, one.corrected.needed) for one in passes] == [
        (1, 0, 1)
    ] * 2
    assert keys.school.rulings.find_pass(passes[0].id)[1] == passes[0]
    assert passes[0].person_id == ana.id
    assert find_state(keys, ana) == (State.COMPLETED, Success.PASSED, 50)


def test_applying_takes_the_pass_and_the_completion(keys: Keys, ana: Member) -> None:
    """From then on, for every reader; before that moment nothing is other than it was."""
    regrade_all(keys)
    before = keys.clock.now
    completed_at = make_report(keys.school.database, before).rows[0]
    keys.clock.advance(days=1)
    keys.rule(PassOutcome.APPLY)

    assert find_state(keys, ana) == (State.IN_PROGRESS, Success.FAILED, 0)
    assert keys.school.rulings.list_groups() == []
    assert not keys.school.study.stand(ana.id).is_complete
    assert make_report(keys.school.database, before).rows[0] == completed_at
    taken = keys.list_notices("correction_applied")
    assert len(taken) == 2
    told = keys.school.regrading.find_taken(taken[0][0])
    assert (told.results[0].after.right, told.is_course_complete) == (0, False)
    shown = [keys.school.reviews.find_answer(ana.id, told.results[0].session_id, n) for n in (0, 1)]
    assert [one.is_correct for one in shown] == [False, False]
    assert all(one.asked.question.correct_ids == {"b"} for one in shown)

    keys.test(ana, t1="b", t2="b")
    assert find_state(keys, ana) == (State.COMPLETED, Success.PASSED, 100)
    row = make_report(keys.school.database, keys.clock.now).rows[0]
    assert (row.completed_at, row.content_version) == (keys.clock.now, 2)


def test_letting_stand_changes_nothing(keys: Keys, ana: Member) -> None:
    """One pass stands by a word of its own, the other is taken with all that still wait."""
    regrade_all(keys)
    (group,) = keys.school.rulings.list_groups()
    first, second = keys.school.rulings.find_group(group.decision_id).passes
    keys.rule(PassOutcome.STAND, one=first.id)
    with pytest.raises(PassSettled):
        keys.school.rulings.find_pass(first.id)
    assert find_state(keys, ana) == (State.COMPLETED, Success.PASSED, 50)
    assert keys.list_notices("correction_applied") == []
    keys.rule(PassOutcome.APPLY)

    assert keys.list_notices("correction_applied") == [(second.id, second.person_id)]
    assert find_state(keys, ana) == (State.COMPLETED, Success.PASSED, 50)
    with pytest.raises(PassSettled):
        keys.school.rulings.find_group(group.decision_id)
    decided = keys.school.regrading.list_keys().decided[0].decided
    assert decided is not None
    assert (decided.applied, decided.stood) == (1, 1)


def test_two_words_at_once_are_one(keys: Keys, ana: Member) -> None:
    """Both were asked for a reason; the first one counts, and the second learns of it."""
    regrade_all(keys)
    other = keys.school.join(7004, Role.ADMIN, "Ada")
    (group,) = keys.school.rulings.list_groups()
    for person, outcome in ((keys.hr, PassOutcome.STAND), (other, PassOutcome.APPLY)):
        keys.school.rulings.ask_for_reason(person.id, outcome, group.decision_id, None)
    keys.write(keys.hr, "Their good faith.")
    assert keys.school.rulings.find_group(group.decision_id).is_in_hand
    keys.write(other, "Rules are rules.")
    while keys.school.rulings.go_on(group.decision_id):
        pass

    subject = f"apply:{group.decision_id}:"
    assert keys.school.rulings.find_word(subject) is PassOutcome.STAND
    assert find_state(keys, ana)[0] is State.COMPLETED
    with pytest.raises(PassSettled):
        keys.school.rulings.ask_for_reason(other.id, PassOutcome.APPLY, group.decision_id, None)


def test_killed_word_goes_on_where_it_was(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part is whole; nobody is told twice."""
    monkeypatch.setattr(rulings, "PART", 1)
    regrade_all(keys)
    (group,) = keys.school.rulings.list_groups()
    keys.school.rulings.ask_for_reason(keys.hr.id, PassOutcome.APPLY, group.decision_id, None)
    keys.write(keys.hr, "It has to be.")
    assert keys.school.rulings.go_on(group.decision_id)
    assert keys.school.rulings.count_waiting() == 1
    assert len(keys.list_notices("correction_applied")) == 1
    while keys.school.rulings.go_on(group.decision_id):
        pass

    assert keys.school.rulings.count_waiting() == 0
    assert len(keys.list_notices("correction_applied")) == 2


def test_later_key_takes_the_place_of_what_waits(keys: Keys, ana: Member) -> None:
    """Back to A: what waited because of B is not asked about any more, and nothing was lost."""
    regrade_all(keys)
    keys.publish(make_bank())
    regrade_all(keys)

    assert keys.school.rulings.list_groups() == []
    assert find_state(keys, ana) == (State.COMPLETED, Success.PASSED, 100)


def test_pass_that_was_taken_comes_back_with_its_day(keys: Keys, ana: Member) -> None:
    """HR took it because of B, and A is right after all: the completion is that of then."""
    then = make_report(keys.school.database, keys.clock.now).rows[0]
    regrade_all(keys)
    keys.rule(PassOutcome.APPLY)
    assert find_state(keys, ana)[0] is State.IN_PROGRESS
    keys.clock.advance(days=3)
    keys.publish(make_bank())
    regrade_all(keys)

    now = make_report(keys.school.database, keys.clock.now).rows[0]
    assert now.completion is State.COMPLETED
    assert now.completed_at == then.completed_at
    assert now.best_score_pct == 100


def test_role_is_asked_for_when_the_reason_comes(keys: Keys) -> None:
    """Who is no longer in HR decides nothing."""
    regrade_all(keys)
    (group,) = keys.school.rulings.list_groups()
    keys.school.rulings.ask_for_reason(keys.trainer.id, PassOutcome.APPLY, group.decision_id, None)

    assert keys.school.prompts.take(keys.trainer, "Because.", 900) is None
    assert keys.school.rulings.count_waiting() == 2


def test_certificate_goes_and_comes_with_the_pass(keys: Keys, ana: Member) -> None:
    """Revoked with HR's reason; the key was right after all, and another one takes its place."""
    school = keys.school
    (first,) = school.certificates.list_own(ana.id)
    regrade_all(keys)
    assert school.certificates.get(first.id).ending is None
    keys.rule(PassOutcome.APPLY)
    assert school.certificates.get(first.id).ending is EndingKind.REVOKED
    assert school.certificates.list_own(ana.id)[0].id == first.id
    keys.publish(make_bank())
    regrade_all(keys)

    (newest, former) = school.certificates.list_own(ana.id)
    assert (former.id, newest.ending) == (first.id, None)
    assert newest.achieved_on == first.achieved_on


def test_pass_that_a_correction_gives_is_certified(database: Database, clock: FakeClock) -> None:
    """The tables ask for a pass as it counts, not as it was recorded; the evidence is sound."""
    keys = open_keys(database, clock)
    ana = keys.school.join()
    keys.check(ana)
    keys.test(ana, t1="b", t2="b")
    assert keys.school.certificates.list_own(ana.id) == []
    keys.publish(make_bank(t1="b"))
    keys.regrade()

    (certificate,) = keys.school.certificates.list_own(ana.id)
    assert certificate.ending is None
    assert audit(database.path, database.chain, (), (), lambda _done, _total: None).breaches == ()


def test_completion_that_was_taken_back_does_not_fulfil_an_assignment(
    keys: Keys, ana: Member, clock: FakeClock
) -> None:
    """Whoever is given the course after that has to complete it; whose pass stood has not."""
    regrade_all(keys)
    (group,) = keys.school.rulings.list_groups()
    of_ana, _ = keys.school.rulings.find_group(group.decision_id).passes
    keys.rule(PassOutcome.APPLY, one=of_ana.id)
    keys.rule(PassOutcome.STAND)
    assignments = Assignments(keys.school.database, keys.school.library, clock, ZoneInfo("UTC"))
    everyone, terms = Whom(Target.EVERYONE), Terms(Due(days=14))
    assignments.assign(everyone, terms, Actor(ActorOrigin.COMMAND))
    while assignments.open_some(9):
        pass

    ben = keys.school.enrolment.find_member(1002)
    assert ben is not None
    assert keys.school.study.stand(ana.id).duty is not None
    assert keys.school.study.stand(ben.id).duty is None
