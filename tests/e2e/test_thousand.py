"""A year of a company of a thousand people, from HR's roster to the audit."""

import csv
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.learning.certificates import format_code
from tests.conftest import FakeClock
from tests.e2e.careers import PASSES, Career, Learner
from tests.e2e.firm import (
    HOME_ZONE,
    PUBLIC,
    Firm,
    list_staff,
    write_course,
    write_roster,
)
from tests.e2e.stage import TOKEN, Actor
from tests.e2e.ways_out import (
    Counts,
    Written,
    ask_api,
    ask_in_chat,
    look_at_dashboard,
    write_files,
    write_json,
)
from tests.faults.tables import read_rows

BEGIN = datetime(2024, 1, 8, 9, tzinfo=UTC)  # a Monday, long ago: commands look back on all of it
LEARNING = BEGIN + timedelta(days=2)
DUE = BEGIN + timedelta(days=14)
REPORTED = BEGIN + timedelta(days=35, hours=3)
RENEWAL = LEARNING + timedelta(days=366 - 90)  # 90 days before the first results lapse
# How many of those who join do what.
CAREERS = (
    *[Career.EARLY] * 30,
    *[Career.SECOND] * 8,
    *[Career.LATE] * 10,
    *[Career.FAILS] * 8,
    *[Career.READS] * 12,
    *[Career.NEVER] * 12,
)


@pytest.fixture
async def firm(
    settings: Settings, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Firm]:
    """The bot with a short course, in a company without people."""
    write_course(tmp_path / "course")
    changes = {
        "content": tmp_path / "course",
        "public_url": PUBLIC,
        "timezone": HOME_ZONE,
        "retention_months": 12,
    }
    clock.now = BEGIN
    async with Firm(settings.model_copy(update=changes), clock).opened() as firm:
        for name, value in {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": firm.api_url,
            "DATABASE": settings.database,
            "CONTENT": tmp_path / "course",
            "TIMEZONE": HOME_ZONE,
        }.items():
            monkeypatch.setenv(name, str(value))
        yield firm


