"""The report on answers as CSV, JSON and a workbook: row by row, however many there are."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from bot.reports.answers import DEFINITIONS, AnswerRow
from bot.reports.completion import Criteria
from bot.reports.passing import name_column
from bot.reports.tabular import flatten, to_safe, to_word
from bot.reports.workbook import Column, Look, Sheet, write_workbook

YES_OR_NO: Final = ("right", "recorded_right")
WHOLE: Final = ("person_id", "content_version", "quiz_no", "question_no")
WIDTHS: Final = {"name": 24, "department": 18, "question_id": 28, "lesson_id": 22, "chosen": 20}


class Counting:
    """Rows on their way into a file; `count` says how many have passed."""

    def __init__(self, rows: Iterable[AnswerRow]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[AnswerRow]:
        for row in self._rows:
            self.count += 1
            yield row


def describe_criteria(criteria: Criteria) -> dict[str, str]:
    """Say by name what the report is made of."""
    here = criteria.as_of.astimezone(criteria.zone)
    return {
        "report": "answers",
        "as_of": criteria.as_of.isoformat(),
        "as_of_here": f"{here:%Y-%m-%d %H:%M:%S} {criteria.zone.key}",
        "course": criteria.course or "all",
        "department": criteria.department or "all",
    }


def write_answers_csv(rows: Iterable[AnswerRow], out: TextIO, *, is_raw: bool = False) -> None:
    """Write the rows with a header; safe to open in a spreadsheet, unless raw for machines."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(AnswerRow._fields)
    finish = to_word if is_raw else to_safe
    writer.writerows([finish(value) for value in row] for row in rows)


def write_answers_json(rows: Counting, criteria: Criteria, out: TextIO) -> None:
    """Write what the report is made of, the rows, and how many there are."""
    opening: dict[str, Any] = {**describe_criteria(criteria), "definitions": dict(DEFINITIONS)}
    out.write(json.dumps(opening, ensure_ascii=False, indent=1)[:-2])
    out.write(',\n "data": [')
    comma = "\n"
    for row in rows:
        values = {name: flatten(value) for name, value in row._asdict().items()}
        out.write(f"{comma}  {json.dumps(values, ensure_ascii=False)}")
        comma = ",\n"
    out.write(f'\n ],\n "rows": {rows.count}\n}}\n')


def write_answers_workbook(rows: Counting, criteria: Criteria, path: Path) -> None:
    """Write a workbook; raise WorkbookUnwritable where that cannot be."""
    columns = [_make_column(name) for name in AnswerRow._fields]
    write_workbook(
        path,
        [
            Sheet("Answers", columns, map(_list_cells, rows)),
            Sheet(
                "About", [Column("", 24), Column("", 90)], _about(rows, criteria), is_table=False
            ),
        ],
    )


def _make_column(name: str) -> Column:
    if name.endswith("_at"):
        return Column(f"{name_column(name)} (UTC)", 16, Look.TIME)
    look = Look.WHOLE if name in WHOLE else Look.TEXT
    return Column(name.replace("_", " ").capitalize(), WIDTHS.get(name, 12), look)


def _list_cells(row: AnswerRow) -> Sequence[Any]:
    words = {name: "yes" if getattr(row, name) else "no" for name in YES_OR_NO}
    return row._replace(**words)  # type: ignore[arg-type]  # cells of a sheet


def _about(rows: Counting, criteria: Criteria) -> Iterator[tuple[str, str]]:
    yield from describe_criteria(criteria).items()
    yield "rows", str(rows.count)  # known by now: tables are written first
    yield from DEFINITIONS
