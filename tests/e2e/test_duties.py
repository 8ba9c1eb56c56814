"""HR extends, waives, requires again, takes as completed elsewhere: in the chat, with reasons."""

import pytest

from bot.chat.taps.duties import WriteDutyDay, WriteDutyReason
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.duties import DutyAct
from bot.learning.people import Role
from tests.e2e.stage import Stage
from tests.e2e.test_people import find_id
from tests.e2e.test_reminders import DUE, HR, Company


@pytest.fixture
async def company(stage: Stage) -> Company:
    """Ana and Ben have a course until Friday 11 December; Cleo leads them. It is Monday 23 Nov."""
    company = Company(stage)
    company.take_roster()
    await company.join("1", "Ana")
    await company.join("3", "Cleo")
    stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Logistics"), Terms(Due(on=DUE)), HR)
    await stage.make_round()
    return company


def read_events(stage: Stage) -> list[tuple[object, ...]]:
    """Return what was decided: what, by whom, why, and until when."""
    with stage.database.peeking() as plain:
        return plain.fetch(
            "SELECT kind, actor_id, reason, proof, substr(coalesce(due_at, completed_at), 1, 10)"
            " FROM occurrence_event WHERE origin = 'chat' ORDER BY id"
        )


async def test_extend_waive_and_require_again(company: Company, stage: Stage) -> None:
    """Each asks for the reason, is done once, and stands on the person's screen; days are read."""
    hana = await stage.member(Role.HR, "Hana")
    me = find_id(stage, hana)
    await hana.says("/people ana")
    hana.sees("Due Friday 11 December 2026", "Last reminder: 23 Nov 2026")
    hana.sees_not("What was decided about it")
    await hana.taps("Extend")
    hana.sees("Until when for Ana K.?", "So far: Friday 11 December 2026.")
    await hana.taps("1 week: Fri 18 Dec 2026")
    hana.sees("Write the reason, and it is due Friday 18 December 2026: Ana K.")
    await hana.says("On leave until then")
    hana.sees("Done, and written down.")
    await hana.taps("Show it")
    hana.sees("Due Friday 18 December 2026", "due 18 Dec 2026: On leave until then, by Hana K.")

    await hana.taps("Extend")
    await hana.taps("Another day")
    hana.sees("Write the new due day")
    for wrong, words in (
        ("11/12/2026", "Please write one day"),
        ("31.2.2027", "Please write one day"),
        ("0001-01-01", "Write today or a later day, within ten years."),
        ("9999-12-31", "Write today or a later day, within ten years."),
        ("2026-11-22", "That day does not fit. Write today or a later day"),
        ("2026-12-17", "That is not after the present due day. Write a later one."),
        ("2026-12-18", "That is not after the present due day. Write a later one."),
    ):
        await hana.says(wrong)
        hana.sees(words)
    await hana.says("15. 1. 2027")
    hana.sees("Ana K.: due Friday 15 January 2027", "Nothing is changed yet.")
    await hana.taps("Yes, write why")
    await hana.taps("Leave it")
    await hana.says("too late")
    assert len(read_events(stage)) == 1

    await hana.says("/people ana")
    message, data = hana.find_button("Waive")
    for _ in range(2):
        hana._last_tap = stage.simulator.forge_tap(hana.id, message["message_id"], data)
    await stage.settle()
    hana.sees("Write the reason, and Ana K. need not complete the course.")
    await hana.says("x" * 1001)
    hana.sees("at most 1,000 characters")
    await hana.says("\u2800\u3164")
    hana.sees("Nothing of that can be seen. Please write it in words.")
    await hana.says("Works part-time")
    member, prompts = stage.services.enrolment.find_member(hana.id), stage.services.prompts
    assert member is not None
    with stage.database.peeking() as plain:
        ((update_id,),) = plain.fetch("SELECT taken_by FROM prompt WHERE person_id = ?", me)
    assert prompts.take(member, "Works part-time", update_id) is not None  # it comes again
    await hana.taps("Show it")
    hana.sees("Waived: need not be completed", "waived: Works part-time, by Hana K.")
    assert not hana.has_button("Extend")
    await company.people["Ana"].says("/home")
    company.people["Ana"].sees_not("Due")
    await hana.taps("Required again")
    await hana.says("A slip")
    await hana.taps("Show it")
    hana.sees("Due Friday 18 December 2026", "required again: A slip, by Hana K.")

    assert read_events(stage) == [
        ("extended", me, "On leave until then", None, "2026-12-18"),
        ("waived", me, "Works part-time", None, None),
        ("required", me, "A slip", None, None),
    ]


