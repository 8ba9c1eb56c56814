"""Sends mass messages: each recipient is claimed, sent to and marked, whatever happens between."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import partial

from telegram.error import Forbidden, TelegramError

from bot.bundle import Services
from bot.chat.application import BotApplication
from bot.chat.delivery import in_lane
from bot.chat.lanes import Lane
from bot.chat.markdown import render
from bot.chat.reach import read_reason
from bot.chat.retrying import Pauses, is_passing
from bot.chat.screen import Screen
from bot.learning.broadcast import DueBroadcast, Recipient

log = logging.getLogger(__name__)

AT_ONCE = 8  # sends in flight, and so the most that a kill can make come twice
LOOK_SECONDS = 1.0  # how soon a new broadcast is found


class Mailer:
    """Works off the broadcasts of one bot; there is one mailer a database."""

    def __init__(self, application: BotApplication, services: Services) -> None:
        self._bot = application.bot
        self._services = services
        self._places = asyncio.Semaphore(AT_ONCE)
        self._flights: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Go on with what a former process left, and look for more from now on."""
        released = await self._services.ask(self._services.broadcasts.release)
        if released:
            log.info("%s recipients of mass messages were in hand at the last end", released)
        self._running = asyncio.create_task(self.run())

    async def stop(self, patience: float) -> None:
        """Begin no send any more; finish those in flight, at most `patience` seconds."""
        self._stopping.set()
        tasks = {*self._flights, *([self._running] if self._running else [])}
        late = (await asyncio.wait(tasks, timeout=patience))[1] if tasks else set()
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def run(self) -> None:
        """Send whatever becomes due, until stopped."""
        pauses = Pauses(self._stopping)
        while not self._stopping.is_set():
            try:
                await self._begin_due()
            except Exception as error:
                # Nothing may end the mailer but its stop.
                log.warning("mass messages wait", exc_info=None if is_passing(error) else error)
                await pauses.wait(error)
                continue
            pauses.start_anew()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), LOOK_SECONDS)

    async def send_due(self) -> None:
        """Send everything that is due now, and wait for the last answer."""
        await self._begin_due()
        while self._flights:
            await asyncio.wait(self._flights)

    async def _begin_due(self) -> None:
        """Begin every send that is due, as soon as a place is free for it."""
        broadcasts = self._services.broadcasts
        while not self._stopping.is_set():
            due = await self._services.look(broadcasts.find_due)
            if due is None:
                return
            for recipient in await self._services.ask(broadcasts.claim, due.id, AT_ONCE):
                await self._places.acquire()
                if self._stopping.is_set():
                    return  # those in hand wait again after the next start
                flight = asyncio.create_task(self._fly(due, recipient))
                self._flights.add(flight)
                flight.add_done_callback(self._land)

    def _land(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        self._places.release()

    async def _fly(self, due: DueBroadcast, recipient: Recipient) -> None:
        mark = await self._send(due, recipient)
        pauses = Pauses(self._stopping)
        while True:
            try:
                await self._services.ask(mark)
            except Exception as error:  # noqa: BLE001 - an unmarked message would come again
                log.warning("a sent message waits for its mark: %s", error)
                if not await pauses.wait(error):
                    return
            else:
                return

    async def _send(self, due: DueBroadcast, recipient: Recipient) -> Callable[[], None]:
        """Send until Telegram decides; return what is to be recorded."""
        broadcasts = self._services.broadcasts
        try:
            with in_lane(Lane.MASS):
                await self._bot.send_screen(recipient.telegram_id, Screen(render(due.text)))
        except Forbidden as error:
            reason = read_reason(error)
            if reason is not None:
                return partial(broadcasts.mark_unreachable, recipient, reason)
            return partial(broadcasts.mark_failed, recipient, str(error))
        except TelegramError as error:
            return partial(broadcasts.mark_failed, recipient, str(error))
        except Exception as error:
            # A defect of ours: tried again it would only fail again, for ever.
            log.exception("broadcast %s: a message could not be sent", due.id)
            return partial(broadcasts.mark_failed, recipient, type(error).__name__)
        return partial(broadcasts.mark_sent, recipient)
