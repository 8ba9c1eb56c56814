"""Rows as CSV that is safe to open in a spreadsheet."""

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
    writer.writerows([_cell(value) for value in astuple(row)] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return make_safe(value)


def make_safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    return guard(value) if isinstance(value, str) else value