async def test_completed_elsewhere_takes_a_day_and_a_proof(company: Company, stage: Stage) -> None:
    """A day that is over, the proof in one line and the reason below; managers see it done."""
    hana, cleo = await stage.member(Role.HR, "Hana"), company.people["Cleo"]
    await hana.says("/people ben")
    await hana.taps("Completed elsewhere")
    hana.sees("Write the day on which it was completed")
    for day in ("2026-12-24", "1900-01-01", "1999-12-31"):
        await hana.says(day)
        hana.sees("That day does not fit. Write today or an earlier day, from 2000 on.")
    await hana.says("20 nov 2026")
    hana.sees("Ben B.: completed elsewhere on Friday 20 November 2026")
    await hana.taps("Yes, write proof")
    await hana.says("attendance sheet no. 12")
    hana.sees("Please write two lines")
    await hana.says("attendance sheet no. 12\nno phone at work")
    hana.sees("Done, and written down.")
    await hana.taps("Show it")
    hana.sees("Completed elsewhere on 20 Nov 2026", "elsewhere: no phone at work, proof: ")
    hana.sees("proof: attendance sheet no. 12, by Hana K.")
    assert not hana.has_button("Extend")
    me = find_id(stage, hana)
    assert read_events(stage) == [
        ("elsewhere", me, "no phone at work", "attendance sheet no. 12", "2026-11-20")
    ]

    await cleo.says("/people ben")
    cleo.sees("Completed elsewhere on 20 Nov 2026")
    cleo.sees_not("What was decided", "no phone", "attendance sheet")
    await cleo.says("/people ana")
    cleo.sees("Due Friday 11 December 2026")
    for label in ("Extend", "Waive", "Completed elsewhere"):
        assert not cleo.has_button(label)
    await stage.make_round()
    for days in (11, 7, 7):
        stage.clock.advance(days=days)
        await stage.make_round()
    await hana.says("/people ana")
    await hana.taps("Reminders")
    hana.sees(
        "Reminders to Ana K.",
        "7 days overdue\n11 Dec 2026, ",
        "on the due day\n4 Dec 2026, ",
        "7 days before it is due\n23 Nov 2026, 09:00 that it is to be completed",
    )
    await hana.taps("Back")
    hana.sees("Ana K.")
    await hana.says("/people ben")
    await hana.taps("Reminders")
    hana.sees("Reminders to Ben B.", "None was sent yet.")
    await cleo.says("/people ana")
    cleo.sees("⚠️ Overdue since Friday 11 December 2026")


async def test_completion_elsewhere_of_the_wrong_person_is_taken_back(
    company: Company, stage: Stage
) -> None:
    """The reason is asked for; it is to be done again, and reminders come again."""
    hana, ana = await stage.member(Role.HR, "Hana"), company.people["Ana"]
    await hana.says("/people ana")
    await hana.taps("Completed elsewhere")
    await hana.says("20 nov 2026")
    await hana.taps("Yes, write proof")
    await hana.says("attendance sheet no. 12\nno phone at work")
    await hana.taps("Show it")
    hana.sees("Completed elsewhere on 20 Nov 2026")
    await ana.says("/home")
    ana.sees_not("Due")
    stage.clock.advance(days=11)
    heard = len(ana.heard)
    await stage.make_round()
    assert len(ana.heard) == heard

    await hana.says("/people ana")
    await hana.taps("Required again")
    hana.sees("Write the reason, and Ana K. has to complete the course again.")
    await hana.says("It was Ana Kolar")
    hana.sees("Done, and written down.")
    await hana.taps("Show it")
    hana.sees("Due Friday 11 December 2026", "required again: It was Ana Kolar, by Hana K.")
    hana.sees("completed elsewhere: no phone at work, proof: attendance sheet no. 12, by Hana K.")
    assert hana.has_button("Extend")
    await ana.says("/home")
    ana.sees("Due Friday 11 December")
    heard = len(ana.heard)
    await stage.make_round()
    assert len(ana.heard) == heard + 1
    ana.sees("Friday 11 December")
    assert [event[:3] for event in read_events(stage)] == [
        ("elsewhere", find_id(stage, hana), "no phone at work"),
        ("required", find_id(stage, hana), "It was Ana Kolar"),
    ]


