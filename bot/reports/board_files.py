"""The rows of the dashboard as files; results only for whom they are meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.reports.board import Board, find_state
from bot.reports.completion import DEFINITIONS, CompletionRow
from bot.reports.tabular import write_csv
from bot.reports.workbook import Column, Look, Sheet, write_workbook

WIDTHS = {"name": 28, "department": 22, "course": 28, "state": 14}


@dataclass(frozen=True)
class Line:
    """What managers may have: how far people are."""

    employee_id: str | None
    name: str
    department: str | None
    course: str
    state: str
    overdue: bool
    occurrence_no: int
    assigned_at: datetime | None
    due_at: datetime | None
    days_overdue: int
    started_at: datetime | None
    completed_at: datetime | None
    completed_late: bool
    valid_until: datetime | None


@dataclass(frozen=True)
class ResultLine(Line):
    """The same with results, for HR."""

    attempts: int
    best_score_pct: int | None
    last_score_pct: int | None


def write_board_csv(
    board: Board, rows: Sequence[CompletionRow], described: str, *, has_results: bool
) -> bytes:
    """Return the rows as CSV that spreadsheets take for UTF-8."""
    del board, described
    out = StringIO()
    lines, kind = _make_lines(rows, has_results=has_results)
    write_csv(lines, kind, out)
    return out.getvalue().encode("utf-8-sig")


def write_board_workbook(
    board: Board, rows: Sequence[CompletionRow], described: str, *, has_results: bool
) -> bytes:
    """Return a workbook with the rows, and a sheet that says what they are."""
    lines, kind = _make_lines(rows, has_results=has_results)
    names = [field.name for field in fields(kind)]
    columns = [Column(name, WIDTHS.get(name, 12), _find_look(name)) for name in names]
    about = [
        ("Course", board.title),
        ("As of", f"{board.as_of:%Y-%m-%d %H:%M:%S} UTC"),
        ("Shown", described),
        ("Rows", str(len(rows))),
        *((name, text) for name, text in DEFINITIONS),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "board.xlsx"
        write_workbook(
            path,
            [
                Sheet("Data", columns, ([_cell(getattr(one, n)) for n in names] for one in lines)),
                Sheet("About", [Column("", 14), Column("", 90)], about, is_table=False),
            ],
        )
        return path.read_bytes()


def _make_lines(
    rows: Iterable[CompletionRow], *, has_results: bool
) -> tuple[list[Line], type[Line]]:
    kind = ResultLine if has_results else Line
    names = [field.name for field in fields(kind)]
    return [kind(**{name: _find(row, name) for name in names}) for row in rows], kind


def _find(row: CompletionRow, name: str) -> Any:
    if name == "course":
        return row.title
    return find_state(row).value if name == "state" else getattr(row, name)


def _find_look(name: str) -> Look:
    if name.endswith("_at") or name == "valid_until":
        return Look.TIME
    is_number = name.endswith("_pct") or name in {"days_overdue", "attempts", "occurrence_no"}
    return Look.WHOLE if is_number else Look.TEXT


def _cell(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value
