"""The report on answers: what counts, with who gave it, the same in each form."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from bot.learning.people import Member
from bot.reports.answer_files import (
    Counting,
    write_answers_csv,
    write_answers_json,
    write_answers_workbook,
)
from bot.reports.answers import AnswerRow, stream_answer_rows
from bot.reports.completion import Criteria
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, Company
from tests.services.builder import School
from tests.services.keys import Keys, make_bank


@pytest.fixture
def keys(database: Database, clock: FakeClock) -> Keys:
    """A school of one lesson, in which keys are corrected."""
    return Keys(School(database, clock, make_bank()), clock)


@pytest.fixture
def ana(keys: Keys) -> Member:
    """Ana, who learns."""
    return keys.school.join()


def report(keys: Keys, as_of: datetime | None = None, **chosen: str) -> list[AnswerRow]:
    """Return the answers."""
    criteria = Criteria(as_of or keys.clock.now, BERLIN, **chosen)  # type: ignore[arg-type]  # words
    return list(stream_answer_rows(keys.school.database, criteria))


def test_answers_of_checks_and_tests_are_listed(keys: Keys, ana: Member) -> None:
    """With the version, what was chosen and whether it was right, in the order of the quiz."""
    keys.check(ana, q1="b")
    first, second = sorted(report(keys), key=lambda row: row.question_id)

    assert (first.person_id, first.name, first.employee_id) == (ana.id, "Ana", None)
    assert (first.course_id, first.content_version) == ("basics", 1)
    assert (first.quiz, first.lesson_id, first.question_id) == ("check", "one", "q1")
    assert (first.chosen, first.right, first.recorded_right) == ("b", False, False)
    assert (second.question_id, second.chosen, second.right) == ("q2", "a", True)
    assert {row.question_no for row in (first, second)} == {1, 2}
    assert [row.question_no for row in report(keys)] == [1, 2]
    assert max(first.answered_at, second.answered_at) <= keys.clock.now


def test_only_what_counts_is_listed(keys: Keys, ana: Member) -> None:
    """No practice, and no quiz that is open; nothing that came later than the moment."""
    before = keys.clock.now
    keys.answer(ana, keys.school.quizzes.start_practice(ana.id, "one"), {})
    asked = keys.school.quizzes.start_check(ana.id, "one")
    keys.school.answer(ana, asked)

    assert report(keys) == []
    keys.answer(ana, keys.school.quizzes.start_check(ana.id, "one"), {})
    assert len(report(keys)) == 2
    assert report(keys, before + timedelta(seconds=1)) == []
    assert report(keys, course="gone") == report(keys, department="gone") == []
    assert len(report(keys, course="basics")) == 2


def test_corrected_key_counts_from_when_it_was_corrected(keys: Keys, ana: Member) -> None:
    """What was recorded stands beside it; an earlier moment knows nothing of it."""
    keys.check(ana, q1="b")
    before = keys.clock.now
    keys.publish(make_bank(q1="b"))
    keys.regrade()

    def find(as_of: datetime | None = None) -> tuple[bool, bool, int]:
        [row] = [row for row in report(keys, as_of) if row.question_id == "q1"]
        return row.right, row.recorded_right, row.content_version

    assert find() == (True, False, 1)
    assert find(before) == (False, False, 1)


def test_every_form_has_the_same_answers(keys: Keys, tmp_path: Path) -> None:
    """Safe in a spreadsheet; how many there are stands in each that can say it."""
    ana = keys.school.join(name="=Ana+1")
    keys.check(ana)
    keys.test(ana, t1="b")
    rows = report(keys)
    criteria = Criteria(keys.clock.now, BERLIN)
    safe, raw, data = io.StringIO(newline=""), io.StringIO(newline=""), io.StringIO()
    write_answers_csv(rows, safe)
    write_answers_csv(rows, raw, is_raw=True)
    write_answers_json(Counting(rows), criteria, data)
    write_answers_workbook(Counting(rows), criteria, tmp_path / "answers.xlsx")
    plain = list(csv.DictReader(io.StringIO(raw.getvalue(), newline="")))
    told = json.loads(data.getvalue())
    book = openpyxl.load_workbook(tmp_path / "answers.xlsx")
    head, *cells = book["Answers"].iter_rows(values_only=True)

    assert told["rows"] == len(rows) == len(plain) == len(cells) == 4
    assert {row["name"] for row in told["data"]} == {"=Ana+1"}
    assert safe.getvalue().count("'=Ana+1") == 4
    assert "'" not in raw.getvalue()
    for row, text, told_row, cell in zip(rows, plain, told["data"], cells, strict=True):
        assert text["right"] == str(row.right).lower()
        assert told_row["right"] is row.right
        assert dict(zip(AnswerRow._fields, cell, strict=True))["right"] == (
            "yes" if row.right else "no"
        )
        assert text["answered_at"] == told_row["answered_at"] == row.answered_at.isoformat()
    assert len(head) == len(AnswerRow._fields)
    about = {row[0]: row[1] for row in book["About"].values}
    assert (about["report"], about["rows"], about["course"]) == ("answers", "4", "all")
    assert told["definitions"]["right"].startswith("whether it counts as right")


def test_many_people_come_in_parts(database: Database, clock: FakeClock) -> None:
    """Everybody once, in order; a department is chosen by the roster."""
    company = Company(database, clock)
    company.school.finish(company.ana, company.school.quizzes.start_check(company.ana.id, "one"))
    shown: list[tuple[int, int]] = []

    def note(done: int, total: int) -> None:
        shown.append((done, total))

    rows = list(stream_answer_rows(database, Criteria(clock.now, BERLIN), note))
    assert {row.person_id for row in rows} == {company.ana.id}
    assert rows == sorted(rows, key=lambda row: (row.person_id, row.quiz_no, row.question_no))
    assert shown[-1][0] == shown[-1][1] == 8
    sales = Criteria(clock.now, BERLIN, department="Sales")
    assert list(stream_answer_rows(database, sales)) == []
