"""Facts that come in numbers: append-only tables whose new rows are sealed as they are committed.

Whoever adds a row need not know of it. A roster of 100,000 people gives 1,600 events, not 100,000.
What was there when a transaction began is none of its own, and is never sealed by it.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from bot.learning.evidence import EventKind
from bot.learning.people import EventKind as Deed
from bot.storage.chain import Chain
from bot.storage.plain import Plain, load_time

log = logging.getLogger(__name__)

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
    condition: str = "TRUE"  # of a row that must be in the evidence
    is_about_people: bool = False  # its person_id says about whom a row is, not who did it

    @cached_property
    def _all(self) -> str:
        names = ", ".join(f'"{name}"' for name in ("id", *self.columns))
        return f"SELECT {names} FROM {self.name} WHERE {self.condition}"  # noqa: S608 - from below

    @cached_property
    def select_new(self) -> str:
        """Read the rows behind a number."""
        return f"{self._all} AND id > ? ORDER BY id"

    @cached_property
    def select(self) -> str:
        """Read the rows from one number to another."""
        return f"{self._all} AND id BETWEEN ? AND ? ORDER BY id"

    @cached_property
    def select_ids(self) -> str:
        """Read all numbers."""
        return f"SELECT id FROM {self.name} WHERE {self.condition} ORDER BY id"  # noqa: S608 - as above

    @cached_property
    def find_newest(self) -> str:
        """Find the highest number, whatever the row, and 0 where there is none."""
        return f"SELECT coalesce(max(id), 0) FROM {self.name}"  # noqa: S608 - as above

    @cached_property
    def count(self) -> str:
        """Count the rows."""
        return f"SELECT count(*) FROM {self.name} WHERE {self.condition}"  # noqa: S608 - as above


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
        # Which is not erased with the rest of what such a row says of somebody.
        RunTable(
            EventKind.ROLE,
            "person_event",
            ("person_id", "at", "detail"),
            "at",
            condition=f"kind = '{Deed.ROLE}'",
            is_about_people=True,
        ),
        RunTable(
            EventKind.PUBLICATION,
            "content_activation",
            ("version_id", "activated_at", "number", "origin", "person_id", "summary"),
            "activated_at",
        ),
        # When one ends may change.
        RunTable(
            EventKind.ASSIGNMENT,
            "assignment",
            (
                *("course_id", "target", "target_key", "timezone", "due_on", "due_days"),
                *("pass_mark_pct", "attempts", "cooldown_hours", "valid_months"),
                *("created_at", "origin", "actor_id"),
            ),
            "created_at",
        ),
        RunTable(
            EventKind.ROSTER,
            "roster_import",
            ("at", "origin", "actor_id", "file_name", "file_digest", "mode", "counts"),
            "at",
        ),
        RunTable(
            EventKind.ACCESS,
            "access_log",
            ("at", "kind", "origin", "actor_id", "login", "subject_id", "people"),
            "at",
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
# How far each table goes, in the order of `RUNS`.
_REACH = f"SELECT {', '.join(f'({table.find_newest})' for table in RUNS.values())}"
_MARKS = "SELECT kind, last_id FROM evidence_mark"
_MARK = (
    "INSERT INTO evidence_mark (kind, last_id) VALUES (?, ?)"
    " ON CONFLICT (kind) DO UPDATE SET last_id = excluded.last_id"
)


class Sealer:
    """Seals what each transaction adds, as the last thing before its commit; nearly free otherwise.

    Every writer of ours does, so rows beyond the mark when a transaction begins were written by
    somebody else. They stay unsealed, and an audit names them for ever. So no migration may add
    rows to these tables.
    """

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._former: Sequence[int] = ()
        self._left: Sequence[int] = ()  # as the last transaction left it, if it was committed

    def begin(self, plain: Plain) -> None:
        """See how far the tables go, under the write lock that a transaction begins with."""
        [self._former] = plain.fetch(_REACH)
        if self._former != self._left:
            self._look_for_strangers(plain)

    def seal_new_rows(self, plain: Plain) -> None:
        """Seal the rows that came since."""
        [reach] = plain.fetch(_REACH)
        if reach != self._former:
            marked = list_marked(plain)  # in a database of an earlier release, not of all kinds
            for table, former, newest in zip(RUNS.values(), self._former, reach, strict=True):
                if newest > former and table.kind in marked:
                    _seal_behind(plain, self._chain, table, former)
                    plain.run(_MARK, table.kind, newest)
        self._left = reach

    def _look_for_strangers(self, plain: Plain) -> None:
        marks = dict(plain.fetch(_MARKS))
        strangers = set()  # a table may be in the evidence as two kinds
        for table, newest in zip(RUNS.values(), self._former, strict=True):
            marked = marks.get(table.kind, newest)
            if newest > marked:
                strangers.add((table.name, marked + 1, newest))
                plain.run(_MARK, table.kind, newest)  # saying it once is enough
        for stranger in sorted(strangers):
            log.error(
                "something else than the bot has written %s %s to %s: run `run_bot.py audit`",
                *stranger,
            )


def cover_rows(plain: Plain, chain: Chain, kind: EventKind, now: datetime) -> None:
    """Seal all rows of a table that was in no seal before, as they are found now."""
    _seal_behind(plain, chain, RUNS[kind], 0, now)


def set_mark(plain: Plain, kind: EventKind) -> None:
    """Remember that a kind is in the evidence, and how far its table goes now if it has runs."""
    [[newest]] = plain.fetch(RUNS[kind].find_newest) if kind in RUNS else [[0]]
    plain.run(_MARK, kind.value, newest)


def list_marked(plain: Plain) -> frozenset[str]:
    """Return which kinds are remembered to be in the evidence."""
    return frozenset(kind for kind, _ in plain.fetch(_MARKS))


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


def _seal_behind(
    plain: Plain, chain: Chain, table: RunTable, former: int, now: datetime | None = None
) -> None:
    for run in _split(plain.fetch(table.select_new, former)):
        _seal(plain, chain, table, run, now)


def _split(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while run := list(islice(left, LONGEST)):
        yield run


def _seal(
    plain: Plain, chain: Chain, table: RunTable, run: Sequence[Any], now: datetime | None
) -> None:
    rows = [dict(zip(("id", *table.columns), row, strict=True)) for row in run]
    people = {row["person_id"] for row in rows} if table.is_about_people else set()
    person_id = people.pop() if len(people) == 1 else None
    recorded_at = now or load_time(rows[-1][table.time])
    chain.append(plain, table.kind, _describe(chain, run), recorded_at, person_id)


def _describe(chain: Chain | None, rows: Sequence[Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"first": rows[0][0], "last": rows[-1][0], "count": len(rows)}
    if chain is not None:
        facts["rows"] = [chain.seal(_ENCODER.encode(row)) for row in rows]
    return facts
