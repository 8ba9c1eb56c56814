"""Chat, CSV, JSON, workbook and page: the same numbers, and nothing that a spreadsheet runs."""

import csv
import io
import json
import re
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from bot.chat.taps.report import Chosen
from bot.chat.views import staff
from bot.learning.privacy import Retention
from bot.reports.completion import CompletionRow, View
from bot.reports.completion_files import write_csv, write_html, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.passing import Passing, describe, name_column
from bot.services.privacy import Privacy
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import COUNTS, Company

WHO = ("employee_id", "name", "manager_id", "manager_name")
WHO_AT = [CompletionRow._fields.index(name) for name in WHO]


@pytest.fixture
def company(database: Database, clock: FakeClock) -> Company:
    """The company."""
    return Company(database, clock)


def passing(company: Company, view: View = View.COMPLETION) -> Passing:
    """Return the rows on their way into a file."""
    report = company.report()
    return Passing(report.rows, view, report.criteria)


def count_states(rows: list[dict[str, str]]) -> dict[str, int]:
    """Count what a file of text says, row by row, without the code that counts."""
    counts = Counter[str]()
    for row in rows:
        counts["erased"] += list(row.values()).count("erased")
        counts["assigned" if row["occurrence_no"] != "0" else "unassigned"] += 1
        if row["occurrence_no"] == "0":
            continue  # others are assigned it, so nothing is asked of them
        is_done = row["completion"] == "completed"
        state = (
            "completed"
            if is_done
            else "waived"
            if row["waived_at"]
            else "left"
            if row["left"] == "true"
            else row["completion"]
        )
        counts[state] += 1
        counts["late"] += row["completed_late"] == "true"
        counts["overdue"] += row["overdue"] == "true"
        counts["unreachable"] += row["overdue"] == row["unreachable"] == "true"
    return dict(counts)


def test_every_way_out_shows_the_same_numbers(company: Company, tmp_path: Path) -> None:
    """Those of the chat, of each file's summary, and what its rows add up to."""
    text, page, sheet = io.StringIO(newline=""), io.StringIO(), tmp_path / "report.xlsx"
    write_csv(passing(company), text, is_raw=True)
    lines = list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))
    data = io.StringIO()
    write_json(passing(company), data)
    told = json.loads(data.getvalue())
    write_html(passing(company), "Basics", page)
    tiles = re.findall(r'data-count="(\w+)"><b>(\d+)</b>', page.getvalue())
    write_completion_workbook(passing(company), "Basics", sheet)
    book = openpyxl.load_workbook(sheet)
    head, total, *departments = book["Summary"].iter_rows(min_row=4, max_col=12, values_only=True)
    chat = staff.show_counts(company.counts.count(company.hana), Chosen()).text.text

    assert count_states(lines) == COUNTS
    assert told["summary"] == COUNTS
    assert {name: int(number) for name, number in tiles} == COUNTS
    assert total == ("All", *COUNTS.values())
    assert head == ("Department", *map(name_column, COUNTS))
    for place, name in enumerate(COUNTS, start=1):
        assert sum(int(str(row[place])) for row in departments) == COUNTS[name]
        assert sum(one[name] for one in told["departments"].values()) == COUNTS[name]
    assert chat.splitlines() == [
        "Basics · all departments",
        "As of Sun 13 Dec 2026, 11:00, Berlin",
        "",
        "6 assigned, 1 waived, 1 left before, 1 without an assignment",
        "✅ 2 of 4 completed (50%), 1 late",
        "◔ 1 in progress · ○ 1 not started",
        "⚠️ 2 overdue: not reminded yet; 1 unreachable",
        "",
        "By department",
        "Logistics: 1 of 2 completed (50%), 1 overdue",
        "Sales: 1 of 2 completed (50%), 1 overdue",
        "",
        (
            "Names stay out of the chat. Files with names are on the dashboard on the bot's "
            "computer, or your administrator writes them with run_bot.py report completion."
        ),
    ]
    assert not any(row.name in chat for row in company.report().rows)


