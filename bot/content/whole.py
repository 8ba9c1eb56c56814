"""Checks what is taught with a change in it: written out as files, and read again as from disk."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bot.content.catalog import assemble
from bot.content.difference import Content, Kind
from bot.content.document import Document, Fields, Items
from bot.content.files import Folder
from bot.content.media import Media
from bot.content.problems import Mark, Page, Problem
from bot.content.source import read_source
from bot.content.writing import write_files
from bot.learning.course import Catalog

TAUGHT: Final = "what is taught: "  # before the names of files that were not sent
FILES: Final = {
    "courses.yaml": ("courses", Kind.COURSE),
    "questions.yaml": ("questions", Kind.QUESTION),
    "glossary.yaml": ("terms", Kind.TERM),
}

# Where the whole, which nobody has in hand, holds the other one of two.
_ELSEWHERE: Final = re.compile(r",? in line \d+(?:, column \d+)?")

Name = tuple[Kind, str]


@dataclass
class Sent:
    """What stands in the files that were sent: the sound entries, and the places of all."""

    entries: dict[Name, Content] = field(default_factory=dict)
    places: dict[Name, tuple[Page, Mark]] = field(default_factory=dict)
    lists: set[Kind] = field(default_factory=set)  # those that were sent as wholes


def list_ids(document: Document, name: str | None) -> Iterator[tuple[str, Mark]]:
    """Yield the ids in a list of that name, or of a lesson, which has none, and their places."""
    data = document.data
    if not isinstance(data, Fields):
        return
    rows = [data] if name is None else data.get(name)
    for row in rows if isinstance(rows, list) else ():
        entry_id = row.get("id") if isinstance(row, Fields) else None
        if isinstance(entry_id, str):
            yield entry_id, row.value_mark("id")


def list_entries(catalog: Catalog) -> Iterator[tuple[Name, Content]]:
    """Yield all entries of a catalogue with their names."""
    for question in catalog.questions:
        yield (Kind.QUESTION, question.id), question
    for lesson in catalog.lessons:
        yield (Kind.LESSON, lesson.id), lesson
    for term in catalog.terms:
        yield (Kind.TERM, term.id), term
    for course in catalog.courses:
        yield (Kind.COURSE, course.id), course


def check_whole(
    taught: Catalog, whole: Catalog, sent: Sent, media: Media, known: Sequence[Problem]
) -> list[Problem]:
    """Return what only the whole shows; what is wrong with it before is nobody's fault now."""
    said = {(problem.rule, problem.message) for problem in known}
    written = _Written(whole)
    found = [
        (name, problem)
        for name, problem in written.list_problems(media)
        if (problem.rule, problem.message) not in said
        and (problem.severity == "error" or name in sent.places)
    ]
    former = None
    if any(problem.severity == "error" for _, problem in found):
        former = _Written(taught)
        before = {(name, p.rule, p.message) for name, p in former.list_problems(media)}
        found = [(name, p) for name, p in found if (name, p.rule, p.message) not in before]
    return [_place(name, problem, sent, written, former or written) for name, problem in found]


def _place(
    name: Name, problem: Problem, sent: Sent, written: "_Written", former: "_Written"
) -> Problem:
    """Let a problem of the whole point to the entry that was sent, or else to what is taught."""
    message = _ELSEWHERE.sub("", problem.message)
    if name in sent.places:
        page, mark = sent.places[name]
        place = page.file, mark.line + 1, mark.column + 1
        source = page.lines[mark.line] if mark.line < len(page.lines) else ""
    else:
        source = problem.source
        below = problem.line - written.lines.get(name, 1)
        place = f"{TAUGHT}{problem.file}", former.lines.get(name, 1) + below, problem.column
    file, line, column = place
    return replace(problem, file=file, line=line, column=column, message=message, source=source)


class _Written:
    """A catalogue written out as files, and read again as if from disk."""

    def __init__(self, catalog: Catalog) -> None:
        self._documents = {
            name: read_source(text.encode(), Page(name))
            for name, text in write_files(catalog).items()
        }
        self._starts = {name: _list_starts(name, one) for name, one in self._documents.items()}
        self.lines = {name: line for starts in self._starts.values() for line, name in starts}

    def list_problems(self, media: Media) -> list[tuple[Name, Problem]]:
        """Return all problems, each with the entry in which it is."""
        courses, questions, glossary = (self._documents[name] for name in FILES)
        lessons = [document for name, document in self._documents.items() if "/" in name]
        pages = [document.page for document in self._documents.values()]
        shown = Media(Path(), "media", media.names, dict(media.digests))
        folder = Folder(
            courses, questions, glossary, lessons, shown, has_all_lessons=True, pages=pages
        )
        _, problems = assemble(folder, is_linted=True)
        starts = self._starts
        return [(_find_entry(starts[p.file], p.line), p) for p in problems if p.file in starts]


def _list_starts(file: str, document: Document) -> list[tuple[int, Name]]:
    """Return in which line, counted from 1, each entry of a file begins."""
    name, kind = FILES.get(file, (None, Kind.LESSON))
    data = document.data
    rows = data.get(name) if name is not None and isinstance(data, Fields) else None
    if not isinstance(rows, Items):
        ids = [entry_id for entry_id, _ in list_ids(document, None)]
        return [(1, (kind, ids[0] if ids else ""))]
    return [
        (mark.line + 1, (kind, row.get("id") or ""))
        for mark, row in zip(rows.marks, rows, strict=True)
    ]


def _find_entry(starts: Sequence[tuple[int, Name]], line: int) -> Name:
    """Return the entry in which a line stands, or one without an id above the first."""
    found = starts[0][1][0], ""
    for start, name in starts:
        if start > line:
            break
        found = name
    return found
