"""Cells of text files, and rows as CSV that is safe to open in a spreadsheet."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import Any, TextIO

from bot.learning.formulas import guard


def write_csv(rows: Sequence[Any], kind: type, out: TextIO) -> None:
    """Write dataclass rows with a header; times in ISO 8601, numbers as numbers."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows([_make_safe(flatten(value)) for value in astuple(row)] for row in rows)


def flatten(value: Any) -> Any:
    """Return a cell as text files hold it: times in ISO 8601, all else as it is."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def to_word(value: Any) -> Any:
    """Return a cell as it stands in CSV: as in other text files, with `true` and `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return flatten(value)


def to_safe(value: Any) -> Any:
    """Return a cell of CSV that no spreadsheet runs as a formula; numbers stay numbers."""
    return _make_safe(to_word(value))


def _make_safe(value: Any) -> Any:
    return guard(value) if isinstance(value, str) else value
