"""Item analysis from the record: which answers are counted, and to which question they belong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.bootstrap import make_item_report
from bot.learning.course import QuestionType, QuizRule, Use
from bot.learning.quiz import QuizKind
from bot.learning.verdicts import Fault
from bot.reports.items import Item, ItemReport
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.attempts import Mark, add_attempts, add_people
from tests.services.builder import School, make_catalog, make_question


@pytest.fixture
def school(database: Database, clock: FakeClock) -> School:
    """A school with two single choices, a multiple response and a reserved question."""
    questions = [
        make_question("easy"),
        make_question("hard"),
        make_question("many", type=QuestionType.MULTIPLE),
        make_question("kept", use=Use.TEST),
    ]
    return School(
        database, clock, make_catalog(("one",), questions=questions, check=QuizRule(2, 50))
    )


def report(school: School, clock: FakeClock, *, is_first_only: bool = True) -> ItemReport:
    """Compute the report as of now."""
    return make_item_report(school.database, school.library, clock.now, is_first_only=is_first_only)


def find(computed: ItemReport, question_id: str) -> Item:
    """Return a question of the report."""
    [item] = [item for item in computed.items if item.question.id == question_id]
    return item


def easy(*, is_right: bool = True, seconds: float | None = 20.0) -> Mark:
    """Answer the easy question with a or b."""
    return Mark("easy", "a" if is_right else "b", is_right, seconds)


def hard(chosen: str) -> Mark:
    """Answer the hard question."""
    return Mark("hard", chosen, chosen == "a")


def test_answers_of_checks_and_tests_are_counted(school: School, clock: FakeClock) -> None:
    """As learners give them: what is practised, tried out or not finished is no exam."""
    for number in range(10):
        person = school.join(1000 + number)
        school.finish(person, school.quizzes.start_check(person.id, "one"), right=0)
        school.finish(person, school.quizzes.start_practice(person.id, "one"))
    edition = school.library.get_current()
    ben = school.join(3000)
    school.finish(ben, school.quizzes.start_trial(ben.id, edition, ["easy", "hard"]))
    school.answer(ben, school.quizzes.start_check(ben.id, "one"))

    computed = report(school, clock)
    assert computed.attempts == 10
    assert computed.answers == 20
    assert {item.figures.facility_pct for item in computed.telling} <= {0.0}
    assert [(quiz.title, quiz.figures.attempts) for quiz in computed.quizzes] == [
        ("Lesson 1 check", 10),
        ("Final test", 0),
    ]
    assert computed.quizzes[0].figures.mean_pct == 0


def test_first_attempts_or_all(school: School, clock: FakeClock) -> None:
    """A retake is another attempt at the same quiz; a check and a test are two quizzes."""
    people = add_people(school.database, clock.now, 10)
    for is_right in (False, True, True):
        add_attempts(
            school.database,
            1,
            clock.now,
            {one: [easy(is_right=is_right), hard("a")] for one in people},
        )
        clock.advance(days=1)
    add_attempts(
        school.database,
        1,
        clock.now,
        {one: [Mark("kept", "a", is_right=True)] for one in people},
        kind=QuizKind.TEST,
        scope="",
    )

    first, everything = report(school, clock), report(school, clock, is_first_only=False)
    assert (first.attempts, everything.attempts) == (20, 40)
    assert find(first, "easy").figures.answers == 10
    assert find(first, "easy").figures.facility_pct == 0
    assert find(everything, "easy").figures.facility_pct == pytest.approx(200 / 3)
    assert find(first, "kept").figures.facility_pct == 100
    assert find(first, "kept").quiz_title == "Final test"


def test_options_times_and_the_rest(school: School, clock: FakeClock) -> None:
    """Forty learners: those who get the easy one right choose b in the hard one, the others a."""
    people = add_people(school.database, clock.now, 40)
    attempts = {
        one: [easy(is_right=number < 20, seconds=30 if number else None), hard("ab"[number < 20])]
        for number, one in enumerate(people)
    }
    add_attempts(school.database, 1, clock.now, attempts)

    item = find(report(school, clock), "hard")
    figures = item.figures
    assert (figures.answers, figures.facility_pct) == (40, 50)
    assert figures.discrimination_pct == pytest.approx(-100)
    assert figures.efficiency_pct == pytest.approx(-100)
    assert [(one.option_id, one.share_pct) for one in figures.options] == [
        ("a", 50),
        ("b", 50),
        ("c", 0),
        ("d", 0),
    ]
    assert [one.mean_rest_pct for one in figures.options] == [0, 100, None, None]
    assert [one.fault for one in item.findings] == [
        Fault.KEY_DOUBTED,
        Fault.REVERSED,
        Fault.UNUSED,
    ]
    assert item.advice[0] == "The good learners choose B: is the key right?"
    assert item.advice[2].startswith("Nobody chooses C or D:")
    assert find(report(school, clock), "easy").figures.median_seconds == 30


def test_multiple_responses_are_read(school: School, clock: FakeClock) -> None:
    """What is stored as a list of options counts for each of them."""
    people = add_people(school.database, clock.now, 10)
    marks = {
        one: [Mark("many", ["a", "c"] if number < 4 else ["a", "b"], number < 4)]
        for number, one in enumerate(people)
    }
    add_attempts(school.database, 1, clock.now, marks)

    item = find(report(school, clock), "many")
    assert item.figures.facility_pct == 40
    assert [round(one.share_pct) for one in item.figures.options] == [100, 60, 40, 0]


def test_other_key_makes_another_question_of_it(school: School, clock: FakeClock) -> None:
    """Answers from before are left out, and told; of the old form they can still be looked up."""
    people = add_people(school.database, clock.now, 22)
    add_attempts(school.database, 1, clock.now, {one: [hard("b")] for one in people[:12]})
    old = school.library.get_current().catalog
    mended = make_question("hard", right="b")
    questions = [mended if one.id == "hard" else one for one in old.questions]
    version_id = school.library.publish(replace(old, questions=tuple(questions))).version_id
    add_attempts(
        school.database,
        version_id,
        clock.now,
        {one: [Mark("hard", "b", is_right=True)] for one in people[12:]},
    )

    computed = report(school, clock)
    item = find(computed, "hard")
    assert (item.figures.answers, item.former, item.reworded) == (10, 12, 0)
    assert item.figures.facility_pct == 100
    before = computed.find(old.questions_by_id["hard"])
    assert before is not None
    assert (before.figures.answers, before.figures.facility_pct) == (12, 0)
    assert before not in computed.items


def test_other_words_leave_it_the_same_question(school: School, clock: FakeClock) -> None:
    """They are counted together, with how many answers were to other words."""
    people = add_people(school.database, clock.now, 20)
    add_attempts(school.database, 1, clock.now, {one: [hard("a")] for one in people[:12]})
    old = school.library.get_current().catalog
    hard_one = old.questions_by_id["hard"]
    shorter = replace(hard_one.options[0], text="shorter")
    reworded = replace(hard_one, options=(*hard_one.options[1:], shorter))
    questions = [reworded if one.id == "hard" else one for one in old.questions]
    version_id = school.library.publish(replace(old, questions=tuple(questions))).version_id
    add_attempts(school.database, version_id, clock.now, {one: [hard("a")] for one in people[12:]})

    item = find(report(school, clock), "hard")
    assert (item.figures.answers, item.reworded, item.former) == (20, 12, 0)
    assert item.question.options[-1].text == "shorter"
    assert [one.option_id for one in item.figures.options] == ["b", "c", "d", "a"]


def test_only_what_is_taught_is_listed(school: School, clock: FakeClock) -> None:
    """No drafts and nothing that was taken out; one that nobody was asked is silent."""
    people = add_people(school.database, clock.now, 12)
    add_attempts(school.database, 1, clock.now, {one: [easy(), hard("b")] for one in people})
    old = school.library.get_current().catalog
    draft = replace(old.questions_by_id["many"], is_draft=True)
    school.library.publish(
        replace(old, questions=(old.questions_by_id["easy"], draft, make_question("new")))
    )

    computed = report(school, clock)
    assert [item.question.id for item in computed.items] == ["easy", "new"]
    assert [item.is_silent for item in computed.items] == [False, True]
    taken_out = computed.find(old.questions_by_id["hard"])
    assert taken_out is not None
    assert taken_out.figures.answers == 12
    assert computed.find(make_question("never")) is None


def test_what_deserves_work_stands_first(school: School, clock: FakeClock) -> None:
    """Hard before sound, few answers after them, none at the end."""
    people = add_people(school.database, clock.now, 40)
    add_attempts(
        school.database,
        1,
        clock.now,
        {
            one: [easy(is_right=number % 10 > 0), hard("abcd"[number % 4])]
            for number, one in enumerate(people)
        },
    )
    add_attempts(
        school.database,
        1,
        clock.now,
        {one: [Mark("kept", "a", is_right=True)] for one in people[:10]},
        kind=QuizKind.TEST,
        scope="",
    )

    computed = report(school, clock)
    assert [item.question.id for item in computed.items] == ["hard", "easy", "kept", "many"]
    assert [item.is_work for item in computed.items] == [True, True, False, False]
    assert computed.items[2].findings[0].fault is Fault.FEW
    weights = {item.question.id: item.figures.weight_pct for item in computed.items}
    assert (weights["kept"], weights["many"]) == (None, None)
    assert (weights["easy"] or 0) + (weights["hard"] or 0) == pytest.approx(100)


def test_key_that_is_furthest_behind_stands_first(school: School, clock: FakeClock) -> None:
    """Whatever else is wrong: a narrow lead of a wrong option may be chance."""
    people = add_people(school.database, clock.now, 80)
    attempts = {}
    for number, one in enumerate(people):
        is_good = number < 40
        # Of those who choose b in the hard one all are good; in the easy one most are.
        attempts[one] = [
            easy(is_right=number % 2 == 0 if is_good else number % 3 > 0),
            hard("b" if is_good and number % 4 else "acd"[number % 3]),
            Mark("many", ["a", "c"] if is_good else ["b"], is_good),
        ]
    add_attempts(school.database, 1, clock.now, attempts)

    doubted = [
        item for item in report(school, clock).items if item.findings[0].fault is Fault.KEY_DOUBTED
    ]
    leads = [item.figures.lead_pct for item in doubted]
    assert doubted[0].question.id == "hard"
    assert leads == sorted(leads, reverse=True)
    assert leads[0] > leads[-1] > 0


def test_report_is_of_what_was_finished_by_then(school: School, clock: FakeClock) -> None:
    """To the moment; nothing recorded later changes it."""
    people = add_people(school.database, clock.now, 12)
    add_attempts(school.database, 1, clock.now, {one: [easy()] for one in people[:11]})
    before = report(school, clock)
    clock.advance(seconds=1)
    add_attempts(school.database, 1, clock.now, {people[11]: [easy()]})

    assert find(report(school, clock), "easy").figures.answers == 12
    clock.now -= timedelta(seconds=1)
    assert report(school, clock) == before
    clock.now -= timedelta(seconds=1)
    assert report(school, clock).attempts == 0


def test_empty_record_says_nothing(school: School, clock: FakeClock) -> None:
    """All questions are there, and all are silent."""
    computed = report(school, clock)

    assert [item.is_silent for item in computed.items] == [True] * 4
    assert computed.telling == ()
    assert computed.answers == 0