class Year:
    """Who is in the story."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.staff = list_staff()
        self.assigned = [
            one for one in self.staff if one.department == "Logistics" or one.group == "night"
        ]
        self.hana: Actor
        self.cleo: Actor  # who leads Logistics
        self.learners: list[Learner] = []
        self.revoked = ""  # the code of a certificate

    def choose(self, career: Career, place: int = 0) -> Learner:
        """Return one of those who go about it that way."""
        return [one for one in self.learners if one.career is career][place]

    async def open_person(self, one: Learner) -> None:
        """Let HR look at somebody."""
        await self.hana.says(f"/people {one.employee.id}")
        self.hana.sees(one.employee.id)


@pytest.mark.timeout(600)
async def test_a_year_of_a_thousand_people(firm: Firm) -> None:
    """From the roster to the audit, by the chat, the command line and the web; the clock is driven.

    Every round and sweep is made twice, and the second sends nothing.
    """
    year = Year(firm)
    await take_roster(year)
    await assign(year)
    await invite(year)
    await learn(year)
    await rule(year)
    await finish_late(year)
    await certify(year)

    counts = count_expected(year)
    moment = firm.clock.now
    before = await report(year, counts)
    await forget(year)
    await renew(year)
    await erase(year)
    await look_back(year, moment, before)

    check_what_was_sent(year)
    await audit(year)


async def take_roster(year: Year) -> None:
    """HR joins by a code from the command line, and sends a file; a wrong one changes nothing."""
    firm, staff = year.firm, year.staff
    said = await firm.run("invite", "--role", "hr")
    code = re.search(r"chat with the bot: (\S+)", said)
    assert code is not None
    hana = year.hana = firm.bring_on("Hana")
    await hana.starts(code[1])
    await hana.taps("I'm")
    lost = replace(staff[-1], number=1000)
    broken = write_roster([*staff[:-1], lost]).replace("E1000,active", "E1000,retired")
    await hana.sends(staff__csv=broken)
    hana.sees("1 wrong row. Nothing was changed.", "Line 1001: status: is 'retired'")
    await hana.sends(staff__csv=write_roster(staff))
    hana.sees("1,000 rows, beside 0 people here.", "➕ 1,000 new", "👥 6 new managers")
    await hana.taps("Apply")
    hana.sees("✅ Applied", "1,000 new")
    await hana.sends(staff__csv=write_roster(staff))
    hana.sees("It changes nothing")


async def assign(year: Year) -> None:
    """A department has two weeks, a group has a day."""
    hana = year.hana
    logistics = sum(one.department == "Logistics" for one in year.staff)
    await hana.says("/assign")
    await hana.taps("A department")
    await hana.taps("Logistics")
    await hana.taps("In 2 weeks")
    hana.sees(f"{logistics} people: it is new for {logistics}")
    await hana.taps("Assign")
    await hana.says("/assign")
    await hana.taps("A group")
    await hana.taps("night")
    await hana.taps("On a day")
    await hana.says("2 Feb 2024")
    await hana.taps("Assign")
    hana.sees("Assigned as number 2.", "due Friday 2 February 2024")
    assert await year.firm.look_round() == 0  # nobody has an account yet
    path = year.firm.settings.database
    assert read_rows(path, "SELECT count(*) FROM occurrence") == [(len(year.assigned),)]


async def invite(year: Year) -> None:
    """All get an invitation; eighty open it, are told the notice, and then of the course, once."""
    firm = year.firm
    said = await firm.run("invite", "--all-new", "--links", "links.csv", "--sheet", "sheet.html")
    active = [one for one in year.staff if one.status == "active"]
    assert f"Invited {len(active)} people" in said
    links = read_links(Path("links.csv"))
    joining = [one for one in year.assigned if one.status == "active"]
    places = iter(joining)
    for career in CAREERS:
        one = next(places)
        while career is Career.LATE and one.department != "Logistics":
            one = next(places)  # the others' due day is later
        learner = Learner(firm, one, career)
        await learner.joins(links[one.id])
        year.learners.append(learner)
    cleo = year.cleo = firm.bring_on("Cleo")
    await cleo.starts(links["E0002"].partition("start=")[2])
    await cleo.taps("Yes, I'm")

    await firm.pass_days(LEARNING)
    for learner in year.learners:
        [told] = firm.ledger.unprompted[learner.actor.id]
        assert "You have a course to complete." in told.words
    assert not firm.ledger.unprompted[cleo.id]


def read_links(path: Path) -> dict[str, str]:
    """Return each employee's link."""
    with path.open(encoding="utf-8-sig") as file:
        return {row["employee_id"]: row["link"] for row in csv.DictReader(file)}


async def learn(year: Year) -> None:
    """Some pass, some fail, some read; one changes the phone halfway, and goes on."""
    mover = year.choose(Career.EARLY)
    await mover.does_a_lesson()
    await change_phone(year, mover)
    await mover.does_a_lesson()
    await mover.takes_test()
    for one in year.learners:
        if one is not mover:
            await one.goes_on()
    for one in year.learners:
        is_done = one.career in (Career.EARLY, Career.SECOND)
        assert len(one.papers) == is_done, one.employee


async def change_phone(year: Year, mover: Learner) -> None:
    """HR unbinds and invites anew: the old account is out, the lesson is done in the new one."""
    firm, hana, old = year.firm, year.hana, mover.actor
    await year.open_person(mover)
    hana.sees("1 of 2 lessons")
    await hana.taps("Unbind")
    await hana.taps("Lost")
    await old.says("/home")
    old.sees("This bot is private.")
    await year.open_person(mover)
    await hana.taps("New invite")
    await hana.taps("New phone or account")
    link = re.search(r"https://t\.me/\S+", hana.last["text"])
    assert link is not None
    await mover.joins(link[0])
    mover.actor.sees("1 of 2 lessons")
    firm.ledger.unprompted[mover.actor.id] += firm.ledger.unprompted.pop(old.id)


async def rule(year: Year) -> None:
    """One need not complete it, one has blocked the bot, one leaves and is out at once."""
    firm, hana = year.firm, year.hana
    await year.open_person(year.choose(Career.NEVER))
    await hana.taps("Waive")
    await hana.says("Works part-time")
    hana.sees("Done, and written down.")
    firm.simulator.block(year.choose(Career.NEVER, 1).actor.id)

    await firm.pass_days(BEGIN + timedelta(days=7))
    leaver = year.choose(Career.READS)
    gone = replace(leaver.employee, status="terminated")
    await hana.sends(leavers__csv=write_roster([gone]))
    hana.sees("➖ 1 leaves")
    await hana.taps("Apply")
    hana.sees("✅ Applied")
    await leaver.actor.taps("Next →" if leaver.actor.has_button("Next →") else "Home")
    assert leaver.actor.toast == "This bot is private."
    await leaver.actor.says("/home")
    leaver.actor.sees("This bot is private.")


