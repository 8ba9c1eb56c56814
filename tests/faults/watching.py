"""A Telegram that looks into the bot's database each time it is told to forget an update."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from bot.simulator import Simulator
from bot.simulator.updates import UpdateQueue


class WatchedQueue(UpdateQueue):
    """Notes in `unstored` each update that is confirmed before its row can be read."""

    def __init__(self, simulator: Simulator, database: Path) -> None:
        super().__init__(simulator.changes, simulator.clock, seed=0)
        self._database = database
        self.unstored: list[int] = []
        self.confirmations = 0

    def confirm(self, keys: Iterable[int]) -> None:
        """Look for the rows, then forget the updates."""
        keys = list(keys)
        ids = {self.queued[key].update["update_id"] for key in keys if key in self.queued}
        if ids:
            self.confirmations += len(ids)
            named = f"update_id IN ({', '.join(map(str, sorted(ids)))})"
            self.unstored += sorted(ids - list_stored(self._database, named))
        super().confirm(keys)


def watch(simulator: Simulator, database: Path) -> WatchedQueue:
    """Let a simulator that nobody has used yet watch what it is told."""
    queue = WatchedQueue(simulator, database)
    simulator.updates = queue
    return queue


def list_stored(database: Path, condition: str) -> set[int]:
    """Return the ids of the inbox's updates for which an SQL condition holds."""
    uri = f"{database.as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=20)) as connection:
        rows = connection.execute(f"SELECT update_id FROM inbox_update WHERE {condition}")  # noqa: S608 - a test's own words
        return {update_id for (update_id,) in rows}
