"""A mass message among dialogues, and through kills of the process that sends it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.bootstrap import open_database, read_clock
from bot.chat.mailing import AT_ONCE, Mailer
from bot.config import Settings
from bot.learning.people import Role
from bot.limits import BOT
from bot.services.broadcasts import Broadcasts
from bot.services.enrolment import Enrolment
from bot.simulator import Simulator
from bot.simulator.rates import RateLimits
from bot.storage.engine import Database
from tests.e2e.stage import TOKEN, Stage
from tests.e2e.test_kill import SECONDS, Desk, finish
from tests.simulator.serving import serve
from tests.waiting import until

PEOPLE = 120
KILLS = 3
TEXT = "**Friday**: no training."


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """A desk with a simulator that listens, and refuses what exceeds Telegram's rates."""
    simulator = Simulator(token=TOKEN)
    simulator.limits = RateLimits()
    async with serve(simulator) as url:
        yield Desk(simulator, url, settings)


def let_in(desk: Desk, database: Database) -> list[int]:
    """Let people join who have pressed START; return their accounts."""
    enrolment = Enrolment(database, read_clock)
    code = enrolment.invite(Role.LEARNER, uses=PEOPLE)
    ids = [desk.simulator.add_person(f"P{number}").id for number in range(PEOPLE)]
    for person_id in ids:
        desk.simulator.chat(person_id).is_started = True
        enrolment.join(person_id, code)
        enrolment.give_name(person_id, "Somebody")
    return ids


def has_sent(broadcasts: Broadcasts, people: int) -> bool:
    """Tell whether the first broadcast has gone out to so many."""
    return broadcasts.find_progress(1).sent >= people


async def test_killed_bot_sends_the_rest(desk: Desk, settings: Settings) -> None:
    """Kill -9 three times: everybody gets it, few twice, never more than Telegram allows.

    It was queued while no bot ran; each one that starts goes on with what the last one left.
    """
    with open_database(settings.database) as database:
        ids = let_in(desk, database)
        desk.simulator.block(ids[7])
        broadcasts = Broadcasts(database, read_clock)
        queueing = await desk.start("broadcast", TEXT, "--yes")
        assert (await finish(queueing))[0] == 0

        for kill in range(1, KILLS + 1):
            bot = await desk.start(LOG_LEVEL="ERROR")
            await until(partial(has_sent, broadcasts, kill * PEOPLE // (KILLS + 1)))
            bot.kill()
            await finish(bot)
        bot = await desk.start(LOG_LEVEL="ERROR")
        await until(lambda: broadcasts.find_progress(1).finished_at)
        bot.send_signal(signal.SIGTERM)
        status, error = await finish(bot)
        progress = broadcasts.find_progress(1)

    assert (status, error) == (0, "")
    got = [len(desk.simulator.chat(person_id).messages) for person_id in ids]
    assert got.pop(7) == 0
    assert min(got) == 1
    assert sum(got) - len(got) <= KILLS * AT_ONCE
    assert (progress.sent, progress.failed) == (PEOPLE - 1, 1)
    assert desk.simulator.limits is not None
    assert desk.simulator.limits.count_busiest(BOT.seconds) <= BOT.calls
    assert desk.simulator.limits.refused == 0


async def test_command_shows_what_the_running_bot_does(desk: Desk, settings: Settings) -> None:
    """Progress while it sends, then the summary, and no mark left for anybody to clear up."""
    with open_database(settings.database) as database:
        ids = let_in(desk, database)
    desk.simulator.deactivate(ids[7])
    bot = await desk.start(LOG_LEVEL="ERROR")
    await desk.simulator.wait_for(lambda: "getUpdates" in dict(desk.simulator.calls), SECONDS)
    command = await desk.start("broadcast", TEXT, "--yes")
    out, error = await asyncio.wait_for(command.communicate(), SECONDS)
    bot.send_signal(signal.SIGTERM)
    await finish(bot)

    assert command.returncode == 0
    assert error == b""
    lines = out.decode().splitlines()
    assert lines[0] == f"Broadcast 1 to {PEOPLE} people is queued."
    assert lines[1].startswith(f"0 of {PEOPLE}: 0 sent")
    assert f"Sent: {PEOPLE - 1}" in lines
    assert lines[-1].startswith("  Somebody: account deactivated, since ")


async def test_who_comes_back_gets_the_next_message(stage: Stage) -> None:
    """Blocked, marked, passed over; after a word from them they are written to again."""
    ana = await stage.member()
    ben = await stage.member(first_name="Ben")
    mailer = Mailer(stage.worker._application, stage.services)

    async def broadcast(text: str) -> None:
        await stage.services.ask(stage.services.broadcasts.create, text, [Role.LEARNER])
        await mailer.send_due()

    stage.simulator.block(ana.id)
    await broadcast("One")
    await broadcast("Two")
    ben.sees("Two")
    assert stage.services.broadcasts.find_progress(1).failed == 1
    assert stage.services.broadcasts.find_progress(2).skipped == 1
    await ana.starts()
    await broadcast("Three")

    ana.sees("Three")
    assert [message["text"] for message in ana.heard if message["text"] in {"One", "Two"}] == []
    assert stage.services.broadcasts.find_progress(3).sent == 2


async def test_reply_to_who_has_blocked_the_bot_marks_them(stage: Stage) -> None:
    """They tapped and left: the next mass message passes them over."""
    ana = await stage.member()
    stage.simulator.send_text(ana.id, "/help")
    stage.simulator.block(ana.id)
    await stage.settle()

    member = stage.services.enrolment.find_member(ana.id)
    assert member is not None
    assert member.unreachable_since is not None
