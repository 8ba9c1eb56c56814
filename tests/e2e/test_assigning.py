"""HR gives the course to people in the chat, sees how many that is, and ends it again."""

from datetime import timedelta

from bot.chat.taps.assigning import (
    AskToEnd,
    Assign,
    ChooseDue,
    ChooseWhom,
    ListAssignments,
    WriteAssignmentDay,
)
from bot.chat.taps.duties import ShowReminders
from bot.chat.taps.tap import Tap
from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Actor as Doer
from bot.learning.people import ActorOrigin, Role
from bot.services.rosters import Rosters
from tests.e2e.stage import Stage, list_buttons
from tests.e2e.test_employees import bring_in
from tests.e2e.test_people import find_id

HR = Doer(ActorOrigin.COMMAND)
HEADER = "employee_id,status,first_name,last_name,department,groups\n"
LONG = "Research: a department with a very long name, longer than any button may carry — Süd"
STAFF = f"""\
1,active,Ana,Kovač,Logistics,drivers|night
2,active,Ben,Berg,Logistics,
3,active,Cleo,Ash,"{LONG}",night
4,terminated,Old,Hand,Logistics,night
"""


def take_roster(stage: Stage, rows: str = STAFF) -> None:
    """Take over a roster."""
    rosters = Rosters(stage.database, stage.clock)
    rosters.apply(rosters.propose("staff.csv", (HEADER + rows).encode()), HR)


def read_assignments(stage: Stage) -> list[tuple[object, ...]]:
    """Return what was assigned in the chat: to whom, by when, by whom, and whether it has ended."""
    with stage.database.peeking() as plain:
        return plain.fetch(
            "SELECT target, target_key, due_on, due_days, actor_id, ended_by"
            " FROM assignment WHERE origin = 'chat' ORDER BY id"
        )


def read_looks(stage: Stage) -> list[tuple[object, ...]]:
    """Return which looks at others are written down."""
    with stage.database.peeking() as plain:
        return plain.fetch("SELECT kind, subject_id, people FROM access_log ORDER BY id")


async def test_department_group_and_everyone(stage: Stage) -> None:
    """Whom, by when, how many, yes: each is made once, and opened by the next round."""
    take_roster(stage)
    ana, hana = await bring_in(stage, "1"), await stage.member(Role.HR, "Hana")
    me = find_id(stage, hana)
    await hana.says("/assign")
    hana.sees(
        "Assign: Customer centricity at work", "Whom is it for?", "write /people and the name"
    )
    await hana.taps("A department")
    labels = [text for text, _ in list_buttons(hana.last)]
    assert labels[0] == "Logistics · 2"
    assert labels[1].startswith("Research: a department")
    await hana.taps("Logistics")
    hana.sees("Department Logistics", "By when?")
    await hana.taps("In 2 weeks")
    hana.sees("Department Logistics, due 14 days after it is assigned", "2 people: it is new for 2")
    assert read_assignments(stage) == []
    message, data = hana.find_button("Assign")
    for _ in range(2):
        hana._last_tap = stage.simulator.forge_tap(hana.id, message["message_id"], data)
    await stage.settle()
    hana.sees("Assigned as number 1.", "within a minute")
    await stage.make_round()
    ana.sees("You have a course to complete.", "Due Monday 7 December 2026")

    await hana.says("/assign")
    await hana.taps("A group")
    await hana.taps("night")
    hana.sees("Group night")
    await hana.taps("On a day")
    hana.sees("Write the due day")
    for wrong, words in (("soon", "Please write one day"), ("2026-11-01", "does not fit")):
        await hana.says(wrong)
        hana.sees(words)
    await hana.says("18 Dec 2026")
    hana.sees("Group night, due Friday 18 December 2026", "2 people: it is new for 1")
    hana.sees("1 have it to do already")
    await hana.taps("No, leave it")
    await hana.taps("A department")
    await hana.taps("Research")
    hana.sees(f"Department {LONG}")
    await hana.taps("No due day")
    hana.sees("no due day", "1 person: it is new for 1")
    await hana.taps("Assign")

    await hana.forges(ChooseDue(Target.GROUP, 1, 14).encode())
    assert hana.toast == "Nobody is there to assign it to. Choose somebody else."
    for due in (20269999, 20261101):
        await hana.forges(Assign(Target.EVERYONE, 0, due).encode())
        assert hana.toast.startswith(("Please write one day", "That day does not fit")), due
    assert read_assignments(stage) == [
        ("department", "Logistics", None, 14, me, None),
        ("department", LONG, None, None, me, None),
    ]


