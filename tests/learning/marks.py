"""Attempts as tests write them down: for each learner the marks at the questions they had."""

import statistics
from collections.abc import Mapping, Sequence
from math import sqrt

from bot.learning.items import ItemTally
from bot.learning.tally import Given, Tally

Sheet = Mapping[int, int]  # a question's form -> the mark, 1 or 0, in the order of the places


def count(sheets: Sequence[Sheet], seconds: int | None = None) -> Tally:
    """Count attempts in which the right answer is "a" and the wrong one "b"."""
    tally = Tally()
    for sheet in sheets:
        answers = [Given(q, "a" if x else "b", bool(x), seconds) for q, x in sheet.items()]
        tally.add("quiz", answers)
    return tally


def items_of(sheets: Sequence[Sheet]) -> dict[int, ItemTally]:
    """Return the tallies of the questions in these attempts."""
    return count(sheets).list_items()


class Reference:
    """Item analysis as its definitions read, over lists of marks: slow, long and plain."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.questions = sorted({question for sheet in sheets for question in sheet})

    def x(self, question: int) -> list[int]:
        """The marks at a question, learner by learner."""
        return [sheet[question] for sheet in self.sheets if question in sheet]

    def xr(self, question: int) -> tuple[list[int], list[float]]:
        """The marks at a question and the shares in the rest of the same attempts."""
        asked = [sheet for sheet in self.sheets if question in sheet and len(sheet) > 1]
        rests = [
            sum(x for q, x in sheet.items() if q != question) / (len(sheet) - 1) for sheet in asked
        ]
        return [sheet[question] for sheet in asked], rests

    def facility(self, question: int) -> float:
        """The mean mark."""
        return 100 * statistics.mean(self.x(question))

    def deviation(self, question: int) -> float | None:
        """The standard deviation of the marks."""
        marks = self.x(question)
        return 100 * statistics.stdev(marks) if len(marks) > 1 else None

    def discrimination(self, question: int) -> float | None:
        """The correlation of mark and rest."""
        x, r = self.xr(question)
        return 100 * statistics.correlation(x, r) if vary(x) and vary(r) else None

    def efficiency(self, question: int) -> float | None:
        """The covariance in parts of the greatest."""
        x, r = self.xr(question)
        if not (vary(x) and vary(r)):
            return None
        return 100 * statistics.covariance(x, r) / statistics.covariance(sorted(x), sorted(r))

    def weights(self) -> dict[int, float | None]:
        """The share of each root of a covariance with the total."""
        roots: dict[int, float] = {}
        for question in self.questions:
            asked = [sheet for sheet in self.sheets if question in sheet]
            totals = [sum(sheet.values()) / len(sheet) for sheet in asked]
            marks = self.x(question)
            if len(marks) > 1:
                together = statistics.covariance(marks, totals)
                if together > -1e-12:
                    roots[question] = sqrt(together) if together > 1e-12 else 0
        whole = sum(roots.values())
        return {q: 100 * roots[q] / whole if q in roots and whole else None for q in self.questions}

    def consistency(self) -> float | None:
        """Cronbach's alpha over the places."""
        rows = [list(sheet.values()) for sheet in self.sheets]
        places = len(rows[0])
        totals = [sum(row) for row in rows]
        if places < 2 or not vary(totals):
            return None
        parts = sum(statistics.variance(column) for column in zip(*rows, strict=True))
        alpha: float = places / (places - 1) * (1 - parts / statistics.variance(totals))
        return 100 * alpha


def vary(values: Sequence[float]) -> bool:
    """Tell whether there are two different values."""
    return len(set(values)) > 1
