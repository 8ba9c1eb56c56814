"""Finds the comments of a file, and what each of them speaks of.

A comment in a line of its own speaks of what follows. Where it is indented deeper than that, it
stands at the end of the list or entry in whose column it is. A comment behind a text speaks of it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from yaml.cyaml import CSafeLoader

from bot.content.document import Document, Fields, Items
from bot.content.layout import Way

TOP: Final[Way] = ()  # the way of what stands above everything

_HEADER: Final = re.compile(r"[|>][-+1-9]*[ \t]+(#.*)")
_COMMENT: Final = re.compile(r"(?:^|[ \t])(#.*)")
_BLOCKS: Final = ("|", ">")


@dataclass(frozen=True)
class Note:
    """Comments in lines of their own that belong together; an empty line may part them."""

    lines: tuple[str, ...]
    is_apart_above: bool = False
    is_apart_below: bool = False


@dataclass
class Notes:
    """The comments of a file, by the ways to what they speak of.

    `before` stand above it, `behind` in its line, `ending` at the end of what it holds.
    """

    before: dict[Way, Note] = field(default_factory=dict)
    behind: dict[Way, str] = field(default_factory=dict)
    ending: dict[Way, Note] = field(default_factory=dict)

    def add_behind(self, way: Way, text: str) -> None:
        """Add a comment in the line of something."""
        self.behind[way] = f"{self.behind[way]} {text}" if way in self.behind else text

    def add_ending(self, way: Way, note: Note) -> None:
        """Add comments at the end of something."""
        _add(self.ending, way, note)

    def add_before(self, way: Way, note: Note) -> None:
        """Add comments above something."""
        _add(self.before, way, note)

    def list_texts(self) -> list[str]:
        """Return all comments, in no order that means anything."""
        notes = [*self.before.values(), *self.ending.values()]
        own = [line for note in notes for line in note.lines if line]
        return sorted([*own, *self.behind.values()])


@dataclass(frozen=True)
class _Spot:
    """A field or an item where it begins; `column` is that of the name, or of the dash."""

    line: int
    column: int
    way: Way


def find_notes(document: Document) -> Notes:
    """Return all comments of a file that has no syntax error."""
    notes = Notes()
    spots = list(_list_spots(document, document.data, (), 0))
    lines = [spot.line for spot in spots]
    columns = {spot.way: spot.column for spot in spots}
    own: list[tuple[int, int]] = []
    for number, column, text in _list_comments(document):
        if not document.lines[number][:column].strip():
            own.append((number, column))
            continue
        place = bisect_right(lines, number) - 1
        if place >= 0:
            notes.add_behind(spots[place].way, text)
        else:
            notes.add_before(TOP, Note((text,)))
    for group in _group(own, document.lines):
        note = _make_note(group, document.lines)
        place = bisect_left(lines, group[0][0])
        if place == 0:
            notes.add_before(TOP, note)
            continue
        following = spots[place] if place < len(spots) else None
        holder = _find_holder(spots[place - 1].way, group[0][1], columns)
        if following is not None and (
            group[0][1] <= following.column or following.way[: len(holder)] == holder
        ):
            notes.add_before(following.way, note)
        else:
            notes.add_ending(holder, note)
    return notes


def _add(notes: dict[Way, Note], way: Way, note: Note) -> None:
    former = notes.get(way)
    if former is not None:
        gap = ("",) if note.is_apart_above else ()
        lines = (*former.lines, *gap, *note.lines)
        note = Note(lines, former.is_apart_above, note.is_apart_below)
    notes[way] = note


def _list_spots(document: Document, value: Any, way: Way, column: int) -> Iterator[_Spot]:
    """Yield everything that has a place, as it stands in the file."""
    if isinstance(value, Fields):
        for name, inner in value.items():
            mark = value.key_mark(name)
            yield _Spot(mark.line, mark.column, (*way, name))
            yield from _list_spots(document, inner, (*way, name), mark.column)
    elif isinstance(value, Items):
        for number, inner in enumerate(value):
            mark = value.marks[number]
            before = document.lines[mark.line][: mark.column].rstrip()
            dash = len(before) - 1 if before.endswith("-") else column
            yield _Spot(mark.line, dash, (*way, number))
            yield from _list_spots(document, inner, (*way, number), dash)


def _find_holder(way: Way, column: int, columns: dict[Way, int]) -> Way:
    """Return the innermost of those that hold the last thing above, and reach to that column."""
    for length in range(len(way) - 1, -1, -1):
        if columns[way[: length + 1]] <= column:
            return way[:length]
    return TOP


def _group(own: Sequence[tuple[int, int]], lines: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Yield comments that follow each other, none further left than the one above it."""
    group: list[tuple[int, int]] = []
    for number, column in own:
        if group:
            last, former = group[-1]
            is_near = not "".join(lines[last + 1 : number]).strip()
            if not is_near or column < former:
                yield group
                group = []
        group.append((number, column))
    if group:
        yield group


def _make_note(group: Sequence[tuple[int, int]], lines: Sequence[str]) -> Note:
    first, last = group[0][0], group[-1][0]
    own = {number for number, _ in group}
    texts: list[str] = []
    for number in range(first, last + 1):
        text = lines[number].strip()
        if number in own or texts[-1]:
            texts.append(text)
    is_apart_above = first > 0 and not lines[first - 1].strip()
    is_apart_below = last + 1 < len(lines) and not lines[last + 1].strip()
    return Note(tuple(texts), is_apart_above, is_apart_below)


def _list_comments(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text of each comment."""
    lines = document.lines
    headers, covered = _cover(document)
    for number, line in enumerate(lines):
        if "#" not in line or covered.get(number, 0) is None:
            continue
        header = headers.get(number)
        if header is None:
            found = _COMMENT.search(line, covered.get(number) or 0)
        else:
            found = _HEADER.match(line, header)
        if found:
            yield number, found.start(1), found[1].rstrip()


def _cover(document: Document) -> tuple[dict[int, int], dict[int, int | None]]:
    """Return where blocks begin, and up to which column each line is text; None where all of it.

    Both are by the lines.
    """
    headers: dict[int, int] = {}
    covered: dict[int, int | None] = {}
    for event in _list_scalars(document.text):
        first, last, is_block = event.start_mark, event.end_mark, event.style in _BLOCKS
        if is_block:
            headers[first.line] = first.column
        elif first.line < last.line:
            covered[first.line] = None
        for number in range(first.line + 1, last.line):
            covered[number] = None
        if last.column and (first.line < last.line or not is_block):
            covered[last.line] = last.column
    return headers, covered


def _list_scalars(text: str) -> Iterator[Any]:
    for event in yaml.parse(text.encode(), Loader=CSafeLoader):
        if isinstance(event, yaml.ScalarEvent):
            yield event
