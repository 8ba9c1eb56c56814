"""Leaves out the warnings that are answered where they stand: `lint: {ignore: [rule]}`."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError

from bot.content.document import Fields
from bot.content.problems import Page, Problem, did_you_mean, shorten
from bot.content.rules import WARNINGS
from bot.content.schema import LintEntry

_LINT: Final = "lint"


@dataclass
class Answered:
    """The rules that one entry, or a whole file, ignores; `raw` is where that stands."""

    lint: LintEntry
    raw: Fields
    found: set[str] = field(default_factory=set)  # those that would have been broken


@dataclass
class Sections:
    """Which lines of a file belong to which entry, and what each of them ignores."""

    page: Page
    starts: Sequence[int]  # the lines in which entries begin, counted from 0
    entries: Sequence[Any]
    answered: dict[int, Answered]  # by the line in which the entry begins
    whole: Answered | None = None  # what the file as a whole ignores

    def settle(self, *, is_linted: bool) -> None:
        """Take what is ignored off the page, and say of the rest to which entry it belongs.

        Only where all rules were tried can be known that one is ignored in vain.
        """
        kept = [kept for problem in self.page.problems if (kept := self._keep(problem))]
        self.page.problems[:] = kept
        for one in (*self.answered.values(), *filter(None, [self.whole])):
            _check_answer(self.page, one, is_linted=is_linted)

    def _keep(self, problem: Problem) -> Problem | None:
        place = bisect_right(self.starts, problem.line - 1) - 1
        start = self.starts[place] if place >= 0 else -1
        for one in (self.answered.get(start), self.whole):
            if problem.severity == "warning" and one and problem.rule in one.lint.ignore:
                one.found.add(problem.rule)
                return None
        entry = self.entries[place] if place >= 0 else None
        name = entry.get("id") if isinstance(entry, Fields) else None
        return replace(problem, entry=name) if isinstance(name, str) else problem


def find_sections(
    page: Page,
    raw: Sequence[Any],
    lints: Iterable[tuple[Fields, LintEntry | None]],
    whole: Answered | None = None,
) -> Sections:
    """Return the sections of a file that holds a list."""
    marks = getattr(raw, "marks", ())
    starts = [mark.line for mark in marks[: len(raw)]] if isinstance(marks, list) else []
    answered = {row.mark.line: Answered(lint, row[_LINT]) for row, lint in lints if lint}
    return Sections(page, starts, raw, answered, whole)


def find_answer(fields: Any) -> Answered | None:
    """Return what an entry ignores, or a whole file; None where it says nothing, or in vain."""
    raw = fields.get(_LINT) if isinstance(fields, Fields) else None
    if raw is None:
        return None
    try:
        return Answered(LintEntry.model_validate(raw), raw)
    except ValidationError:
        return None


def _check_answer(page: Page, one: Answered, *, is_linted: bool) -> None:
    """Report an ignored rule that does not exist or is not broken, and one without a reason."""
    raw = one.raw
    if one.lint.because is None:
        message = "a warning is ignored, and nobody can tell why"
        page.warn("no-because", raw.key_mark("ignore"), message, "Add 'because: …'")
    for mark, rule in zip(raw["ignore"].marks, one.lint.ignore, strict=True):
        if rule not in WARNINGS:
            fix = did_you_mean(rule, WARNINGS) or "Write the name that stands in its brackets"
            page.warn("unknown-rule", mark, f"there is no warning {shorten(rule)}", fix)
        elif is_linted and rule not in one.found:
            message = f"{shorten(rule)} is ignored, but nothing here breaks it"
            page.warn("needless-ignore", mark, message, "Remove it")
