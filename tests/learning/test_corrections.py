"""Corrected keys, purely: which answers can be judged, what it does to marks, and what counts."""

from itertools import product

import pytest

from bot.learning.corrections import Corrected, Effect, Impact, Key, Marks, Verdict, find_effect
from bot.learning.grading import is_pass

ABC = frozenset("abc")
FOUR = Marks(right=3, total=4, pass_mark_pct=75)


def key(right: str, options: str = "abc") -> Key:
    """Return a key, each option by a letter."""
    return Key(frozenset(right), frozenset(options))


@pytest.mark.parametrize(
    ("right", "options", "chosen", "several", "verdict"),
    [
        ("b", "abc", "b", False, True),
        ("b", "abc", "a", False, False),
        ("ab", "abc", "ab", True, True),
        ("ab", "abc", "a", True, False),
        ("b", "abc", "ab", True, False),
        ("b", "abcd", "b", False, True),  # an option was added: harmless
        ("d", "abcd", "a", False, None),  # nobody could choose what is right now
        ("b", "bc", "b", False, None),  # an option that was shown is gone
        ("ab", "abc", "a", False, None),  # only one could be chosen
    ],
)
def test_answer_is_judged_where_it_could_have_been_right(
    right: str, options: str, chosen: str, *, several: bool, verdict: bool | None
) -> None:
    """By exactly the right options; not where the question has become another one."""
    answer = frozenset(chosen)

    assert key(right, options).judge(ABC, answer, may_choose_several=several) is verdict


@pytest.mark.parametrize(
    ("right", "counted", "verdict", "effect"),
    [
        (3, True, True, Effect.NONE),
        (3, False, None, Effect.LEFT_OUT),
        (1, False, True, Effect.RAISED),
        (2, False, True, Effect.GAINED),
        (3, False, True, Effect.RAISED),
        (4, True, False, Effect.LOWERED),
        (3, True, False, Effect.LOST),
        (2, True, False, Effect.LOWERED),
    ],
)
def test_effect_on_an_attempt(
    right: int, *, counted: bool, verdict: bool | None, effect: Effect
) -> None:
    """Three of four pass: what matters is on which side of that an attempt ends."""
    marks = Marks(right, 4, 75)

    assert find_effect(marks, counted=counted, is_right=verdict) is effect


def test_effect_agrees_with_the_marks_before_and_after() -> None:
    """For every quiz of up to five questions and every pass mark."""
    for total, mark in product(range(1, 6), range(0, 101, 5)):
        for right, counted in product(range(total + 1), (False, True)):
            if (counted and not right) or (not counted and right == total):
                continue  # an answer that counts as right is one of them
            effect = find_effect(Marks(right, total, mark), counted=counted, is_right=not counted)
            after = right - 1 if counted else right + 1
            passes = is_pass(right, total, mark), is_pass(after, total, mark)
            assert (effect is Effect.GAINED) == (passes == (False, True))
            assert (effect is Effect.LOST) == (passes == (True, False))


def test_what_counts_is_the_last_verdict_on_each_answer() -> None:
    """An attempt of which two answers were judged anew, one of them twice and back again."""
    corrected = Corrected(
        [
            Verdict(7, 0, was_right=True, is_right=False),
            Verdict(7, 2, was_right=False, is_right=True),
            Verdict(7, 0, was_right=True, is_right=True),
            Verdict(8, 0, was_right=True, is_right=False),
        ]
    )

    assert corrected.count_right(7, 2) == 3
    assert corrected.count_right(8, 2) == 1
    assert corrected.count_right(9, 2) == 2
    assert corrected.is_right(7, 0, recorded=True)
    assert corrected.is_right(7, 2, recorded=False)
    assert not corrected.is_right(8, 0, recorded=True)
    assert corrected.is_right(8, 1, recorded=True)


def test_impact_counts_attempts_and_people() -> None:
    """Somebody with two attempts is one person; what changes nothing is in no figure."""
    effects = [
        (1, Effect.RAISED),
        (1, Effect.GAINED),
        (2, Effect.LOST),
        (3, Effect.LOWERED),
        (4, Effect.NONE),
        (5, Effect.LEFT_OUT),
    ]

    assert Impact.add_up(effects) == Impact(
        attempts=4, people=3, raised=2, passes_gained=1, lowered=2, passes_lost=1, left_out=1
    )
    assert Impact.add_up([]) == Impact()


def test_marks_say_what_passes() -> None:
    """Three of four, and one of them taken away."""
    assert (FOUR.is_passed, FOUR.needed) == (True, 3)
    assert not FOUR.change(counted=True, is_right=False).is_passed
