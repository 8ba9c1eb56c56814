"""Several courses in the one definition, and what one course alone has always been."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from bot.chat.taps.report import Chosen
from bot.chat.views import staff
from bot.learning.course import Catalog
from bot.reports.apart import Apart
from bot.reports.boards import Boards
from bot.reports.completion import CompletionReport, CompletionRow, State, View
from bot.reports.completion_files import write_csv, write_html, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.passing import Passing
from bot.reports.taught import TaughtCourses
from bot.storage.engine import Database
from bot.storage.plain import dump_time
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, COUNTS, Company
from tests.services.builder import make_catalog, make_course

FIRST_ASSIGNMENT = 100  # of the second course
# Of the company as it was reported when there was only one course.
CHECKSUMS = {
    View.COMPLETION: "a3419104b3ca4cc4ea6924188f7c071c9563ca50d04264572b5379fa064636cc",
    View.OVERDUE: "5049d77d22990c3cb5336fb79c517ddac516d687f76f62a85d267cdcae2c037b",
    View.CERTIFICATES: "66f1d9ed7617461affc0ef62a0c3ce676d5083def68b2761ba71d5883c5aff74",
}
BEN, FINN = 2, 6


def make_two(title: str = "Safety") -> Catalog:
    """Return a catalogue that teaches a second course, of one lesson."""
    catalog = make_catalog(("one", "two", "three"))
    second = replace(make_course(("three",)), id="safety", title=title)
    return replace(catalog, courses=(make_course(("one", "two")), second))


@pytest.fixture
def company(database: Database, clock: FakeClock) -> Company:
    """The company, which has just begun to teach a second course."""
    company = Company(database, clock)
    company.school.library.publish(make_two())
    return company


def run(company: Company, statement: str, *values: object) -> None:
    """Record something."""
    with closing(sqlite3.connect(company.database.path)) as connection, connection:
        connection.execute(statement, values)


def read_card(company: Company, person_id: int, lesson_id: str) -> None:
    """Record that somebody read a card."""
    run(
        company,
        "INSERT INTO card_read (person_id, lesson_id, card_id, version_id, read_at)"
        " VALUES (?, ?, 'c1', 2, ?)",
        person_id,
        lesson_id,
        dump_time(company.clock.now),
    )


def assign(company: Company, person_id: int) -> None:
    """Give somebody the second course."""
    now = dump_time(company.clock.now)
    run(
        company,
        "INSERT INTO assignment (id, course_id, target, target_key, timezone, created_at, origin)"
        " VALUES (?, 'safety', 'person', ?, 'UTC', ?, 'command')",
        FIRST_ASSIGNMENT + person_id,
        str(person_id),
        now,
    )
    run(
        company,
        "INSERT INTO occurrence (person_id, course_id, number, assignment_id, assigned_at)"
        " VALUES (?, 'safety', 1, ?, ?)",
        person_id,
        FIRST_ASSIGNMENT + person_id,
        now,
    )


def list_second(report: CompletionReport) -> list[CompletionRow]:
    """Return the rows of the second course."""
    return [row for row in report.rows if row.course_id == "safety"]


def pass_on(report: CompletionReport, view: View = View.COMPLETION) -> Passing:
    """Return the rows on their way into a file; codes of certificates are drawn by lot."""
    rows = [row._replace(certificate_id=row.certificate_id and "x") for row in report.rows]
    return Passing(rows, view, report.criteria)


def test_one_course_has_the_checksums_of_old(database: Database, clock: FakeClock) -> None:
    """What was reported once can be reported again, to the last bit."""
    report = Company(database, clock).report()

    for view, checksum in CHECKSUMS.items():
        passing = pass_on(report, view)
        list(passing)
        assert passing.sha256 == checksum


def test_second_course_that_nobody_began_asks_nobody(company: Company) -> None:
    """No row of it, and the first course counts as it did, in the same evidence."""
    report = company.report()
    passing = pass_on(report)
    list(passing)

    assert list_second(report) == []
    assert passing.tally.total.counts == COUNTS
    assert [course.id for course in report.courses] == ["basics", "safety"]
    assert report.title == "All courses"


def test_second_course_asks_who_began_it(company: Company) -> None:
    """As long as nobody is assigned it; then of those who are, and the others are only listed."""
    read_card(company, BEN, "three")
    began = list_second(company.report())
    company.clock.advance(hours=1)
    assign(company, FINN)
    given = list_second(company.report())

    assert [(row.person_id, row.occurrence_no, row.required) for row in began] == [(BEN, 0, True)]
    assert (began[0].completion, began[0].title) == (State.IN_PROGRESS, "Safety")
    assert [(row.person_id, row.occurrence_no, row.required) for row in given] == [
        (BEN, 0, False),
        (FINN, 1, True),
    ]
    assert list_second(company.report(back=company.clock.now - company.assigned_at)) == []


def test_reading_in_one_course_begins_no_other(company: Company) -> None:
    """Ben has read a card of the first, Finn one of the second."""
    read_card(company, FINN, "three")
    rows = {(row.person_id, row.course_id): row for row in company.report().rows}

    assert rows[BEN, "basics"].completion is State.IN_PROGRESS
    assert rows[FINN, "basics"].completion is State.NOT_STARTED
    assert (BEN, "safety") not in rows
    assert rows[FINN, "safety"].started_at == company.clock.now


def test_rows_come_course_after_course(company: Company) -> None:
    """And in each of them by person; one course can be asked for."""
    for person_id in (FINN, BEN):
        assign(company, person_id)
    report = company.report()
    order = [(row.course_id, row.person_id) for row in report.rows]

    assert order == sorted(order)
    assert order[-2:] == [("safety", BEN), ("safety", FINN)]
    assert company.report(course="safety").rows == tuple(list_second(report))
    assert company.report(course="safety").title == "Safety"
    assert company.report(course="gone").rows == ()


def test_course_that_is_taught_no_more_stays_on_record(company: Company) -> None:
    """With the title that it had last, whoever was assigned or completed it; nobody else is."""
    company.school.library.publish(make_two("Safety first"))
    company.clock.advance(hours=1)
    assign(company, FINN)
    run(
        company,
        "INSERT INTO completion (person_id, course_id, version_id, completed_at)"
        " VALUES (?, 'safety', 2, ?)",
        BEN,
        dump_time(company.clock.now),
    )
    company.clock.advance(hours=1)
    company.school.library.publish(make_catalog())
    ben, finn = list_second(company.report())

    assert (ben.person_id, ben.completion, ben.required) == (BEN, State.COMPLETED, False)
    assert (ben.title, ben.content_version) == ("Safety first", 2)
    assert (finn.person_id, finn.content_version, finn.required) == (FINN, 3, True)
    assert [one.name for one in company.counts.list_courses()] == ["Basics", "Safety first"]


def test_every_way_out_counts_by_course(company: Company, tmp_path: Path) -> None:
    """The same numbers in each; they add up to those in all."""
    assign(company, FINN)
    report = company.report()
    data, page, text, path = io.StringIO(), io.StringIO(), io.StringIO(), tmp_path / "report.xlsx"
    write_json(pass_on(report), data)
    write_html(pass_on(report), report.title, page)
    write_csv(pass_on(report), text)
    write_completion_workbook(pass_on(report), report.title, path)
    told = json.loads(data.getvalue())
    sheet = list(openpyxl.load_workbook(path)["Summary"].iter_rows(max_col=12, values_only=True))
    tally = company.counts.count(company.hana).tally
    taught = TaughtCourses(company.database)
    boards = Boards(company.database, Apart(company.database), taught.find, company.clock, BERLIN)
    second = dict.fromkeys(COUNTS, 0) | {"assigned": 1, "not_started": 1}
    chat = staff.show_counts(company.counts.count(company.hana), Chosen())

    assert told["courses"] == {"basics": COUNTS, "safety": second}
    assert {one: part.summary.counts for one, part in tally.courses.items()} == told["courses"]
    assert told["summary"] == {name: COUNTS[name] + second[name] for name in COUNTS}
    assert sheet[4:6] == [("Basics", *COUNTS.values()), ("Safety", *second.values())]
    assert sheet[8] == ("All", *told["summary"].values())
    by_course = page.getvalue().split('<table id="courses">')[1].split("</table>")[0]
    assert f'Basics</th><td class="n">{COUNTS["assigned"]}</td>' in by_course
    assert "All courses · completion" in page.getvalue()
    lines = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert lines[-1]["course_id"] == "safety"
    board = boards.read(company.hana)
    assert {one: part.counts for one, part in board.count_courses().items()} == told["courses"]
    assert board.total.counts == told["summary"]
    boards.close()
    assert "Basics: 2 of 4 completed (50%), 2 overdue" in chat.text.text
    assert "Safety: 0 of 1 completed (0%)" in chat.text.text
    assert [button.text for button in chat.rows[0]] == ["Course", "Department", "Date"]


def test_chat_asks_for_one_course(company: Company) -> None:
    """By a key; one that is gone is all."""
    assign(company, FINN)
    safety = company.counts.list_courses()[1]
    counted = company.counts.count(company.hana, course_key=safety.key)

    assert (counted.title, counted.summary.assigned) == ("Safety", 1)
    assert company.counts.count(company.hana, course_key="gone").summary.assigned == 7
