"""Progress: the one next step, the time left, and when a course is complete."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.course import Catalog, Lesson, Module
from bot.learning.progress import (
    ContinueQuiz,
    Finished,
    LearnerFacts,
    NextStep,
    OpenQuiz,
    QuizScore,
    ReadCard,
    Standing,
    TakeCheck,
    TakeTest,
    assess,
    find_completion_moment,
)
from bot.learning.quiz import QuizKind, QuizLabel
from tests.services.builder import CHECK, LESSONS, TEST, make_catalog

CATALOG = make_catalog()
ONE, TWO = CATALOG.lessons
CARDS = frozenset({"c1", "c2"})
PASSED = QuizScore.of(2, 3, CHECK.pass_mark_pct)
FAILED = QuizScore.of(1, 3, CHECK.pass_mark_pct)
OPEN = OpenQuiz(5, QuizLabel(QuizKind.TEST), position=1, total=4)

NEW = LearnerFacts(read_cards={}, read_lessons=frozenset(), checks={}, tests=(), open_quiz=None)
FIRST_CARD = replace(NEW, read_cards={"one": frozenset({"c1"})})
ALL_CARDS = replace(NEW, read_cards={"one": CARDS})
FIRST_READ = replace(ALL_CARDS, read_lessons=frozenset({"one"}))
FIRST_FAILED = replace(FIRST_READ, checks={"one": (FAILED,)})
FIRST_DONE = replace(FIRST_READ, checks={"one": (FAILED, PASSED)})
SECOND_DONE = LearnerFacts({"two": CARDS}, frozenset({"two"}), {"two": (PASSED,)}, (), None)
ALL_DONE = LearnerFacts(
    {"one": CARDS, "two": CARDS}, frozenset(LESSONS), {"one": (PASSED,), "two": (PASSED,)}, (), None
)
TEST_FAILED = replace(ALL_DONE, tests=(QuizScore.of(2, 4, TEST.pass_mark_pct),))
ONE_AFTER_TWO = replace(ONE, requires=("two",))
COMPLETE = replace(ALL_DONE, tests=(*TEST_FAILED.tests, QuizScore.of(3, 4, TEST.pass_mark_pct)))


def stand(facts: LearnerFacts) -> Standing:
    """Assess the facts in the small course."""
    return assess(CATALOG, CATALOG.courses[0], facts)


@pytest.mark.parametrize(
    ("facts", "step", "minutes"),
    [
        pytest.param(NEW, ReadCard(ONE, 1, 0), 17, id="new"),
        pytest.param(FIRST_CARD, ReadCard(ONE, 1, 1), 14, id="a card read"),
        pytest.param(ALL_CARDS, ReadCard(ONE, 1, 2), 11, id="takeaways to see"),
        pytest.param(FIRST_READ, TakeCheck(ONE, 1, 3), 11, id="a lesson read"),
        pytest.param(FIRST_FAILED, TakeCheck(ONE, 1, 3), 11, id="a check failed"),
        pytest.param(FIRST_DONE, ReadCard(TWO, 2, 0), 10, id="a check passed"),
        pytest.param(SECOND_DONE, ReadCard(ONE, 1, 0), 10, id="the second lesson done first"),
        pytest.param(ALL_DONE, TakeTest(4, has_tried=False), 2, id="all lessons done"),
        pytest.param(TEST_FAILED, TakeTest(4, has_tried=True), 2, id="the test failed"),
        pytest.param(COMPLETE, Finished(), 0, id="the test passed"),
    ],
)
def test_facts_lead_to_one_next_step(facts: LearnerFacts, step: NextStep, minutes: int) -> None:
    """The first thing that is missing comes next; the time left is that of all that is missing."""
    standing = stand(facts)

    assert standing.next_step == step
    assert standing.minutes_left == minutes


@pytest.mark.parametrize("facts", [NEW, FIRST_CARD, FIRST_READ, ALL_DONE, TEST_FAILED])
def test_open_quiz_comes_first(facts: LearnerFacts) -> None:
    """What was begun is ended before anything else."""
    assert stand(replace(facts, open_quiz=OPEN)).next_step == ContinueQuiz(OPEN)


def test_open_quiz_that_a_correction_has_passed_is_no_step() -> None:
    """An earlier attempt passes now: nothing is gained by ending this one."""
    check = OpenQuiz(6, QuizLabel(QuizKind.CHECK, ONE, 1), position=1, total=3)

    assert stand(replace(COMPLETE, open_quiz=OPEN)).next_step == Finished()
    assert stand(replace(FIRST_DONE, open_quiz=check)).next_step == ReadCard(TWO, 2, 0)
    assert stand(replace(FIRST_FAILED, open_quiz=check)).next_step == ContinueQuiz(check)


def test_course_is_completed_by_the_last_of_its_steps() -> None:
    """The first check and test that were passed count, whatever came after them."""
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 10)]
    read = {"one": days[0], "two": days[3], "other": days[8]}
    checks = [("one", days[4]), ("one", days[1]), ("two", days[5]), ("other", days[8])]

    assert find_completion_moment(LESSONS, read, checks, [days[8], days[2]]) == days[5]
    assert find_completion_moment(LESSONS, read, checks, [days[6], days[7]]) == days[6]
    assert find_completion_moment(("one",), read, checks, [days[0]]) == days[1]


def test_lesson_with_a_new_card_stays_read() -> None:
    """An edited lesson does not take back what was done, nor add to the time left."""
    facts = replace(ALL_DONE, read_cards={"one": frozenset({"c2"}), "two": CARDS})
    standing = stand(facts)

    assert standing.lessons[0].is_done
    assert standing.lessons[0].first_unread == 0
    assert standing.next_step == TakeTest(4, has_tried=False)
    assert standing.minutes_left == 2


def test_best_score_is_one_that_passed() -> None:
    """A pass under an older mark counts for more than a higher score that failed."""
    old_pass, new_fail = QuizScore.of(2, 4, 50), QuizScore.of(3, 4, 80)
    standing = stand(replace(ALL_DONE, tests=(old_pass, new_fail)))

    assert standing.best_test == old_pass
    assert standing.is_complete


def test_best_score_of_failures_is_the_highest_share() -> None:
    """Two of three are more than three of five."""
    two_of_three, three_of_five = QuizScore.of(2, 3, 80), QuizScore.of(3, 5, 80)
    facts = replace(FIRST_READ, checks={"one": (three_of_five, two_of_three, FAILED)})

    assert stand(facts).lessons[0].best_check == two_of_three


@pytest.mark.parametrize(
    ("facts", "started"),
    [
        (NEW, False),
        (FIRST_CARD, True),
        (replace(NEW, checks={"two": (FAILED,)}), True),
        (replace(NEW, read_lessons=frozenset({"two"})), True),
        (replace(NEW, tests=TEST_FAILED.tests), True),
        (replace(NEW, open_quiz=OPEN), True),
        (replace(NEW, read_cards={"gone": CARDS}, checks={"gone": (PASSED,)}), False),
    ],
)
def test_course_is_started_by_any_of_its_parts(facts: LearnerFacts, started: bool) -> None:  # noqa: FBT001 - a column of the table
    """What was done in a lesson that is gone is no start."""
    assert stand(facts).is_started is started


marks = st.integers(0, 3).map(lambda right: QuizScore.of(right, 3, CHECK.pass_mark_pct))
lesson_ids = st.sampled_from([*LESSONS, "gone"])
events = st.lists(
    st.one_of(
        st.tuples(st.just("card"), lesson_ids, st.sampled_from(["c1", "c2", "gone"])),
        st.tuples(st.just("lesson"), lesson_ids, st.none()),
        st.tuples(st.just("check"), lesson_ids, marks),
        st.tuples(st.just("test"), st.none(), marks),
    ),
    max_size=25,
)


def record(happened: list[tuple[str, str, object]]) -> LearnerFacts:
    """Return what is on record after those events."""
    cards: dict[str, frozenset[str]] = {}
    checks: dict[str, tuple[QuizScore, ...]] = {}
    facts = NEW
    for kind, lesson_id, what in happened:
        if kind == "card":
            cards[lesson_id] = cards.get(lesson_id, frozenset()) | {str(what)}
        elif kind == "lesson":
            facts = replace(facts, read_lessons=facts.read_lessons | {lesson_id})
        elif isinstance(what, QuizScore) and kind == "check":
            checks[lesson_id] = (*checks.get(lesson_id, ()), what)
        elif isinstance(what, QuizScore):
            facts = replace(facts, tests=(*facts.tests, what))
    return replace(facts, read_cards=cards, checks=checks)


@given(events)
def test_whatever_happens_leads_forward(happened: list[tuple[str, str, object]]) -> None:
    """No event adds to the time left or takes back a step, and a complete course stays so."""
    standings = [stand(record(happened[:count])) for count in range(len(happened) + 1)]

    for before, after in pairwise(standings):
        assert after.minutes_left <= before.minutes_left
        assert after.done_steps >= before.done_steps
        assert after.done_lessons >= before.done_lessons
        assert after.is_complete or not before.is_complete


@given(events)
def test_course_is_complete_when_nothing_is_left(
    happened: list[tuple[str, str, object]],
) -> None:
    """Every lesson read, every check passed and the test passed, and never before."""
    facts = record(happened)
    standing = stand(facts)

    rule = (
        facts.read_lessons >= set(LESSONS)
        and all(any(s.is_passed for s in facts.checks.get(one, ())) for one in LESSONS)
        and any(score.is_passed for score in facts.tests)
    )
    assert standing.is_complete is rule
    assert (standing.next_step == Finished()) is rule
    assert (standing.done_steps == standing.total_steps) is rule
    assert (standing.minutes_left == 0) is rule


def bend(one: Lesson = ONE, two: Lesson = TWO) -> Catalog:
    """Return the small catalogue with other lessons."""
    return replace(CATALOG, lessons=(one, two))


def test_optional_lesson_is_outside_everything_that_counts() -> None:
    """Neither steps, nor time, nor the gate of the test know it."""
    catalog = bend(two=replace(TWO, is_optional=True))
    standing = assess(catalog, catalog.courses[0], FIRST_DONE)

    assert [one.is_optional for one in standing.lessons] == [False, True]
    assert (standing.done_lessons, len(standing.required)) == (1, 1)
    assert (standing.done_steps, standing.total_steps) == (2, 3)
    assert standing.is_test_open
    assert standing.next_step == TakeTest(4, has_tried=False)
    assert standing.minutes_left == 2


def test_lesson_is_locked_until_those_it_requires_are_done() -> None:
    """Being read is not enough; what is not in the course asks for nothing."""
    catalog = bend(two=replace(TWO, requires=("gone", "one")))

    def is_locked(facts: LearnerFacts) -> bool:
        return assess(catalog, catalog.courses[0], facts).lessons[1].is_locked

    assert is_locked(NEW)
    assert is_locked(FIRST_READ)
    assert not is_locked(FIRST_DONE)
    locked = assess(catalog, catalog.courses[0], FIRST_FAILED).lessons[1]
    assert [missing.number for missing in locked.missing] == [1]


def test_what_was_begun_stays_open() -> None:
    """A new requirement takes nothing back."""
    catalog = bend(one=ONE_AFTER_TWO)
    standing = assess(catalog, catalog.courses[0], FIRST_CARD)

    assert not standing.lessons[0].is_locked
    assert standing.next_step == ReadCard(ONE_AFTER_TWO, 1, 1)


def test_next_step_opens_what_is_locked() -> None:
    """The lesson that is required comes first, wherever it stands, even an optional one."""
    catalog = bend(ONE_AFTER_TWO, replace(TWO, is_optional=True))
    two = catalog.lessons[1]
    read = replace(NEW, read_cards={"two": CARDS}, read_lessons=frozenset({"two"}))

    assert assess(catalog, catalog.courses[0], NEW).next_step == ReadCard(two, 2, 0)
    assert assess(catalog, catalog.courses[0], read).next_step == TakeCheck(two, 2, 3)
    assert assess(catalog, catalog.courses[0], SECOND_DONE).next_step == ReadCard(
        ONE_AFTER_TWO, 1, 0
    )


def test_lessons_that_require_each_other_hang_nothing() -> None:
    """The check refuses them; a bot that met them all the same goes on."""
    catalog = bend(ONE_AFTER_TWO, replace(TWO, requires=("one",)))

    assert assess(catalog, catalog.courses[0], NEW).next_step == ReadCard(ONE_AFTER_TWO, 1, 0)


@pytest.mark.parametrize(
    ("optional", "facts", "missing"),
    [
        ((), NEW, 2),
        ((), FIRST_DONE, 1),
        ((), ALL_DONE, 0),
        (("two",), FIRST_DONE, 0),
        (("one", "two"), FIRST_DONE, 1),
    ],
)
def test_summary_is_earned_by_the_lessons_of_its_module(
    optional: tuple[str, ...], facts: LearnerFacts, missing: int
) -> None:
    """By those that are not optional; in a module of optional lessons by all."""
    module = Module("m", "All", LESSONS, summary="Keep it.")
    lessons = [replace(one, is_optional=one.id in optional) for one in (ONE, TWO)]
    course = replace(CATALOG.courses[0], modules=(module,))
    standing = assess(bend(*lessons), course, facts)

    assert standing.count_missing(module) == missing
    assert standing.earned_modules == ((module,) if missing == 0 else ())


def test_module_without_a_summary_has_nothing_to_keep() -> None:
    """However much of it is done."""
    assert stand(COMPLETE).earned_modules == ()


def test_course_takes_as_long_as_it_has_left_at_its_beginning() -> None:
    """And no shorter for those who have done some of it; optional lessons are apart."""
    catalog = bend(two=replace(TWO, is_optional=True))

    assert stand(NEW).minutes_in_all == stand(NEW).minutes_left == 17
    assert stand(COMPLETE).minutes_in_all == 17
    assert assess(catalog, catalog.courses[0], NEW).minutes_in_all == 10
