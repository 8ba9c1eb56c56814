"""HR invites many people from the chat: with files where names may be in the chat, else without."""

from collections.abc import AsyncIterator

import pytest

from bot.chat.taps.invitations import MakeInvitations
from bot.config import Settings
from bot.learning.people import Role
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_roster_file import STAFF, send
from tests.storage.rows import count


@pytest.fixture
async def open_stage(settings: Settings, clock: FakeClock) -> AsyncIterator[Stage]:
    """The bot where files with names may go through the chat."""
    allowed = settings.model_copy(update={"personal_files_in_chat": True})
    async with Stage(allowed, clock).running() as stage:
        yield stage


async def bring_hana(stage: Stage) -> Actor:
    """Let Hana of HR apply a roster and look at the invitations."""
    hana = await stage.member(Role.HR, "Hana")
    await send(hana, STAFF)
    await hana.taps("Apply")
    hana.sees("✅ Applied", "Invite the new ones next")
    await hana.taps("Invitations")
    return hana


def read_files(stage: Stage, actor: Actor) -> dict[str, str]:
    """Return the files that somebody was sent last, by their names."""
    found = [message["document"] for message in actor.messages if "document" in message]
    return {
        one["file_name"]: stage.simulator.files.by_id[one["file_id"]].data.decode("utf-8-sig")
        for one in found
        if one["file_name"].startswith("invitations")
    }


async def test_files_with_invitations_come_into_the_chat(open_stage: Stage) -> None:
    """Whoever is on leave is not among them; a card lets its person in, and the look is noted."""
    hana = await bring_hana(open_stage)
    hana.sees("○ 2 people without an account and without", "✉️ 0 people invited", "two files")
    await hana.taps("Make 2 invitations")
    hana.sees("✅ 2 invitations made", "Each lets in one person, once, until 23 Dec 2026")
    files = read_files(open_stage, hana)
    assert sorted(files) == ["invitations.csv", "invitations.html"]
    assert files["invitations.html"].count("<svg") == 2
    row = next(line for line in files["invitations.csv"].splitlines() if "Ana Kovač" in line)
    ana = open_stage.newcomer()
    await ana.starts(row.split(",")[4])
    ana.sees("You are Ana K.?")
    assert count(open_stage.database, "access_log WHERE kind = 'invitations' AND people = 2") == 1

    await hana.says("/people")
    await hana.taps("Invitations")
    hana.sees("○ 0 people", "✉️ 2 people invited")
    assert not hana.has_button("Make")
    await hana.taps("New ones for all 2")
    await ana.taps("Yes, I'm")
    ana.sees("That code doesn't work")


async def test_names_stay_out_of_the_chat_as_a_rule(stage: Stage) -> None:
    """It says where they come from instead; a button from another time makes nothing."""
    hana = await bring_hana(stage)
    hana.sees("○ 2 people", "stay out of the chat", "run_bot.py invite --all-new")
    assert not hana.has_button("Make")
    await hana.forges(MakeInvitations(is_again=False).encode())
    hana.sees("stay out of the chat")
    assert count(stage.database, "personal_invite") == 0
