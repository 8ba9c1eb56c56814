"""CSV: every spreadsheet reads it, and none of them runs what a learner typed."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.reports.completion import State
from bot.reports.tabular import write_csv


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    name: str
    score: int | float | None = None
    at: datetime | None = None
    state: State = State.COMPLETED


def write(*rows: Line) -> str:
    """Return the rows as CSV."""
    out = io.StringIO(newline="")
    write_csv(rows, Line, out)
    return out.getvalue()


def read_name(name: str) -> str:
    """Return the cell that a name becomes."""
    (row,) = csv.DictReader(io.StringIO(write(Line(name)), newline=""))
    return row["name"]


def test_header_names_the_columns() -> None:
    """Also above no rows; lines end as RFC 4180 wants."""
    assert write() == "name,score,at,state\r\n"


def test_values_are_written_plainly() -> None:
    """Times in ISO 8601 with their zone, states by their word, and nothing for None."""
    at = datetime(2026, 11, 23, 9, 0, 5, 999999, tzinfo=UTC)

    assert write(Line("Ana", 75, at)).splitlines()[1] == (
        "Ana,75,2026-11-23T09:00:05+00:00,completed"
    )
    assert write(Line("Ana")).splitlines()[1] == "Ana,,,completed"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formula_is_written_as_text(start: str) -> None:
    """A name that a spreadsheet would run gets an apostrophe, and loses nothing."""
    name = f'{start}HYPERLINK("http://evil","Ana")'

    assert read_name(name) == f"'{name}"
    assert read_name(f"Ana {name}") == f"Ana {name}"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_formula_appears_where_a_line_is_split_otherwise(sign: str) -> None:
    """Much of Europe splits at `;`, and quotation marks in the middle of a cell mean nothing."""
    between = ["", " ", '"', '" "', "' ", "\n", "\r\n"]
    names = [f"Ana{split}{one}{sign}1+1;" for split in ";|\t\r\n" for one in between]

    text = write(*map(Line, names))

    parts = [part.lstrip('" ') for part in re.split(r"[;|\t\r\n]", text)]
    assert parts.count("Ana") == len(names)
    assert [part for part in parts if part.startswith(sign)] == []


@pytest.mark.parametrize("number", [-5, 0, 100, -0.5])
def test_number_stays_a_number(number: float) -> None:
    """A minus of ours is no formula."""
    assert write(Line("Ana", number)).splitlines()[1].split(",")[1] == str(number)


@pytest.mark.parametrize(
    "name",
    [
        "Kovač, Ana",
        'Ana "Annie" Kovač',
        "李小龙",
        "محمد",
        "Ana 🙂",
        "a;b",
        "a; b-c | d",
        "a\r\nb",
        "",
        "'",
    ],
)
def test_any_name_comes_back_as_it_was(name: str) -> None:
    """Commas, quotes and every script."""
    assert read_name(name) == name


def test_rows_keep_their_order() -> None:
    """One line each."""
    text = write(*[Line(f"Person {number}") for number in range(5)])

    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == [
        f"Person {number}" for number in range(5)
    ]
