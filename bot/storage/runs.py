"""Facts that come in numbers: append-only tables whose new rows are sealed as they are committed.

Whoever adds a row need not know of it. A roster of 100,000 people gives 1,600 events, not 100,000.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from bot.learning.evidence import EventKind
from bot.storage.chain import Chain
from bot.storage.plain import Plain, load_time

LONGEST = 64  # rows of one event
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # `dumps` would make one for each row


@dataclass(frozen=True)
class RunTable:
    """A table whose rows are numbered in their order by `id`, and the columns that are evidence.

    Columns that may be erased are none of them. `time` is the one that says when a row came.
    """

    kind: EventKind
    name: str
    columns: tuple[str, ...]
    time: str
    is_about_people: bool = False  # its person_id says about whom a row is, not who did it

    @cached_property
    def _all(self) -> str:
        names = ", ".join(f'"{name}"' for name in ("id", *self.columns))
        return f"SELECT {names} FROM {self.name}"  # noqa: S608 - names from below

    @cached_property
    def select_new(self) -> str:
        """Read the rows behind a number."""
        return f"{self._all} WHERE id > ? ORDER BY id"

    @cached_property
    def select(self) -> str:
        """Read the rows from one number to another."""
        return f"{self._all} WHERE id BETWEEN ? AND ? ORDER BY id"

    @cached_property
    def select_ids(self) -> str:
        """Read all numbers."""
        return f"SELECT id FROM {self.name} ORDER BY id"  # noqa: S608 - as above

    @cached_property
    def count(self) -> str:
        """Count the rows."""
        return f"SELECT count(*) FROM {self.name}"  # noqa: S608 - as above


RUNS = {
    table.kind: table
    for table in (
        RunTable(
            EventKind.PEOPLE,
            "person_event",
            ("person_id", "kind", "at", "origin", "actor_id"),
            "at",
            is_about_people=True,
        ),
        RunTable(
            EventKind.KEY_CHANGE,
            "key_change",
            (
                *("question_id", "activation_id", "old_version_id", "version_id"),
                *("old_right_ids", "right_ids", "changed_at"),
            ),
            "changed_at",
        ),
        # Of decisions it may change how far they are carried out.
        RunTable(
            EventKind.KEY_DECISION,
            "key_decision",
            ("key_change_id", "person_id", "outcome", "reason", "decided_at"),
            "decided_at",
        ),
        RunTable(
            EventKind.RESULT_CORRECTION,
            "result_correction",
            (
                *("decision_id", "session_id", "position", "was_right", "is_right"),
                *("old_right", "new_right", "is_held", "corrected_at"),
            ),
            "corrected_at",
        ),
        RunTable(
            EventKind.HELD_DECISION,
            "pass_decision",
            ("decision_id", "correction_id", "person_id", "outcome", "reason", "decided_at"),
            "decided_at",
        ),
        RunTable(
            EventKind.COMPLETION_CHANGE,
            "completion_change",
            (
                *("person_id", "course_id", "version_id", "completed_at", "recorded_at"),
                "correction_id",
            ),
            "recorded_at",
            is_about_people=True,
        ),
    )
}
_REACH = " UNION ALL ".join(
    f"SELECT '{kind}', coalesce((SELECT last_id FROM evidence_mark WHERE kind = '{kind}'), 0),"  # noqa: S608 - as above
    f" coalesce(max(id), 0) FROM {table.name}"
    for kind, table in RUNS.items()
)
_MARK = (
    "INSERT INTO evidence_mark (kind, last_id) VALUES (?, ?)"
    " ON CONFLICT (kind) DO UPDATE SET last_id = excluded.last_id"
)


def seal_new_rows(plain: Plain, chain: Chain) -> None:
    """Seal what this transaction has added; nearly free where that is nothing."""
    for kind, sealed, newest in plain.fetch(_REACH):
        if newest > sealed:
            table = RUNS[EventKind(kind)]
            for run in _split(plain.fetch(table.select_new, sealed)):
                _seal(plain, chain, table, run)
            plain.run(_MARK, kind, newest)


def read_run(
    plain: Plain, chain: Chain | None, kind: EventKind, first: int, last: int
) -> dict[str, Any] | None:
    """Return rows as the tables have them now, in the form in which events hold them.

    Without the key's chain only their numbers are known.
    """
    rows = plain.fetch(RUNS[kind].select, first, last)
    return _describe(chain, rows) if rows else None


def list_ids(plain: Plain, table: RunTable) -> list[int]:
    """Return the numbers of all rows."""
    return [number for [number] in plain.fetch(table.select_ids)]


def _split(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while run := list(islice(left, LONGEST)):
        yield run


def _seal(plain: Plain, chain: Chain, table: RunTable, run: Sequence[Any]) -> None:
    rows = [dict(zip(("id", *table.columns), row, strict=True)) for row in run]
    people = {row["person_id"] for row in rows} if table.is_about_people else set()
    person_id = people.pop() if len(people) == 1 else None
    recorded_at = load_time(rows[-1][table.time])
    chain.append(plain, table.kind, _describe(chain, run), recorded_at, person_id)


def _describe(chain: Chain | None, rows: Sequence[Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"first": rows[0][0], "last": rows[-1][0], "count": len(rows)}
    if chain is not None:
        facts["rows"] = [chain.seal(_ENCODER.encode(row)) for row in rows]
    return facts