def test_what_is_erased_is_counted_in_every_way_out(company: Company, tmp_path: Path) -> None:
    """Who they were, of leavers and of those they led: as many fields as say so."""
    company.apply("2,terminated,Ben,Berg,Sales,3\n")
    company.clock.advance(days=1200)
    assert Privacy(company.database, company.clock, Retention()).erase_old()
    text, data, page = io.StringIO(newline=""), io.StringIO(), io.StringIO()
    write_csv(passing(company), text, is_raw=True)
    write_json(passing(company), data)
    write_html(passing(company), "Basics", page)
    write_completion_workbook(passing(company), "Basics", tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    head, total = book["Summary"].iter_rows(min_row=4, max_row=5, max_col=12, values_only=True)
    rows = {row.person_id: row for row in company.report().rows}

    # Ben and Eli have left; Ben led Dana and Finn.
    assert [rows[2][at] for at in WHO_AT] == [rows[5][at] for at in WHO_AT] == ["erased"] * 4
    for led in (4, 6):
        assert (rows[led].manager_id, rows[led].manager_name) == ("erased", "erased")
    lines = list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))
    assert count_states(lines)["erased"] == 12
    told = json.loads(data.getvalue())
    assert told["summary"]["erased"] == 12
    assert {name: one["erased"] for name, one in told["departments"].items()} == {
        "Logistics": 2,
        "Sales": 10,
        "Board": 0,
        "": 0,
    }
    assert '<li data-count="erased"><b>12</b>erased</li>' in page.getvalue()
    assert dict(zip(head, total, strict=True))["Erased"] == 12
    counted = company.counts.count(company.hana)
    assert "12 personal fields erased" in staff.show_counts(counted, Chosen()).text.text
    assert "12 erased" in describe(counted.summary)


def test_rows_are_the_same_in_each_file(company: Company, tmp_path: Path) -> None:
    """Cell by cell; the checksum can be worked out from the file again."""
    text, data, page = io.StringIO(newline=""), io.StringIO(), io.StringIO()
    one = passing(company)
    write_csv(one, text)
    write_json(passing(company), data)
    write_html(passing(company), "Basics", page)
    write_completion_workbook(passing(company), "Basics", tmp_path / "report.xlsx")
    told = json.loads(data.getvalue())
    safe = list(csv.DictReader(io.StringIO(text.getvalue(), newline="")))
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    sheet = [
        dict(zip(CompletionRow._fields, row, strict=True)) for row in list(book["Data"].values)[1:]
    ]
    table = page.getvalue().split('<table id="rows">')[1].split("</tbody>")[0]
    cells = [
        [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", line)]
        for line in re.findall(r"<tr>(<td.*?)</tr>", table)
    ]

    assert told["rows"] == len(safe) == len(sheet) == len(cells) == one.count == 7
    for row, plain, filled, shown in zip(told["data"], safe, sheet, cells, strict=True):
        for place, name in enumerate(CompletionRow._fields):
            value = row[name]
            assert plain[name].removeprefix("'") == to_text(value), name
            share = value / 100 if name.endswith("_pct") and value is not None else value
            assert to_plain(filled[name]) == to_plain(share), name
            assert shown[place] == to_page(value), name
    lines = [
        json.dumps(
            [row[n] for n in View.COMPLETION.evidence], ensure_ascii=False, separators=(",", ":")
        )
        for row in told["data"]
    ]
    assert sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == told["sha256"]
    assert told["sha256"] == one.sha256
    assert one.sha256 in page.getvalue()
    assert one.sha256 in {row[1] for row in book["About"].values}


def to_text(value: Any) -> str:
    """Return a cell of JSON as CSV has it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_page(value: Any) -> str:
    """Return a cell of JSON as the page has it: times for people where the company is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.endswith("+00:00"):
        here = datetime.fromisoformat(value).astimezone(ZoneInfo("Europe/Berlin"))
        return f'<time datetime="{value}">{here:%Y-%m-%d %H:%M}</time>'
    return to_text(value)


def to_plain(value: Any) -> Any:
    """Return a cell of a sheet, or of JSON, as one that can be compared."""
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=1)).replace(microsecond=0).isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.endswith("+00:00"):
        return value.removesuffix("+00:00")
    return None if value == "" else value


