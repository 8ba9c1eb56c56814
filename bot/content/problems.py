"""What is wrong in the content, and where: collected in a list, never raised one at a time."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Final, Literal, Protocol

Severity = Literal["error", "warning"]

LINE_BREAK: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_ODD_BREAK: Final = re.compile(r"[\r\x85\u2028\u2029]")


class Mark(Protocol):
    """A place in a file as the YAML parser counts it: from 0."""

    @property
    def line(self) -> int:
        """Lines above this place."""

    @property
    def column(self) -> int:
        """Characters left of this place."""


@dataclass(frozen=True)
class Place:
    """A mark of our own making."""

    line: int
    column: int


START = Place(0, 0)
_FARTHEST: Final = 60  # lines of one text in which a word is looked for
LONGEST_SOURCE: Final = 10_000  # a longer line is no help


@dataclass(frozen=True)
class Problem:
    """One thing to repair; an error keeps the content from being taught, a warning does not.

    `rule` is the stable name of what is wrong, by which a trainer can ignore a warning. `source` is
    the line of the file, and `entry` the id of the question, term or course that it stands in;
    both are empty where there is none.
    """

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str
    fix: str | None = None
    source: str = ""
    entry: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        text = self.message + (f". {self.fix}" if self.fix else "")
        if self.severity == "error":
            return f"{place}: {text}"
        return f"{place}: warning: {text} [{self.rule}]"


@dataclass
class Page:
    """The problems of one file."""

    file: str
    text: str = ""
    problems: list[Problem] = field(default_factory=list)
    _misread: set[tuple[int, int]] = field(default_factory=set)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file as the parser counts them."""
        # Nearly always there is only the common one, and splitting there is ten times faster.
        is_odd = _ODD_BREAK.search(self.text)
        return LINE_BREAK.split(self.text) if is_odd else self.text.split("\n")

    def error(self, rule: str, mark: Mark, message: str, fix: str | None = None) -> None:
        """Note what keeps the content from being taught."""
        self._add("error", rule, mark, message, fix)

    def warn(self, rule: str, mark: Mark, message: str, fix: str | None = None) -> None:
        """Note what should be looked at."""
        self._add("warning", rule, mark, message, fix)

    def misread(self, rule: str, mark: Mark, message: str, fix: str | None = None) -> None:
        """Note that YAML misread a value, so that nothing further is said about it."""
        self._add("error", rule, mark, message, fix)
        self._misread.add((mark.line, mark.column))

    def has_error_at(self, line: int) -> bool:
        """Tell whether an error has already been reported in that line, counted from 0."""
        return any(p.line == line + 1 and p.severity == "error" for p in self.problems)

    def _add(
        self, severity: Severity, rule: str, mark: Mark, message: str, fix: str | None
    ) -> None:
        if (mark.line, mark.column) not in self._misread:
            line, column = mark.line + 1, mark.column + 1
            self.problems.append(Problem(self.file, line, column, severity, rule, message, fix))


def find_place(page: Page, mark: Mark, wanted: str) -> Mark:
    """Return where a word stands in the text that begins at the mark; else the mark itself."""
    if not wanted:
        return mark
    pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    start = mark.column
    for number in range(mark.line, min(mark.line + _FARTHEST, len(page.lines))):
        found = pattern.search(page.lines[number], start)
        if found:
            return Place(number, found.start())
        start = 0
    return mark


def sort_problems(pages: Iterable[Page]) -> tuple[Problem, ...]:
    """Return the problems of all files, each once with its line, by file, line and column."""
    found = {_quote(page, problem) for page in pages for problem in page.problems}
    return tuple(
        sorted(found, key=lambda p: (p.file, p.line, p.column, p.severity, p.message, p.fix or ""))
    )


def _quote(page: Page, problem: Problem) -> Problem:
    """Return the problem with the line of the file that it stands in."""
    if not page.text or problem.line > len(page.lines):
        return problem
    return replace(problem, source=page.lines[problem.line - 1][:LONGEST_SOURCE])


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a suggestion where one of the known words is close to this one."""
    close = find_close(word, tuple(known))
    return f"Did you mean '{close}'?" if close else None


@lru_cache(maxsize=1000)
def find_close(word: str, known: tuple[str, ...]) -> str | None:
    """Return the known word that is closest, if any is close."""
    by_fold = {name.casefold(): name for name in known}
    # A word longer than any name is no slip of the finger, and comparing it would be slow.
    close = get_close_matches(word.strip().casefold()[:64], list(by_fold), n=1)
    return by_fold[close[0]] if close else None


def shorten(value: str, limit: int = 40) -> str:
    """Return the text in quotes, on one line and not too long."""
    line = " ".join(value.split())
    return f"'{line}'" if len(line) <= limit else f"'{line[: limit - 1]}…'"


def printable(name: str) -> str:
    """Return the name of a file as it can be written, whatever its bytes are."""
    return os.fsencode(name).decode(errors="replace")
