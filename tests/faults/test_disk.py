"""F8: the disk is full, or somebody else holds the database; nothing is lost, and it comes back."""

import asyncio
import signal
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random

import pytest

from bench.seed import seed
from bot.config import Settings
from tests.e2e.test_kill import finish
from tests.e2e.test_web_process import port
from tests.faults.conftest import RecordFigure
from tests.faults.crowding import Crowd
from tests.faults.desks import arrive, open_desk
from tests.faults.outages import Outage, fill_disk, limit_files, lock_database, mount_disk
from tests.faults.size import examples, is_long
from tests.faults.tables import read_rows
from tests.faults.watching import list_stored, watch
from tests.waiting import until

__all__ = ["port"]  # the fixture

LEARNERS = 20
PAUSE = 0.05  # seconds between two acts
BACK_WITHIN = 10.0  # seconds
OUTAGES: dict[str, Outage] = {
    "no byte can be written": limit_files,
    "another process writes": lock_database,
}


async def tap_for(crowd: Crowd, seconds: float) -> None:
    """Let the learners go on for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        crowd.act()
        await asyncio.sleep(PAUSE)


async def suffer(
    settings: Settings, port: int, mode: str, outage: Outage, seconds: float
) -> tuple[float, str]:
    """Let a bot live through an outage; check all that holds, return how soon it was back."""
    seeded = seed(settings.database, LEARNERS, sessions=5 + int(seconds))
    async with open_desk(mode, settings, port) as desk:
        queue = watch(desk.simulator, settings.database)
        crowd = Crowd(desk.simulator, seeded, Random(8))  # noqa: S311 - a seed, no secret
        bot = await desk.start()
        await arrive(desk)
        await tap_for(crowd, 1)
        await until(partial(crowd.is_over, settings.database))
        with outage(bot.pid, settings.database):
            stored = list_stored(settings.database, "update_id IS NOT NULL")
            await tap_for(crowd, seconds)
            missing = set(crowd.update_ids) - list_stored(settings.database, "raw IS NOT NULL")
            assert missing, "everything could be stored"
            assert bot.returncode is None, "the bot did not live through it"
            waiting = {update["update_id"] for update in desk.simulator.pending_updates()}
            assert missing <= waiting, "confirmed without a row"
        began = time.monotonic()
        with suppress(TimeoutError):  # what is not over by then is lost, and counted so
            await until(partial(crowd.is_over, settings.database), 60)
        back = time.monotonic() - began
        bot.send_signal(signal.SIGTERM)
        status, error = await finish(bot)
    toll = crowd.count(settings.database)

    assert status == 0, error
    assert " ERROR bot" not in error
    assert queue.unstored == []
    assert (toll.lost, toll.twice) == ([], [])
    assert read_rows(settings.database, "PRAGMA integrity_check") == [("ok",)]
    return back, (
        f"{toll.updates} updates, {len(stored)} before it; {len(missing)} waited at Telegram, "
        f"none confirmed without a row, {len(toll.lost)} lost; back after {back:.1f} s"
    )


@pytest.mark.parametrize(
    ("outage", "seconds", "mode"),
    [
        ("no byte can be written", examples(3, 18), "polling"),
        ("no byte can be written", examples(3, 18), "webhook"),
        ("another process writes", examples(12, 25), "polling"),  # the bot waits for ten seconds
        *([("another process writes", 25, "webhook")] if is_long() else []),
    ],
)
async def test_nothing_is_confirmed_that_cannot_be_stored(  # noqa: PLR0913 - the cases' own
    settings: Settings, port: int, figure: RecordFigure, outage: str, seconds: int, mode: str
) -> None:
    """Telegram keeps what has no row; everything is done within ten seconds of the end."""
    back, text = await suffer(settings, port, mode, OUTAGES[outage], seconds)
    figure("F8", f"{outage} for {seconds} s, {mode}", text)

    assert back <= BACK_WITHIN


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_full_disk_stops_nothing_for_good(
    settings: Settings, tmp_path: Path, port: int, figure: RecordFigure, mode: str
) -> None:
    """The same on a disk that is really full: with ENOSPC, and without a limit on this process."""
    seconds = examples(3, 18)
    with mount_disk(tmp_path / "disk") as is_mounted:
        if not is_mounted:
            pytest.skip("mounting a small disk needs root")
        small = settings.model_copy(update={"database": tmp_path / "disk" / "bot.db"})
        back, text = await suffer(small, port, mode, fill_disk, seconds)
    figure("F8", f"disk full for {seconds} s, {mode}", text)

    assert back <= BACK_WITHIN
