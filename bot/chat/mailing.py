"""Sends mass messages and notices: each is claimed, sent and marked, whatever happens between."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.bundle import Services
from bot.chat.application import BotApplication
from bot.chat.delivery import in_lane
from bot.chat.lanes import Lane
from bot.chat.markdown import render
from bot.chat.notices import compose as compose_notice
from bot.chat.reach import read_reason
from bot.chat.retrying import Pauses, is_passing
from bot.chat.richtext import Rich
from bot.chat.screen import Illustrated, Paper, Screen
from bot.learning.broadcast import DueBroadcast, Recipient
from bot.learning.notices import Notice
from bot.learning.people import UnreachableReason

log = logging.getLogger(__name__)

AT_ONCE = 8  # sends in flight, and so the most that a kill can make come twice
LOOK_SECONDS = 1.0  # how soon a new message is found

Entry_contra = TypeVar("Entry_contra", contravariant=True)
Entry = TypeVar("Entry")


class Books(Protocol[Entry_contra]):
    """Where it is kept what became of a message."""

    def mark_sent(self, entry: Entry_contra, /) -> None:
        """Record that Telegram took the message."""

    def mark_failed(self, entry: Entry_contra, reason: str, /) -> None:
        """Record why it was not sent."""

    def mark_unreachable(self, entry: Entry_contra, reason: UnreachableReason, /) -> None:
        """Record that nothing reaches the person."""


@dataclass(frozen=True)
class Letter:
    """A message in hand: to whom, how it is written, and how to record what became of it."""

    name: str  # for the log
    telegram_id: int
    compose: Callable[[], Awaitable[Screen | Paper | None]]
    mark_sent: Callable[[], None]
    mark_failed: Callable[[str], None]
    mark_unreachable: Callable[[UnreachableReason], None]
    mark_needless: Callable[[], None] | None = None  # None: there is always something to say


class Mailer:
    """Works off the mass messages and notices of one bot; there is one mailer a database."""

    def __init__(self, application: BotApplication, services: Services) -> None:
        self._bot = application.bot
        self._services = services
        self._places = asyncio.Semaphore(AT_ONCE)
        self._flights: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Go on with what a former process left, and look for more from now on."""
        released = 0
        for books in (self._services.broadcasts, self._services.notices):
            released += await self._services.ask(books.release)
        if released:
            log.info("%s messages were in hand at the last end", released)
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
                log.warning(
                    "mass messages and notices wait", exc_info=None if is_passing(error) else error
                )
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
        while not self._stopping.is_set():
            letters = await self._claim()
            if not letters:
                return
            for letter in letters:
                await self._places.acquire()
                if self._stopping.is_set():
                    return  # those in hand wait again after the next start
                flight = asyncio.create_task(self._fly(letter))
                self._flights.add(flight)
                flight.add_done_callback(self._land)

    async def _claim(self) -> list[Letter]:
        """Take in hand what is owed to single people, and else the next of a mass message."""
        services = self._services
        if await services.look(services.notices.is_due):
            claimed = await services.ask(services.notices.claim, AT_ONCE)
            return [self._write_notice(notice) for notice in claimed]
        while (due := await services.look(services.broadcasts.find_due)) is not None:
            recipients = await services.ask(services.broadcasts.claim, due.id, AT_ONCE)
            if recipients:
                return [self._write_broadcast(due, recipient) for recipient in recipients]
        return []

    def _land(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        self._places.release()

    async def _fly(self, letter: Letter) -> None:
        mark = await self._send(letter)
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

    async def _send(self, letter: Letter) -> Callable[[], None]:
        """Send until Telegram decides; return what is to be recorded."""
        try:
            message = await letter.compose()
            if message is None:
                assert letter.mark_needless is not None  # noqa: S101 - as above
                return letter.mark_needless
            with in_lane(Lane.MASS):
                if isinstance(message, Paper):
                    await self._bot.send_paper(letter.telegram_id, message)
                else:
                    if isinstance(message, Illustrated):
                        await self._send_picture(letter.telegram_id, message)
                    await self._bot.send_screen(letter.telegram_id, message)
        except Forbidden as error:
            reason = read_reason(error)
            if reason is not None:
                return partial(letter.mark_unreachable, reason)
            return partial(letter.mark_failed, str(error))
        except TelegramError as error:
            return partial(letter.mark_failed, str(error))
        except Exception as error:
            # A defect of ours: tried again it would only fail again, for ever.
            log.exception("%s could not be sent", letter.name)
            return partial(letter.mark_failed, type(error).__name__)
        return letter.mark_sent

    async def _send_picture(self, telegram_id: int, message: Illustrated) -> None:
        try:
            screen = Screen(Rich(message.caption))
            await self._bot.send_picture(telegram_id, message.picture, screen)
        except BadRequest as error:
            log.warning("a picture was refused, its words go out alone: %s", error)

    def _write_broadcast(self, due: DueBroadcast, recipient: Recipient) -> Letter:
        async def compose() -> Screen:
            return Screen(render(due.text))

        name = f"broadcast {due.id}"
        return _address(name, recipient.telegram_id, compose, self._services.broadcasts, recipient)

    def _write_notice(self, notice: Notice) -> Letter:
        name = f"notice {notice.kind} {notice.subject_id}"
        write = partial(compose_notice, self._services, notice)
        notices = self._services.notices
        letter = _address(name, notice.telegram_id, write, notices, notice)
        return replace(letter, mark_needless=partial(notices.mark_needless, notice))


def _address(
    name: str,
    telegram_id: int,
    compose: Callable[[], Awaitable[Screen | Paper | None]],
    books: Books[Entry],
    entry: Entry,
) -> Letter:
    return Letter(
        name,
        telegram_id,
        compose,
        partial(books.mark_sent, entry),
        partial(books.mark_failed, entry),
        partial(books.mark_unreachable, entry),
    )
