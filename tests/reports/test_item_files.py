"""Item analysis in files: the same figures in each, and nothing in them that a spreadsheet runs."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from bot.bootstrap import make_item_report
from bot.learning.course import QuizRule
from bot.reports.item_page import write_page
from bot.reports.item_tables import write_items_csv, write_items_json
from bot.reports.item_workbook import write_items_workbook
from bot.reports.items import ItemReport
from bot.reports.workbook import Column, Sheet, WorkbookUnwritable, write_workbook
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.attempts import Mark, add_attempts, add_people
from tests.services.builder import School, make_catalog, make_question

FORMULA = '=HYPERLINK("http://evil","x")'


@pytest.fixture
def report(database: Database, clock: FakeClock) -> ItemReport:
    """Forty attempts at two questions, of which one is dangerous, and a third without answers."""
    questions = [
        replace(make_question("bad"), ask=FORMULA),
        make_question("good"),
        make_question("new"),
    ]
    catalog = make_catalog(("one",), questions=questions, check=QuizRule(2, 50))
    school = School(database, clock, catalog)
    people = add_people(database, clock.now, 40)
    attempts = {}
    for number, one in enumerate(people):
        good = "b" if number % 2 == 0 and number < 30 else "acd"[number % 3]
        attempts[one] = [
            Mark("bad", "ab"[number % 2], is_right=number % 2 == 0, seconds=15),
            Mark("good", good, is_right=good == "a"),
        ]
    add_attempts(database, 1, clock.now, attempts)
    return make_item_report(database, school.library, clock.now, is_first_only=True)


def test_csv_has_a_line_for_each_question(report: ItemReport) -> None:
    """Numbers as numbers; what a spreadsheet would run is text."""
    out = io.StringIO(newline="")
    write_items_csv(report, out)
    rows = {row["question_id"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}

    assert list(rows) == [item.question.id for item in report.items]
    assert rows["bad"]["question"] == f"'{FORMULA}"
    assert (rows["bad"]["answers"], rows["bad"]["facility_pct"]) == ("40", "50.0")
    assert rows["bad"]["right"] == "A"
    assert rows["bad"]["options"] == "A 50% right, B 50%, C 0%, D 0%"
    assert "Nobody chooses C or D" in rows["bad"]["advice"]
    assert (rows["new"]["answers"], rows["new"]["facility_pct"], rows["new"]["options"]) == (
        "0",
        "",
        "",
    )


def test_json_has_everything(report: ItemReport) -> None:
    """And is strict JSON, without NaN."""
    out = io.StringIO()
    write_items_json(report, out)
    data = json.loads(out.getvalue(), parse_constant=pytest.fail)

    assert (data["report"], data["attempts_counted"], data["attempts"]) == ("items", "first", 40)
    assert data["quizzes"][0]["title"] == "Lesson 1 check"
    assert data["quizzes"][0]["consistency_pct"] is not None
    [bad] = [one for one in data["questions"] if one["id"] == "bad"]
    assert bad["median_seconds"] == 15
    assert bad["options"][1] | {"mean_rest_pct": 0} == {
        "label": "B",
        "text": "bad b",
        "option_id": "b",
        "is_correct": False,
        "chosen": 20,
        "share_pct": 50.0,
        "mean_rest_pct": 0,
    }
    assert "unused" in bad["findings"]


def test_workbook_has_four_sheets(report: ItemReport, tmp_path: Path) -> None:
    """With real percentages, a header that stays, filters, and no formula anywhere."""
    path = tmp_path / "items.xlsx"
    write_items_workbook(report, path)
    book = openpyxl.load_workbook(path)

    assert book.sheetnames == ["Questions", "Options", "Quizzes", "About"]
    questions = book["Questions"]
    assert questions.freeze_panes == "B2"
    assert questions.auto_filter.ref == "A1:O4"
    rows = {row[0].value: row for row in questions.iter_rows(min_row=2)}
    assert rows["bad"][2].value == FORMULA
    assert (rows["bad"][5].value, rows["bad"][5].number_format) == (0.5, "0%")
    assert rows["new"][5].value is None
    assert {cell.data_type for page in book for row in page.iter_rows() for cell in row} <= {
        "s",
        "n",
    }
    assert book["Options"]["A2"].value == report.items[0].question.id
    assert book["Options"].max_row == 13
    assert book["Quizzes"]["B2"].value == 40
    assert any("first attempts" in str(row[1].value) for row in book["About"].iter_rows())


def test_workbook_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    """A folder that is not there, or the name of one that is."""
    with pytest.raises(WorkbookUnwritable, match="No such file"):
        write_workbook(tmp_path / "gone" / "x.xlsx", [])
    with pytest.raises(WorkbookUnwritable, match="directory"):
        write_workbook(tmp_path, [Sheet("x", [Column("a", 5)], [["b"]])])


def test_page_says_what_to_do(report: ItemReport) -> None:
    """The quizzes, the questions with their advice, and how many are silent."""
    page = write_page(report)

    assert "80 answers in 40 first attempts to 3 questions" in page
    assert "Lesson 1 check         40" in page
    assert "→ Nobody chooses C or D:" in page
    assert "A 50% right, B 50%, C 0%, D 0%" in page
    assert "1 question(s) have fewer than 10 answers" in page
    assert max(map(len, page.splitlines())) <= 110
    assert write_page(replace(report, items=report.items[-1:])).count("→") == 0
