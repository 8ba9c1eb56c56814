"""A bot that is started again whenever a failpoint has killed it, while somebody talks to it."""

import asyncio
from dataclasses import replace

from bot.simulator import Simulator
from tests.faults.processes import QuickBot, Start
from tests.faults.watching import list_stored

PATIENCE = 30.0  # seconds for one act, a restart included
READING = 6.0  # seconds, by the clock of the bot, that people read; longer than a double tap takes


class Rising:
    """A place for actors. Only the first bot has the failpoint; those after it live on."""

    def __init__(self, simulator: Simulator, start: Start) -> None:
        self.simulator = simulator
        self.kills = 0
        self._start = start
        self._bot = QuickBot(start)

    async def pass_time(self) -> None:
        """Let the bot's clock go on."""
        await asyncio.sleep(READING / self._start.clock.speed)

    async def settle(self) -> None:
        """Wait until everything that has happened so far is finished, by one bot or another."""
        wanted = {update["update_id"] for update in self.simulator.pending_updates()}
        async with asyncio.timeout(PATIENCE):
            while not wanted <= self._list_finished():
                self._rise()
                await asyncio.sleep(0.01)
        assert self.simulator.unanswered_callbacks() == [], "a button is left spinning"

    async def finish(self) -> None:
        """End the bot as an administrator would; one that a failpoint kills now may also die."""
        await self._bot.stop()
        self.kills += self._bot.is_killed()

    def _rise(self) -> None:
        if self._bot.is_running():
            return
        assert self._bot.is_killed(), "the bot has ended by itself"
        self.kills += 1
        self._bot = QuickBot(replace(self._start, failpoint=""))

    def _list_finished(self) -> set[int]:
        return list_stored(self._start.settings.database, "finished_at IS NOT NULL")
