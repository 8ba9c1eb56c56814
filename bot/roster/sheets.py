"""A file as rows of cells, each with its line: CSV with `,` or `;`, or an Excel workbook."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

FILE_LIMIT = 50_000_000  # bytes; 100,000 rows are 15 MB
UNPACKED_LIMIT = 500_000_000  # a workbook is a zip, and a small one can unpack to anything
EXACT_LIMIT = 10**15  # spreadsheets keep 15 digits of a number, and round the rest
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook with a password
DELIMITERS = ",;"
DAMAGE = (
    zipfile.BadZipFile,
    ParseError,
    zlib.error,
    KeyError,
    ValueError,
    EOFError,
    OSError,
)
DAMAGED = "the workbook is damaged, or no workbook ({}). Save it once more as .xlsx."

TEXTS = frozenset({"", ".csv", ".txt"})
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
ENDING_LIMIT = 6  # characters; what is longer is a part of the name
SAVE_ANEW = "Save the list as .xlsx, or as “CSV UTF-8”."

Row = tuple[int, list[str]]


class UnreadableFile(Exception):
    """The file as a whole is of no use; the message says what to do."""


def read_rows(data: bytes) -> Iterator[Row]:
    """Yield the rows that are not empty, from the header on; what the file is its bytes say."""
    if len(data) > FILE_LIMIT:
        raise UnreadableFile(f"the file has more than {FILE_LIMIT // 1_000_000} MB. Split it.")
    if data.startswith(OLE_MAGIC):
        raise UnreadableFile(
            "this is an old Excel file, or one with a password. "
            "Save it as .xlsx without a password, or as CSV UTF-8."
        )
    rows = _read_workbook(data) if data.startswith(ZIP_MAGIC) else _read_csv(data)
    return ((line, cells) for line, cells in rows if any(cells))


def find_misfit(data: bytes, name: str) -> str | None:
    """Say why a file of that name cannot be a list of rows; None where the name says nothing."""
    ending = PurePath(name).suffix.lower()
    if not data or data.startswith((ZIP_MAGIC, OLE_MAGIC)) or ending in TEXTS:
        return None
    if ending in WORKBOOKS:
        return f"this is no workbook, although its name ends in {ending}. {SAVE_ANEW}"
    if ending[1:].isalnum() and len(ending) <= ENDING_LIMIT:
        return f"a file that ends in {ending} is no list of rows. {SAVE_ANEW}"
    return None


def _read_csv(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"line {line} is not in UTF-8. Save the file as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise UnreadableFile("this is no text. Save the file as “CSV UTF-8”, or as .xlsx.")
    text, line = text.removeprefix("\ufeff"), 1
    if text[:4].lower() == "sep=":  # Excel's own way to name the separator
        text, line = text.partition("\n")[2], 2
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    # A form feed or the like is no end of a line: only newlines are.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = line
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + before
    except csv.Error as error:
        raise UnreadableFile(
            f"line {line} cannot be read ({error}). Look for a quotation mark that is not closed."
        ) from None


def _read_workbook(data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - few starts need it, and it takes a tenth of a second

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise UnreadableFile("the workbook is too large when unpacked. Split it.")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except DAMAGE as error:
        raise UnreadableFile(DAMAGED.format(error)) from None
    try:
        if not workbook.worksheets:
            raise UnreadableFile("the workbook has no sheet with cells.")
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # some programs write wrong ones
        yield from _number(sheet.iter_rows())
    except DAMAGE as error:  # the sheet is read as it is walked
        raise UnreadableFile(DAMAGED.format(error)) from None
    finally:
        workbook.close()


def _number(rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    width = 0
    for line, cells in enumerate(rows, 1):
        texts = [_read_cell(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        width = width or len(texts)
        # Excel leaves out empty cells at the end of a row.
        yield line, texts + [""] * (width - len(texts)) if texts else []


def _read_cell(cell: Any) -> str:
    """Return a cell as it would stand in a CSV file."""
    match cell.value:
        case None:
            return ""
        case str(text):
            return text.strip()
        case datetime() as time:
            is_day = (time.hour, time.minute, time.second) == (0, 0, 0)
            return time.date().isoformat() if is_day else time.isoformat(sep=" ")
        case int() | float() as number if not isinstance(number, bool):
            return _show(number, cell.number_format)
        case value:
            return str(value)


def _show(number: float, number_format: str) -> str:
    """Return a number as the spreadsheet shows it."""
    if abs(number) >= EXACT_LIMIT:
        return f"{number:.5E}"
    if number != int(number):
        return str(number)
    # A format such as 00000 says how many digits are shown at least.
    return str(int(number)).zfill(0 if number_format.strip("0") else len(number_format))
