"""HR gives several courses, and sees and rules on what a person has to do in each of them."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.config import Settings
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.several_courses import make_several, several_stage
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_reminders import Company


@pytest.fixture
async def stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot with three courses, running."""
    async with several_stage(settings, clock) as stage:
        yield stage


@pytest.fixture
async def company(stage: Stage) -> Company:
    """Ana and her manager Cleo have joined by the roster; Ben has not. It is Monday, 09:00 UTC."""
    company = Company(stage)
    company.take_roster()
    await company.join("1", "Ana")
    await company.join("3", "Cleo")
    return company


@pytest.fixture
async def hana(stage: Stage) -> Actor:
    """Somebody from HR."""
    return await stage.member(Role.HR, "Hana")


def read_assignments(stage: Stage) -> list[tuple[object, ...]]:
    """Return what was assigned."""
    with stage.database.peeking() as plain:
        return plain.fetch("SELECT course_id, target, target_key, due_days FROM assignment")


async def give(hana: Actor, course: str, due: str) -> None:
    """Give a course to the logistics department."""
    await hana.says("/assign")
    await hana.taps(course)
    await hana.taps("A department")
    await hana.taps("Logistics")
    await hana.taps(due)
    await hana.taps("Assign")


async def test_course_is_asked_first(company: Company, stage: Stage, hana: Actor) -> None:
    """Then everything is as with one; each screen and the list say which course it is."""
    await hana.says("/assign")
    hana.sees("Assign which course?")
    await hana.taps("Safety")
    hana.sees("Assign: Safety", "Whom is it for?")
    await hana.taps("Another course")
    await hana.taps("Tone")
    await hana.taps("A department")
    await hana.taps("← Back")
    hana.sees("Assign: Tone")
    await hana.taps("Everyone")
    hana.sees("Everyone\nTone", "By when?")
    await hana.taps("On a day")
    await hana.says("18 Dec 2026")
    hana.sees("Assign: Tone?", "Everyone, due Friday 18 December 2026", "it is new for 4")
    await hana.taps("No, leave it")
    hana.sees("Assign: Tone")
    assert read_assignments(stage) == []

    await give(hana, "Safety", "In 2 weeks")
    hana.sees("Assigned as number 1.\nSafety\nDepartment Logistics, due 14 days")
    await give(hana, "Tone", "In 30 days")
    await hana.taps("All assignments")
    hana.sees("2. Tone: Department Logistics", "1. Safety: Department Logistics")
    await hana.taps("End 1")
    hana.sees("End assignment 1?\nSafety")
    assert read_assignments(stage) == [
        ("safety", "department", "Logistics", 14),
        ("tone", "department", "Logistics", 30),
    ]
    await stage.make_round()
    ana = company.people["Ana"]
    ana.sees("Safety\nYou have a course to complete.", "Due Monday 7 December 2026")
    await ana.says("/home")
    ana.sees("Safety")


async def test_button_of_when_there_was_one_course_asks(stage: Stage, hana: Actor) -> None:
    """Nothing is given before it is said which course it is."""
    await hana.forges("assign!:everyone:0:14")
    hana.sees("Assign which course?")
    await hana.taps("Safety")
    hana.sees("Everyone\nSafety", "By when?")
    await hana.forges("assignto:department:0")
    hana.sees("Assign which course?")
    await hana.forges("assign!:everyone:0:14:4711")
    assert hana.toast == "That course is not taught any more. Home shows where you are."
    assert read_assignments(stage) == []


async def test_day_that_was_asked_for_before_the_second_course_came(
    stage: Stage, hana: Actor
) -> None:
    """The answer asks which course it is."""
    several = make_several()
    stage.services.library.publish(replace(several, courses=several.courses[:1]))
    await hana.says("/assign")
    hana.sees("Assign: Basics")
    await hana.taps("Everyone")
    await hana.taps("On a day")
    stage.services.library.publish(several)

    await hana.says("18 Dec 2026")
    hana.sees("Assign which course?")
    await hana.taps("Basics")
    hana.sees("Everyone\nBasics", "By when?")


@pytest.mark.usefixtures("company")
async def test_person_in_all_courses_and_in_one(stage: Stage, hana: Actor) -> None:
    """HR rules on the course that the buttons are about; what is overdue is said for each."""
    await give(hana, "Safety", "In 2 weeks")
    await give(hana, "Tone", "In 30 days")
    await stage.make_round()
    stage.clock.advance(days=15)
    await hana.says("/people ana")
    hana.sees(
        "Basics\nnot started\nNot assigned",
        "Safety\nnot started\n⚠️ Overdue since Monday 7 December 2026",
        "Tone\nnot started\nDue Wednesday 23 December 2026",
    )
    assert not hana.has_button("Extend")

    await hana.taps("Tone")
    hana.sees("Tone: not started", "Due Wednesday 23 December 2026")
    hana.sees_not("Safety")
    await hana.taps("Waive")
    await hana.says("She is on the board.")
    hana.sees("Done, and written down.")
    await hana.taps("Show it")
    hana.sees("Tone\nnot started\nWaived: need not be completed", "Safety\nnot started\n⚠️ Overdue")
    await hana.taps("Safety")
    await hana.taps("Extend")
    await hana.taps("2 weeks")
    await hana.says("She was ill.")
    await hana.says("/people ana")
    hana.sees("Safety\nnot started\nDue Tuesday 22 December 2026")
    await hana.taps("Basics")
    await hana.taps("Assign")
    hana.sees("Ana K.\nBasics", "By when?")
    await hana.says("/people ana")
    await hana.taps("Tone")
    await hana.taps("All courses")
    hana.sees("Basics", "Safety", "Tone")


async def test_course_that_is_gone_can_still_be_waived(
    company: Company, stage: Stage, hana: Actor
) -> None:
    """Nobody is reminded of it; HR sees it by its id, and can close it."""
    await give(hana, "Tone", "In 2 weeks")
    await stage.make_round()
    several = make_several()
    stage.services.library.publish(replace(several, courses=several.courses[:1]))
    stage.clock.advance(days=7)
    ana = company.people["Ana"]
    before = len(ana.heard)
    await stage.make_round()
    assert len(ana.heard) == before
    await ana.says("/home")
    ana.sees("Basics")
    ana.sees_not("Tone", "Due")

    await hana.says("/people ana")
    hana.sees("Basics\nnot started", "tone\nnot taught any more\nDue Monday 7 December 2026")
    await hana.taps("tone")
    await hana.taps("Waive")
    await hana.says("It is not taught any more.")
    await hana.taps("Show it")
    hana.sees("tone\nnot taught any more\nWaived")
    await hana.taps("tone")
    hana.sees("tone: not taught any more")


async def test_manager_gets_one_list_course_by_course(
    company: Company, stage: Stage, hana: Actor
) -> None:
    """On Monday, of all courses in which somebody of theirs is overdue."""
    await give(hana, "Tone", "In 2 weeks")
    await give(hana, "Safety", "In 2 weeks")
    await stage.make_round()
    stage.clock.advance(days=21)
    await stage.make_round()

    cleo = company.people["Cleo"]
    cleo.sees(
        "Safety\nIn your team 2 people are overdue:\n\nAna, since Monday 7 December 2026",
        "Tone\nIn your team 2 people are overdue:",
        "They are reminded every week.",
    )
    assert sum("overdue" in message["text"] for message in cleo.heard) == 1
