"""Tables of questions as CSV: from any spreadsheet, and back without a formula in any cell."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.content.formats.columns import Column
from bot.content.formats.harvest import Reading, Unreadable
from bot.content.formats.tables import Row, read_table
from bot.content.formats.text import decode
from bot.learning.formulas import guard, unguard

_DELIMITERS: Final = ",;\t|"
_NAMED = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)  # Excel's first line in some countries


def read_csv(data: bytes) -> Reading:
    """Return the questions of a CSV file, or raise Unreadable."""
    decoded = decode(data)
    text = decoded.text
    named = _NAMED.match(text)
    skipped = 0
    if named:
        text, skipped = text[named.end() :], 1
    delimiter = named[1] if named else _find_delimiter(text)
    reading = read_table(_list_rows(text, delimiter, skipped))
    if decoded.remark:
        reading.remarks.append(decoded.remark)
    return reading


def write_csv(columns: Sequence[Column], rows: Iterable[dict[str, str]]) -> bytes:
    """Return a table for spreadsheets; `rows` are cells by the keys of their columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in columns])
    for cells in rows:
        writer.writerow([guard(cells.get(column.key, "")) for column in columns])
    # With its mark Excel takes it for UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _find_delimiter(text: str) -> str:
    """Return the sign between the cells: the one that the first lines have most often."""
    head = text.lstrip()[:2000].split("\n", 1)[0]
    return max(_DELIMITERS, key=head.count)


def _list_rows(text: str, delimiter: str, skipped: int) -> Iterator[Row]:
    """Yield each row with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for row in reader:
            yield Row(line, [unguard(cell) for cell in row])
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise Unreadable(
            f"from line {line} on it cannot be read ({error}): is a quotation mark missing?"
        ) from None
