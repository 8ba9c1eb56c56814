"""HR sends a roster to the bot: the difference, then Apply or Discard; nobody else can."""

import pytest

from bot.chat.taps.people import ApplyRoster
from bot.learning.people import Role
from bot.learning.roster import RosterMode
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_employees import HEADER
from tests.storage.rows import count

STAFF = HEADER + (
    "1,active,Ana,Kovač,Logistics,2\n2,active,Cleo,Ash,Board,\n3,leave,Ben,Berg,Sales,2\n"
)


def count_staff(stage: Stage, status: str = "active") -> int:
    """Return how many employees have a status."""
    return count(stage.services.enrolment._database, f"employee WHERE status = '{status}'")


async def send(actor: Actor, text: str | bytes, name: str = "staff.csv") -> None:
    """Send a file."""
    await actor.sends(**{name: text})


async def test_difference_is_shown_and_then_applied_once(stage: Stage) -> None:
    """Names are shortened and no values shown; a second tap changes nothing."""
    hana = await stage.member(Role.HR, "Hana")
    await send(hana, STAFF)
    hana.sees("3 rows, beside 0 people here.", "➕ 3 new", "1 Ana K., Logistics")
    hana.sees("👥 1 new manager", "Whoever is not in the file stays as they are.")
    hana.sees_not("Kovač")
    assert count_staff(stage) == 0

    message, data = hana.find_button("Apply")
    for _ in range(2):
        hana._last_tap = stage.simulator.forge_tap(hana.id, message["message_id"], data)
    await stage.settle()
    assert hana.toast == "This file is applied already."
    hana.sees("✅ Applied")
    assert count_staff(stage) == 2
    database = stage.services.enrolment._database
    assert count(database, "roster_import WHERE origin = 'chat' AND actor_id = 1") == 1
    assert count(database, "roster_file WHERE body IS NULL AND state = 'applied'") == 1

    await send(hana, STAFF.replace("Logistics", "Sales"))
    hana.sees("✏️ 1 changed", "1 Ana K.: department", "2 unchanged")
    await hana.taps("Discard")
    hana.sees("Discarded. Nothing was changed.")
    await hana.forges(f"roster:{2}:delta")
    assert hana.toast.startswith("That file waits for nothing any more.")


@pytest.mark.parametrize(("people", "last"), [(6, "6 A B., C"), (7, "… and 2 more")])
async def test_list_that_is_cut_says_how_many_are_left(
    stage: Stage, people: int, last: str
) -> None:
    """Nothing is cut off for the sake of one."""
    hana = await stage.member(Role.HR, "Hana")
    await send(hana, HEADER + "".join(f"{n},active,A,B,C,\n" for n in range(1, people + 1)))
    hana.sees(f"➕ {people} new", f"5 A B., C\n{last}\n")


async def test_whole_staff_needs_a_second_look_where_many_leave(stage: Stage) -> None:
    """The button says how many leave; what is shown is what is applied."""
    hana = await stage.member(Role.HR, "Hana")
    await send(hana, STAFF)
    await hana.taps("Apply")
    await send(hana, HEADER + "2,active,Cleo,Ash,Board,\n")
    hana.sees("It changes nothing: all of it is on record already.")
    assert not hana.has_button("Apply")
    await hana.taps("It names everybody")
    hana.sees("➖ 2 leave", "Whoever is not in the file leaves.", "2 of 3 people would leave")
    digest = hana.find_button("Apply: 2 people leave")[1].split(":")[3]
    await hana.forges(ApplyRoster(2, RosterMode.SNAPSHOT, digest, is_sure=False).encode())
    assert hana.toast == "The record has changed since. Please look again."
    assert count_staff(stage, "terminated") == 0
    await hana.forges(ApplyRoster(2, RosterMode.SNAPSHOT, "0" * 12, is_sure=True).encode())
    assert hana.toast == "The record has changed since. Please look again."
    await hana.taps("Apply: 2 people leave")
    hana.sees("✅ Applied", "2 left")
    assert count_staff(stage, "terminated") == 2


async def test_wrong_files_are_explained_and_not_kept(stage: Stage) -> None:
    """Rows by line, and in a file where they are many; a whole file in a sentence."""
    hana = await stage.member(Role.HR, "Hana")
    await send(hana, STAFF.replace("leave", "gone"))
    hana.sees("1 wrong row. Nothing was changed.", "Line 4: status: is 'gone'")
    await send(hana, STAFF.replace("Kovač", "k" * 120))
    hana.sees("Line 2: first_name, last_name: 'Ana kkk", "is no name of at most 80 characters")
    await send(hana, HEADER + "".join(f"{n},gone,A,B,C,\n" for n in range(30)))
    sheet = next(message for message in reversed(hana.messages) if "document" in message)
    assert sheet["document"]["file_name"] == "problems.txt"
    assert any(
        "… and 20 more, in the file below." in message.get("text", "") for message in hana.heard
    )
    await send(hana, "name,department\n")
    hana.sees("is no roster that I can read.", "The header lacks employee_id")
    await send(hana, b"\xff\xfe", "staff.xlsx")
    hana.sees("This is no workbook, although its name ends in .xlsx.")
    assert count(stage.services.enrolment._database, "roster_file") == 0


async def test_file_goes_to_whom_it_is_for(stage: Stage) -> None:
    """Administrators send rosters and files for the bank; managers and learners send neither."""
    admin = await stage.member(Role.ADMIN, "Adam")
    await send(admin, STAFF)
    admin.sees("➕ 3 new")
    await send(admin, "question;a;b\n", "questions.csv")
    admin.sees_not("roster")
    for role in (Role.LEARNER, Role.MANAGER, Role.TRAINER):
        actor = await stage.member(role, "Somebody")
        await send(actor, STAFF)
        actor.sees_not("new", "➕")
    assert count_staff(stage) == 0


async def test_newer_file_takes_the_place_of_the_one_that_waits(stage: Stage) -> None:
    """And whoever sent it is the only one who can apply it; after a week nobody can."""
    hana, hugo = await stage.member(Role.HR, "Hana"), await stage.member(Role.HR, "Hugo")
    await send(hana, STAFF)
    first = hana.find_button("Apply")
    await hugo.forges(first[1])
    assert hugo.toast.startswith("That file waits for nothing any more.")
    await send(hana, STAFF.replace("Sales", "Shop"))
    await hana.taps("Apply", on=first[0])
    assert hana.toast.startswith("That file waits for nothing any more.")
    stage.clock.advance(days=8)
    stage.services.roster_files.forget_old()
    await hana.taps("Apply")
    assert hana.toast.startswith("That file waits for nothing any more.")
    assert count_staff(stage) == 0