async def finish_late(year: Year) -> None:
    """After the due day some pass yet; whoever does not is reminded week by week."""
    firm = year.firm
    await firm.pass_days(DUE + timedelta(days=2))
    for one in year.learners:
        if one.career is Career.LATE:
            await one.does_lessons()
            await one.takes_test()
    await firm.pass_days(REPORTED)
    for career in (Career.READS, Career.FAILS):
        for told in firm.ledger.unprompted[year.choose(career, 1).actor.id][-2:]:
            assert "A friendly reminder." in told.words
            assert "Overdue since" in told.words
    for one in (year.choose(Career.NEVER), year.choose(Career.READS)):
        assert len(firm.ledger.unprompted[one.actor.id]) <= 2  # waived, and gone
    digests = firm.ledger.unprompted[year.cleo.id]
    mondays = ["22 Jan", "29 Jan", "05 Feb", "12 Feb"]  # on the first the day is over in Tokyo
    assert [f"{told.at:%d %b}" for told in digests] == mondays
    assert all("people are overdue" in told.words for told in digests)


async def certify(year: Year) -> None:
    """One certificate is verified, in the chat and on the web; another one is revoked."""
    firm, hana, cleo = year.firm, year.hana, year.cleo
    good, bad = year.choose(Career.EARLY, 1), year.choose(Career.EARLY, 2)
    code, revoked = await find_code(firm, good), await find_code(firm, bad)
    await hana.says(f"/revoke {format_code(revoked)}")
    await hana.says("Copied the answers")
    hana.sees("Revoked.")
    await firm.deliver_to(hana)
    bad.actor.sees("A certificate of yours was revoked.")

    for one, verdict, word in ((code, "is valid", "Valid"), (revoked, "was revoked", "Revoked")):
        await cleo.says(f"/verify {format_code(one)}")
        cleo.sees(f"This certificate {verdict}.", "Basics")
        async with firm.browse() as browser:
            page = (await browser.get("/verify", params={"code": one})).text
        assert word in page
        assert "Copied" not in page
    year.revoked = revoked


async def find_code(firm: Firm, one: Learner) -> str:
    """Return the code of somebody's certificate."""
    said = await firm.run("certificate", "list", one.employee.id)
    code = re.search(r"([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}), ", said)
    assert code is not None, said
    return code[1].replace("-", "")


async def report(year: Year, counts: Counts) -> Written:
    """The chat, four files, the dashboard, its download and the API say the same numbers."""
    firm = year.firm
    assert await ask_in_chat(year.hana) == counts
    ways, written = await write_files(firm, firm.clock.now)
    ways |= await look_at_dashboard(firm, year.hana)
    ways |= await ask_api(firm)
    for way, found in ways.items():
        assert found == {name: counts[name] for name in found}, way
        assert len(found) >= 8, way
    assert written.sha256
    ended = {
        row["certificate_id"] for row in written.rows if row["certificate_status"] == "revoked"
    }
    assert ended == {year.revoked}
    return written


def count_expected(year: Year) -> dict[str, int]:
    """Say what every report has to say, by who did what."""
    of = {career: sum(one.career is career for one in year.learners) for career in Career}
    completed = sum(of[career] for career in PASSES)
    in_progress = of[Career.FAILS] + of[Career.READS] - 1  # who has left
    not_started = len(year.assigned) - completed - in_progress - 2  # who has left, who is waived
    reachable = in_progress + of[Career.NEVER] - 2  # the waived one, and who has blocked the bot
    return {
        "assigned": len(year.assigned),
        "unassigned": len(year.staff) - len(year.assigned),
        "waived": 1,
        "left": 1,
        "completed": completed,
        "late": of[Career.LATE],
        "in_progress": in_progress,
        "not_started": not_started,
        "overdue": in_progress + not_started,
        "unreachable": in_progress + not_started - reachable,
        "erased": 0,
    }


