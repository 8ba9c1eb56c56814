"""Workbooks (XLSX): no text becomes a formula, and no row waits in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)  # of Excel's calendar, in which times are days
A_DAY = timedelta(days=1)
MOST_ROWS = 1_048_576  # of a sheet, by Excel's rules


class Look(StrEnum):
    """How the cells of a column are shown; the values are number formats."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "0.00"
    PERCENT = "0%"  # of values from 0 to 1
    TIME = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    title: str
    width: int
    look: Look = Look.TEXT


class ChartKind(StrEnum):
    """How figures are drawn; the values are XlsxWriter's words."""

    BAR = "bar"


@dataclass(frozen=True)
class Series:
    """Figures of a chart, by their places on the sheet: row and column, counted from 0."""

    name: tuple[int, int]
    categories: tuple[int, int, int, int]
    values: tuple[int, int, int, int]
    color: str


@dataclass(frozen=True)
class Chart:
    """A chart of stacked figures, drawn by the program that opens the workbook."""

    kind: ChartKind
    title: str
    series: Sequence[Series]
    place: tuple[int, int]
    height: int


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows; with a header that stays in sight, and filters, where `is_table`.

    Tables are written before all else: what sums them up is known only then.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    is_table: bool = True
    charts: Iterable[Chart] = ()


class WorkbookUnwritable(Exception):
    """The file cannot be written; the message says why."""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to a file; raise WorkbookUnwritable where that cannot be."""
    # Few starts need them, and they take a tenth of a second.
    from xlsxwriter import Workbook  # noqa: PLC0415
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    from bot.reports.packed_sheet import PackedSheet, fill  # noqa: PLC0415

    try:
        # XlsxWriter leaves files in the folder when it fails.
        with TemporaryDirectory() as waiting, path.open("wb") as file:
            empty = BytesIO()
            with Workbook(empty, {**OPTIONS, "tmpdir": waiting}) as workbook:
                pages = [workbook.add_worksheet(sheet.name, PackedSheet) for sheet in sheets]
                _write_sheets(workbook, list(zip(pages, sheets, strict=True)))
            fill(empty, pages, file)
    except (OSError, FileCreateError) as error:
        # XlsxWriter hands on what went wrong as the first argument of its own error.
        cause = error.args[0] if isinstance(error, FileCreateError) else error
        raise WorkbookUnwritable(getattr(cause, "strerror", None) or str(cause)) from None


def _write_sheets(workbook: Any, pages: Sequence[tuple[Any, Sheet]]) -> None:
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    looks = {
        look: workbook.add_format(
            {"num_format": look.value, "valign": "top", "text_wrap": look is Look.TEXT}
        )
        for look in Look
    }
    for page, sheet in sorted(pages, key=lambda one: not one[1].is_table):
        _write_sheet(page, sheet, head, looks)
        for chart in sheet.charts:
            _draw_chart(workbook, page, chart)


def _write_sheet(page: Any, sheet: Sheet, head: Any, looks: dict[Look, Any]) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, looks[column.look])
    start = 0
    if sheet.is_table:
        page.freeze_panes(1, 1)
        page.write_row(0, 0, [column.title for column in sheet.columns], head)
        start = 1
    last = start
    formats = [looks[column.look] for column in sheet.columns]
    write_text, write_figure = page.write_string, page.write_number
    for last, row in enumerate(sheet.rows, start=start):
        if last >= MOST_ROWS:
            raise WorkbookUnwritable(
                f"a sheet holds {MOST_ROWS - 1:,} rows; take CSV, one course, or fewer people"
            )
        for number, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                write_text(last, number, value, formats[number])
            elif isinstance(value, datetime):
                write_figure(last, number, (value - DAY_ZERO) / A_DAY, formats[number])
            else:
                write_figure(last, number, value, formats[number])
    if sheet.is_table:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _draw_chart(workbook: Any, page: Any, chart: Chart) -> None:
    drawn = workbook.add_chart({"type": chart.kind.value, "subtype": "stacked"})
    for one in chart.series:
        drawn.add_series(
            {
                "name": [page.name, *one.name],
                "categories": [page.name, *one.categories],
                "values": [page.name, *one.values],
                "fill": {"color": one.color},
                "gap": 40,
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
    drawn.set_y_axis({"reverse": True})
    drawn.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": False}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 720, "height": chart.height})
    page.insert_chart(*chart.place, drawn)
