"""Files with names for the chat: written apart, bounded in size, and by whoever asks."""

import csv
import io

import pytest

from bot.chat.views import report_files
from bot.learning.people import Member, Role
from bot.reports.apart import Apart
from bot.reports.board_files import RESULTS
from bot.reports.completion import View
from bot.reports.counts import Counts
from bot.reports.named_files import FileForm, NamedFile, NamedFiles
from bot.reports.taught import TaughtCourses
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import BERLIN, Company

PLENTY = 10**9


@pytest.fixture
def company(database: Database, clock: FakeClock) -> Company:
    """The company."""
    return Company(database, clock)


def write(
    company: Company, member: Member, form: FileForm, most: int = PLENTY, **apart: int
) -> NamedFile:
    """Write a file of everything that somebody may see."""
    runner = Apart(company.database, **apart)  # type: ignore[arg-type]  # as it is called
    try:
        find = TaughtCourses(company.database).find
        counts = Counts(company.database, runner, find, company.clock, BERLIN)
        return NamedFiles(counts, runner).write(member, "", None, "", form, most)
    finally:
        runner.close()


@pytest.mark.parametrize("form", FileForm)
def test_process_of_its_own_writes_the_same(company: Company, form: FileForm) -> None:
    """Where much is recorded; how many people are in it comes back with it."""
    here = write(company, company.hana, form)
    there = write(company, company.hana, form, few_people=0)

    assert here.people == there.people == 7
    assert here.body is not None
    assert there.body is not None
    if form is not FileForm.XLSX:  # a workbook says when it was made
        assert here.body == there.body
    assert there.size == len(there.body)


def test_managers_file_has_no_results(company: Company) -> None:
    """All other columns of the report, in the same order, of their people."""
    ben = Member(2, 1002, "Ben", Role.MANAGER)
    file = write(company, ben, FileForm.CSV)
    assert file.body is not None
    head, *rows = csv.reader(io.StringIO(file.body.decode("utf-8-sig"), newline=""))

    assert head == [name for name in View.COMPLETION.columns if name not in RESULTS]
    assert len(rows) == file.people == 2


def test_file_that_telegram_would_not_take_is_not_sent(company: Company) -> None:
    """It is said how large it is, and how to get it."""
    file = write(company, company.hana, FileForm.HTML, most=100)

    assert (file.body, file.problem) == (None, None)
    assert file.size > 100
    words = report_files.refuse_file(file).text.text
    assert "Telegram takes 50 MB from bots." in words
    assert "run_bot.py report completion" in words


def test_file_that_cannot_be_written_says_why(company: Company) -> None:
    """As a workbook with too many rows."""
    file = write(company, company.hana, FileForm.CSV)
    full = NamedFile("a.xlsx", "All", file.criteria, 0, 0, None, "a sheet holds 1,048,575 rows")

    assert (
        "cannot be written: a sheet holds 1,048,575 rows."
        in report_files.refuse_file(full).text.text
    )
