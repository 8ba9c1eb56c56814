"""What the buttons of the report carry: the department by a digest, the day in ISO form."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowCounts(Tap):
    """Show the counts of a department, or of all where it is empty, by the end of a day, or now."""

    tag = "count"
    department: str
    day: str


@dataclass(frozen=True)
class ListReportDepartments(Tap):
    """Offer the departments, a page of them, counted from 0."""

    tag = "cdep"
    department: str
    day: str
    page: int


@dataclass(frozen=True)
class ListReportDays(Tap):
    """Offer the days of which a report can be."""

    tag = "cday"
    department: str
    day: str


@dataclass(frozen=True)
class ShowReport(Tap):
    """Show HR the counts."""

    tag = "report"
