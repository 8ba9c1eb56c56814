"""F1: the bot is killed at random moments, while taps come all the time, in both modes."""

import asyncio
from contextlib import suppress
from functools import partial
from random import Random

import pytest

from bench.seed import seed
from bot.config import Settings
from tests.e2e.test_web_process import port
from tests.faults.conftest import RecordFigure
from tests.faults.crowding import Crowd
from tests.faults.desks import GuardedDesk, arrive, open_desk
from tests.faults.processes import Forked
from tests.faults.size import examples
from tests.faults.tables import read_rows
from tests.faults.watching import list_stored, watch
from tests.waiting import until

__all__ = ["port"]  # the fixture

LEARNERS = 40
TAPS = 50  # in each cycle: half while no bot runs, half from when it is there
PAUSE = 0.008  # seconds between the taps of the second half
# As a rule the bot is killed after its arrival, when it has made some calls and a moment has
# passed; all taps of a cycle make about a hundred. Sometimes it is killed soon after its start.
MOST_CALLS = 400
AT_WORK = 0.05  # seconds
AT_START_SHARE = 0.15
AT_START = 0.8  # seconds
LAST_SECONDS = 60.0  # for the last bot to work off what all the others have left


async def tap_on(desk: GuardedDesk, crowd: Crowd, until_count: int) -> None:
    """Let the crowd go on as soon as the bot is there."""
    await arrive(desk)
    while len(crowd.update_ids) < until_count:
        crowd.act()
        await asyncio.sleep(PAUSE)


async def live_and_die(desk: GuardedDesk, crowd: Crowd, dice: Random) -> None:
    """Let a bot live for a moment, and kill it."""
    goal = len(crowd.update_ids) + TAPS
    for _ in range(TAPS // 2):
        crowd.act()
    desk.simulator.call_log.clear()
    bot = desk.fork()
    tapping = asyncio.create_task(tap_on(desk, crowd, goal))
    if dice.random() < AT_START_SHARE:
        await asyncio.sleep(dice.uniform(0, AT_START))
    else:
        await work_off(desk, bot, tapping, dice.randrange(MOST_CALLS))
        await asyncio.sleep(dice.uniform(0, AT_WORK))
    bot.kill()
    tapping.cancel()
    await asyncio.gather(tapping, return_exceptions=True)
    while len(crowd.update_ids) < goal:
        crowd.act()


async def work_off(desk: GuardedDesk, bot: Forked, tapping: asyncio.Task[None], calls: int) -> None:
    """Wait until the bot has made so many calls, has nothing left to do, or has given up."""
    simulator = desk.simulator

    def is_time() -> bool:
        is_idle = tapping.done() and not simulator.updates.queued and not simulator.callbacks.open
        return is_idle or len(simulator.call_log) >= calls or not bot.is_running()

    await until(is_time, LAST_SECONDS)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_killed_bot_loses_nothing_and_counts_nothing_twice(
    settings: Settings, port: int, figure: RecordFigure, mode: str
) -> None:
    """Every tap takes effect once, every learner gets the last feedback, none was forgotten."""
    cycles = examples(6, 200)
    dice = Random(f"kills by {mode}")  # noqa: S311 - a seed, no secret
    seeded = seed(settings.database, LEARNERS, sessions=2 + cycles * TAPS // LEARNERS // 7)
    in_hand = may_repeat = 0
    async with open_desk(mode, settings, port) as desk:
        queue = watch(desk.simulator, settings.database)
        crowd = Crowd(desk.simulator, seeded, dice)
        for _ in range(cycles):
            await live_and_die(desk, crowd, dice)
            unfinished = list_stored(settings.database, "finished_at IS NULL")
            in_hand += bool(unfinished)
            may_repeat += len(unfinished & crowd.commands)
        desk.simulator.call_log.clear()
        bot = desk.fork()
        await arrive(desk)
        with suppress(TimeoutError):  # what is not over by then is lost, and counted so
            await until(partial(crowd.is_over, settings.database), LAST_SECONDS)
        status, said = await bot.stop(), desk.log.read_text().splitlines()
    toll = crowd.count(settings.database)
    figure(
        "F1",
        f"kill -9, {mode}",
        f"{cycles} kills, {in_hand} with updates in hand; {toll.updates:,} updates, "
        f"{len(toll.lost)} lost, {len(toll.twice)} counted twice, {toll.duplicates} replies twice",
    )

    assert status == 0
    # A start that meets a broken connection ends in one line; whoever runs the bot starts another.
    assert [line for line in said if "cannot be reached" not in line] == []
    assert queue.unstored == []
    assert queue.confirmations == toll.updates == cycles * TAPS
    assert (toll.lost, toll.twice) == ([], [])
    assert toll.duplicates <= may_repeat
    assert in_hand > cycles // 10, "the kills came when there was nothing to lose"
    assert read_rows(settings.database, "PRAGMA integrity_check") == [("ok",)]
