"""A course is assigned, and a learner is reminded of it: in daytime, once, and never too much."""

from datetime import UTC, date, datetime, timedelta
from threading import current_thread
from time import monotonic
from types import ModuleType

import pytest

from bot.chat import rounds
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Actor as Doer
from bot.learning.people import ActorOrigin, Role
from bot.learning.roster import RosterMode
from bot.services.rosters import Rosters
from bot.storage.queries import assignments, reminders
from bot.storage.queries.changes import add_mark
from tests.e2e.stage import Actor, Stage

HR = Doer(ActorOrigin.COMMAND)
DUE = date(2026, 12, 11)  # a Friday
ROSTER = """\
employee_id,status,first_name,last_name,department,manager_id,timezone
1,{status},Ana,Kovač,Logistics,3,Europe/Berlin
2,active,Ben,Berg,Logistics,3,Europe/Berlin
3,active,Cleo,Ash,Board,,Europe/Berlin
"""


class Company:
    """A stage with a roster, and people on it who have joined."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people: dict[str, Actor] = {}

    def take_roster(self, status: str = "active") -> None:
        """Take over the roster."""
        rosters = Rosters(self.stage.database, self.stage.clock)
        data = ROSTER.format(status=status).encode()
        rosters.apply(rosters.propose("staff.csv", data, RosterMode.DELTA), HR)

    async def join(self, employee_id: str, first_name: str) -> Actor:
        """Let an employee open their invite and say yes."""
        invite = self.stage.services.accounts.invite_employee(employee_id, HR)
        actor = self.stage.newcomer(first_name)
        await actor.starts(invite.code)
        await actor.taps("Yes")
        self.people[first_name] = actor
        return actor

    async def pass_days(self, until: datetime, hours: int = 1) -> list[tuple[str, str, str]]:
        """Let time pass with a round every hour; return who was written to, when and what."""
        clock, written = self.stage.clock, []
        while clock.now < until:
            clock.advance(hours=hours)
            before = {name: len(actor.heard) for name, actor in self.people.items()}
            await self.stage.make_round()
            for name, actor in self.people.items():
                texts = [message.get("text", "") for message in actor.heard[before[name] :]]
                written += [(f"{clock.now:%a %d %H:%M}", name, text) for text in texts]
        return written


@pytest.fixture
async def company(stage: Stage) -> Company:
    """Three people on the roster; Ana and her manager Cleo have joined. It is Monday, 09:00 UTC."""
    company = Company(stage)
    company.take_roster()
    await company.join("1", "Ana")
    await company.join("3", "Cleo")
    stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Logistics"), Terms(Due(on=DUE)), HR)
    return company


def at(day: int, hour: int = 12, month: int = 12) -> datetime:
    """Return a moment in UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def test_ladder_of_reminders(company: Company) -> None:
    """Told at once, a week and a day before, on the day, then weekly; Cleo gets a list a week."""
    company.stage.clock.now = at(23, 8, month=11)
    written = await company.pass_days(at(31), hours=2)

    ana = [(when, text.split("\n")[1]) for when, who, text in written if who == "Ana"]
    friendly = "A friendly reminder."
    assert ana == [
        ("Mon 23 10:00", "You have a course to complete. It fits into spare minutes."),
        ("Fri 04 08:00", friendly),
        ("Thu 10 08:00", friendly),
        ("Fri 11 08:00", friendly),
        ("Fri 18 08:00", friendly),
        ("Fri 25 08:00", friendly),
    ]
    texts = [text for _, who, text in written if who == "Ana"]
    assert "Due Friday 11 December 2026" in texts[3]
    assert "Overdue since Friday 11 December 2026" in texts[4]
    cleo = [(when, text) for when, who, text in written if who == "Cleo"]
    assert [when for when, _ in cleo] == ["Mon 14 08:00", "Mon 21 08:00", "Mon 28 08:00"]
    assert "In your team 2 people are overdue:\n\nAna, since Friday 11 December" in cleo[0][1]
    assert "Kovač" not in cleo[0][1]


