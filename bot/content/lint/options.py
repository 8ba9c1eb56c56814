"""Rules on the options of a question, side by side."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.content.lint import forms
from bot.content.lint.item import Item
from bot.content.lint.numbers import Number, read_numbers
from bot.content.lint.words import ABSOLUTE, ABSOLUTE_WORDS, VAGUE, VAGUE_WORDS
from bot.content.problems import shorten
from bot.learning.phrases import count

MOST_OPTIONS: Final = 5
LONGER: Final = 1.25
# "Listening" is no cue beside "Selling": what nobody sees is no problem.
SEEN_LONGER: Final = 5

_LONGEST_PAIR: Final = 60
_QUANTIFIERS: Final = frozenset({"all", "none", "any", "both", "neither", "some", "each", "no"})
_ALL_OR_NONE: Final = re.compile(
    r"\b(?:all|none|any|both|neither|some|each)\s+(?:of\s+)?the\s+above\b"
    r"|\b(?:all|none|any|both|neither)\s+of\s+(?:the|these|those)\s+(?:other\s+)?"
    r"(?:options|answers|choices|statements|others)\b"
    r"|^\W*(?:all|none|both|neither)\s+of\s+(?:these|those|them)\W*$"
    r"|^\W*(?:all|both|no|none)(?:\s+(?:options|answers|choices|statements))?\s+(?:are|is)\s+"
    r"(?:right|wrong|correct|incorrect|true|false)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_LETTERS: Final = r"\(?[A-H]\)?(?:\s*,\s*\(?[A-H]\)?)*\s*,?\s*(?:and|or|nor|&|\+)\s*\(?[A-H]\)?"
_PAIR: Final = re.compile(
    r"\W*(?:(?:[Bb]oth|[Ee]ither|[Nn]either|[Oo]nly|[Oo]ptions?|[Aa]nswers?|[Cc]hoices?)\s+)*"
    rf"(?:{_LETTERS}|\([a-h]\)\s*(?:and|or|nor|&)\s*\([a-h]\)|\d\s*(?:and|&)\s*\d)"
    r"(?:\s+(?:only|(?:are|is)\s+\w+))?\W*"
    r"|\W*[Tt]he\s+(?:first|last)\s+(?:two|three)(?:\s+(?:options|answers))?\W*"
)


def check(item: Item) -> None:
    """Warn of options that give the answer away or confuse."""
    texts = item.texts
    if len(texts) > MOST_OPTIONS:
        message = f"the question has {count(len(texts), 'option')}, and few wrong ones are good"
        item.warn_of_options("many-options", message, f"Keep the best: {MOST_OPTIONS} at most")
    if not item.is_choice:
        return
    has_none_of = item.all_words.isdisjoint
    named: set[int] = set()  # the options that speak of other options
    if not has_none_of(_QUANTIFIERS):
        named.update(_check_all_or_none(item))
    if item.is_shuffled:
        named.update(_check_pairs(item))
    if not has_none_of(VAGUE_WORDS):
        _check_vague(item)
    if not has_none_of(ABSOLUTE_WORDS):
        _check_absolute(item, [number for number in item.distractors if number not in named])
    _check_length(item)
    _check_order(item, read_numbers(texts))
    forms.check(item)


def _check_all_or_none(item: Item) -> Iterator[int]:
    for number, text in enumerate(item.texts):
        found = _ALL_OR_NONE.search(text)
        if found:
            item.warn_of_option(
                "all-of-the-above",
                number,
                f"{shorten(found[0])} is right or wrong by the other options, and often guessed",
                "Name one thing, or write 'type: multiple' with 'correct: yes' on each right one",
                at=found[0],
            )
            yield number


def _check_pairs(item: Item) -> Iterator[int]:
    for number, text in enumerate(item.texts):
        if len(text) <= _LONGEST_PAIR and _PAIR.fullmatch(text):
            item.warn_of_option(
                "option-pair",
                number,
                f"{shorten(text)} names other options, but options are shuffled",
                "Write 'type: multiple' with 'correct: yes' on each right one",
            )
            yield number


def _check_vague(item: Item) -> None:
    for number, text in enumerate(item.texts):
        found = VAGUE.search(text)
        if found:
            message = f"{shorten(found[0])} means something else to each reader"
            fix = "Say how often, or leave it out"
            item.warn_of_option("vague-frequency", number, message, fix, at=found[0])


def _check_absolute(item: Item, distractors: Sequence[int]) -> None:
    if any(ABSOLUTE.search(item.texts[number]) for number in item.keys):
        return  # no cue where the right one has it too
    for number in distractors:
        found = ABSOLUTE.search(item.texts[number])
        if found:
            message = (
                f"{shorten(found[0])} in a wrong option gives it away: few things are absolute"
            )
            fix = "Say it less strictly, or use such a word in the right option too"
            item.warn_of_option("absolute-word", number, message, fix, at=found[0])


def _check_length(item: Item) -> None:
    keys, distractors = item.keys, item.distractors
    if not keys or not distractors:
        return
    shortest = min(keys, key=lambda number: len(item.texts[number]))
    key = len(item.texts[shortest])
    longest = max(len(item.texts[number]) for number in distractors)
    if key > LONGER * longest and key - longest >= SEEN_LONGER:
        message = f"the right option has {key} characters, and the longest wrong one {longest}"
        fix = f"Cut it to {int(LONGER * longest)}, or say more in a wrong one"
        item.warn_of_option("key-longest", shortest, message, fix)


def _check_order(item: Item, numbers: list[Number] | None) -> None:
    if numbers is None:
        return
    values = [number.value for number in numbers]
    is_sorted = values in (sorted(values), sorted(values, reverse=True))
    if is_sorted and not item.is_shuffled:
        return
    ordered = ", ".join(n.text for n in sorted(numbers, key=lambda number: number.value))
    fix = f"Write them in this order: {ordered}" if not is_sorted else ""
    if item.is_shuffled:
        keep = "dd 'keep_order: yes', so that they are not shuffled"
        fix = f"{fix}; a{keep}" if fix else f"A{keep}"
    item.warn_of_options("unsorted-numbers", "learners look for numbers in their order", fix)
