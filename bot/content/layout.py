"""Lays out an entry as lines of YAML, each with the way to what it holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.content.scalars import write_scalar

# A value of an entry as it will stand in the file; None, False and what is empty are left out.
Value = str | bool | int | list[Any] | dict[str, Any] | None
Way = tuple[str | int, ...]  # names of fields, and numbers of items

STEP: Final = 2
# The text that trainers reword most; as a block it needs no quotes whatever is typed into it.
_BLOCK: Final = "ask"


@dataclass(frozen=True)
class Line:
    """A field or an item; a text that is written as a block has several lines of the file.

    `begins` are the ways that begin here: of an item, of its first field, and so on inwards.
    """

    begins: tuple[Way, ...]
    indent: int
    text: str
    is_apart: bool = False  # an empty line stands before it

    def __str__(self) -> str:
        return ("\n" if self.is_apart else "") + " " * self.indent + self.text


def lay_out(entry: Mapping[str, Value], *, apart: str | None = None) -> list[Line]:
    """Return the lines of a file that holds this; the items of one list may stand apart.

    That list is what the file is for: it is written also where it is empty.
    """
    lines = []
    for line in _fields(entry, 0, ()):
        way = line.begins[0]
        is_apart = len(way) == 2 and way[0] == apart and way[1] != 0  # noqa: PLR2004 - an item
        lines.append(replace(line, is_apart=True) if is_apart else line)
    if apart is not None and not entry.get(apart):
        lines.append(Line(((apart,),), 0, f"{apart}: []"))
    return lines


def join(lines: Sequence[Line]) -> str:
    """Return the text of a file."""
    return "".join(f"{line}\n" for line in lines)


def _fields(entry: Mapping[str, Value], indent: int, way: Way) -> Iterator[Line]:
    """Yield the lines of a mapping."""
    for name, value in entry.items():
        here = (*way, name)
        if isinstance(value, str):
            text = write_scalar(value, indent + STEP, prefers_block=name == _BLOCK)
            yield Line((here,), indent, f"{name}: {text}")
        elif not value:
            continue
        elif isinstance(value, int):
            yield Line((here,), indent, f"{name}: {'yes' if value is True else value}")
        else:
            yield Line((here,), indent, f"{name}:")
            if isinstance(value, dict):
                yield from _fields(value, indent + STEP, here)
            else:
                for number, item in enumerate(value):
                    yield from _item(item, indent + STEP, (*here, number))


def _item(value: str | dict[str, Value], indent: int, way: Way) -> Iterator[Line]:
    """Yield the lines of one item of a list."""
    if isinstance(value, str):
        yield Line((way,), indent, f"- {write_scalar(value, indent + STEP)}")
        return
    first, *others = _fields(value, indent + STEP, way)
    yield Line((way, *first.begins), indent, f"- {first.text}")
    yield from others