async def test_reminder_leads_on_and_is_silent_when_done(company: Company, stage: Stage) -> None:
    """Home names the due day; who is waived, snoozes or is on leave is left alone."""
    ana = company.people["Ana"]
    await stage.make_round()
    ana.sees("Customer centricity at work", "Due Friday 11 December 2026")
    await ana.says("/home")
    ana.sees("Due Friday 11 December 2026")
    await ana.taps("Not today", on=ana.heard[-2])
    assert ana.toast == "All right, not today. I come back tomorrow."

    company.take_roster("leave")
    assert await company.pass_days(at(9), hours=6) == []
    company.take_roster("active")
    [(when, who, _)] = await company.pass_days(at(10, 0))
    assert (when[:6], who) == ("Wed 09", "Ana")

    stage.services.duties.waive(ana_id(stage), HR, "part-time")
    assert [who for _, who, _ in await company.pass_days(at(31), hours=6)] == ["Cleo"] * 3
    await ana.says("/home")
    ana.sees_not("Due", "Overdue")


async def test_rounds_of_two_processes_and_after_a_silent_week(
    company: Company, stage: Stage
) -> None:
    """Each rung is sent once, and what was missed is one message; nobody is written to at night."""
    await stage.make_round()
    stage.clock.now = at(12, 23)
    await stage.make_round()
    ana = company.people["Ana"]
    heard = len(ana.heard)

    stage.clock.now = at(14, 10)
    page = stage.services.reminders.find_due(0, 100)
    assert stage.services.reminders.claim(page.due) == 1
    assert stage.services.reminders.claim(page.due) == 0
    stage.clock.now = at(14, 22)  # the process was killed before it could send
    await stage.make_round()
    assert len(ana.heard) == heard
    stage.clock.now = at(15, 10)
    await stage.make_round()

    assert len(ana.heard) == heard + 1
    ana.sees("Overdue since Friday 11 December 2026")


async def test_manager_who_is_overdue_hears_of_the_others_a_day_later(
    company: Company, stage: Stage
) -> None:
    """Their own due date goes first, every Monday; the list of that week comes all the same."""
    monday = Terms(Due(on=date(2026, 12, 7)))
    stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Board"), monday, HR)
    await stage.make_round()
    stage.clock.now = at(13)

    written = [one for one in await company.pass_days(at(27), hours=2) if one[1] == "Cleo"]

    assert [when for when, _, _ in written] == [
        "Mon 14 08:00", "Tue 15 08:00", "Mon 21 08:00", "Tue 22 08:00"
    ]  # fmt: skip
    assert ["In your team" in text for _, _, text in written] == [False, True] * 2


