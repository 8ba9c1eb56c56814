"""Makes the rounds: what has become due is opened, people are reminded of it, reports are sent."""

import asyncio
import contextlib
import logging

from bot.bundle import Services
from bot.chat.retrying import is_passing
from bot.services.library import NothingPublished

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
# Open occurrences that are looked at in one go, 1.5 ms; and the seconds after each in which taps
# have the interpreter for themselves. Without them a tap took 10 ms more in a round of 0.5 s.
LOOKED_AT, PAUSE = 100, 0.01


class Rounds:
    """Looks once a minute over what is assigned; there is one a database."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Make the first round now, and go on."""
        self._running = asyncio.create_task(self._run())

    async def stop(self, patience: float) -> None:
        """Finish what is in hand, at most `patience` seconds: the next start makes it up."""
        self._stopping.set()
        if self._running is not None:
            _, late = await asyncio.wait({self._running}, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def make(self) -> None:
        """Open and remind of whatever is due."""
        services = self._services
        # What looks through everybody does so beside the writer, whom taps wait for.
        is_due = await services.compute(services.assignments.is_anything_due)
        while is_due and not self._stopping.is_set():
            is_due = await services.ask(services.assignments.open_some) > 0
        after: int | None = 0
        while after is not None and not self._stopping.is_set():
            page = await services.compute(services.reminders.find_due, after, LOOKED_AT)
            if page.due:
                await services.ask(services.reminders.claim, page.due)
            after = page.after
            if after is not None:
                await asyncio.sleep(PAUSE)
        if teams := await services.compute(services.reminders.find_teams):
            await services.ask(services.reminders.claim_digests, teams)
        await services.ask(services.subscriptions.claim_due)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.make()
            except NothingPublished:
                pass  # a preview whose files are not sound yet
            except Exception as error:
                # Nothing may end the rounds but their stop.
                log.warning("the round waits", exc_info=None if is_passing(error) else error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), EVERY_SECONDS)
