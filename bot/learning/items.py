"""Item analysis: what the answers say of a question, by Moodle's definitions.

Every learner is drawn other questions, so marks are put in relation to their own attempt. In an
attempt with m questions of which r were answered rightly, x is the mark for one question (1 or 0,
a multiple response is all or nothing), T = r / m the share of marks in the attempt, and
R = (r - x) / (m - 1) the share in the rest of it; where m is 1 there is no rest. Variances and
covariances have n-1 below them. Small samples stay silent: what means little is None.

The definitions are those of https://docs.moodle.org/dev/Quiz_statistics_calculations.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from typing import NamedTuple

from bot.learning import moments
from bot.learning.moments import Pairs

FACILITY_FROM = 10  # answers, or attempts; also for anything said of those who chose one option
DISCRIMINATION_FROM = 30  # answers, or attempts


class Cell(NamedTuple):
    """All that matters of an answer to a question: with its count, any number of them fit."""

    chosen: str
    is_right: bool
    right: int  # of its attempt
    total: int

    @property
    def share(self) -> float:
        """T: the share of marks in the attempt."""
        return self.right / self.total

    @property
    def rest(self) -> float | None:
        """R: the share of marks in the rest of the attempt."""
        return (self.right - self.is_right) / (self.total - 1) if self.total > 1 else None


@dataclass(frozen=True)
class OptionFigures:
    """How many chose an option, and how they did in the rest of their attempts."""

    option_id: str
    is_correct: bool
    chosen: int
    share_pct: float
    mean_rest_pct: float | None


@dataclass(frozen=True)
class ItemFigures:
    """What the answers say of a question; percentages from 0 to 100, or -100 to 100."""

    answers: int
    facility_pct: float | None = None
    facility_low_pct: float | None = None
    facility_high_pct: float | None = None
    sd_pct: float | None = None
    discrimination_pct: float | None = None
    efficiency_pct: float | None = None
    weight_pct: float | None = None
    median_seconds: float | None = None
    right_rest_pct: float | None = None  # mean R of those who were right
    options: tuple[OptionFigures, ...] = ()

    @property
    def lead_pct(self) -> float:
        """By how much those who chose a wrong option beat those who were right, elsewhere.

        Of the option whose choosers did best; 0 where none did, or nothing is known.
        """
        wrong = [o.mean_rest_pct or 0.0 for o in self.options if not o.is_correct]
        if self.right_rest_pct is None or not wrong:
            return 0.0
        return max(0.0, max(wrong) - self.right_rest_pct)


@dataclass(frozen=True)
class ItemTally:
    """The answers to one question: how many of each kind, and how many took so many seconds."""

    cells: dict[Cell, int]
    seconds: dict[float, int]

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(self.cells.values())

    @property
    def marks(self) -> dict[float, int]:
        """How many answers are worth each mark x."""
        marks: Counter[float] = Counter()
        for cell, times in self.cells.items():
            marks[cell.is_right] += times
        return marks

    @property
    def rests(self) -> Pairs:
        """Each x with its R."""
        pairs: Counter[tuple[float, float]] = Counter()
        for cell, times in self.cells.items():
            if cell.rest is not None:
                pairs[cell.is_right, cell.rest] += times
        return pairs

    @property
    def shares(self) -> Pairs:
        """Each x with its T."""
        pairs: Counter[tuple[float, float]] = Counter()
        for cell, times in self.cells.items():
            pairs[cell.is_right, cell.share] += times
        return pairs


def name_form(option_ids: Collection[str], correct_ids: Collection[str]) -> str:
    """Return a name for what a question's marks mean: its options and which of them are right.

    Rewording changes nothing; another key, or an option added or taken away, makes another form.
    """
    text = "\n".join([*sorted(option_ids), "", *sorted(correct_ids)])
    return sha256(text.encode()).hexdigest()[:12]


def name_wording(ask: str, options: Mapping[str, str]) -> str:
    """Return a name for how a question and its options, text by id, are worded."""
    text = "\n\n".join([ask, *(f"{name}\n{options[name]}" for name in sorted(options))])
    return sha256(text.encode()).hexdigest()[:12]


def merge(tallies: Iterable[ItemTally]) -> ItemTally:
    """Return the answers of several tallies in one."""
    cells: Counter[Cell] = Counter()
    seconds: Counter[float] = Counter()
    for tally in tallies:
        cells.update(tally.cells)
        seconds.update(tally.seconds)
    return ItemTally(cells, seconds)


def find_facility(tally: ItemTally) -> float | None:
    """Return the facility index: 100 · mean(x) / max x, where max x is 1."""
    return moments.to_percent(moments.find_mean(tally.marks))


def find_deviation(tally: ItemTally) -> float | None:
    """Return the standard deviation of the marks: 100 · sqrt(var x)."""
    return moments.to_percent(moments.find_deviation(tally.marks))


def find_discrimination(tally: ItemTally) -> float | None:
    """Return the discrimination index: 100 · cov(x,R) / sqrt(var x · var R).

    From -100 to 100; None where all have the same mark, or the same rest.
    """
    return moments.to_percent(moments.find_correlation(tally.rests))


def find_efficiency(tally: ItemTally) -> float | None:
    """Return the discriminative efficiency: 100 · cov(x,R) / cov(sorted x, sorted R).

    How much of what is possible with this many right answers the question tells; None where
    nothing is possible. Under 15 it is dubious.
    """
    found = moments.find_covariance(tally.rests)
    most = moments.find_greatest_covariance(tally.rests)
    return None if found is None or not most else 100 * found / most


def find_weights(tallies: Mapping[str, ItemTally]) -> dict[str, float | None]:
    """Return the effective weights of a quiz's questions: 100 · sqrt(cov(x,T)) / Σ sqrt(cov(xj,T)).

    The sum is over these questions. A question with a negative covariance has no weight: None, and
    so have all where nothing varies.
    """
    covariances = {name: moments.find_covariance(t.shares) for name, t in tallies.items()}
    roots = {name: sqrt(c) for name, c in covariances.items() if c is not None and c >= 0}
    whole = sum(roots.values())
    return {
        name: 100 * roots[name] / whole if whole and name in roots else None for name in tallies
    }


def find_options(
    tally: ItemTally, chosen_by: Mapping[str, Collection[str]], options: Mapping[str, bool]
) -> tuple[OptionFigures, ...]:
    """Return the share that chose each option, and their mean R, which takes ten of them.

    `options` tells which are right; `chosen_by` reads what cells hold.
    """
    answers = tally.answers
    found = []
    for option_id, is_correct in options.items():
        chosen = {c: n for c, n in tally.cells.items() if option_id in chosen_by[c.chosen]}
        times = sum(chosen.values())
        found.append(
            OptionFigures(
                option_id,
                is_correct,
                times,
                100 * times / answers if answers else 0.0,
                _find_mean_rest(chosen),
            )
        )
    return tuple(found)


def describe_item(
    tally: ItemTally, chosen_by: Mapping[str, Collection[str]], options: Mapping[str, bool]
) -> ItemFigures:
    """Return what may be said of a question: nothing under 10 answers, not all of it under 30."""
    answers = tally.answers
    if answers < FACILITY_FROM:
        return ItemFigures(answers)
    right = tally.marks.get(True, 0)
    interval = moments.find_wilson_interval(right, answers) or (0.0, 1.0)
    is_telling = sum(tally.rests.values()) >= DISCRIMINATION_FROM
    return ItemFigures(
        answers,
        facility_pct=find_facility(tally),
        facility_low_pct=100 * interval[0],
        facility_high_pct=100 * interval[1],
        sd_pct=find_deviation(tally),
        discrimination_pct=find_discrimination(tally) if is_telling else None,
        efficiency_pct=find_efficiency(tally) if is_telling else None,
        median_seconds=moments.find_median(tally.seconds),
        right_rest_pct=_find_mean_rest({c: n for c, n in tally.cells.items() if c.is_right}),
        options=find_options(tally, chosen_by, options),
    )


def _find_mean_rest(cells: Mapping[Cell, int]) -> float | None:
    rests: Counter[float] = Counter()
    for cell, times in cells.items():
        if cell.rest is not None:
            rests[cell.rest] += times
    if sum(rests.values()) < FACILITY_FROM:
        return None
    return moments.to_percent(moments.find_mean(rests))
