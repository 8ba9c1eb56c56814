"""Gives an id to each entry that has none, made from its text as `check` would suggest."""

import hashlib
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from bot.content.document import Fields, Items
from bot.content.faults import ID_LIMIT, make_id
from bot.content.schema import (
    CardEntry,
    CourseEntry,
    Entry,
    LessonEntry,
    ModuleEntry,
    ObjectiveEntry,
    OptionEntry,
    QuestionEntry,
    TermEntry,
    find_child,
    list_fields,
)

_TEXTS: Final[dict[type[Entry], str]] = {
    CardEntry: "title",
    CourseEntry: "title",
    LessonEntry: "title",
    ModuleEntry: "title",
    QuestionEntry: "ask",
    TermEntry: "term",
}
_DIGEST: Final = 8


def fill_ids(data: Fields, entry: type[Entry]) -> tuple[Fields, int]:
    """Return the data of a file with an id in every entry, and how many were made."""
    filled = _copy(data, entry)
    made = 0
    if entry in _TEXTS and "id" not in filled:
        _give(filled, entry, set())
        made += 1
    for holder, kind in _list_lists(filled, entry):
        rows = [row for row in holder if isinstance(row, Fields)]
        taken = {row["id"] for row in rows if isinstance(row.get("id"), str)}
        for row in rows:
            if kind in _TEXTS and "id" not in row:
                _give(row, kind, taken)
                made += 1
        if kind in {OptionEntry, ObjectiveEntry}:  # those are made as the file is read
            made += len(holder) - len(taken)
    return filled, made


def _copy(value: Any, entry: type[Entry] | None) -> Any:
    """Return the same data, so that ids can be added; the places stay shared."""
    if isinstance(value, Fields):
        fields = Fields()
        fields.mark, fields.marks = value.mark, value.marks
        for name, inner in value.items():
            fields[name] = _copy(inner, find_child(entry, name) if entry else None)
        return fields
    if isinstance(value, Items):
        items = Items(_copy(inner, entry) for inner in value)
        items.mark, items.marks = value.mark, value.marks
        return items
    return value


def _list_lists(fields: Fields, entry: type[Entry]) -> Iterator[tuple[Items, type[Entry]]]:
    """Yield all lists of entries, wherever they stand."""
    for name in list_fields(entry):
        child, value = find_child(entry, name), fields.get(name)
        if child is None:
            continue
        if isinstance(value, Fields):
            yield from _list_lists(value, child)
        elif isinstance(value, Items):
            yield value, child
            for row in value:
                if isinstance(row, Fields):
                    yield from _list_lists(row, child)


def _give(row: Fields, entry: type[Entry], taken: set[str]) -> None:
    text = str(row.get(_TEXTS[entry]) or "")
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]
    base = make_id(text) or f"{_TEXTS[entry]}-{digest}"
    made = base
    for number in count(2):
        if made not in taken:
            break
        ending = f"-{number}"
        made = f"{base[: ID_LIMIT - len(ending)].rstrip('-')}{ending}"
    row["id"] = made
    taken.add(made)
