"""The rows of a report on their way into a file: counted, and their evidence summed up."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any

from bot.reports.completion import CompletionRow, Criteria, Summary, Tally, View

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
CHECKSUM = (
    "SHA-256 of the evidence columns: of each row a JSON list without spaces, ended by a line feed"
)


class Passing:
    """The rows that a view shows; once they have passed, what is to be said about them.

    `tally` counts all rows of the report, whichever the view shows: the numbers are the same
    everywhere. `hidden` are columns that whoever gets the rows may not see; `chosen` says how the
    rows were chosen besides.
    """

    def __init__(
        self,
        rows: Iterable[CompletionRow],
        view: View,
        criteria: Criteria,
        *,
        hidden: Collection[str] = (),
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        self.view = view
        self.criteria = criteria
        self.columns = tuple(name for name in view.columns if name not in hidden)
        self.evidence = tuple(name for name in view.evidence if name not in hidden)
        self.tally = Tally()
        self.count = 0
        self._rows = rows
        self._chosen = chosen or {}
        self._digest = sha256()
        self._pick = attrgetter(*self.columns)
        self._pick_evidence = attrgetter(*self.evidence)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield the cells of each row that is shown."""
        for row in self._rows:
            self.tally.add(row)
            if self.view.shows(row):
                self.count += 1
                evidence = [  # `flatten` written out: this is done for every cell
                    value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
                    for value in self._pick_evidence(row)
                ]
                self._digest.update(ENCODER.encode(evidence).encode() + b"\n")
                yield self._pick(row)

    @property
    def sha256(self) -> str:
        """The checksum of the evidence columns of what has passed."""
        return self._digest.hexdigest()

    @property
    def criteria_words(self) -> dict[str, str]:
        """What the report is made of, by name, known before any row."""
        criteria = self.criteria
        here = criteria.as_of.astimezone(criteria.zone)
        return {
            "report": self.view.value,
            "as_of": criteria.as_of.isoformat(),  # whole: asked again it is the same report
            "as_of_here": f"{here:%Y-%m-%d %H:%M:%S} {criteria.zone.key}",
            "course": criteria.course or "all",
            "department": criteria.department or "all",
            "people": "all" if criteria.people is None else f"{len(criteria.people)} chosen",
            **self._chosen,
        }

    @property
    def closing_words(self) -> dict[str, str]:
        """What is known once all rows have passed."""
        return {
            "rows": str(self.count),
            "evidence_columns": " ".join(self.evidence),
            "checksum": CHECKSUM,
            "sha256": self.sha256,
        }


def name_column(name: str) -> str:
    """Return what a column is called for people."""
    for suffix in ("_pct", "_at", "_no"):
        name = name.removesuffix(suffix)
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def describe(summary: Summary) -> str:
    """Say the counts on one line."""
    return ", ".join(
        f"{number:,} {name.replace('_', ' ')}" for name, number in summary.counts.items()
    )
