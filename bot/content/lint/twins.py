"""Finds questions that ask nearly the same, in time that grows with their number only.

Two questions are near-duplicates when the pairs of neighbouring words in them are the same but for
a third. Those that are so similar must share one of their rarest pairs (the "prefix filter" of
similarity joins), so a question is compared only with the few that have such a pair too. What has a
twin already is not looked up again, or a hundred of a kind would be compared each with each.
"""

from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Final

from bot.content.lint.item import Item
from bot.content.problems import shorten

ALIKE: Final = 0.65  # shared pairs of all pairs: one word in ten may differ
MOST_COMPARED: Final = 12  # with those that share one pair; where more do, it says little
_OPENINGS: Final = (["true", "or", "false"], ["right", "or", "wrong"])
_TURNS: Final = frozenset(
    {"not", "never", "except", "no", "without", "least", "most", "first", "last"}
)

Pairs = frozenset[tuple[str, str]]


def check(items: Sequence[Item]) -> None:
    """Warn of each question that asks nearly the same as one above it."""
    for twin, first in find_twins([item.stem for item in items]):
        line = items[first].raw.value_mark("ask").line + 1
        name = shorten(items[first].question.id)
        items[twin].warn(
            "near-duplicate",
            "ask",
            f"this asks nearly the same as {name} in line {line}",
            "Remove one of the two, or ask about something else",
        )


def find_twins(stems: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the numbers of near-duplicates, each with that of the first question of its kind."""
    pairs = [_pair(words) for words in stems]
    turns = [_find_turns(words) for words in stems]
    common = Counter(pair for each in pairs for pair in each)
    holders: dict[tuple[str, str], list[int]] = {}
    twins = []
    for number, own in enumerate(pairs):
        # Where pairs are equally rare, the same one must come first in all questions.
        rarest = sorted(sorted(own), key=common.__getitem__)[: _count_prefix(len(own))]
        candidates = {one for pair in rarest for one in holders.get(pair, ())}
        alike = (
            one
            for one in sorted(candidates)
            if turns[one] == turns[number] and is_alike(pairs[one], own)
        )
        first = next(alike, None)
        if first is not None:
            twins.append((number, first))
            continue
        for pair in rarest:
            others = holders.setdefault(pair, [])
            if len(others) < MOST_COMPARED:
                others.append(number)
    return twins


def _pair(words: Sequence[str]) -> Pairs:
    """Return the pairs of neighbouring words, the first and the last one with the edge."""
    words = list(words)
    for opening in _OPENINGS:
        if words[: len(opening)] == opening:
            del words[: len(opening)]
    return frozenset(zip(["", *words], [*words, ""], strict=True)) if words else frozenset()


def _find_turns(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words with which a sentence asks something else: numbers, "not", "first"."""
    return tuple(word for word in words if word in _TURNS or word[0].isdigit())


def _count_prefix(size: int) -> int:
    """Return how many of the rarest pairs two similar questions cannot all have apart."""
    return size - ceil(ALIKE * size) + 1 if size else 0


def is_alike(one: Pairs, other: Pairs) -> bool:
    """Tell whether two questions have so many pairs of words in common."""
    shared = len(one & other)
    return shared >= ALIKE * (len(one) + len(other) - shared)
