"""What the buttons of the report carry: department and course by digests, the day in ISO form."""

from dataclasses import dataclass
from typing import Any, TypeVar

from bot.chat.taps.tap import Tap
from bot.reports.named_files import FileForm

T = TypeVar("T", bound="Chosen")


@dataclass(frozen=True)
class ShowReport(Tap):
    """Show HR the counts."""

    tag = "report"


@dataclass(frozen=True)
class Chosen:
    """Of what the report is: empty is all departments, all courses, and now; a day is its end."""

    department: str = ""
    course: str = ""
    day: str = ""

    def to(self, kind: type[T], **changes: Any) -> T:
        """Return a button for the same, but for what is to change."""
        same = {"department": self.department, "course": self.course, "day": self.day}
        return kind(**{**same, **changes})


@dataclass(frozen=True)
class ShowCounts(Chosen, Tap):
    """Show the counts of what is chosen."""

    tag = "rep"


@dataclass(frozen=True)
class ListReportDepartments(Chosen, Tap):
    """Offer the departments, a page of them, counted from 0."""

    tag = "rdep"
    page: int = 0


@dataclass(frozen=True)
class ListReportCourses(Chosen, Tap):
    """Offer the courses, a page of them, counted from 0."""

    tag = "rcou"
    page: int = 0


@dataclass(frozen=True)
class ListReportDays(Chosen, Tap):
    """Offer the days of which a report can be."""

    tag = "rday"


@dataclass(frozen=True)
class ShowReportPicture(Chosen, Tap):
    """Draw the counts of what is chosen."""

    tag = "rpic"


@dataclass(frozen=True)
class SendReport(Chosen, Tap):
    """Send a file with names of what is chosen."""

    tag = "rfile"
    form: FileForm = FileForm.XLSX
