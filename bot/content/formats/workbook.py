"""Reads questions from an Excel workbook, which may come from anybody."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

from bot.content.archive import MAX_UNPACKED
from bot.content.formats.archives import open_archive
from bot.content.formats.harvest import Reading, Unreadable
from bot.content.formats.sheet_limits import TOO_MUCH, check_workbook
from bot.content.formats.tables import NO_HEADER, Row, has_header, read_table

SHEET: Final = "Questions"

_MAX_ROWS: Final = 1_048_576  # as many as Excel has
_MAX_CELLS: Final = 4_000_000

_ENCODED = re.compile(r"_x00([01][0-9A-Fa-f])_")  # a line break that Excel has written as text
_DAMAGED: Final = "it is a damaged workbook. Open it in Excel or LibreOffice, and save it anew"


def read_workbook(data: bytes) -> Reading:
    """Return the questions of a workbook, or raise Unreadable."""
    archive = open_archive(data)
    check_workbook(archive)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on looks and drop-downs, which say nothing here
        try:
            reading = _Workbook(data).read()
        except Unreadable:
            raise
        except Exception as error:  # openpyxl raises whatever the damage leads to
            raise Unreadable(_DAMAGED) from error
    if any(name.startswith("xl/media/") for name in archive.names):
        reading.remarks.append(
            "pictures in the sheet are not read: put them into content/media/, and their names "
            "into the column 'picture'"
        )
    return reading


def _load(data: bytes, **options: bool) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415 - few starts need it, and it takes a tenth of a second

    return load_workbook(io.BytesIO(data), read_only=True, **options)


class _Workbook:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.book = _load(data, keep_links=False)
        self.title = ""
        self.cells = 0
        self.letters = 0  # a short file may repeat one long text in every cell

    def read(self) -> Reading:
        sheets = [sheet for sheet in self.book.worksheets if sheet.sheet_state == "visible"]
        named = [sheet for sheet in sheets if sheet.title.strip().casefold() == SHEET.casefold()]
        known = [sheet for sheet in sheets if has_header(self.list_rows(sheet))]
        if not known:
            raise Unreadable(f"no sheet {NO_HEADER}")
        chosen = named[0] if named and named[0] in known else known[0]
        reading = read_table(self.list_rows(chosen))
        others = ", ".join(repr(sheet.title) for sheet in known if sheet is not chosen)
        if others:
            reading.remarks.append(f"only the sheet {chosen.title!r} is read, and not {others}")
        return reading

    def list_rows(self, sheet: Any) -> Iterator[Row]:
        """Yield the rows of a sheet that hold anything."""
        self.title = sheet.title
        sheet.reset_dimensions()  # what the file says of its size may be wrong, or a trap
        for number, cells in enumerate(sheet.iter_rows(), 1):
            self.cells += len(cells)
            if number > _MAX_ROWS or self.cells > _MAX_CELLS:
                raise Unreadable(TOO_MUCH)
            if any(cell.value is not None for cell in cells):
                yield self.read_row(number, cells)

    def read_row(self, number: int, cells: Any) -> Row:
        row = Row(number, [""] * len(cells))
        for place, cell in enumerate(cells):
            value, kind = cell.value, cell.data_type
            if value is None:
                continue
            if kind == "f":
                value = self.worked_out.get((number, place))
                kind = "f" if value is None else "n"
            row.cells[place] = str(cell.value)
            where = f"cell {cell.coordinate}"
            if kind == "f":
                row.refusals[place] = f"{where} is a formula without a value: paste it as a value"
            elif kind == "e" or (isinstance(value, str) and value.startswith("#REF!")):
                row.refusals[place] = f"{where} shows an error ({value})"
            else:
                row.cells[place] = self.write_value(cell, value)
            if isinstance(value, (date, time, timedelta)):
                row.losses[place] = (
                    f"{where} is a date or time for Excel ({row.cells[place]}): look whether that "
                    "is what it should say"
                )
        return row

    def write_value(self, cell: Any, value: Any) -> str:
        """Return a value as the trainer sees it."""
        text = str(value)
        if isinstance(value, float):
            is_share = "%" in str(cell.number_format)
            text = f"{value * 100:.12g}%" if is_share else f"{value:.15g}"
        elif isinstance(value, int) and not isinstance(value, bool):
            text = f"{value * 100}%" if "%" in str(cell.number_format) else text
        elif isinstance(value, datetime) and value.time() == time():
            text = value.date().isoformat()
        elif isinstance(value, str):
            text = _ENCODED.sub(lambda found: chr(int(found[1], 16)), value)
        self.letters += len(text)
        if self.letters > MAX_UNPACKED:
            raise Unreadable("it holds too much text. Split it")
        return text

    @cached_property
    def worked_out(self) -> dict[tuple[int, int], Any]:
        """The values that Excel has worked out, of the sheet that is being read."""
        book = _load(self.data, data_only=True)
        sheet = book[self.title]
        sheet.reset_dimensions()
        return {
            (number, place): cell.value
            for number, cells in zip(range(1, _MAX_ROWS), sheet.iter_rows(), strict=False)
            for place, cell in enumerate(cells)
            if cell.value is not None
        }
