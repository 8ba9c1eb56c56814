"""Counting the answers of finished attempts, and what the attempts at a quiz say of it as a whole.

The definitions are those of https://docs.moodle.org/dev/Quiz_statistics_calculations.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, sqrt
from typing import NamedTuple

from bot.learning import moments
from bot.learning.items import DISCRIMINATION_FROM, FACILITY_FROM, Cell, ItemTally

LONGEST_SECONDS = 600  # whoever takes longer has done something else meanwhile


class Given(NamedTuple):
    """An answer in a finished attempt; `form` says to which question, in which of its forms."""

    form: int
    chosen: str  # the options, in whatever way they are written down
    is_right: bool
    seconds: int | None


@dataclass(frozen=True)
class QuizFigures:
    """What the attempts say of a quiz of so many questions; `others` were of another length."""

    attempts: int
    questions: int
    others: int = 0
    mean_pct: float | None = None
    sd_pct: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    consistency_pct: float | None = None
    error_ratio_pct: float | None = None
    standard_error_pct: float | None = None


class Tally:
    """Counts answers, one attempt at a time; its size depends on the questions, not on answers."""

    def __init__(self) -> None:
        self.attempts = 0
        self._cells: Counter[tuple[int, str, bool, int, int]] = Counter()
        self._seconds: Counter[tuple[int, int]] = Counter()
        self._scores: Counter[tuple[str, int, int]] = Counter()
        self._places: Counter[tuple[str, int, int]] = Counter()
        self._lengths: dict[str, int] = {}

    def add(self, quiz: str, attempt: Sequence[Given]) -> None:
        """Count the answers of one finished attempt, in the order of their questions."""
        total = len(attempt)
        right = sum([given[2] for given in attempt])
        cells, seconds = self._cells, self._seconds
        for form, chosen, is_right, taken in attempt:
            cells[form, chosen, is_right, right, total] += 1
            if taken is not None:
                seconds[form, min(max(taken, 0), LONGEST_SECONDS)] += 1
        for place, given in enumerate(attempt):
            if given[2]:
                self._places[quiz, total, place] += 1
        self.attempts += 1
        self._scores[quiz, total, right] += 1
        self._lengths[quiz] = total

    def list_items(self) -> dict[int, ItemTally]:
        """Return what was counted, by the form of the question."""
        items: dict[int, ItemTally] = {}
        for (form, chosen, is_right, right, total), times in self._cells.items():
            cells = items.setdefault(form, ItemTally({}, {})).cells
            cells[Cell(chosen, is_right, right, total)] = times
        for (form, taken), times in self._seconds.items():
            items[form].seconds[taken] = times
        return items

    def list_quizzes(self) -> dict[str, QuizFigures]:
        """Return the figures of each quiz, over the attempts of its newest length."""
        return {quiz: self._describe(quiz, length) for quiz, length in self._lengths.items()}

    def _describe(self, quiz: str, length: int) -> QuizFigures:
        scores: dict[float, int] = {
            right: times
            for (name, total, right), times in self._scores.items()
            if name == quiz and total == length
        }
        attempts = sum(times for (name, *_), times in self._scores.items() if name == quiz)
        figures = describe_quiz(scores, [self._places[quiz, length, n] for n in range(length)])
        return replace(figures, others=attempts - figures.attempts)


def describe_quiz(scores: Mapping[float, int], right_by_place: Sequence[int]) -> QuizFigures:
    """Return what may be said of a quiz: the mean from 10 attempts, all else from 30.

    `scores` are how many attempts had so many marks, `right_by_place` how many had the mark at
    each place. The standard error is ER · SD / 100.
    """
    attempts, questions = sum(scores.values()), len(right_by_place)
    figures = QuizFigures(attempts, questions)
    mean = moments.find_mean(scores)
    if attempts < FACILITY_FROM or mean is None:
        return figures
    figures = replace(figures, mean_pct=100 * mean / questions)
    deviation = moments.find_deviation(scores)
    if attempts < DISCRIMINATION_FROM or deviation is None:
        return figures
    sd_pct = 100 * deviation / questions
    consistency = find_consistency(scores, right_by_place)
    error_ratio = find_error_ratio(consistency)
    return replace(
        figures,
        sd_pct=sd_pct,
        skewness=moments.find_skewness(scores),
        kurtosis=moments.find_kurtosis(scores),
        consistency_pct=consistency,
        error_ratio_pct=error_ratio,
        standard_error_pct=None if error_ratio is None else error_ratio * sd_pct / 100,
    )


def find_consistency(scores: Mapping[float, int], right_by_place: Sequence[int]) -> float | None:
    """Return the coefficient of internal consistency: 100 · p/(p-1) · (1 - Σ var x / var T).

    Cronbach's alpha (1951) over the p places of a quiz, T being the sum of its marks. Questions
    are drawn at random, so x is the mark at a place, whichever question stood there.
    """
    attempts, places = sum(scores.values()), len(right_by_place)
    spread = moments.find_variance(scores)
    if places <= 1 or not spread:
        return None
    parts = [
        moments.find_variance({1: right, 0: attempts - right}) or 0.0 for right in right_by_place
    ]
    return 100 * places / (places - 1) * (1 - fsum(parts) / spread)


def find_error_ratio(consistency_pct: float | None) -> float | None:
    """Return the error ratio: 100 · sqrt(1 - CIC/100), how much of the spread is chance."""
    if consistency_pct is None:
        return None
    return 100 * sqrt(max(0.0, 1 - consistency_pct / 100))
