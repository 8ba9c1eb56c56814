"""What is chosen on the overview, in the address of the page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from bot.reports.parts import NO_DEPARTMENT
from bot.reports.shelf import Mark
from bot.reports.trend import Step

PAGE = 50  # people on one page
TEXT_LIMIT = 80
DIGITS = 8  # of a page's number
MARK_NAMES = {
    Mark.OVERDUE: "Overdue",
    Mark.NOT_STARTED: "Not started",
    Mark.IN_PROGRESS: "In progress",
    Mark.COMPLETED: "Completed",
    Mark.UNASSIGNED: "Not assigned",
    Mark.WAIVED: "Waived",
    Mark.LEFT: "Left",
}
NONE = "-"  # in the address, for those without a department; before one that begins with it


@dataclass(frozen=True)
class Choice:
    """Which rows; None and empty choose all."""

    course: str | None = None
    department: str | None = None
    mark: Mark | None = None
    words: str = ""
    page: int = 1
    step: Step = Step.WEEK  # of the trend

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Choice":
        """Read an address; what makes no sense chooses nothing."""
        mark, page = query.get("state", ""), query.get("page", "")
        is_number = page.isascii() and page.isdigit() and len(page) < DIGITS
        return cls(
            query.get("course") or None,
            _read_department(query.get("department", "")),
            Mark(mark) if mark in set(Mark) else None,
            query.get("q", "").strip()[:TEXT_LIMIT],
            max(1, int(page)) if is_number else 1,
            Step.MONTH if query.get("by") == Step.MONTH else Step.WEEK,
        )

    def link(self, **changes: Any) -> str:
        """Return the address of this choice, or of another one."""
        one = replace(self, **changes)
        department = None if one.department is None else write_department(one.department)
        parts = {
            "course": one.course,
            "department": department,
            "state": one.mark,
            "q": one.words,
            "page": one.page if one.page > 1 else None,
            "by": one.step if one.step is not Step.WEEK else None,
        }
        return urlencode({name: part for name, part in parts.items() if part})

    def title(self, titles: Mapping[str, str]) -> str:
        """Say which course it is about, given their titles."""
        if self.course is not None:
            return titles.get(self.course, self.course)
        return next(iter(titles.values())) if len(titles) == 1 else "All courses"

    def describe(self) -> str:
        """Say in words who is chosen."""
        parts = [
            None if self.department is None else self.department or NO_DEPARTMENT,
            None if self.mark is None else MARK_NAMES[self.mark],
            f"“{self.words}”" if self.words else None,
        ]
        return " · ".join(part for part in parts if part) or "Everybody"


def write_department(name: str) -> str:
    """Return what stands for a department in the address, also for "", no department."""
    return NONE + name if not name or name.startswith(NONE) else name


def _read_department(text: str) -> str | None:
    return text.removeprefix(NONE) if text else None
