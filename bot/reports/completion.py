"""The completion report: its one definition, which chat, files and pages all read.

A row is one occurrence: one time that one person has to complete a course. Who learns without an
assignment has one row as well, with the number 0, so that nobody is missing: in the first course
everybody, in the others who has begun them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.learning.course import Course
from bot.learning.privacy import ERASED


class State(StrEnum):
    """How far somebody is with a course; whether they passed is another question."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Success(StrEnum):
    """What the tests taken so far say."""

    UNKNOWN = "unknown"
    PASSED = "passed"
    FAILED = "failed"


class CompletionRow(NamedTuple):
    """One person and one occurrence; times are UTC, scores in whole percent of the final test.

    What is listed in EVIDENCE follows from what was recorded by then, and stays the same for ever;
    the rest is as it is today.
    """

    person_id: int
    employee_id: str | None
    name: str
    department: str | None
    manager_id: str | None
    manager_name: str | None
    employee_status: str | None
    unreachable: bool
    course_id: str
    title: str
    content_version: int
    occurrence_no: int
    required: bool
    assigned_at: datetime | None
    due_at: datetime | None
    started_at: datetime | None
    first_attempt_at: datetime | None
    first_score_pct: int | None
    attempts: int
    best_score_pct: int | None
    last_attempt_at: datetime | None
    last_score_pct: int | None
    pass_mark_pct: int
    completion: State
    success: Success
    waived_at: datetime | None
    waived_by: str | None
    waived_reason: str | None
    left: bool
    completed_at: datetime | None
    completed_late: bool
    overdue: bool
    days_overdue: int
    valid_until: datetime | None
    recert_due_at: datetime | None
    certificate_id: str | None
    certificate_status: str | None
    last_reminder_at: datetime | None

    @property
    def erased(self) -> int:
        """How many of its fields were personal and are erased."""
        who = self.employee_id, self.name, self.manager_id, self.manager_name
        return (*who, self.waived_by, self.waived_reason).count(ERASED)


EVIDENCE = (
    "person_id",
    "course_id",
    "content_version",
    "occurrence_no",
    "required",
    "assigned_at",
    "due_at",
    "started_at",
    "first_attempt_at",
    "first_score_pct",
    "attempts",
    "best_score_pct",
    "last_attempt_at",
    "last_score_pct",
    "pass_mark_pct",
    "completion",
    "success",
    "waived_at",
    "left",
    "completed_at",
    "completed_late",
    "overdue",
    "days_overdue",
    "valid_until",
    "recert_due_at",
    "certificate_id",
    "certificate_status",
)
PERSON = ("person_id", "employee_id", "name", "department", "manager_id", "manager_name")
COURSE = ("course_id", "title", "content_version", "occurrence_no")


