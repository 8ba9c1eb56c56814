"""Rules on what leads from one entry to another inside it: required lessons, and terms in texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any, Final

from bot.content.document import Fields, Items
from bot.content.entries import Parsed
from bot.content.problems import Mark, Page, Place, did_you_mean, shorten
from bot.content.references import Lessons
from bot.content.schema import LessonEntry, TermEntry
from bot.learning.terms import SCHEME

_LINK: Final = re.compile(rf"\]\({SCHEME}([^()\s]*)\)?")
_SIGN: Final = f"]({SCHEME}"
MOST_CIRCLES: Final = 20
_FARTHEST: Final = 200  # lines of one text in which a link is looked for


@dataclass(frozen=True)
class Terms:
    """The ids of the glossary; None where not all are known."""

    ids: frozenset[str] | None

    def check_all(self, page: Page, entries: Sequence[Fields]) -> None:
        """Report each link to a term that does not exist."""
        if self.ids is not None and _SIGN in page.text:
            for entry in entries:
                self._check(page, entry, entry.mark, self.ids)

    def _check(self, page: Page, value: Any, mark: Mark, ids: frozenset[str]) -> None:
        if isinstance(value, str):
            if _SIGN in value:
                _check_text(page, value, mark, ids)
        elif isinstance(value, Fields):
            for name, inner in value.items():
                self._check(page, inner, value.value_mark(name), ids)
        elif isinstance(value, Items):
            for inner, place in zip(value, value.marks, strict=True):
                self._check(page, inner, place, ids)


def _check_text(page: Page, text: str, mark: Mark, ids: frozenset[str]) -> None:
    for term_id in dict.fromkeys(_LINK.findall(text)):
        if term_id not in ids:
            fix = did_you_mean(term_id, ids) or "Add it to glossary.yaml, or remove the link"
            message = f"there is no term {shorten(term_id)}"
            place = _find_link(page, mark, f"{_SIGN}{term_id}")
            page.error("unknown-term", place, message, fix)


def _find_link(page: Page, mark: Mark, link: str) -> Mark:
    """Return where a link to a term stands in the text that begins at the mark."""
    start = mark.column
    for number in range(mark.line, min(mark.line + _FARTHEST, len(page.lines))):
        at = page.lines[number].find(link, start)
        if at >= 0:
            return Place(number, at + 2)
        start = 0
    return mark


def find_terms(terms: Parsed[TermEntry]) -> Terms:
    """Return which terms a link can lead to."""
    ids = [row.get("id") if isinstance(row, Fields) else None for row in terms.raw]
    known = frozenset(term_id for term_id in ids if isinstance(term_id, str))
    return Terms(None if terms.is_cut or len(known) < len(set(ids)) else known)


def check_requires(
    rows: Sequence[tuple[Page, Fields, LessonEntry]],
    lessons: Lessons,
    orders: Sequence[Sequence[str]],
) -> None:
    """Report required lessons that do not exist, or that wait for each other for ever.

    `orders` are those of the courses.
    """
    places_of = {
        lesson_id: (course, number)
        for course, order in enumerate(orders)
        for number, lesson_id in enumerate(order)
    }
    for page, raw, entry in rows:
        for number, lesson_id in enumerate(entry.requires):
            mark = raw["requires"].marks[number]
            lessons.check(page, mark, lesson_id)
            here, there = places_of.get(entry.id), places_of.get(lesson_id)
            if here is None or there is None:
                continue
            if here[0] != there[0]:
                message = f"{shorten(lesson_id)} is of another course, and is not waited for"
                fix = "Remove it, or move one of the two in courses.yaml"
                page.warn("foreign-requires", mark, message, fix)
            elif there[1] > here[1]:
                message = f"{shorten(lesson_id)} comes later in the course than this lesson"
                fix = "Move one of the two in courses.yaml"
                page.warn("late-requires", mark, message, fix)
    required = {entry.id: set(entry.requires) for _, _, entry in rows}
    places = {entry.id: (page, raw, entry) for page, raw, entry in rows}
    for circle in islice(_find_circles(required), MOST_CIRCLES):
        page, raw, entry = places[circle[0]]
        mark = raw["requires"].marks[entry.requires.index(circle[1])]
        message = f"these lessons would never open: {' → '.join(circle)}"
        page.error("circular-requires", mark, message, "Remove one of them from 'requires'")


def _find_circles(required: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Yield ways from a lesson by requirements back to it; each is cut open, so that all end."""
    while True:
        try:
            TopologicalSorter(required).prepare()
        except CycleError as error:
            ring = error.args[1][:0:-1]  # it stands there from what is required to who requires it
            start = ring.index(min(ring))
            circle = (*ring[start:], *ring[:start], ring[start])
            yield circle
            required[circle[0]].discard(circle[1])
        else:
            return
