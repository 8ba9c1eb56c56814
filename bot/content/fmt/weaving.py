"""Puts the comments of a file between the lines of its new form."""

from collections.abc import Iterator, Sequence

from bot.content.fmt.comments import TOP, Note, Notes
from bot.content.layout import STEP, Line, Way


def weave(lines: Sequence[Line], notes: Notes) -> str:
    """Return the text of a file with these lines and comments.

    What is not in the new form, such as a field that had only its default, leaves its comments at
    the end of what held it.
    """
    starts = {way: number for number, line in enumerate(lines) for way in line.begins}
    notes = _move_to_what_is_there(notes, starts)
    ends = _find_ends(lines, notes.ending)
    text: list[str] = []
    if TOP in notes.before:
        text += _write_above(notes.before[TOP], 0)
    for number, line in enumerate(lines):
        if line.is_apart:
            text.append("")
        for way in line.begins:
            if way in notes.before:
                text += _write_above(notes.before[way], line.indent)
        text.append(
            _write_behind(line, [notes.behind[w] for w in line.begins if w in notes.behind])
        )
        for way in ends.get(number, ()):
            indent = lines[starts[way]].indent + STEP if way else 0
            text += _write_below(notes.ending[way], indent)
    return "".join(f"{line}\n" for line in text)


def _move_to_what_is_there(notes: Notes, starts: dict[Way, int]) -> Notes:
    moved = Notes()
    for way, note in notes.before.items():
        if way == TOP or way in starts:
            moved.add_before(way, note)
        else:
            moved.add_ending(_find_holder(way, starts), note)
    for way, text in notes.behind.items():
        if way in starts:
            moved.add_behind(way, text)
        else:
            moved.add_ending(_find_holder(way, starts), Note((text,)))
    for way, note in notes.ending.items():
        moved.add_ending(way if way in starts else _find_holder(way, starts), note)
    return moved


def _find_holder(way: Way, starts: dict[Way, int]) -> Way:
    """Return the innermost of those that held something, and are still there."""
    while way and way not in starts:
        way = way[:-1]
    return way


def _find_ends(lines: Sequence[Line], ways: dict[Way, Note]) -> dict[int, list[Way]]:
    """Return which of these ways end behind which line, from inside outwards."""
    last: dict[Way, int] = {}
    for number, line in enumerate(lines):
        way = line.begins[-1]
        for length in range(len(way) + 1):
            if way[:length] in ways:
                last[way[:length]] = number
    ends: dict[int, list[Way]] = {}
    for way in sorted(last, key=len, reverse=True):
        ends.setdefault(last[way], []).append(way)
    return ends


def _write_above(note: Note, indent: int) -> Iterator[str]:
    yield from _indent(note, indent)
    if note.is_apart_below:
        yield ""


def _write_below(note: Note, indent: int) -> Iterator[str]:
    if note.is_apart_above:
        yield ""
    yield from _indent(note, indent)


def _indent(note: Note, indent: int) -> Iterator[str]:
    return (" " * indent + line if line else "" for line in note.lines)


def _write_behind(line: Line, comments: Sequence[str]) -> str:
    first, *others = line.text.split("\n")
    return "\n".join([" ".join((" " * line.indent + first, *comments)), *others])
