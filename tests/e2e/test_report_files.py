"""Files of the report into the chat: only where the setting says so, and only what one may see."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date

import openpyxl
import pytest

from bot.chat.taps.report import SendReport
from bot.config import Settings
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Role
from bot.reports.board_files import RESULTS
from bot.reports.named_files import FileForm
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_reminders import Company
from tests.services.test_rosters import HR


@pytest.fixture
async def company(settings: Settings, clock: FakeClock) -> AsyncIterator[Company]:
    """Ana and Ben of Logistics are assigned the course, Cleo leads them; names may be sent."""
    allowed = settings.model_copy(update={"personal_files_in_chat": True})
    async with Stage(allowed, clock).running() as stage:
        company = Company(stage)
        company.take_roster()
        await company.join("1", "Ana")
        await company.join("3", "Cleo")
        due = Terms(Due(on=date(2026, 12, 1)))
        stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Logistics"), due, HR)
        await stage.make_round()
        yield company


def read_file(company: Company, actor: Actor) -> tuple[str, bytes]:
    """Return the name of the file that somebody was sent last, and what it holds."""
    document = actor.last["document"]
    held = company.stage.simulator.files.by_id[document["file_id"]]
    return document["file_name"], held.data


def read_csv(company: Company, actor: Actor) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    _, data = read_file(company, actor)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def list_looks(company: Company) -> list[tuple[object, ...]]:
    """Return which reports were taken along: how, and of how many people."""
    with company.stage.database.peeking() as plain:
        return plain.fetch(
            "SELECT origin, people FROM access_log WHERE kind = 'report' ORDER BY id"
        )


async def test_hr_gets_files_with_names_in_each_form(company: Company) -> None:
    """All columns, of what is chosen; each is noted, with of how many people."""
    hana = await company.stage.member(Role.HR, "Hana")
    await hana.says("/report")
    words = hana.last
    hana.sees("The files have names. They come into this chat, and so through Telegram.")

    await hana.taps("CSV", on=words)
    rows = read_csv(company, hana)
    assert "Ana Kovač" in {row["name"] for row in rows}
    assert set(rows[0]) >= RESULTS
    assert "It has names: keep it to yourself" in hana.last["caption"]
    await hana.taps("Excel", on=words)
    name, data = read_file(company, hana)
    assert name == f"completion-{company.stage.clock.now:%Y-%m-%d}.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Summary", "Data", "About"]
    await hana.taps("Web page", on=words)
    name, data = read_file(company, hana)
    assert name.endswith(".html")
    assert "Ana Kovač" in data.decode()
    assert b"http" not in data.replace(b"http-equiv", b"")
    assert list_looks(company) == [("chat", len({row["person_id"] for row in rows}))] * 3

    await hana.taps("Department", on=words)
    await hana.taps("Board")
    await hana.taps("CSV")
    assert {row["department"] for row in read_csv(company, hana)} == {"Board"}


async def test_managers_get_their_people_without_results(company: Company) -> None:
    """Whatever they tap; who is no manager any more gets nothing."""
    cleo = company.people["Cleo"]
    await cleo.says("/report")
    await cleo.taps("CSV")
    rows = read_csv(company, cleo)

    assert [row["name"] for row in rows] == ["Ana Kovač", "Ben Berg"]
    assert not RESULTS & set(rows[0])
    assert list_looks(company) == [("chat", 2)]

    with company.stage.database.recording() as plain:
        plain.run("UPDATE person SET role = 'learner' WHERE telegram_id = ?", cleo.id)
    said = len(cleo.heard)
    await cleo.forges(SendReport(form=FileForm.CSV).encode())
    assert len(cleo.heard) == said
    assert list_looks(company) == [("chat", 2)]


async def test_notice_says_that_files_go_through_telegram(company: Company) -> None:
    """To whoever joins, and in /help."""
    ana = company.people["Ana"]
    await ana.says("/help")

    assert any("and so may files with names" in m.get("text", "") for m in ana.heard)


async def test_without_the_setting_there_is_no_button(stage: Stage) -> None:
    """A button from before it was turned off shows the counts, and no file."""
    await stage.member(first_name="Ana")
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/report")
    hana.sees("Files with names are on the dashboard on the bot's computer", "report completion")
    assert not any(hana.has_button(label) for label in ("Excel", "CSV", "Web page"))

    await hana.forges(SendReport(form=FileForm.CSV).encode())
    hana.sees("0 of 1 completed")
    assert not any("document" in message for message in hana.heard)


async def test_words_come_where_the_picture_cannot(stage: Stage) -> None:
    """Telegram refuses it; a button tries again."""
    await stage.member(first_name="Ana")
    hana = await stage.member(Role.HR, "Hana")
    stage.simulator.fail_next("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")

    await hana.says("/report")
    hana.sees("0 of 1 completed (0%)")
    assert not any("photo" in message for message in hana.heard)
    await hana.taps("Picture")
    assert "photo" in hana.last
