"""Drawing: even over the lessons, no repeats, an order of one's own; and how options are named."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.course import Question, QuestionType
from bot.learning.quiz import AskedQuestion, QuizKind, QuizLabel, QuizResult, deal, draw
from tests.services.builder import make_question

types = st.sampled_from(QuestionType)
counts = st.integers(0, 30)
seeds = st.integers(0, 2**32)


@st.composite
def pools(draw_one: st.DrawFn) -> list[Question]:
    """Questions of up to six lessons, some with many and some with few."""
    sizes = draw_one(st.lists(st.integers(1, 7), max_size=6))
    questions = [
        make_question(f"{lesson}-{number}", f"l{lesson}", type=draw_one(types))
        for lesson, size in enumerate(sizes)
        for number in range(size)
    ]
    return draw_one(st.permutations(questions))


def dice(seed: int) -> Random:
    """Return dice that fall the same way every time."""
    return Random(seed)  # noqa: S311 - a test's dice


@given(pool=pools(), count=counts, seed=seeds)
def test_draw_repeats_nothing_and_gives_what_there_is(
    pool: list[Question], count: int, seed: int
) -> None:
    """As many different questions as wanted, or all there are."""
    ids = [item.question_id for item in draw(pool, count, dice(seed))]

    assert len(ids) == len(set(ids)) == min(count, len(pool))
    assert set(ids) <= {question.id for question in pool}


@given(pool=pools(), count=counts, seed=seeds)
def test_draw_is_even_over_the_lessons(pool: list[Question], count: int, seed: int) -> None:
    """A lesson is asked about at most once less than another, unless it has no more questions."""
    lesson_of = {question.id: question.lesson_id for question in pool}
    stock = Counter(lesson_of.values())
    drawn = Counter(lesson_of[item.question_id] for item in draw(pool, count, dice(seed)))

    most = max(drawn.values(), default=0)
    for lesson_id, size in stock.items():
        assert drawn[lesson_id] >= min(size, most - 1)


@given(pool=pools(), count=counts, seed=seeds)
def test_same_dice_make_the_same_draw(pool: list[Question], count: int, seed: int) -> None:
    """Nothing but the dice decides, and the pool stays as it was."""
    before = list(pool)

    assert draw(pool, count, dice(seed)) == draw(pool, count, dice(seed))
    assert pool == before


def test_every_question_can_come_up() -> None:
    """Whichever lesson it belongs to, and however few are drawn."""
    pool = [make_question(f"{lesson}{n}", lesson) for lesson in "xyz" for n in range(3)]
    drawn = Counter(draw(pool, 1, dice(seed))[0].question_id for seed in range(500))

    assert set(drawn) == {question.id for question in pool}
    assert min(drawn.values()) > 25


@given(pool=pools(), count=counts, seed=seeds, data=st.data())
def test_questions_asked_less_often_come_first(
    pool: list[Question], count: int, seed: int, data: st.DataObject
) -> None:
    """Within a lesson, nothing is left out that was asked less often than what is drawn."""
    times = {question.id: data.draw(st.integers(0, 3)) for question in pool}
    drawn = {item.question_id for item in draw(pool, count, dice(seed), times)}

    assert len(drawn) == min(count, len(pool))
    for lesson_id in {question.lesson_id for question in pool}:
        asked = {one.id: times[one.id] for one in pool if one.lesson_id == lesson_id}
        left_out = min((asked[one] for one in asked if one not in drawn), default=9)
        assert all(asked[one] <= left_out for one in asked if one in drawn)


@st.composite
def blueprints(draw_one: st.DrawFn) -> list[Question]:
    """Questions of up to three lessons, each with up to four objectives and some without one."""
    sizes = draw_one(
        st.dictionaries(
            st.tuples(st.sampled_from("xyz"), st.sampled_from(["1", "2", "3", "4", None])),
            st.integers(1, 4),
            max_size=12,
        )
    )
    questions = [
        replace(make_question(f"{lesson}-{objective}-{n}", lesson), objective_id=objective)
        for (lesson, objective), size in sizes.items()
        for n in range(size)
    ]
    return draw_one(st.permutations(questions))


@given(pool=blueprints(), count=counts, seed=seeds, data=st.data())
def test_draw_is_even_over_the_objectives_of_a_lesson(
    pool: list[Question], count: int, seed: int, data: st.DataObject
) -> None:
    """No objective is asked twice while another has none, whatever was asked before."""
    times = {question.id: data.draw(st.integers(0, 2)) for question in pool}
    goal_of = {question.id: (question.lesson_id, question.objective_id) for question in pool}
    stock = Counter(goal_of.values())
    drawn = Counter(goal_of[item.question_id] for item in draw(pool, count, dice(seed), times))

    for (lesson_id, objective_id), number in drawn.items():
        for other, size in stock.items():
            if other[0] == lesson_id and other[1] != objective_id:
                assert drawn[other] >= min(size, number - 1)


@given(pool=blueprints(), count=counts, seed=seeds, data=st.data())
def test_objectives_that_were_not_asked_come_first(
    pool: list[Question], count: int, seed: int, data: st.DataObject
) -> None:
    """A lesson that gives anything for an objective asked before has given to all the others."""
    times = {question.id: data.draw(st.integers(0, 1)) for question in pool}
    goals = {question.id: (question.lesson_id, question.objective_id) for question in pool}
    asked = {goals[one] for one, number in times.items() if number}
    drawn = {goals[item.question_id] for item in draw(pool, count, dice(seed), times)}

    for lesson_id, _ in drawn & asked:
        new = {goal for goal in set(goals.values()) - asked if goal[0] == lesson_id}
        assert new <= drawn


def test_test_asks_each_objective_once_where_it_can() -> None:
    """Twelve questions of four lessons with three objectives each ask about all twelve."""
    pool = [
        replace(make_question(f"{lesson}{goal}{n}", lesson), objective_id=goal)
        for lesson in "wxyz"
        for goal in "123"
        for n in range(2)
    ]
    drawn = draw(pool, 12, dice(3))

    assert {item.question_id[:2] for item in drawn} == {a + b for a in "wxyz" for b in "123"}


def test_objective_with_something_new_comes_before_one_without() -> None:
    """Both were asked once; one of them has a question that was not."""
    pool = [replace(make_question(name, "x"), objective_id=name[0]) for name in ("a1", "b1", "b2")]
    firsts = {draw(pool, 1, dice(n), {"a1": 1, "b1": 1})[0].question_id for n in range(20)}

    assert firsts == {"b2"}


def test_lessons_come_in_no_order() -> None:
    """Two questions of one lesson may follow each other: their turn tells nothing."""
    pool = [make_question(f"{lesson}{n}", lesson) for lesson in "xy" for n in range(2)]
    orders = {"".join(i.question_id[0] for i in draw(pool, 4, dice(n))) for n in range(200)}

    assert orders == {"xxyy", "xyxy", "xyyx", "yxxy", "yxyx", "yyxx"}


@given(type=types, seed=seeds)
def test_deal_shuffles_options_and_loses_none(type: QuestionType, seed: int) -> None:  # noqa: A002 - as in Question
    """Each option is there once; True stays before False."""
    question = make_question("q", type=type)
    item = deal(question, dice(seed))

    ids = [option.id for option in question.options]
    assert sorted(item.option_ids) == sorted(ids)
    if type is QuestionType.TRUE_FALSE:
        assert list(item.option_ids) == ids


def test_true_stands_before_false_however_they_were_written() -> None:
    """Nothing can be told from the order in which a trainer wrote the two."""
    question = make_question("q", type=QuestionType.TRUE_FALSE)
    turned = replace(question, options=question.options[::-1])

    assert deal(turned, dice(1)).option_ids == ("true", "false")


def test_every_order_of_options_can_come_up() -> None:
    """The right answer stands at each place in some quiz."""
    question = make_question("q")
    places = Counter(deal(question, dice(seed)).option_ids.index("a") for seed in range(400))

    assert set(places) == {0, 1, 2, 3}
    assert min(places.values()) > 50


def ask(question: Question, position: int = 0, total: int = 3) -> AskedQuestion:
    """Return a question as it stands before a learner, with the options turned round."""
    label = QuizLabel(QuizKind.CHECK)
    return AskedQuestion(1, label, position, total, question, question.options[::-1])


@pytest.mark.parametrize(
    ("option_ids", "name"),
    [("", ""), ("d", "A"), ("bd", "A and C"), ("dba", "A, C and D"), ("abcd", "A, B, C and D")],
)
def test_options_go_by_letters_in_the_order_shown(option_ids: str, name: str) -> None:
    """A letter names a place on the screen, not in the file."""
    assert ask(make_question("q")).name_options(frozenset(option_ids)) == name


def test_true_and_false_go_by_their_own_words() -> None:
    """Nobody is told that A is true."""
    asked = ask(make_question("q", type=QuestionType.TRUE_FALSE))

    assert [label for label, _ in asked.labelled] == ["False", "True"]
    assert asked.name_options(frozenset({"true"})) == "True"


def test_last_question_knows_that_it_is() -> None:
    """Only the last place ends a quiz."""
    question = make_question("q")

    assert [ask(question, place).is_last for place in range(3)] == [False, False, True]


def test_result_is_judged_by_its_own_pass_mark() -> None:
    """The same marks pass under one rule and not under another."""
    label = QuizLabel(QuizKind.TEST)
    low = QuizResult(
        1, "basics", label, 9, 12, 75, missed=(), missed_positions=(), finished_at=None
    )
    high = replace(low, pass_mark_pct=76)

    assert low.score_pct == high.score_pct == 75
    assert low.is_passed
    assert not high.is_passed
