"""The completion report as a workbook: Summary with charts, Data, and About."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bot.reports.completion import DEFINITIONS, CourseCounts, Summary
from bot.reports.parts import NO_DEPARTMENT
from bot.reports.passing import Passing, name_column
from bot.reports.workbook import Chart, ChartKind, Column, Look, Series, Sheet, write_workbook

STATES: Final = ("completed", "in_progress", "not_started", "waived", "left")
COLORS: Final = ("#2E8B57", "#E0A030", "#9AA0A6", "#7B8FD4", "#C9C9C9")
CHARTED: Final = 30  # departments or courses; more would be no picture
ROW_HEIGHT: Final = 20  # of a line of the sheet, in the units of a chart
YES_OR_NO: Final = ("unreachable", "required", "left", "completed_late", "overdue")
ABOVE: Final = 3  # rows above the first table
WIDTHS: Final = {"name": 24, "title": 28, "manager_name": 24, "department": 18, "waived_reason": 30}


def write_completion_workbook(passing: Passing, title: str, path: Path) -> None:
    """Write the workbook; raise WorkbookUnwritable where that cannot be."""
    sheets = [
        Sheet(
            "Summary",
            [Column("", 26), *(Column("", 12, Look.WHOLE) for _ in Summary().counts)],
            _list_summary(passing, title),
            is_table=False,
            charts=_list_charts(passing),
        ),
        Sheet("Data", [_make_column(name) for name in passing.columns], _list_cells(passing)),
        Sheet("About", [Column("", 24), Column("", 100)], _list_about(passing), is_table=False),
    ]
    write_workbook(path, sheets)


def _make_column(name: str) -> Column:
    if name.endswith("_pct"):
        return Column(name_column(name), 9, Look.PERCENT)
    if name.endswith("_at") or name == "valid_until":
        return Column(f"{name_column(name)} (UTC)", 16, Look.TIME)
    if name in ("person_id", "content_version", "occurrence_no", "attempts", "days_overdue"):
        return Column(name_column(name), 10, Look.WHOLE)
    return Column(name_column(name), WIDTHS.get(name, 14))


def _list_cells(passing: Passing) -> Iterator[Sequence[Any]]:
    columns = passing.columns
    shares = [number for number, name in enumerate(columns) if name.endswith("_pct")]
    answers = [number for number, name in enumerate(columns) if name in YES_OR_NO]
    for cells in passing:
        row = list(cells)
        for number in answers:
            row[number] = "yes" if row[number] else "no"
        for number in shares:
            if row[number] is not None:
                row[number] /= 100
        yield row


def _list_summary(passing: Passing, title: str) -> Iterator[Sequence[Any]]:
    """Yield the counts in all, by department and by course, known once the data are written."""
    yield (title,)
    yield (f"As of {passing.criteria_words['as_of_here']}",)
    yield ()
    if courses := _list_courses(passing):
        yield ("Course", *map(name_column, Summary().counts))
        for course in courses:
            yield (course.title, *course.summary.counts.values())
        yield ()
    yield ("Department", *map(name_column, Summary().counts))
    yield ("All", *passing.tally.total.counts.values())
    for name, one in passing.tally.departments.items():
        yield (name or NO_DEPARTMENT, *one.counts.values())


def _list_courses(passing: Passing) -> list[CourseCounts]:
    """Return the counts by course where there are several."""
    courses = list(passing.tally.courses.values())
    return courses if len(courses) > 1 else []


def _list_charts(passing: Passing) -> Iterator[Chart]:
    """Yield the states of all, and of the first departments and courses."""
    courses, departments = len(_list_courses(passing)), len(passing.tally.departments)
    head = ABOVE + (courses + 2 if courses else 0)
    yield _make_chart("All", head, head + 1, 1, 1)
    row = 12
    for title, top, first, number in (
        ("By course", ABOVE, ABOVE + 1, courses),
        ("By department", head, head + 2, departments),
    ):
        if number:
            drawn = _make_chart(title, top, first, min(CHARTED, number), row)
            yield drawn
            row += 2 + -(-drawn.height // ROW_HEIGHT)


def _make_chart(title: str, head: int, first: int, number: int, row: int) -> Chart:
    """Draw so many lines of a table, beside the tables from a row on."""
    names = list(Summary().counts)
    last = first + number - 1
    series = [
        Series((head, column), (first, 0, last, 0), (first, column, last, column), color)
        for column, color in zip((1 + names.index(one) for one in STATES), COLORS, strict=True)
    ]
    height = 200 if number == 1 else 160 + 26 * number
    return Chart(ChartKind.BAR, title, series, (row, len(names) + 2), height)


def _list_about(passing: Passing) -> Iterator[tuple[str, str]]:
    yield from passing.criteria_words.items()
    yield from passing.closing_words.items()
    yield from DEFINITIONS