def test_those_without_a_department_are_called_alike(company: Company, tmp_path: Path) -> None:
    """As on the dashboard and in the chat; a department may be called "none"."""
    report = company.report()
    rows = [
        row._replace(department=None if row.department == "Sales" else "none")
        for row in report.rows
    ]
    page = io.StringIO()
    write_html(Passing(rows, View.COMPLETION, report.criteria), "Basics", page)
    sheet = tmp_path / "report.xlsx"
    write_completion_workbook(Passing(rows, View.COMPLETION, report.criteria), "Basics", sheet)

    table = page.getvalue().split('<table id="departments">')[1].split("</table>")[0]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == ["No department", "none"]
    summary = openpyxl.load_workbook(sheet)["Summary"]
    assert [row[0] for row in summary.iter_rows(min_row=5, values_only=True) if row[0]][1:] == [
        "No department",
        "none",
    ]


def test_page_says_whose_times_its_rows_show(company: Company) -> None:
    """People read the company's time, and machines find the moment beside it."""
    page = io.StringIO()
    write_html(passing(company), "Basics", page)
    assert "Times are those of Europe/Berlin." in page.getvalue()
    assert re.search(r">\d{4}-\d\d-\d\dT", page.getvalue().split("About this report")[0]) is None


def test_no_name_becomes_a_formula(company: Company, tmp_path: Path) -> None:
    """Dana's name is one; a text in the workbook, led by an apostrophe in CSV, whole when raw."""
    report = company.report()
    rows = [row._replace(name="=2+3 =1+1") if row.person_id == 4 else row for row in report.rows]

    def pass_on() -> Passing:
        return Passing(rows, View.COMPLETION, report.criteria)

    safe, raw = io.StringIO(newline=""), io.StringIO(newline="")
    write_csv(pass_on(), safe)
    write_csv(pass_on(), raw, is_raw=True)
    write_completion_workbook(pass_on(), "Basics", tmp_path / "report.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "report.xlsx")["Data"]["C5"]

    assert ",'=2+3 =1+1," in safe.getvalue()
    assert ",=2+3 =1+1," in raw.getvalue()
    assert (cell.value, cell.data_type) == ("=2+3 =1+1", "s")


def test_workbook_has_what_people_use(company: Company, tmp_path: Path) -> None:
    """Charts, a header that stays, filters, real dates and percentages."""
    path = tmp_path / "report.xlsx"
    write_completion_workbook(passing(company), "Basics", path)
    book = openpyxl.load_workbook(path)
    data = book["Data"]
    first = dict(zip(CompletionRow._fields, data[2], strict=True))
    drawn = [one for one in ZipFile(path).namelist() if one.startswith("xl/charts/chart")]

    assert book.sheetnames == ["Summary", "Data", "About"]
    assert len(drawn) == 2
    assert data.freeze_panes == "B2"
    assert data.auto_filter.ref == f"A1:{get_column_letter(len(CompletionRow._fields))}8"
    assert isinstance(first["completed_at"].value, datetime)
    assert (first["best_score_pct"].value, first["best_score_pct"].number_format) == (1, "0%")
    about = {row[0]: row[1] for row in book["About"].values}
    assert about["as_of"] == "2026-12-13T10:00:00+00:00"
    assert about["as_of_here"] == "2026-12-13 11:00:00 Europe/Berlin"
    assert (about["department"], about["rows"]) == ("all", "7")
    assert "overdue" in about


def test_views_show_some_rows_of_the_same_report(company: Company) -> None:
    """With the counts of all; the checksum is of what they show."""
    overdue, certificates = passing(company, View.OVERDUE), passing(company, View.CERTIFICATES)
    late, held = list(overdue), list(certificates)

    assert [cells[0] for cells in late] == [2, 6]
    assert [cells[0] for cells in held] == [1]
    assert overdue.tally.total.counts == certificates.tally.total.counts == COUNTS
    assert len({overdue.sha256, certificates.sha256, sha256().hexdigest()}) == 3
    assert "waived_reason" not in View.OVERDUE.columns