@pytest.mark.usefixtures("company")
async def test_reason_that_comes_before_the_yes_is_asked_for_again(stage: Stage) -> None:
    """Nothing is done without the yes; the way to it stands under the answer, for ten minutes."""
    hana = await stage.member(Role.HR, "Hana")
    for written, words, label in (
        ("15. 1. 2027", "Ana K.: due Friday 15 January 2027", "Yes, write why"),
        ("20 nov 2026", "Ana K.: completed elsewhere on Friday 20 November", "Yes, write proof"),
    ):
        await hana.says("/people ana")
        if "why" in label:
            await hana.taps("Extend")
            await hana.taps("Another day")
        else:
            await hana.taps("Completed elsewhere")
        await hana.says(written)
        hana.sees_not("Please tap Yes first")
        await hana.says("Parental leave")
        hana.sees(
            words, "Nothing is changed yet.", "Please tap Yes first, then write it once more."
        )
        assert hana.find_button(label)[0] == hana.last
    assert read_events(stage) == []
    await hana.taps("Yes, write proof")
    await hana.says("sheet 12\nParental leave")
    assert [event[2:] for event in read_events(stage)] == [
        ("Parental leave", "sheet 12", "2026-11-20")
    ]

    await hana.says("And thank you")
    hana.sees("I only understand buttons")
    await hana.says("/people ben")
    await hana.taps("Completed elsewhere")
    await hana.says("20 nov 2026")
    stage.clock.advance(minutes=10)
    await hana.says("Parental leave")
    hana.sees("I only understand buttons")


@pytest.mark.usefixtures("company")
async def test_names_end_a_sentence_with_one_full_stop(stage: Stage) -> None:
    """A name that is cut to its first letter has one already."""
    hana = await stage.member(Role.HR, "Hana")
    for taps in (
        ("Extend", "1 week"),
        ("Extend", "Another day"),
        ("Completed elsewhere",),
        ("Unbind", "Another reason"),
        ("Role", "Trainer", "Another reason"),
    ):
        await hana.says("/people ana")
        for label in taps:
            await hana.taps(label)
        assert hana.last["text"].splitlines()[0].endswith(": Ana K."), taps
    await hana.says("/people Jr.")
    hana.sees("Nobody here is called Jr.\n")
    await hana.says("/people Nobody")
    hana.sees("Nobody here is called Nobody.\n")


@pytest.mark.usefixtures("company")
async def test_whoever_comes_second_is_told_kindly(stage: Stage) -> None:
    """Nothing is done over a colleague's word, about oneself, or by forged buttons."""
    hana, hugo = await stage.member(Role.HR, "Hana"), await stage.member(Role.HR, "Hugo")
    for one in (hana, hugo):
        await one.says("/people ana")
        await one.taps("Extend")
        await one.taps("1 week" if one is hana else "2 weeks")
    old, data = hana.find_button("Leave it")
    del data
    await hugo.says("Ill")
    hugo.sees("Done, and written down.")
    await hana.says("Also ill")
    hana.sees("Somebody has changed that before you. Nothing was done now")
    await hana.forges(WriteDutyReason(DutyAct.WAIVE, 1, 0, 0).encode(), on=old)
    assert hana.toast == "Somebody has changed that meanwhile. This is how it stands now."
    hana.sees_not("Waived")
    for data in ("dlater:99:0", "dday:waive:99:0", "dwhy:extend:1:1:20269999"):
        await hana.forges(data)
        assert hana.toast.startswith(("Somebody has changed that", "Please write one day")), data
    await hana.forges(WriteDutyReason(DutyAct.EXTEND, 1, 1, 0).encode())
    assert hana.toast.startswith("That day does not fit")
    assert [event[:3] for event in read_events(stage)] == [
        ("extended", find_id(stage, hugo), "Ill")
    ]

    everyone = Whom(Target.EVERYONE)
    stage.services.assignments.assign(everyone, Terms(Due(days=3)), HR)
    await stage.make_round()
    await hana.says("/people hana")
    hana.sees("Due ")
    assert not hana.has_button("Extend")
    with stage.database.peeking() as plain:
        ((mine,),) = plain.fetch(
            "SELECT id FROM occurrence WHERE person_id = ?", find_id(stage, hana)
        )
    await hana.forges(WriteDutyDay(DutyAct.ELSEWHERE, mine, 0).encode())
    assert hana.toast.startswith("Your own course is for a colleague")
