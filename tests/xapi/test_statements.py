"""Statements of the evidence: what they say, that they stay, and what corrections make of them."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning.assignments import Target, Whom
from bot.learning.corrections import PassOutcome
from bot.learning.people import Member
from bot.learning.xapi.told import Place
from bot.reports.telling import stream
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.services.keys import Keys, make_bank, open_keys
from tests.services.test_assignments import YEARLY, Desk, become
from tests.services.test_rosters import HR
from tests.services.test_rulings import regrade_all
from tests.xapi.soundness import check
from tests.xapi.telling import (
    HOME,
    count_verbs,
    list_holding,
    list_statements,
    list_told,
    name_employee,
    name_employees,
    name_verb,
    sum_up,
)


@pytest.fixture
def keys(database: Database, clock: FakeClock) -> Keys:
    """A school in which Ana and Ben have completed; two keys of their test are wrong."""
    keys = open_keys(database, clock)
    for number in (1001, 1002):
        person = keys.school.join(number)
        keys.check(person)
        keys.test(person)
    name_employees(database)
    keys.publish(make_bank(t1="b", t2="b"))
    return keys


def find(keys: Keys, number: int) -> Member:
    """Return who has that account."""
    member = keys.school.enrolment.find_member(number)
    assert member is not None
    return member


def test_answers_results_and_completion_are_told(
    database: Database, school: School, clock: FakeClock
) -> None:
    """In the order in which it happened; practice is nobody's business."""
    ana = school.join()
    school.read(ana, "one")
    clock.advance(minutes=1)
    asked = school.quizzes.start_check(ana.id, "one")
    clock.advance(seconds=90)
    school.finish(ana, asked, right=1)
    school.do_lessons(ana)
    school.finish(ana, school.quizzes.start_practice(ana.id, "one"))
    school.finish(ana, school.quizzes.start_test(ana.id), right=3)
    name_employees(database)

    statements = list_statements(database)
    for one in statements:
        check(one)
    assert count_verbs(statements) == {"answered": 13, "failed": 1, "passed": 3, "completed": 1}
    assert sum_up([one for one in statements if name_verb(one) != "answered"]) == [
        ("E1", "failed", "1/checks/one", 1),
        ("E1", "passed", "1/checks/one", 3),
        ("E1", "passed", "1/checks/two", 3),
        ("E1", "passed", "1/test", 3),
        ("E1", "completed", "basics", None),
    ]
    failed = statements[3]
    assert failed["result"] == {
        "score": {"scaled": 0.3333, "raw": 1, "min": 0, "max": 3},
        "success": False,
        "completion": True,
        "duration": "PT90.00S",
    }
    assert failed["timestamp"] == "2026-11-23T09:02:30.000Z"
    assert failed["object"]["definition"]["name"] == {"und": "Check: Lesson one"}
    assert statements[-2]["object"]["definition"]["name"] == {"und": "Final test: Basics"}
    attempts = {one["context"].get("registration") for one in statements}
    assert len(attempts) == 5  # four attempts, and a completion that is of none


def test_answer_says_what_was_asked_and_chosen(database: Database, school: School) -> None:
    """With all options in the order of the bank, what was right, and what was chosen."""
    ana = school.join()
    school.do_lesson(ana, "one")
    name_employees(database)

    answered = list_statements(database)[:3]
    multiple = next(one for one in answered if one["object"]["id"].endswith("one-multiple"))
    assert multiple["object"]["definition"]["correctResponsesPattern"] == ["a[,]c"]
    assert [choice["id"] for choice in multiple["object"]["definition"]["choices"]] == list("abcd")
    assert multiple["result"] == {
        "score": {"scaled": 1, "raw": 1, "min": 0, "max": 1},
        "success": True,
        "response": "a[,]c",
    }
    assert multiple["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": HOME, "name": "E1"},
    }
    course = f"{HOME}/xapi/courses/basics"
    assert multiple["context"]["contextActivities"] == {
        "parent": [{"objectType": "Activity", "id": f"{course}/versions/1/checks/one"}],
        "grouping": [{"objectType": "Activity", "id": course}],
    }
    assert multiple["context"]["revision"] == "1"
    # A single answer says nothing about how long somebody thought.
    assert "duration" not in multiple["result"]
    text = json.dumps(answered)
    assert "Ana" not in text
    assert "1001" not in text


