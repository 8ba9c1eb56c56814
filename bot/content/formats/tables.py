"""Finds the questions in a table: the row of headers, and a question in each row below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from bot.content.formats.columns import find_key
from bot.content.formats.harvest import Reading, Sketch, Unreadable
from bot.content.formats.rows import to_sketch
from bot.content.problems import shorten

# The row that shows how to fill in a template; who types over it forgets the id at its end.
EXAMPLE: Final = "(example)"
EXAMPLE_ASK: Final = "A customer writes: “Where is my order?” What do you do **first**?"
NO_HEADER: Final = (
    "has the headers of the template ('question', 'option 1', 'option 2' …). "
    "Make one: run_bot.py template -o template.xlsx"
)

_HEADER_ROWS: Final = 30  # above the headers may stand a title and how to fill it in
_NEEDED: Final = 2
_MOST_COLUMNS: Final = 20_000  # Excel has 16,384


@dataclass(frozen=True)
class Row:
    """One row with its line; what is wrong with a cell is under the cell's place."""

    line: int
    cells: list[str]
    losses: dict[int, str] = field(default_factory=dict)
    refusals: dict[int, str] = field(default_factory=dict)


def read_table(rows: Iterable[Row]) -> Reading:
    """Return the questions of a table, whose columns are told by their headers.

    Raise Unreadable where no row has headers that we know.
    """
    remaining = _bound(rows)
    header = _find_header(remaining)
    if header is None:
        raise Unreadable(f"no row {NO_HEADER}")
    keys = _name_columns(header)
    reading = Reading()
    unknown = [shorten(header.cells[place]) for place, key in keys.items() if not key]
    if unknown:
        names = ", ".join(unknown)
        reading.remarks.append(f"columns that are not known, and not read: {names}")
    for row in remaining:
        filled = {place: cell for place, cell in enumerate(row.cells) if cell.strip()}
        if filled.keys() | row.refusals.keys():
            _add(reading, row, filled, keys)
    if not reading.sketches:
        raise Unreadable("no question stands below its headers")
    return reading


def has_header(rows: Iterable[Row]) -> bool:
    """Tell whether one of the first rows has headers that we know."""
    return _find_header(_bound(rows)) is not None


def _bound(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if len(row.cells) > _MOST_COLUMNS:
            raise Unreadable(f"line {row.line} has more than {_MOST_COLUMNS:,} columns")
        yield row


def _find_header(rows: Iterator[Row]) -> Row | None:
    for row in islice(rows, _HEADER_ROWS):
        keys = [find_key(cell) or "" for cell in row.cells]
        if "ask" in keys and sum(key.startswith("text ") for key in keys) >= _NEEDED:
            return row
    return None


def _name_columns(header: Row) -> dict[int, str]:
    """Return the fields of the columns by their places; empty where a header is not known."""
    keys = {place: find_key(cell) or "" for place, cell in enumerate(header.cells) if cell.strip()}
    fields = list(keys.values())
    twice = [place for place, key in keys.items() if key and fields.count(key) > 1]
    if twice:
        names = ", ".join(shorten(header.cells[place]) for place in twice)
        raise Unreadable(f"in line {header.line} columns have the same meaning: {names}. Keep one")
    return keys


def _add(reading: Reading, row: Row, filled: dict[int, str], keys: dict[int, str]) -> None:
    """Add the question of a row."""
    cells = {keys[place]: cell for place, cell in filled.items() if keys.get(place)}
    if cells.get("id", "").strip() == EXAMPLE:
        if cells.get("ask", "").strip() == EXAMPLE_ASK:
            reading.remarks.append(f"line {row.line} is the example of the template, and left out")
            return
        del cells["id"]
    sketch = to_sketch(row.line, cells)
    _note(sketch, row, filled, keys)
    reading.add(sketch)


def _note(sketch: Sketch, row: Row, filled: dict[int, str], keys: dict[int, str]) -> None:
    nameless = [shorten(cell, 30) for place, cell in filled.items() if place not in keys]
    if nameless:
        sketch.lose(f"what stands in columns without a header: {', '.join(nameless)}")
    for place in (place for place, key in keys.items() if key):
        if place in row.losses:
            sketch.lose(row.losses[place])
        if place in row.refusals:
            sketch.refuse(row.refusals[place])
