"""Workbooks (XLSX): no text becomes a formula, and no row waits in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm",
    "remove_timezone": True,
}


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


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows; with a header that stays in sight, and filters, where `is_table`."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    is_table: bool = True


class WorkbookUnwritable(Exception):
    """The file cannot be written; the message says why."""


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to a file; raise WorkbookUnwritable where that cannot be."""
    try:
        with path.open("wb") as file, xlsxwriter.Workbook(file, OPTIONS) as workbook:
            head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
            looks = {
                look: workbook.add_format(
                    {"num_format": look.value, "valign": "top", "text_wrap": look is Look.TEXT}
                )
                for look in Look
            }
            for sheet in sheets:
                _write_sheet(workbook.add_worksheet(sheet.name), sheet, head, looks)
    except OSError as error:
        raise WorkbookUnwritable(error.strerror or str(error)) from None


def _write_sheet(page: Any, sheet: Sheet, head: Any, looks: dict[Look, Any]) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, looks[column.look])
    start = 0
    if sheet.is_table:
        page.freeze_panes(1, 1)
        page.write_row(0, 0, [column.title for column in sheet.columns], head)
        start = 1
    last = start
    for last, row in enumerate(sheet.rows, start=start):
        for number, value in enumerate(row):
            _write_cell(page, last, number, value, looks[sheet.columns[number].look])
    if sheet.is_table:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write_cell(page: Any, row: int, column: int, value: Any, look: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value, look)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.astimezone(UTC), look)
    elif value is not None:
        page.write_number(row, column, value, look)
