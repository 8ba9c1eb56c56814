"""F10: a backup taken under load comes back whole, and the bot goes on from it."""

import asyncio
import re
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from bench.seed import seed
from bot.config import Settings
from tests.e2e.test_kill import SECONDS, Desk, finish
from tests.faults.conftest import RecordFigure
from tests.faults.crowding import Crowd
from tests.faults.desks import arrive, open_desk
from tests.faults.size import examples
from tests.faults.tables import read_rows
from tests.faults.watching import list_stored, watch
from tests.waiting import until

LEARNERS = 30
QUIET = 10  # of them, who do nothing between the backup and the restore
HELD = 60  # acts that wait at Telegram meanwhile
FIRST = 30  # answers before the backup
PAUSE = 0.01  # seconds between two acts
PATIENCE = 60.0  # seconds


async def run(desk: Desk, *arguments: str) -> str:
    """Run a command of the bot to its end; return what it printed."""
    command = await desk.start(*arguments)
    out, error = await asyncio.wait_for(command.communicate(), SECONDS)
    assert (command.returncode, error) == (0, b"")
    return out.decode()


def count_answers(printed: str) -> int:
    """Return how many answers a command says it has copied."""
    found = re.search(r" (\d+) answers, .* integrity ok", printed)
    assert found is not None, printed
    return int(found[1])


def count_rows(database: Path) -> int:
    """Return how many answers are in a database."""
    [[count]] = read_rows(database, "SELECT count(*) FROM answer")
    return int(str(count))


async def tap_on(crowd: Crowd) -> None:
    """Tap until cancelled."""
    while True:
        crowd.act()
        await asyncio.sleep(PAUSE)


def dump(path: Path) -> list[str]:
    """Return a whole database as SQL."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


async def back_up_and_restore(settings: Settings, dice: Random) -> tuple[int, int, int]:
    """Play it once; return the answers before the kill, in the backup, and the updates held."""
    seeded = seed(settings.database, LEARNERS, sessions=20)
    people = list(seeded.acts)
    backup = settings.database.with_name("backup.db")
    async with open_desk("polling", settings, 0) as desk:
        queue = watch(desk.simulator, settings.database)
        quiet, busy = (
            # Where a first tap is lost with the database, the second one counts: the busy tap once.
            Crowd(
                desk.simulator,
                replace(seeded, acts={i: seeded.acts[i] for i in ids}),
                dice,
                again=again,
            )
            for ids, again in ((people[:QUIET], 0.2), (people[QUIET:], 0.0))
        )
        bot = await desk.start()
        await arrive(desk)
        tapping = asyncio.create_task(tap_on(busy))
        await until(lambda: count_rows(settings.database) >= FIRST, PATIENCE)
        await asyncio.sleep(dice.uniform(0, 1))
        least = count_rows(settings.database)
        copied = count_answers(await run(desk, "backup", str(backup)))
        assert least <= copied <= count_rows(settings.database)
        assert read_rows(backup, "PRAGMA integrity_check") == [("ok",)]
        assert count_rows(backup) == copied
        await asyncio.sleep(dice.uniform(0.3, 1))
        bot.kill()
        await finish(bot)
        tapping.cancel()
        # What was stored after the backup is in the former database only.
        gone = list_stored(settings.database, "finished_at IS NULL")
        before = count_rows(settings.database)
        for _ in range(HELD):
            quiet.act()

        wanted = dump(backup)
        assert count_answers(await run(desk, "restore", str(backup))) == copied
        assert dump(settings.database) == wanted
        bot = await desk.start()
        await until(partial(quiet.is_over, settings.database), PATIENCE)
        for _ in range(HELD):
            quiet.act()
        await until(partial(quiet.is_over, settings.database), PATIENCE)
        unfinished = "SELECT count(*) FROM inbox_update WHERE finished_at IS NULL"
        await until(lambda: read_rows(settings.database, unfinished) == [(0,)])
        bot.send_signal(signal.SIGTERM)
        assert await finish(bot) == (0, "")

    toll = quiet.count(settings.database)
    assert (toll.lost, toll.twice, toll.duplicates) == ([], [], 0)
    assert busy.list_wrong(settings.database) == []
    assert len(desk.simulator.unanswered_callbacks()) <= len(gone)
    assert queue.unstored == []
    assert 0 < least < copied < before, "there was no load"
    assert read_rows(settings.database, "PRAGMA integrity_check") == [("ok",)]
    return before, copied, HELD


async def test_bot_goes_on_from_a_backup_taken_under_load(
    settings: Settings, tmp_path: Path, figure: RecordFigure
) -> None:
    """The copy is whole, its counts are true, and what Telegram still held takes effect once."""
    rounds = examples(1, 10)
    played = []
    for number in range(rounds):
        (tmp_path / str(number)).mkdir()
        own = settings.model_copy(update={"database": tmp_path / str(number) / "bot.db"})
        played.append(await back_up_and_restore(own, Random(number)))  # noqa: S311 - a seed
    before, copied, held = (sum(column) for column in zip(*played, strict=True))
    figure(
        "F10",
        "backup under load, kill -9, restore",
        f"{rounds} times, integrity ok, counts equal: {copied:,} answers copied while "
        f"{before:,} were given; {held} updates held by Telegram, 0 lost",
    )
