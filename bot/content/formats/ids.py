"""Names questions that have no id: the same file gives the same ids each time."""

import hashlib
import re
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from bot.content.faults import ID_LIMIT, make_id
from bot.content.formats.harvest import Sketch
from bot.content.schema import ID_PATTERN

_DIGEST: Final = 8
# "Question 7" names a place in a list, not a question.
_GENERIC = re.compile(
    r"(?:(?:q|question|questions|quiz|test|item|exercise|frage|aufgabe|vopros|multichoice|mc|tf)"
    r"(?=[\d-]|$))?[-\d]*"
)


def give_ids(sketches: Sequence[Sketch]) -> None:
    """Give each question an id of its own; those that a file gives come first."""
    taken: dict[str, int] = {}
    for sketch in sketches:
        given = sketch.entry.get("id")
        if not given:
            continue
        if sketch.may_be_renamed and (not is_id(given) or given in taken):
            del sketch.entry["id"]
            continue
        if not is_id(given):
            _replace(sketch, given)
            given = sketch.entry.get("id")
        if given in taken:
            sketch.refuse(f"the id '{given}' is already used in line {taken[given]}")
        elif given:
            taken[given] = sketch.line
    for sketch in sketches:
        if sketch.entry and not sketch.entry.get("id") and not sketch.refusals:
            made = _make(sketch, taken)
            taken[made] = sketch.line
            sketch.entry = {"id": made, **sketch.entry}


def is_id(text: str) -> bool:
    """Tell whether a text can be an id as it is."""
    return re.fullmatch(ID_PATTERN.strip("^$"), text) is not None


def _replace(sketch: Sketch, given: str) -> None:
    made = _slug(given)
    if made:
        sketch.entry["id"] = made
        sketch.lose(f"its id '{given}' became '{made}': small letters, digits and hyphens")
    else:
        del sketch.entry["id"]
        sketch.lose(f"its id '{given}' is none: small letters, digits and hyphens")


def _make(sketch: Sketch, taken: dict[str, int]) -> str:
    digest = _digest(sketch.entry)
    base = _slug(sketch.title) or _slug(str(sketch.entry.get("ask", ""))) or f"q-{digest}"
    if base not in taken:
        return base
    stem = base[: ID_LIMIT - 1 - _DIGEST].rstrip("-")
    longer = f"{stem}-{digest}"
    if longer not in taken:
        return longer
    stem = stem[: ID_LIMIT - 7 - _DIGEST].rstrip("-")  # room for five digits
    return next(made for n in count(2) if (made := f"{stem}-{digest}-{n}") not in taken)


def _slug(text: str) -> str:
    """Return the id that a text suggests; empty where that would say little of it."""
    slug = make_id(text)
    letters = sum(map(str.isalnum, text[:ID_LIMIT]))
    kept = sum(map(str.isalnum, slug))
    return "" if kept * 2 < letters or _GENERIC.fullmatch(slug) else slug


def _digest(entry: dict[str, Any]) -> str:
    options = sorted(str(option.get("text", "")) for option in entry.get("options", ()))
    content = "\n".join([str(entry.get("ask", "")), *options])
    return hashlib.sha256(content.encode()).hexdigest()[:_DIGEST]