async def forget(year: Year) -> None:
    """Somebody erases what is their own: practice goes, and evidence stays."""
    one = year.choose(Career.EARLY, 3)
    await one.actor.says("/practice")
    await one.actor.taps("A mix of everything")
    await one.student.answers()
    await one.actor.says("/forgetme")
    one.actor.sees("1 practice round with 1 answer", "Stays, as evidence:")
    await one.actor.taps("Erase it now")
    one.actor.sees("Erased.")
    kinds = "SELECT count(*) FROM quiz_session WHERE kind = 'practice'"
    assert read_rows(year.firm.settings.database, kinds) == [(0,)]


async def renew(year: Year) -> None:
    """Ninety days before results lapse they are asked for anew; the final test renews."""
    firm, path = year.firm, year.firm.settings.database
    first = "SELECT * FROM occurrence WHERE number = 1 AND closed_at IS NOT NULL ORDER BY id"
    before = read_rows(path, first)
    firm.clock.now = RENEWAL - timedelta(days=1)
    await firm.look_round()
    assert read_rows(path, "SELECT count(*) FROM occurrence WHERE number = 2") == [(0,)]
    await firm.pass_days(RENEWAL + timedelta(days=3))
    renewed = year.choose(Career.EARLY, 1)
    told = firm.ledger.unprompted[renewed.actor.id][-1]
    assert "It is time to renew your result" in told.words
    await renewed.takes_test()
    assert len(renewed.papers) == 2

    of = {career: sum(one.career is career for one in year.learners) for career in Career}
    opened = "SELECT count(*), count(closed_at) FROM occurrence WHERE number = 2"
    assert read_rows(path, opened) == [(of[Career.EARLY] + of[Career.SECOND], 1)]
    assert read_rows(path, first) == before


async def erase(year: Year) -> None:
    """A year after leaving, who somebody was is erased by the sweep, and nothing else."""
    firm, leaver = year.firm, year.choose(Career.READS)
    names = "SELECT count(*) FROM person WHERE name = 'erased'"
    assert read_rows(firm.settings.database, names) == [(0,)]
    firm.clock.now = REPORTED + timedelta(days=365)
    await firm.pass_days(firm.clock.now + timedelta(hours=1))
    assert read_rows(firm.settings.database, names) == [(1,)]
    await year.hana.says(f"/people {leaver.employee.id}")
    year.hana.sees("Nobody here is called")


async def look_back(year: Year, moment: datetime, before: Written) -> None:
    """Asked a year later, the evidence of that day is the same; who is erased is counted."""
    after = await write_json(year.firm, moment)
    assert (after.sha256, after.evidence, after.summary) == (
        before.sha256,
        before.evidence,
        {**before.summary, "erased": 4},
    )
    [gone] = [row for row in after.rows if row["name"] == "erased"]
    assert (gone["left"], gone["employee_id"]) == (True, "erased")
    [former] = [row for row in before.rows if row["person_id"] == gone["person_id"]]
    assert former["name"] == year.choose(Career.READS).employee.name


def check_what_was_sent(year: Year) -> None:
    """Nobody was written to unasked more than once a day and three times a week, nor at night."""
    firm = year.firm
    zones = {one.actor.id: one.employee.zone for one in year.learners}
    zones |= {year.cleo.id: year.staff[1].zone, year.hana.id: HOME_ZONE}
    assert set(firm.ledger.unprompted) <= set(zones)
    sent = sum(firm.ledger.check_fairness(chat_id, zone) for chat_id, zone in zones.items())
    assert sent > 4 * len(year.learners)


async def audit(year: Year) -> None:
    """All evidence is sound; of one altered row the audit says which it is."""
    firm = year.firm
    assert "The evidence is sound" in await firm.run("audit")
    [(person_id,)] = read_rows(
        firm.settings.database,
        "SELECT person_id FROM employee WHERE employee_id = ?",
        year.choose(Career.LATE).employee.id,
    )
    with closing(sqlite3.connect(firm.settings.database)) as connection, connection:
        connection.execute("DROP TRIGGER completion_no_update")
        connection.execute(
            "UPDATE completion SET completed_at = '2024-01-20 09:00:00.000000' WHERE person_id = ?",
            (person_id,),
        )
    said = await firm.run("audit", status=1)
    assert f"completion {person_id} basics was altered" in said