async def test_a_round_looks_through_everybody_beside_the_writer(
    company: Company, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No tap waits for it: on the writer's thread is only what was found to be due."""
    looks: dict[str, set[str]] = {}

    def watch(module: ModuleType, name: str) -> None:
        look = getattr(module, name)

        def watched(*args: object) -> object:
            looks.setdefault(name, set()).add(current_thread().name)
            return look(*args)

        monkeypatch.setattr(module, name, watched)

    await stage.make_round()
    for module, name in (
        (assignments, "list_unassigned"),
        (reminders, "list_open"),
        (reminders, "list_teams"),
    ):
        watch(module, name)

    stage.clock.now = at(14, 8)  # a Monday, on which Cleo is told
    await stage.make_round()

    assert "In your team 2 people are overdue" in company.people["Cleo"].heard[-1]["text"]
    assert set(looks) == {"list_unassigned", "list_open", "list_teams"}
    assert "writer" not in set().union(*looks.values())


async def test_a_round_of_several_pages_reaches_everybody_and_pauses_between(
    company: Company, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: they are looked at some at a time, and taps come between."""
    monkeypatch.setattr(rounds, "LOOKED_AT", 2)
    monkeypatch.setattr(rounds, "PAUSE", 0.5)
    stage.services.assignments.assign(Whom(Target.EVERYONE), Terms(Due(on=DUE)), HR)
    heard = {name: len(actor.heard) for name, actor in company.people.items()}

    begun = monotonic()
    await rounds.Rounds(stage.services).make()
    assert monotonic() - begun >= rounds.PAUSE
    await stage.deliver()

    for name, actor in company.people.items():
        texts = [message.get("text", "") for message in actor.heard[heard[name] :]]
        assert sum("You have a course to complete" in text for text in texts) == 1


async def test_extension_starts_the_ladder_anew_and_blocked_people_wait(
    company: Company, stage: Stage
) -> None:
    """The new day is what every message names."""
    await stage.make_round()
    stage.services.duties.extend(ana_id(stage), date(2027, 1, 15), HR, "ill")
    assert [who for _, who, _ in await company.pass_days(at(31), hours=6)] == ["Cleo"] * 3

    stage.simulator.block(company.people["Ana"].id)
    await company.pass_days(at(31) + timedelta(days=9), hours=6)
    stage.simulator.unblock(company.people["Ana"].id)
    await company.people["Ana"].says("/home")
    company.people["Ana"].sees("Due Friday 15 January 2027")


async def test_what_waits_for_somebody_is_one_message_and_no_reminder_yet(
    company: Company, stage: Stage
) -> None:
    """Who has blocked the bot was not reminded; once they are back they get one message a day."""
    ana, hana = company.people["Ana"], await stage.member(Role.HR, "Hana")
    stage.simulator.block(ana.id)
    await stage.make_round()

    await hana.says("/people Ana")
    hana.sees("Not reminded yet")
    await hana.taps("Reminders")
    hana.sees("that it is to be completed, not delivered yet")
    assert await company.pass_days(at(4, 10), hours=2) == []
    (row,) = [one for one in stage.services.report().rows if one.name == "Ana Kovač"]
    assert row.last_reminder_at is None

    stage.simulator.unblock(ana.id)
    await ana.says("/home")
    before = len(ana.heard)
    with stage.database.recording() as plain:
        add_mark(plain, stage.clock())
    mark = find_change(stage, row.person_id)
    await company.pass_days(at(4, 16), hours=1)
    assert len(ana.heard) == before + 1  # not the rung of this day, too
    await hana.says("/people Ana")
    hana.sees("Last reminder: 4 Dec 2026")
    await hana.taps("Reminders")
    hana.sees("Dec 2026, ", "that it is to be completed")
    hana.sees_not("not delivered")
    (row,) = [one for one in stage.services.report().rows if one.name == "Ana Kovač"]
    assert row.last_reminder_at is not None
    assert row.last_reminder_at.date() == date(2026, 12, 4)
    assert find_change(stage, row.person_id) > mark  # HR's systems are given the row again


async def test_reminder_that_has_nothing_left_to_say_is_needless(
    company: Company, stage: Stage
) -> None:
    """Waived while it waited: Telegram refused nothing, there was nothing left to remind of."""
    ana, hana = company.people["Ana"], await stage.member(Role.HR, "Hana")
    stage.simulator.block(ana.id)
    await stage.make_round()
    stage.services.duties.waive(ana_id(stage), HR, "part-time")
    stage.simulator.unblock(ana.id)
    await ana.says("/home")
    await stage.make_round()
    stage.services.duties.require(ana_id(stage), HR, "full-time again")

    await hana.says("/people Ana")
    await hana.taps("Reminders")

    hana.sees("that it is to be completed, not sent: nothing was left to do")


def find_change(stage: Stage, person_id: int) -> int:
    """Return after which mark something of a person's rows has changed."""
    with stage.database.peeking() as plain:
        ((mark,),) = plain.fetch("SELECT mark_id FROM person_change WHERE person_id = ?", person_id)
    return int(mark)


def ana_id(stage: Stage) -> int:
    """Return Ana's number."""
    member = next(row for row in stage.services.report().rows if row.name == "Ana Kovač")
    return member.person_id


async def test_staff_without_roster_are_part_of_everybody(stage: Stage) -> None:
    """A trainer who learns, too, is reminded in the company's own time zone."""
    tom = await stage.member(Role.TRAINER, "Tom")
    stage.services.assignments.assign(Whom(Target.EVERYONE), Terms(Due(days=3)), HR)
    await stage.make_round()

    tom.sees("You have a course to complete.", "Due Thursday 26 November 2026")


async def test_report_says_who_is_overdue_and_was_reminded(company: Company) -> None:
    """HR by department and day; the manager sees the counts of those below her, and no names."""
    stage, cleo = company.stage, company.people["Cleo"]
    hana = await stage.member(Role.HR, "Hana")
    await company.pass_days(at(14, 9), hours=4)

    await hana.says("/report")
    hana.sees("2 assigned", "0 of 2 completed (0%)", "2 overdue: reminded Friday; 1 unreachable")
    await hana.taps("Department")
    await hana.taps("Board")
    hana.sees("· Board", "Nothing is assigned, 1 without an assignment", "0 of 0 completed")
    await hana.taps("Date")
    await hana.taps("Yesterday")
    hana.sees("· Board", "As of Sun 13 Dec 2026, 23:59, UTC")
    await hana.taps("Department")
    await hana.taps("Logistics")
    hana.sees("· Logistics", "As of Sun 13 Dec 2026, 23:59, UTC", "2 overdue")
    hana.sees_not("Ana", "Ben")
    await cleo.says("/report")
    cleo.sees("your people", "2 assigned", "2 overdue")
    cleo.sees_not("Ana", "Ben")
