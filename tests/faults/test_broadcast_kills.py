"""F9: the bot is killed while it sends a mass message; everybody gets it, at Telegram's rate."""

import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from bench.seed import add_people
from bot.bootstrap import open_database, read_clock
from bot.chat.mailing import AT_ONCE
from bot.config import Settings
from bot.learning.people import Role
from bot.limits import BOT
from bot.services.broadcasts import Broadcasts
from bot.simulator import Simulator
from bot.simulator.rates import RateLimits
from tests.faults.conftest import RecordFigure
from tests.faults.desks import open_desk
from tests.faults.size import examples
from tests.waiting import until

TEXT = "**Friday**: no training."


def let_in(simulator: Simulator, database: Path, people: int) -> list[int]:
    """Let people join who have pressed START; return their accounts."""
    with closing(sqlite3.connect(database)) as connection, connection:
        ids = [telegram_id for _, telegram_id in add_people(connection, range(people))]
    for telegram_id in ids:
        simulator.add_person(f"P{telegram_id}", person_id=telegram_id)
        simulator.chat(telegram_id).is_started = True
    return ids


def has_taken(simulator: Simulator, messages: int) -> bool:
    """Tell whether Telegram has taken so many messages, cheaply."""
    assert simulator.limits is not None
    return len(simulator.limits.accepted) >= messages


async def test_killed_bot_sends_to_everybody(settings: Settings, figure: RecordFigure) -> None:
    """At least once to each, twice at most what was in flight, at most thirty in any second."""
    people, kills = examples(100, 10_000), examples(2, 10)
    dice = Random(9)  # noqa: S311 - a seed, no secret
    limits = RateLimits()
    async with open_desk("polling", settings, 0) as desk:
        simulator = desk.simulator
        simulator.limits = limits
        desk.environment["RATE_FACTOR"] = "1"
        with open_database(settings.database) as database:
            ids = let_in(simulator, settings.database, people)
            broadcasts = Broadcasts(database, read_clock)
            broadcasts.create(TEXT, [Role.LEARNER])
            began = time.monotonic()
            for at in sorted(dice.sample(range(people // 10, people * 9 // 10), kills)):
                bot = desk.fork()
                await until(partial(has_taken, simulator, at), people)
                bot.kill()
            bot = desk.fork()
            await until(lambda: broadcasts.find_progress(1).finished_at, people)
            took = time.monotonic() - began
            status, said = await bot.stop(), desk.log.read_text()
            progress = broadcasts.find_progress(1)
    got = [len(simulator.chat(telegram_id).messages) for telegram_id in ids]
    busiest = limits.count_busiest(BOT.seconds)
    figure(
        "F9",
        f"kill -9 during a broadcast to {people:,}",
        f"{kills} kills, {got.count(0)} got nothing, {sum(got) - people} came twice, "
        f"at most {busiest} in a second, {limits.refused} times 429; {took:.0f} s",
    )

    assert (status, said) == (0, "")
    assert min(got) == 1
    assert sum(got) - people <= kills * AT_ONCE
    assert (progress.sent, progress.failed, progress.left) == (people, 0, 0)
    assert busiest <= BOT.calls
    assert limits.refused == 0
