"""Rules on the bank as a whole: what no single question shows."""

from collections.abc import Sequence
from typing import Final

from bot.content.keys import KeyLengths, KeyPlaces, count_key_lengths, count_key_places
from bot.content.problems import Mark, Page
from bot.learning.course import Question

MIN_QUESTIONS: Final = 20
MIN_EXPECTED: Final = 5  # in each place: with less, chi-squared says nothing
# One bank in a hundred goes beyond these by chance alone.
MAX_EXCESS: Final = 2.33
MAX_CHI_SQUARED: Final = (6.63, 9.21, 11.34, 13.28, 15.09, 16.81, 18.48)  # for 1 to 7 degrees


def check(page: Page, mark: Mark, questions: Sequence[Question]) -> None:
    """Warn where learners could pass by a habit: the longest option, or always the same place.

    Drafts count too: habits are best seen when a bank has just come in from elsewhere.
    """
    _check_lengths(page, mark, count_key_lengths(questions))
    for places in count_key_places(questions):
        _check_places(page, mark, places)


def _check_lengths(page: Page, mark: Mark, keys: KeyLengths) -> None:
    if keys.questions < MIN_QUESTIONS or keys.excess <= MAX_EXCESS:
        return
    share, chance = keys.longest / keys.questions, keys.expected / keys.questions
    page.warn(
        "longest-keys",
        mark,
        f"the right option is the longest in {share:.0%} of {keys.questions:,} questions, "
        f"and chance gives {chance:.0%}",
        "Say more in wrong options, or less in right ones",
    )


def _check_places(page: Page, mark: Mark, places: KeyPlaces) -> None:
    degrees = len(places.counts) - 1
    if places.questions < MIN_EXPECTED * len(places.counts):
        return
    if places.chi_squared <= MAX_CHI_SQUARED[degrees - 1]:
        return
    found = ", ".join(
        f"{count:,} times {name}" for name, count in zip(places.names, places.counts, strict=True)
    )
    page.warn(
        "key-positions",
        mark,
        f"the right option has its habits where options are not shuffled: {found}",
        "Let each be right about equally often, or remove 'keep_order'",
    )