class View(StrEnum):
    """Which rows and columns of the one report are shown."""

    COMPLETION = "completion"
    OVERDUE = "overdue"
    CERTIFICATES = "certificates"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in order."""
        return _COLUMNS[self]

    @property
    def evidence(self) -> tuple[str, ...]:
        """Those of them that the checksum covers."""
        return tuple(name for name in self.columns if name in EVIDENCE)

    def shows(self, row: CompletionRow) -> bool:
        """Tell whether a row belongs to it."""
        if self is View.OVERDUE:
            return row.overdue
        return self is View.COMPLETION or row.certificate_id is not None


_COLUMNS = {
    View.COMPLETION: CompletionRow._fields,
    View.OVERDUE: (
        *PERSON,
        "employee_status",
        "unreachable",
        *COURSE,
        "assigned_at",
        "due_at",
        "days_overdue",
        "started_at",
        "attempts",
        "best_score_pct",
        "completion",
        "last_reminder_at",
    ),
    View.CERTIFICATES: (
        *PERSON,
        *COURSE,
        "completed_at",
        "best_score_pct",
        "certificate_id",
        "certificate_status",
        "valid_until",
        "recert_due_at",
    ),
}
DEFINITIONS = (
    ("row", "one person and one occurrence: one time that they have to complete a course"),
    (
        "courses",
        (
            "those taught at the moment of the report, in their order, then those taught before"
            " that were assigned or completed, as they were last"
        ),
    ),
    ("occurrence_no", "1 for the first, then one for each renewal; 0 where nothing is assigned"),
    (
        "required",
        (
            "it has to be completed: assigned, not waived, not left; as long as nobody at all is"
            " assigned the course, whoever learns has to if it is the first one, and of the others"
            " whoever has begun it; one that is taught no more is asked of nobody else"
        ),
    ),
    ("as of", "what was recorded by then; who people are and what they are called is as of today"),
    ("content_version", "the version that was completed; before that, the one that was taught"),
    ("due_at", "the end of the due day where the person is, after extensions"),
    ("attempts", "finished final tests; scores in percent, rounded down, as corrected by then"),
    ("completion", "not_started, in_progress or completed: lessons, checks and the final test"),
    ("success", "unknown, passed or failed: what the final tests say; passing once is passing"),
    ("waived", "HR said that it need not be completed, and has not taken that back"),
    ("left", "the person had left the company before completing it: it is not asked of them"),
    ("completed_late", "completed after the due date"),
    ("overdue", "neither completed nor waived nor left, and the due date is over"),
    ("days_overdue", "1 on the first day after the due day, in the time zone where that ended"),
    ("recert_due_at", "by when the result has to be renewed"),
    ("unreachable", "no account, or the bot cannot write to it"),
    (
        "erased",
        (
            "personal data whose time was over; what is evidence stays. Counted are the fields of"
            " the rows that say so"
        ),
    ),
)


@dataclass(frozen=True)
class Criteria:
    """Of what a report is made: what was recorded by when, of whom, and of which course.

    `people` are their ids, None for everybody; `zone` is the company's, in which days are named;
    `course` is an id, None for all courses.
    """

    as_of: datetime
    zone: ZoneInfo
    department: str | None = None
    people: frozenset[int] | None = None
    course: str | None = None

    def choose(self, taught: "Iterable[Taught]") -> "tuple[Taught, ...]":
        """Return those of the courses that are asked for."""
        return tuple(one for one in taught if self.course in {None, one.course.id})


@dataclass
class Summary:
    """How many occurrences are in which state; every way out shows these numbers.

    Assigned ones are waived, left, completed, in progress or not started. So are unassigned ones as
    long as nobody is assigned the course; from then on, nothing else is counted of them. Late ones
    are completed; overdue ones are in progress or not started; unreachable ones are overdue. Of all
    rows, the fields that say `erased` are counted.
    """

    assigned: int = 0
    unassigned: int = 0
    waived: int = 0
    left: int = 0
    completed: int = 0
    late: int = 0
    in_progress: int = 0
    not_started: int = 0
    overdue: int = 0
    unreachable: int = 0
    erased: int = 0
    last_reminder_at: datetime | None = field(default=None, compare=False)

    @property
    def required(self) -> int:
        """Of how many the completed ones are a share: waived ones and leavers are not asked."""
        return self.completed + self.in_progress + self.not_started

    @property
    def completed_pct(self) -> int | None:
        """The share of completed ones in percent, rounded down; None where nothing is asked."""
        return self.completed * 100 // self.required if self.required else None

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by name, in the order in which they are shown."""
        return {name: value for name, value in vars(self).items() if name != "last_reminder_at"}

    def add(self, row: CompletionRow) -> None:
        """Count a row."""
        self.erased += row.erased
        if row.occurrence_no:
            self.assigned += 1
        else:
            self.unassigned += 1
            if not row.required:
                return
        if row.completion is State.COMPLETED:
            self.completed += 1
            self.late += row.completed_late
        elif row.waived_at is not None:
            self.waived += 1
        elif row.left:
            self.left += 1
        elif row.completion is State.IN_PROGRESS:
            self.in_progress += 1
        else:
            self.not_started += 1
        if row.overdue:
            self.overdue += 1
            self.unreachable += row.unreachable
            if row.last_reminder_at is not None:
                last = self.last_reminder_at or row.last_reminder_at
                self.last_reminder_at = max(last, row.last_reminder_at)

    def include(self, other: "Summary", often: int = 1) -> None:
        """Add the counts of other rows, so often."""
        for name, number in other.counts.items():
            setattr(self, name, getattr(self, name) + number * often)
        times = [one for one in (self.last_reminder_at, other.last_reminder_at) if one is not None]
        self.last_reminder_at = max(times, default=None)


@dataclass(frozen=True)
class CourseCounts:
    """How many occurrences of one course are in which state."""

    title: str
    summary: Summary


class Tally:
    """The counts of rows that pass by: in all, by department ("" for none), and by course."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str], Summary] = {}
        self._titles: dict[str, str] = {}

    def add(self, row: CompletionRow) -> None:
        """Count a row."""
        part = row.course_id, row.department or ""
        summary = self._parts.get(part)
        if summary is None:
            summary = self._parts[part] = Summary()
            self._titles[row.course_id] = row.title
        summary.add(row)

    @property
    def departments(self) -> Mapping[str, Summary]:
        """The counts by department, by name."""
        return dict(sorted(self._gather(1).items()))

    @property
    def courses(self) -> Mapping[str, CourseCounts]:
        """The counts by course, by its id, in the order in which the rows passed by."""
        return {one: CourseCounts(self._titles[one], s) for one, s in self._gather(0).items()}

    @property
    def total(self) -> Summary:
        """The counts in all."""
        total = Summary()
        for one in self._parts.values():
            total.include(one)
        return total

    def _gather(self, place: int) -> dict[str, Summary]:
        gathered: dict[str, Summary] = {}
        for part, summary in self._parts.items():
            gathered.setdefault(part[place], Summary()).include(summary)
        return gathered


def summarise(rows: Iterable[CompletionRow]) -> Summary:
    """Count rows."""
    summary = Summary()
    for row in rows:
        summary.add(row)
    return summary


@dataclass(frozen=True)
class Taught:
    """What the report has to know of a course: as it was taught at that moment, or last.

    `numbers` are what trainers call the versions, by their ids; `is_assigned` where the course was
    assigned to anybody by then; `is_current` where it was taught then. `lesson_ids` are all that it
    ever had, None for all there are.
    """

    course: Course
    version_id: int
    numbers: Mapping[int, int]
    is_assigned: bool
    is_first: bool = True
    is_current: bool = True
    lesson_ids: Collection[str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is asked of learners though nobody was assigned it."""
        return self.is_current and not self.is_assigned


@dataclass(frozen=True)
class CompletionReport:
    """All rows in hand, for few people and for tests; else they are streamed."""

    courses: tuple[Course, ...]
    criteria: Criteria
    rows: tuple[CompletionRow, ...]

    @property
    def summary(self) -> Summary:
        """The counts."""
        return summarise(self.rows)

    @property
    def title(self) -> str:
        """What the report is about."""
        return name_courses(self.courses)


def name_courses(courses: Sequence[Course]) -> str:
    """Return the title of a report about those courses."""
    if len(courses) == 1:
        return courses[0].title
    return "All courses" if courses else "No course is taught"
