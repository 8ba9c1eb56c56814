"""F5: calls are refused, or take effect and seem to fail; all replies come, few of them twice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random

import pytest

from bench.seed import Seeded, seed
from bot.config import Settings
from bot.simulator import Faults, Simulator
from tests.e2e.stage import TOKEN
from tests.faults.conftest import RecordFigure
from tests.faults.crowding import Crowd, Tapper
from tests.faults.processes import FastClock, QuickBot, Start, list_errors
from tests.faults.size import examples
from tests.simulator.serving import serve
from tests.waiting import until

SHARE = 0.1  # of calls, for each of three faults
LEARNERS = 20
PAUSE = 0.02  # seconds between two acts
HELD = 4  # seconds that Telegram asks us to wait for one chat
OTHERS = 8
SENDS = frozenset({"sendMessage"})
IN_PLACE = frozenset({"editMessageText", "answerCallbackQuery"})


@asynccontextmanager
async def run_bot(settings: Settings, log: Path) -> AsyncIterator[Simulator]:
    """Run a bot against a simulator, and stop it cleanly."""
    simulator = Simulator(token=TOKEN)
    async with serve(simulator) as url:
        bot = QuickBot(Start(settings, url, FastClock(1), log))
        try:
            await simulator.wait_for(lambda: "getUpdates" in dict(simulator.calls), 20)
            yield simulator
        finally:
            status = await bot.stop()
    assert status == 0
    assert list_errors(log) == []


@pytest.mark.parametrize("spoilt", [SENDS, IN_PLACE], ids=["sends", "edits and toasts"])
async def test_spoiled_calls_are_made_good(
    settings: Settings, tmp_path: Path, figure: RecordFigure, spoilt: frozenset[str]
) -> None:
    """429, 5xx, or done and then cut off: no more comes twice than was cut off."""
    acts = examples(200, 3_000)
    seeded = seed(settings.database, LEARNERS, sessions=2 + acts // LEARNERS // 5)
    async with run_bot(settings, tmp_path / "bot.log") as simulator:
        crowd = Crowd(simulator, seeded, Random(5), commands=0.4)  # noqa: S311 - a seed, no secret
        simulator.faults = Faults(
            too_many=SHARE, server_error=SHARE, drop=SHARE, methods=spoilt, seed=acts
        )
        for _ in range(acts):
            crowd.act()
            await asyncio.sleep(PAUSE)
        with suppress(TimeoutError):  # what is not over by then is lost, and counted so
            await until(partial(crowd.is_over, settings.database), 60)
    toll = crowd.count(settings.database)
    drops = simulator.faulted["drop"] if spoilt is SENDS else 0
    figure(
        "F5",
        f"{', '.join(sorted(spoilt))} spoiled, 10% in each way",
        f"{acts:,} acts, {simulator.faulted.total()} spoiled calls, {len(toll.lost)} lost, "
        f"{toll.duplicates} replies twice for {simulator.faulted['drop']} cut off",
    )

    assert min(simulator.faulted[fault] for fault in ("too_many", "server_error", "drop")) > 3
    assert (toll.lost, toll.twice) == ([], [])
    assert toll.duplicates <= drops


async def test_held_chat_holds_up_nobody_else(
    settings: Settings, tmp_path: Path, figure: RecordFigure
) -> None:
    """A 429 for one chat: it waits as long as told, the others notice nothing."""
    rounds = examples(8, 100)
    holds = 1 if rounds == 8 else 5
    seeded = seed(settings.database, OTHERS + 1, sessions=1)
    waits: list[float] = []
    async with run_bot(settings, tmp_path / "bot.log") as simulator:
        held, *others = open_tappers(simulator, seeded)
        for _ in range(holds):
            words = f"Too Many Requests: retry after {HELD}"
            simulator.fail_next("sendMessage", 429, words, HELD)
            waiting = asyncio.create_task(ask(simulator, held))
            await simulator.wait_for(lambda: not simulator.planned_errors["sendMessage"])
            for _ in range(rounds // holds):
                waits += await asyncio.gather(*(ask(simulator, one) for one in others))
            assert not waiting.done(), "the others were asked too slowly to show anything"
            held_for = await waiting
    figure(
        "F5",
        f"a 429 of {HELD} s for one chat",
        f"it waited {held_for:.1f} s; {len(waits)} replies to others, the slowest after "
        f"{max(waits) * 1000:.0f} ms",
    )

    assert HELD <= held_for < HELD + 2
    assert max(waits) < HELD / 2


def open_tappers(simulator: Simulator, seeded: Seeded) -> list[Tapper]:
    """Bring on all learners of a database."""
    return [Tapper(simulator, who, acts) for who, acts in seeded.acts.items()]


async def ask(simulator: Simulator, tapper: Tapper) -> float:
    """Write a command; return after how many seconds the reply was there."""
    before, began = tapper.count_replies(), time.perf_counter()
    tapper.write()
    await simulator.wait_for(lambda: tapper.count_replies() > before, 30)
    return time.perf_counter() - began
