"""What the figures of a question say should be done about it, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.learning.items import DISCRIMINATION_FROM, ItemFigures, OptionFigures

MASTERED_PCT = 90.0  # a compliance quiz aims at mastery: an easy question is no fault
HARD_PCT = 50.0
DUBIOUS_PCT = 15.0  # of discriminative efficiency
UNUSED_PCT = 5.0


class Fault(IntEnum):
    """What is found, in the order in which it deserves work; the last four ask for none."""

    KEY_DOUBTED = 1
    OVERTAKEN = 2
    REVERSED = 3
    HARD = 4
    DULL = 5
    UNUSED = 6
    FEW = 7
    TOO_FEW = 8
    SOUND = 9
    MASTERED = 10


@dataclass(frozen=True)
class Finding:
    """One thing found, with the options that it is about."""

    fault: Fault
    option_ids: tuple[str, ...] = ()

    @property
    def is_work(self) -> bool:
        """Whether something should be done."""
        return self.fault < Fault.FEW


def judge(figures: ItemFigures) -> tuple[Finding, ...]:
    """Return all that is found, at least one finding; no verdict where the answers are too few."""
    if figures.facility_pct is None:
        return (Finding(Fault.TOO_FEW),)
    found = tuple(sorted(_list_faults(figures), key=lambda finding: finding.fault))
    if found:
        return found
    if figures.answers < DISCRIMINATION_FROM:
        return (Finding(Fault.FEW),)
    is_mastered = figures.facility_pct > MASTERED_PCT
    return (Finding(Fault.MASTERED if is_mastered else Fault.SOUND),)


def _list_faults(figures: ItemFigures) -> Iterator[Finding]:
    facility = figures.facility_pct or 0.0
    if (figures.facility_high_pct or 0.0) < HARD_PCT:
        yield Finding(Fault.HARD)
    if figures.answers < DISCRIMINATION_FROM:
        return
    wrong = [option for option in figures.options if not option.is_correct]
    least_right = min((o.chosen for o in figures.options if o.is_correct), default=0)
    better = _find_better(figures, wrong)
    if better is not None:
        yield Finding(Fault.KEY_DOUBTED, (better.option_id,))
    favourite = max(wrong, key=lambda option: option.chosen, default=None)
    if favourite is not None and favourite.chosen > least_right:
        yield Finding(Fault.OVERTAKEN, (favourite.option_id,))
    if facility > MASTERED_PCT:
        return
    if (figures.discrimination_pct or 0.0) < 0:
        yield Finding(Fault.REVERSED)
    elif figures.efficiency_pct is not None and figures.efficiency_pct < DUBIOUS_PCT:
        yield Finding(Fault.DULL)
    unused = tuple(option.option_id for option in wrong if option.share_pct < UNUSED_PCT)
    if unused:
        yield Finding(Fault.UNUSED, unused)


def _find_better(figures: ItemFigures, wrong: list[OptionFigures]) -> OptionFigures | None:
    """Return the wrong option whose choosers did best, where they did better than the right."""
    right_rest = figures.right_rest_pct
    rivals = [(o.mean_rest_pct, n) for n, o in enumerate(wrong) if o.mean_rest_pct is not None]
    if right_rest is None or not rivals:
        return None
    best, number = max(rivals)
    return wrong[number] if best > right_rest else None
