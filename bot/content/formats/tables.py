"""Finds the questions in a table: the row of headers, and a question in each row below."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.content.formats.columns import find_key
from bot.content.formats.harvest import Reading, Sketch, Unreadable
from bot.content.formats.rows import to_sketch
from bot.content.problems import shorten

_HEADER_ROWS: Final = 30  # above the headers may stand a title and how to fill it in
_NEEDED: Final = 2
EXAMPLE: Final = "(example)"  # the id of the row that shows how to fill in a template


def read_table(rows: Iterable[tuple[int, Sequence[str]]]) -> Reading:
    """Return the questions of rows with their lines; the columns are told by their headers.

    Raise Unreadable where no row has headers that we know.
    """
    reading = Reading()
    numbered = iter(rows)
    keys = _find_header(numbered, reading)
    for line, row in numbered:
        filled = {place: cell for place, cell in enumerate(row) if cell.strip()}
        if not filled:
            continue
        cells = {keys[place]: cell for place, cell in filled.items() if keys.get(place)}
        if cells.get("id", "").strip() == EXAMPLE:
            reading.remarks.append(f"line {line} is the example of the template, and left out")
            continue
        reading.sketches.append(_sketch(line, cells, filled, keys))
    if not reading.sketches:
        raise Unreadable("no question stands below its headers")
    return reading


def _find_header(rows: Iterator[tuple[int, Sequence[str]]], reading: Reading) -> dict[int, str]:
    """Return the fields of the columns by their places; empty where a header is not known."""
    for _ in range(_HEADER_ROWS):
        line, row = next(rows, (0, ()))
        keys = {place: key for place, cell in enumerate(row) if (key := find_key(cell))}
        fields = list(keys.values())
        options = sum(key.startswith("text ") for key in fields)
        if "ask" not in fields or options < _NEEDED:
            continue
        twice = {key for key in fields if fields.count(key) > 1}
        if twice:
            names = ", ".join(shorten(row[place]) for place in keys if keys[place] in twice)
            raise Unreadable(f"in line {line} columns have the same meaning: {names}. Keep one")
        unknown = {place: "" for place, cell in enumerate(row) if cell.strip()} | keys
        names = ", ".join(shorten(row[place]) for place, key in unknown.items() if not key)
        if names:
            reading.remarks.append(f"columns that are not known, and not read: {names}")
        return unknown
    raise Unreadable(
        "no row has the headers of the template ('question', 'option 1', 'option 2' …). "
        "Make one: run_bot.py template -o template.xlsx"
    )


def _sketch(
    line: int, cells: dict[str, str], filled: dict[int, str], keys: dict[int, str]
) -> Sketch:
    sketch = to_sketch(line, cells)
    nameless = [shorten(cell, 30) for place, cell in filled.items() if place not in keys]
    if nameless:
        sketch.lose(f"what stands in columns without a header: {', '.join(nameless)}")
    return sketch