def test_the_same_is_told_for_ever(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the same ids, however many are read at once; another home has ids of its own."""
    regrade_all(keys)
    keys.rule(PassOutcome.APPLY)
    before = list_statements(keys.school.database)
    keys.clock.advance(days=400)
    keys.test(find(keys, 1001), t1="b", t2="b")
    keys.publish(make_bank(t1="c"))
    monkeypatch.setattr(stream, "AT_ONCE", 3)

    again = list_statements(keys.school.database)
    assert again[: len(before)] == before
    assert len({one["id"] for one in again}) == len(again)
    elsewhere = list_statements(keys.school.database, "urn:x-training-bot:acme")
    assert not {one["id"] for one in again} & {one["id"] for one in elsewhere}
    for one in (*again, *elsewhere):
        check(one)


def test_corrected_answer_and_result_take_the_place_of_the_former(keys: Keys) -> None:
    """The former are voided; the new ones say when it happened and which they replace."""
    regrade_all(keys)  # the first key lowers both results, the second waits for HR

    statements = list_statements(keys.school.database)
    for one in statements:
        check(one)
    assert count_verbs(statements) == {"answered": 10, "passed": 6, "completed": 2, "voided": 4}
    held = list_holding(statements)
    assert [row for row in sum_up(held) if "test" in row[2] or "t1" in row[2]] == [
        ("E3", "answered", "1/questions/t1", 0),
        ("E3", "passed", "1/test", 1),
        ("E4", "answered", "1/questions/t1", 0),
        ("E4", "passed", "1/test", 1),
    ]
    corrected = next(one for one in held if one["object"]["id"].endswith("t1"))
    assert corrected["object"]["definition"]["correctResponsesPattern"] == ["b"]
    former_id = corrected["context"]["statement"]["id"]
    [former] = [one for one in statements if one["id"] == former_id]
    assert (former["result"]["success"], former["timestamp"]) == (True, corrected["timestamp"])


def test_lost_pass_is_told_with_the_completion_that_goes_with_it(keys: Keys) -> None:
    """By HR's word, and not before; who passes again completes again."""
    regrade_all(keys)
    keys.clock.advance(days=1)
    keys.rule(PassOutcome.APPLY)
    keys.clock.advance(hours=1)
    keys.test(find(keys, 1002), t1="b", t2="b")

    held = list_holding(list_statements(keys.school.database))
    assert [row for row in sum_up(held) if row[1] != "answered" and "checks" not in row[2]] == [
        ("E3", "failed", "1/test", 0),
        ("E4", "failed", "1/test", 0),
        ("E4", "passed", "2/test", 2),
        ("E4", "completed", "basics", None),
    ]
    assert len(held) == 4 + 2 + 4 + 2 + 2 + 1 + 1  # answers and results of checks and tests


def test_pass_that_stands_stays_told(keys: Keys) -> None:
    """HR's word that nothing changes is nothing to tell."""
    regrade_all(keys)
    before = list_statements(keys.school.database)
    keys.rule(PassOutcome.STAND)

    assert list_statements(keys.school.database) == before


def test_key_that_changes_twice_leaves_one_answer(keys: Keys) -> None:
    """To B and back to A: what holds at the end is what held at first, under a third id."""
    first = list_holding(list_statements(keys.school.database))
    regrade_all(keys)
    keys.publish(make_bank())
    regrade_all(keys)

    held = list_holding(list_statements(keys.school.database))
    assert sorted(sum_up(held), key=str) == sorted(sum_up(first), key=str)
    assert {one["id"] for one in held} != {one["id"] for one in first}


def test_gained_pass_is_told_with_the_completion_it_earns(
    database: Database, clock: FakeClock
) -> None:
    """As of the moment at which it would have been completed."""
    keys = open_keys(database, clock)
    ana = keys.school.join()
    keys.check(ana)
    keys.test(ana, t1="b", t2="b")
    taken_at = clock.now
    name_employees(database)
    keys.publish(make_bank(t1="b"))
    keys.regrade()

    held = list_holding(list_statements(database))
    assert {(row[1], row[3]) for row in sum_up(held) if row[2] in {"1/test", "basics"}} == {
        ("passed", 1),
        ("completed", None),
    }
    completed = next(one for one in held if name_verb(one) == "completed")
    assert completed["timestamp"] == taken_at.isoformat(timespec="milliseconds").replace(
        "+00:00", "Z"
    )


def test_renewal_is_a_completion_of_its_own(database: Database, clock: FakeClock) -> None:
    """The first one stays; each is told once, though assignment and course both record it."""
    desk = Desk(database, clock)
    desk.give(Whom(Target.PERSON, "1"), YEARLY)
    desk.school.complete(desk.ana)
    clock.now = datetime(2027, 11, 23, tzinfo=UTC) - timedelta(days=80)
    desk.open_all()
    desk.school.finish(desk.ana, desk.school.quizzes.start_test(1))

    completed = [one for one in list_statements(database) if name_verb(one) == "completed"]
    assert [one["timestamp"][:10] for one in completed] == ["2026-11-23", "2027-09-04"]
    assert "registration" in completed[1]["context"]
    assert {one["actor"]["account"]["name"] for one in completed} == {"1"}


def test_completed_elsewhere_is_told_as_such(database: Database, clock: FakeClock) -> None:
    """HR's word, without a test: a completion, and no pass."""
    desk = Desk(database, clock)
    desk.give(terms=YEARLY)
    clock.advance(days=2)
    desk.duties.complete_elsewhere(2, clock.now.date(), HR, "no phone", "sheet 12")

    [told] = list_statements(database)
    check(told)
    assert told["result"] == {"completion": True}
    assert told["actor"]["account"]["name"] == "2"
    assert told["context"]["extensions"] == {f"{HOME}/xapi/extensions/completed-elsewhere": True}


def test_what_moves_with_an_employee_entry_is_told_once(
    database: Database, clock: FakeClock
) -> None:
    """The word was told of their number; it stays so when the entry turns out to be somebody."""
    desk = Desk(database, clock)
    ben = desk.school.join(2002, name="Ben")
    desk.give(terms=YEARLY)
    desk.duties.complete_elsewhere(2, clock.now.date(), HR, "no phone", "sheet 12")
    before = list_statements(database)

    become(desk, ben, "2")

    assert list_statements(database) == before
    assert [one["actor"]["account"]["name"] for one in before] == ["2"]


@pytest.mark.parametrize("has_moved", [True, False])
def test_completion_elsewhere_that_is_taken_back_is_voided(
    database: Database, clock: FakeClock, *, has_moved: bool
) -> None:
    """Once, by the name that it was told under; what is said after it stands."""
    desk = Desk(database, clock)
    ben = desk.school.join(2002, name="Ben")
    desk.give(terms=YEARLY)
    desk.duties.complete_elsewhere(2, clock.now.date(), HR, "no phone", "sheet 12")
    [told] = list_statements(database)
    person_id = 2
    if has_moved:
        become(desk, ben, "2")
        person_id = ben.id
    clock.advance(hours=1)
    desk.duties.require(person_id, HR, "the wrong day")
    clock.advance(hours=1)

    *_, voided = list_statements(database)
    check(voided)
    assert name_verb(voided) == "voided"
    assert voided["object"]["id"] == told["id"]
    assert list_holding(list_statements(database)) == []

    desk.duties.waive(person_id, HR, "leads the course")
    desk.duties.require(person_id, HR, "a slip")
    desk.duties.complete_elsewhere(person_id, date(2026, 11, 2), HR, "no phone", "sheet 2")
    [holding] = list_holding(list_statements(database))
    assert holding["timestamp"].startswith("2026-11-02")
    assert holding["id"] != told["id"]


def test_lost_renewal_is_voided(database: Database, clock: FakeClock) -> None:
    """Both tests are lost: two failed attempts hold, and no completion."""
    keys = open_keys(database, clock)
    desk = Desk(database, clock)
    ana = desk.ana
    keys.school.library.publish(make_bank())
    desk.give(Whom(Target.PERSON, str(ana.id)), YEARLY)
    keys.check(ana)
    keys.test(ana)
    clock.now = datetime(2027, 11, 23, tzinfo=UTC) - timedelta(days=80)
    desk.open_all()
    keys.test(ana)
    keys.publish(make_bank(t1="b", t2="b"))
    regrade_all(keys)
    while keys.school.rulings.list_groups():
        keys.rule(PassOutcome.APPLY)

    held = list_holding(list_statements(database))
    assert [row[1:] for row in sum_up(held) if row[2] in {"1/test", "basics"}] == [
        ("failed", "1/test", 0),
        ("failed", "1/test", 0),
    ]


def test_completion_without_its_pass_is_that_of_the_renewal(
    database: Database, clock: FakeClock
) -> None:
    """The first test is lost: what it had completed counts from the day of the second one."""
    keys = open_keys(database, clock)
    desk = Desk(database, clock)
    keys.school.library.publish(make_bank())
    desk.give(Whom(Target.PERSON, str(desk.ana.id)), YEARLY)
    keys.check(desk.ana)
    keys.test(desk.ana)
    clock.now = datetime(2027, 11, 23, tzinfo=UTC) - timedelta(days=80)
    desk.open_all()
    keys.test(desk.ana)
    keys.publish(make_bank(t1="b", t2="b"))
    regrade_all(keys)
    (group,) = keys.school.rulings.list_groups()
    first, _ = keys.school.rulings.find_group(group.decision_id).passes
    keys.rule(PassOutcome.APPLY, one=first.id)

    held = [one for one in list_holding(list_statements(database)) if name_verb(one) == "completed"]
    assert [one["timestamp"][:10] for one in held] == ["2027-09-04", "2027-09-04"]


def test_who_has_no_employee_number_is_left_out(database: Database, school: School) -> None:
    """And so is whoever was erased; nothing is told of a name or an account instead."""
    school.complete(school.join())
    told = list_told(database)
    assert told
    assert all(one.statement is None and not one.is_erased for one in told)
    name_employee(database, 1, "erased-1", "erased")

    assert all(one.statement is None and one.is_erased for one in list_told(database))


def test_part_of_it_is_asked_for(keys: Keys) -> None:
    """Behind a place, up to an event, of a course, of some people, without answers, with names."""
    database = keys.school.database
    everything = list_told(database)
    middle = everything[4].place

    assert list_told(database, after=middle) == everything[5:]
    assert list_told(database, last=middle.number) == [
        one for one in everything if one.place.number <= middle.number
    ]
    assert list_told(database, after=Place(middle.number)) == [
        one for one in everything if one.place.number > middle.number
    ]
    assert list_told(database, course_id="other") == []
    assert {one.person_id for one in list_told(database, people=frozenset({4}))} == {4}
    assert "answered" not in count_verbs(list_statements(database, has_answers=False))
    named = list_statements(database, has_names=True)
    assert {one["actor"]["name"] for one in named} == {"Ana"}
