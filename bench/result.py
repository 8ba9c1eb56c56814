"""What a bench found: printed for people, written down for `make bench` to sum up."""

import json
import operator
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

TEN, THOUSAND = 10, 1000  # from there on a reader needs one decimal, or none
RESULTS: Final = Path(__file__).parent / "results"


class BenchBroken(Exception):
    """The bench itself went wrong, so that its figures mean nothing."""


@dataclass(frozen=True)
class Goal:
    """A figure with the limit it must keep: at most that much, or at least."""

    what: str
    figure: float
    limit: float
    is_least: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether the figure keeps the limit."""
        keeps = operator.ge if self.is_least else operator.le
        return bool(keeps(self.figure, self.limit))

    def __str__(self) -> str:
        """Say what was found and what was wanted."""
        bound = "at least" if self.is_least else "at most"
        verdict = "holds" if self.holds else "MISSED"
        return f"{self.what}: {self.figure:.2f}, goal {bound} {self.limit:g} · {verdict}"


@dataclass(frozen=True)
class Result:
    """All that a bench found."""

    name: str
    figures: dict[str, Any]
    goals: tuple[Goal, ...]

    @property
    def holds(self) -> bool:
        """Tell whether every goal is met."""
        return all(goal.holds for goal in self.goals)

    def report(self, path: Path | None = None) -> None:
        """Print the goals and write everything to `bench/results/NAME.json`, or to `path`."""
        print()
        for goal in self.goals:
            print(goal)
        path = path or RESULTS / f"{self.name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        written = {
            "name": self.name,
            "figures": self.figures,
            "goal": [asdict(goal) | {"holds": goal.holds} for goal in self.goals],
            "holds": self.holds,
        }
        path.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def print_table(rows: Sequence[Sequence[object]]) -> None:
    """Print rows under the first one, which is the header; all but the first column to the right.

    Floats get as many decimals as a reader needs.
    """
    cells = [[_show(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for number, row in enumerate(cells):
        first, *others = row
        rest = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("   ".join([first.ljust(widths[0]), *rest]), flush=True)
        if number == 0:
            print("   ".join("─" * width for width in widths))


def _show(cell: object) -> str:
    if isinstance(cell, float):
        size = abs(cell)
        return f"{cell:,.0f}" if size >= THOUSAND else f"{cell:.{1 if size >= TEN else 2}f}"
    return str(cell)
