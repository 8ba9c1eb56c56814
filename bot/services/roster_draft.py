"""What a roster writes, made ready before the transaction: while that runs, taps wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.learning.people import EventKind
from bot.learning.roster import RecordChange, RosterDifference
from bot.storage.queries.personnel import Row


@dataclass(frozen=True)
class Draft:
    """The rows of a difference; who is new has no number yet."""

    added: tuple[Row, ...]
    # With the columns that differ, and whether the name or its search key does.
    changed: Mapping[str, tuple[Row, tuple[str, ...], bool]]
    events: tuple[tuple[str, EventKind, dict[str, Any] | None], ...]


def make_draft(difference: RosterDifference) -> Draft:
    """Make the rows, by employee number."""
    added = tuple(Row.of(record) for record in difference.added)
    changes = (*difference.changed, *difference.left, *difference.returned)
    changed = {one.after.employee_id: _draft_change(one) for one in changes}
    return Draft(added, changed, tuple(_list_events(difference)))


def _draft_change(change: RecordChange) -> tuple[Row, tuple[str, ...], bool]:
    before, after = change.before, Row.of(change.after)
    is_renamed = (before.name, before.search_key) != (after.name, after.search_key)
    return after, tuple(change.fields), is_renamed


def _list_events(
    difference: RosterDifference,
) -> Iterator[tuple[str, EventKind, dict[str, Any] | None]]:
    for record in difference.added:
        yield record.employee_id, EventKind.ADDED, None
    for kind, changes in (
        (EventKind.CHANGED, difference.changed),
        (EventKind.LEFT, difference.left),
        (EventKind.RETURNED, difference.returned),
    ):
        for one in changes:
            yield one.after.employee_id, kind, _describe(one)


def _describe(change: RecordChange) -> dict[str, Any]:
    return {
        name: [None if value is None else _plain(value) for value in pair]
        for name, pair in change.fields.items()
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else str(value)
