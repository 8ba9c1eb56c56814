"""Reports come by themselves: once a period, in daytime, to whoever may still see them."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.chat.rounds import Rounds
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Role
from bot.learning.roster import RosterMode
from bot.learning.subscriptions import MOST, Rhythm
from bot.services.rosters import Rosters
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_reminders import HR, ROSTER, Company, ana_id
from tests.storage.rows import count

SENT = "📬 Your report"


class Office(Company):
    """A company with Hana of HR, who wants the report."""

    hana: Actor

    async def pass_until(self, day: str, hours: int = 3) -> list[str]:
        """Let time pass with a round every few hours; return when Hana got a report."""
        written = await self.pass_days(datetime.fromisoformat(day).replace(tzinfo=UTC), hours)
        return [at for at, who, text in written if who == "Hana" and text.startswith(SENT)]

    async def give_hana(self, role: Role) -> None:
        """Give Hana another role."""
        with self.stage.database.recording() as plain:
            plain.run("UPDATE person SET role = ? WHERE telegram_id = ?", role.value, self.hana.id)

    def count_reports(self, actor: Actor) -> int:
        """Return how many reports somebody has got."""
        return sum(message.get("text", "").startswith(SENT) for message in actor.heard)


@pytest.fixture
async def office(stage: Stage) -> Office:
    """Ana and Ben are assigned the course; Cleo leads them. It is Monday, noon."""
    office = Office(stage)
    office.take_roster()
    await office.join("1", "Ana")
    await office.join("3", "Cleo")
    due = Due(on=date(2026, 12, 1))
    stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Logistics"), Terms(due), HR)
    office.hana = office.people["Hana"] = await stage.member(Role.HR, "Hana")
    stage.clock.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return office


async def subscribe(actor: Actor, rhythm: str) -> None:
    """Subscribe to the report of everybody."""
    await actor.says("/report")
    await actor.taps("Subscribe …")
    await actor.taps(rhythm)


async def test_report_comes_every_week_with_what_has_changed(office: Office, stage: Stage) -> None:
    """It is due at eight, and comes when the working day begins; turned off there, it is over."""
    await subscribe(office.hana, "Every week")
    office.hana.sees("All departments", "It comes every week. Next: Monday 30 November 2026, 9:00")
    await stage.make_round()
    assert office.count_reports(office.hana) == 0, "today's was due before it was wanted"

    assert await office.pass_until("2026-12-06") == ["Mon 30 09:00"]
    first = next(m for m in reversed(office.hana.heard) if m.get("text", "").startswith(SENT))
    for words in ("every week", "2 assigned", "0 of 2 completed", "what has changed since this"):
        assert words in first["text"]
    assert "Ana" not in first["text"]
    assert "Names stay out" not in first["text"], "where names are is said under /report"
    picture = office.hana.heard[office.hana.heard.index(first) - 1]
    assert "photo" in picture
    assert "0 of 2" in picture["caption"]

    stage.services.duties.complete_elsewhere(
        ana_id(stage), date(2026, 12, 4), HR, "a course in Graz", "certificate 12"
    )
    assert await office.pass_until("2026-12-13") == ["Mon 07 09:00"]
    office.hana.sees("Since Monday 30 November 2026: completed +1, overdue +1")
    assert await office.pass_until("2026-12-20") == ["Mon 14 09:00"]
    office.hana.sees("Nothing has changed since Monday 7 December 2026.")

    await office.hana.taps("Report")
    office.hana.sees("1 of 2 completed")
    reports = [m for m in office.hana.heard if m.get("text", "").startswith(SENT)]
    await office.hana.taps("Turn off", on=reports[0])
    assert office.hana.toast == "Turned off."
    office.hana.sees("It does not come by itself.")
    await office.hana.taps("Turn off", on=reports[0])
    assert await office.pass_until("2027-01-05") == []


async def test_monthly_report_waits_for_the_first_workday(office: Office) -> None:
    """The first of the month can be a Sunday; changing the rhythm sends nothing of before."""
    office.stage.clock.now = datetime(2027, 1, 4, 8, 59, 30, tzinfo=UTC)
    await subscribe(office.hana, "Every month")
    office.hana.sees("Next: Monday 1 February 2027, 9:00")
    await office.hana.taps("Every week")
    office.hana.sees("Next: Monday 11 January 2027, 9:00")
    await office.hana.taps("Every month")
    office.stage.clock.now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert await office.pass_until("2027-01-31", hours=24) == []
    got = await office.pass_until("2027-08-03", hours=24)
    assert got == [
        "Mon 01 09:00",  # February
        "Mon 01 09:00",  # March
        "Thu 01 09:00",
        "Mon 03 09:00",  # the 1st of May is a Saturday
        "Tue 01 09:00",
        "Thu 01 09:00",
        "Mon 02 09:00",  # the 1st of August is a Sunday
    ]


async def test_late_is_once_and_never_at_night(office: Office, stage: Stage) -> None:
    """After four weeks of silence it is one report; claimed at dusk, it waits for the morning."""
    await subscribe(office.hana, "Every week")
    stage.clock.now = datetime(2026, 12, 23, 17, 59, tzinfo=UTC)  # a Wednesday
    assert stage.services.subscriptions.claim_due() == 1
    stage.clock.now = datetime(2026, 12, 23, 20, tzinfo=UTC)  # the process was killed before
    await stage.make_round()
    assert office.count_reports(office.hana) == 0
    assert await office.pass_until("2026-12-28") == ["Thu 24 11:00"]
    assert count(stage.database, "subscribed_report") == 1


async def test_two_machines_send_one(office: Office, stage: Stage) -> None:
    """Each round claims what nobody has claimed."""
    await subscribe(office.hana, "Every week")
    stage.clock.now = datetime(2026, 11, 30, 10, tzinfo=UTC)
    await asyncio.gather(*(Rounds(stage.services).make() for _ in range(3)))
    assert stage.services.subscriptions.claim_due() == 0
    await stage.deliver()
    await stage.make_round()
    assert office.count_reports(office.hana) == 1


async def test_role_lost_ends_it(office: Office, stage: Stage) -> None:
    """Before the report, or between the claim and the sending; given back, it begins anew."""
    await subscribe(office.hana, "Every week")
    stage.clock.now = datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert stage.services.subscriptions.claim_due() == 1
    await office.give_hana(Role.LEARNER)
    await stage.deliver()
    await stage.make_round()
    assert office.count_reports(office.hana) == 0
    assert count(stage.database, "subscription WHERE ended_at IS NULL") == 0

    await office.give_hana(Role.HR)
    assert await office.pass_until("2026-12-20") == []


async def test_leaver_and_whoever_is_away_get_none(office: Office, stage: Stage) -> None:
    """A manager on leave gets the newest when they are back; one who left gets nothing."""
    cleo = office.people["Cleo"]
    await subscribe(cleo, "Every week")
    roster = Rosters(stage.database, stage.clock)

    def set_status(status: str) -> None:
        text = ROSTER.format(status="active").replace("3,active", f"3,{status}")
        roster.apply(roster.propose("staff.csv", text.encode(), RosterMode.DELTA), HR)

    set_status("leave")
    await office.pass_until("2026-12-16")
    assert office.count_reports(cleo) == 0
    set_status("active")
    await office.pass_until("2026-12-18")
    assert office.count_reports(cleo) == 1
    cleo.sees("your people", "2 assigned")

    set_status("terminated")
    await stage.make_round()
    assert count(stage.database, "subscription WHERE ended_at IS NULL") == 0


async def test_blocked_is_unreachable_and_gets_the_newest_when_back(
    office: Office, stage: Stage
) -> None:
    """What was owed meanwhile is one report."""
    await subscribe(office.hana, "Every week")
    stage.simulator.block(office.hana.id)
    await office.pass_until("2026-12-16")
    assert count(stage.database, "person WHERE unreachable_reason = 'blocked'")
    assert count(stage.database, "subscribed_report") == 1

    stage.simulator.unblock(office.hana.id)
    stage.clock.now = datetime(2026, 12, 16, 10, tzinfo=UTC)
    await office.hana.says("/home")
    await stage.make_round()
    await stage.make_round()
    assert office.count_reports(office.hana) == 1
    with stage.database.peeking() as plain:
        periods = plain.fetch("SELECT period FROM subscribed_report ORDER BY id")
    assert periods == [("2026-W49",), ("2026-W51",)]


async def test_report_of_a_department_says_when_it_is_gone(office: Office, stage: Stage) -> None:
    """Each choice has a rhythm of its own; what nobody works in any more ends with a word."""
    await subscribe(office.hana, "Every week")
    await office.hana.taps("Report")
    await office.hana.taps("Department")
    await office.hana.taps("Logistics")
    await office.hana.taps("Subscribe …")
    office.hana.sees("Logistics", "It does not come by itself.")
    await office.hana.taps("Every month")
    assert office.hana.has_button("All departments: every week")
    await office.hana.taps("All departments: every week")
    office.hana.sees("It comes every week")
    await office.pass_until("2026-12-01T10:00")
    office.hana.sees("every month", "· Logistics", "2 assigned")

    text = ROSTER.format(status="active").replace("Logistics", "Transport")
    roster = Rosters(stage.database, stage.clock)
    roster.apply(roster.propose("staff.csv", text.encode(), RosterMode.DELTA), HR)
    await office.pass_until("2027-01-02")
    office.hana.sees("was of a department or course that is gone")
    assert count(stage.database, "subscription WHERE ended_at IS NOT NULL") == 1


async def test_numbers_of_others_and_too_many_are_refused(office: Office, stage: Stage) -> None:
    """A button that was made up ends nothing of somebody else."""
    await subscribe(office.hana, "Every week")
    cleo = office.people["Cleo"]
    await cleo.says("/report")
    await cleo.forges("sub-:1")
    assert cleo.toast.startswith("That subscription isn't yours")
    assert count(stage.database, "subscription WHERE ended_at IS NULL") == 1

    for number in range(MOST - 1):
        await office.hana.forges(f"sub!:{number}::{Rhythm.MONTHLY}")
    await office.hana.forges(f"sub!:more::{Rhythm.MONTHLY}")
    assert office.hana.toast == "You get 10 reports already. Please turn one off first."


async def test_report_leaves_room_for_a_reminder(office: Office, stage: Stage) -> None:
    """It was asked for: the one unprompted message of that day goes out beside it."""
    due = Due(on=date(2026, 12, 7))
    cleo = office.people["Cleo"]
    stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Board"), Terms(due), HR)
    await subscribe(cleo, "Every week")
    written = await office.pass_days(datetime(2026, 12, 7, 12, tzinfo=UTC))
    on_monday = [
        text for when, who, text in written if text and (who, when[:6]) == ("Cleo", "Mon 07")
    ]
    assert len(on_monday) == 2
    assert sum(text.startswith(SENT) for text in on_monday) == 1