async def test_all_terms_are_listed(stage: Stage) -> None:
    """Also those that only the command line and the dashboard can set."""
    take_roster(stage)
    terms = Terms(Due(days=14), 90, 1, timedelta(hours=24), 12)
    stage.services.assignments.assign(Whom(Target.EVERYONE), terms, HR)
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/assign")

    await hana.taps("All assignments")

    hana.sees("pass mark 90%, at most 1 attempt, 24 hours between attempts, valid for 12 months")


async def test_who_is_named_is_looked_at(stage: Stage) -> None:
    """Each screen that names a person stands in the access log; one that names nobody does not."""
    take_roster(stage)
    ben = stage.services.assignments.assign(Whom(Target.PERSON, "2"), Terms(Due(days=9)), HR)
    stage.services.assignments.assign(Whom(Target.EVERYONE), Terms(Due(days=9)), HR)
    hana = await stage.member(Role.HR, "Hana")
    screens: list[tuple[Tap, str, list[tuple[object, ...]]]] = [
        (ListAssignments(0), "Ben B.", [("search", None, 1)]),
        (AskToEnd(ben.assignment_id), "Ben B.", [("search", None, 1)]),
        (ChooseWhom(Target.PERSON, 2), "Ben B.", [("person", 2, 1)]),
        (ChooseDue(Target.PERSON, 2, 30), "Ben B.", [("person", 2, 1)]),
        (WriteAssignmentDay(Target.PERSON, 2), "Ben B.", [("person", 2, 1)]),
        (Assign(Target.PERSON, 2, 30), "Ben B.", [("person", 2, 1)]),
        (AskToEnd(ben.assignment_id + 1), "Everyone", []),
        (ChooseWhom(Target.EVERYONE, 0), "Everyone", []),
        (ShowReminders(2), "Ben B.", [("person", 2, 1)]),
    ]
    await hana.says("/assign")

    for tap, said, noted in screens:
        before = read_looks(stage)
        await hana.forges(tap.encode())
        assert said in hana.last["text"]
        assert read_looks(stage)[len(before) :] == noted, tap


async def test_one_person_and_the_end(stage: Stage) -> None:
    """From the person's screen; ended once with a yes, after which nobody new gets it."""
    take_roster(stage)
    hana = await stage.member(Role.HR, "Hana")
    await hana.says("/people ben")
    hana.sees("Not assigned")
    await hana.taps("Assign")
    hana.sees("Ben B.", "By when?")
    await hana.taps("In 30 days")
    hana.sees("Ben B., due 30 days after it is assigned", "1 person: it is new for 1")
    await hana.taps("Assign")
    await stage.make_round()
    await hana.says("/people ben")
    hana.sees("Due Wednesday 23 December 2026", "Not reminded yet")

    await hana.says("/people hand")
    assert not hana.has_button("Assign")
    await hana.forges(ChooseDue(Target.PERSON, 4, 30).encode())
    assert hana.toast == "Nobody is there to assign it to. Choose somebody else."
    for day in range(8):
        stage.clock.advance(days=1)
        await hana.forges(Assign(Target.EVERYONE, 0, 20270101 + day).encode())
    await hana.says("/assign")
    await hana.taps("All assignments")
    hana.sees("9. Everyone, due Friday 8 January 2027")
    rows = hana.last["reply_markup"]["inline_keyboard"]
    assert all(len(row) <= 2 for row in rows)  # a phone would cut their numbers off
    await hana.forges("assigned:9")
    hana.sees("1. Ben B., due 30 days after it is assigned", "made 23 Nov 2026")
    hana.sees_not("Berg")
    await hana.taps("End 1")
    hana.sees("End assignment 1?", "What is open stays to be done.")
    await hana.taps("No, leave it")
    await hana.taps("▶")
    await hana.taps("End 1")
    message, data = hana.find_button("Yes, end it")
    for _ in range(2):
        hana._last_tap = stage.simulator.forge_tap(hana.id, message["message_id"], data)
    await stage.settle()
    hana.sees("Assignments")
    await hana.taps("▶")
    hana.sees("made 23 Nov 2026, ended 1 Dec 2026")
    assert not hana.has_button("End 1")
    await hana.forges("assignend?:1")
    hana.sees("ended 1 Dec 2026")
    assert not hana.has_button("Yes")
    assert read_assignments(stage)[0][-1] == find_id(stage, hana)
    await hana.says("/people ben")
    hana.sees("Due Wednesday 23 December 2026")
