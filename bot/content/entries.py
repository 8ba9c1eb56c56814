"""Checks the data of a file against its schema and keeps what is sound, with its places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from bot.content.diagnosis import quote_or_block
from bot.content.document import Document, Fields, Items
from bot.content.faults import report_faults
from bot.content.problems import Page
from bot.content.schema import PROSE, Entry, list_fields

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Parsed(Generic[E]):
    """The sound entries of a list, and everything that stands there as it was written."""

    page: Page
    rows: Sequence[tuple[Fields, E]]
    raw: Sequence[Any]
    is_whole: bool
    is_cut: bool


def parse_list(document: Document, file: type[Entry], item: type[E]) -> Parsed[E]:
    """Return the entries of a file that holds one list."""
    name = next(iter(list_fields(file)))
    warn_of_comments(document)
    data = document.data
    if not _has_fields(document, name):
        return Parsed(document.page, (), (), is_whole=False, is_cut=True)
    raw = data.get(name)
    if document.is_broken:
        # The last item is where the reading broke off.
        data, raw = Fields(data), Items(raw[:-1] if isinstance(raw, Items) else ())
        data[name] = raw
        data.mark, data.marks = document.data.mark, document.data.marks
        raw.mark, raw.marks = data.value_mark(name), getattr(document.data[name], "marks", [])
    try:
        whole: Any = file.model_validate(data)
    except ValidationError as faults:
        bad = {d["loc"][1] for d in faults.errors() if len(d["loc"]) > 1 and d["loc"][0] == name}
        if raw or not document.is_broken:
            report_faults(document, data, file, faults)
        raw = raw if isinstance(raw, Items) else Items()
        rows = [(row, item.model_validate(row)) for i, row in enumerate(raw) if i not in bad]
        return Parsed(document.page, rows, raw, is_whole=False, is_cut=document.is_broken)
    rows = list(zip(raw, getattr(whole, name), strict=True))
    is_cut = document.is_broken
    return Parsed(document.page, rows, raw, is_whole=not is_cut, is_cut=is_cut)


def parse_entry(document: Document, entry: type[E]) -> E | None:
    """Return the one entry that a file holds, or None where it is not sound."""
    warn_of_comments(document)
    if not _has_fields(document, next(iter(list_fields(entry)))) or document.is_broken:
        return None
    try:
        return entry.model_validate(document.data)
    except ValidationError as faults:
        report_faults(document, document.data, entry, faults)
        return None


def warn_of_comments(document: Document) -> None:
    """Warn where a comment swallows the rest of a text."""
    for name, start, place in document.comments:
        if name not in PROSE or document.page.has_error_at(place.line):
            continue
        dropped = document.rest_of_line(place)
        is_item = document.lines[start.line][: start.column].rstrip().endswith("-")
        text = document.rest_of_line(start) if start.line == place.line else ""
        document.page.warn(
            "dropped-comment",
            place,
            f"'{dropped.strip()}' is dropped: a # after a space begins a comment",
            quote_or_block("- " if is_item else f"{name}: ", text),
        )


def _has_fields(document: Document, first: str) -> bool:
    """Tell whether the file holds fields at all; report it where nothing else is reported yet."""
    if isinstance(document.data, Fields):
        return not document.is_broken or first in document.data
    if not document.is_broken:
        what = "a list" if isinstance(document.data, Items) else "text"
        empty = document.data is None
        document.page.error(
            "empty-file" if empty else "wrong-kind",
            document.mark,
            "the file is empty" if empty else f"the file must hold fields, but it is {what}",
            f"Begin it with '{first}:'",
        )
    return False
