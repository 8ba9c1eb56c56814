"""A roster file becomes rows, or a list of every row that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.learning.errors import NameRefused
from bot.learning.people import NAME_LIMIT, clean_name
from bot.learning.roster import EmployeeRecord, Roster, RowProblem, quote
from bot.roster.cells import READERS, REQUIRED, BadCell, read_id
from bot.roster.sheets import UnreadableFile, find_misfit, read_rows


@dataclass(frozen=True)
class ParsedRoster:
    """What was read; `ignored` are columns that a roster does not have."""

    roster: Roster
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...] = ()


def parse_roster(data: bytes, name: str = "") -> ParsedRoster:
    """Read a roster; raise UnreadableFile where not even its rows can be told apart.

    What it is its bytes say. Where they say nothing, the name helps to say what is the matter.
    """
    try:
        return _parse(data)
    except UnreadableFile as error:
        raise UnreadableFile(find_misfit(data, name) or str(error)) from None


def _parse(data: bytes) -> ParsedRoster:
    rows = read_rows(data)
    header = next(rows, None)
    if header is None:
        raise UnreadableFile("the file is empty.")
    columns = _read_header(header[1])
    _check_header(columns)
    table, problems = [], []
    seen: dict[str, tuple[int, str]] = {}
    for line, cells in rows:
        record, wrong = None, []
        try:
            record = _read_row(columns, cells)
        except BadCell as bad:
            wrong.append(str(bad))
        employee_id = record.employee_id if record else _find_id(columns, cells)
        here = line, employee_id
        first, former = seen.setdefault(employee_id.casefold(), here) if employee_id else here
        if first != line:
            wrong.append(
                f"employee_id: {quote(employee_id)} is in line {first} already"
                + ("" if former == employee_id else f", as {quote(former)}")
            )
        if wrong:
            problems.append(RowProblem(line, "; ".join(wrong)))
        elif record:
            table.append((line, record))
    if not table and not problems:
        raise UnreadableFile("the file has a header and no rows.")
    named = frozenset(columns) & READERS.keys()
    ignored = tuple(column for column in columns if column and column not in READERS)
    return ParsedRoster(Roster(tuple(table), named), tuple(problems), ignored)


def is_roster(data: bytes) -> bool:
    """Tell whether a file is meant as a roster: its header names employees."""
    try:
        header = next(read_rows(data), None)
    except UnreadableFile:
        return False
    return header is not None and "employee_id" in _read_header(header[1])


def _read_header(cells: Sequence[str]) -> list[str]:
    return [cell.lower().replace(" ", "_") for cell in cells]


def _check_header(columns: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise UnreadableFile(
            f"the header lacks {', '.join(missing)}. The first line must name the columns."
        )
    twice = sorted({name for name in columns if name in READERS and columns.count(name) > 1})
    if twice:
        raise UnreadableFile(f"the header names {', '.join(twice)} twice.")


def _read_row(columns: Sequence[str], cells: Sequence[str]) -> EmployeeRecord:
    if len(cells) != len(columns):
        raise BadCell(
            f"has {len(cells)} cells where the header has {len(columns)}. "
            "Put a cell with the separator in it between quotation marks"
        )
    values: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        reader = READERS.get(column)
        if reader is None or not cell:
            continue
        try:
            values[column] = reader(cell)
        except BadCell as bad:
            raise BadCell(f"{column}: {bad}") from None
    for name in REQUIRED:
        if not values.get(name):
            raise BadCell(f"{name}: is empty")
    record = EmployeeRecord(**values)
    _check_together(record)
    return record


def _find_id(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Return the number in a row that is wrong otherwise; empty where it cannot be told."""
    if len(cells) != len(columns):
        return ""
    try:
        return read_id(cells[columns.index("employee_id")])
    except BadCell:
        return ""


def _check_together(record: EmployeeRecord) -> None:
    try:
        clean_name(record.name)
    except NameRefused:
        raise BadCell(
            f"first_name, last_name: {quote(record.name)} is no name of at most {NAME_LIMIT} "
            "characters"
        ) from None
    if record.manager_id == record.employee_id:
        raise BadCell("manager_id: nobody is their own manager")
    hired, ended = record.hire_date, record.termination_date
    if hired is not None and ended is not None and ended < hired:
        raise BadCell("termination_date: is before hire_date")
