"""People ask the bot for their data."""

import json
import logging
from collections.abc import AsyncIterator

import pytest

from bot.chat.sweeping import sweep
from bot.config import Settings
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.rich_course import make_rich, rich_stage
from tests.e2e.stage import Actor, Stage
from tests.e2e.student import Student
from tests.faults.tables import read_rows


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with a small course."""
    async with rich_stage(settings, clock) as stage:
        yield stage


def read_file(stage: Stage, actor: Actor) -> dict[str, dict[str, list[dict[str, object]]]]:
    """Return what the newest file of a chat holds."""
    papers = [message for message in actor.heard if "document" in message]
    assert papers[-1]["document"]["file_name"] == "my-data.json"
    file: dict[str, dict[str, list[dict[str, object]]]] = json.loads(
        stage.simulator.files.by_id[papers[-1]["document"]["file_id"]].data
    )
    return file


async def test_own_data_come_to_oneself_alone(stage: Stage) -> None:
    """A summary and a file, in the private chat; in a group nothing but one sentence."""
    ana = await stage.member()
    await Student(ana, make_rich()).completes_lessons()
    await ana.says("/mydata")
    ana.sees("What is stored about you, Ana", "lessons read", "checks and tests", "Ask Hana in HR")
    ana.sees_not("Kovač", "Duty")
    file = read_file(stage, ana)
    assert file["running"]["person"][0]["name"] == "Ana Kovač"
    assert file["evidence"]["answer"]

    await ana.says("/help")
    await ana.taps("What is stored about me")
    ana.sees("What is stored about you, Ana")

    group_id = stage.add_group(ana)
    said = len(ana.heard)
    spoken = stage.in_group(ana, group_id)
    await spoken.says("/mydata")
    assert not any("document" in message for message in spoken.heard)
    assert len(ana.heard) == said


async def test_own_data_are_erased_after_a_yes(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """What goes and what stays is said first; a second tap shows the same; evidence is there.

    And of all that nothing is logged but internal numbers.
    """
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "bot")
    ana = await stage.member()
    student = Student(ana, make_rich())
    await student.completes_lessons()
    await ana.says("/practice")
    await ana.taps("A mix of everything")
    await student.answers()
    practised = ana.last

    await ana.says("/forgetme")
    ana.sees("Erase what is your own?", "1 practice round with 1 answer", "Stays, as evidence:")
    await ana.taps("Keep it all")
    await ana.says("/mydata")
    ana.sees("1 practice round")
    await ana.taps("Erase what is my own")
    asked = ana.last
    await ana.taps("Erase it now")
    ana.sees("Erased.", "36 months after you have left")
    erased = ana.last["text"]
    await ana.forges("forgetnow", on=asked)
    ana.sees(erased)
    file = await ask_again(stage, ana)
    assert "own" not in file or not file["own"].get("answer")
    assert file["evidence"]["answer"]

    await ana.taps("Next →", on=practised)
    assert ana.toast == "That quiz isn't yours. Home shows where you are."
    assert "person 1 erased what is their own" in caplog.text
    assert not any(word in caplog.text for word in ("Ana", "Kovač", str(ana.id)))


async def ask_again(stage: Stage, ana: Actor) -> dict[str, dict[str, list[dict[str, object]]]]:
    """Ask for the file once more."""
    await ana.says("/mydata")
    return read_file(stage, ana)


async def test_looks_at_others_are_written_down(stage: Stage) -> None:
    """HR looks at Ana: the administrator reads who it was, Ana how often; a repeat counts once.

    Reading who looked at whom is a look at both.
    """
    ana = await stage.member()
    hana = await stage.member(Role.HR, "Hana")
    ada = await stage.member(Role.ADMIN, "Ada")
    await ada.says("/accesses")
    ada.sees("Nobody has looked")
    await hana.says("/people ana")
    hana.sees("Ana K.")
    await hana.says("/people k")
    hana.sees("3 people found")
    await hana.says("/people")
    await hana.says("/people hana")
    stage.simulator.redeliver()
    await stage.settle()

    await ada.says("/accesses")
    ada.sees("23 Nov 09:0", "Hana K. · people found · 3 people", "Hana K. · person's card · Ana K.")
    looks = read_rows(stage.settings.database, "SELECT kind, origin, people FROM access_log")
    assert looks == [("person", "chat", 1), ("search", "chat", 3), ("search", "chat", 2)]
    await ana.says("/mydata")
    ana.sees("1 look at your record")
    assert "actor_id" not in read_file(stage, ana)["running"]["access_log"][0]


async def test_old_practice_goes_with_the_hourly_sweep(stage: Stage) -> None:
    """Nobody has to think of it."""
    ana = await stage.member()
    await ana.says("/practice")
    await ana.taps("A mix of everything")
    await sweep(stage.services, stage.worker)
    path, practice = stage.settings.database, "SELECT count(*) FROM quiz_session"
    assert read_rows(path, practice) == [(1,)]

    stage.clock.advance(days=400)
    await sweep(stage.services, stage.worker)
    assert read_rows(path, practice) == [(0,)]
