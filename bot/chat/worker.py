"""Takes updates from the inbox: in order for each chat, many chats at once, done when answered."""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import Iterable

from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat.application import BotApplication, failures
from bot.chat.context import Services
from bot.services.inbox import StoredUpdate

log = logging.getLogger(__name__)

CHATS_AT_ONCE = 64
FIRST_PAUSE = 0.5  # seconds before the first new try; doubled each time
LONGEST_PAUSE = 30.0
APOLOGY = (
    "Something went wrong on our side (incident {incident}). Your progress is safe. "
    "Please try again, or tell your administrator the incident's number."
)


class Worker:
    """Works off the inbox of one bot."""

    def __init__(self, application: BotApplication, services: Services) -> None:
        self._application = application
        self._services = services
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)
        self._chats: dict[int, asyncio.Task[None]] = {}
        self._woken: set[int] = set()
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Begin with what was left unfinished."""
        self.wake(await self._services.look(self._services.inbox.list_waiting_chats))

    def wake(self, chat_keys: Iterable[int]) -> None:
        """Work on these chats: something is waiting there."""
        for chat_key in chat_keys:
            self._woken.add(chat_key)
            if chat_key not in self._chats and not self._stopping.is_set():
                task = asyncio.create_task(self._work(chat_key))
                self._chats[chat_key] = task

    async def settle(self, patience: float | None = None) -> set[asyncio.Task[None]]:
        """Wait until every woken chat is worked off; return the tasks that are late."""
        tasks = list(self._chats.values())
        return (await asyncio.wait(tasks, timeout=patience))[1] if tasks else set()

    async def stop(self, patience: float) -> None:
        """Finish the updates in flight, at most `patience` seconds; the rest stays in the inbox."""
        self._stopping.set()
        late = await self.settle(patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, chat_key: int) -> None:
        try:
            while chat_key in self._woken and not self._stopping.is_set():
                self._woken.discard(chat_key)
                async with self._places:
                    await self._drain(chat_key)
        except Exception:
            # A full disk or a broken database: nothing is lost, the update stays in the inbox.
            log.exception("chat stopped; its updates wait for the next one or a restart")
        finally:
            del self._chats[chat_key]

    async def _drain(self, chat_key: int) -> None:
        inbox = self._services.inbox
        while not self._stopping.is_set():
            stored = await self._services.look(inbox.find_next, chat_key)
            if stored is None:
                return
            incident = await self._process_until_done(stored)
            if incident is _UNFINISHED:
                return
            await self._services.ask(inbox.finish, stored.update_id, incident or None)

    async def _process_until_done(self, stored: StoredUpdate) -> str:
        """Handle an update until it is done; return an incident id after a defect, else ""."""
        pause = FIRST_PAUSE
        while True:
            error = await self._process(stored)
            match error:
                case None | Forbidden():
                    return ""  # a person who blocked the bot has nothing more to be told
                case RetryAfter():
                    wait = error.retry_after
                    pause = wait if isinstance(wait, int | float) else wait.total_seconds()
                case OperationalError():
                    log.warning("the database is busy: %s", error.orig)
                case NetworkError() if not isinstance(error, BadRequest):
                    log.warning("Telegram cannot be reached: %s", error)
                case _:
                    return await self._apologise(stored, error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
                return _UNFINISHED
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _process(self, stored: StoredUpdate) -> Exception | None:
        caught: list[Exception] = []
        failures.set(caught)
        try:
            update = Update.de_json(json.loads(stored.raw), self._application.bot)
            await self._application.process_update(update)
        except Exception as error:  # noqa: BLE001 - whatever an odd update raises is handled above
            return error
        return caught[0] if caught else None

    async def _apologise(self, stored: StoredUpdate, error: Exception) -> str:
        incident = secrets.token_hex(4)
        log.error("incident %s: update %s failed", incident, stored.update_id, exc_info=error)
        raw = json.loads(stored.raw)
        query = raw.get("callback_query", {})
        message = query.get("message") or raw.get("message") or raw.get("edited_message") or {}
        text = APOLOGY.format(incident=incident)
        try:
            if "id" in query:
                await self._application.bot.answer_callback_query(query["id"])
            if "chat" in message:
                await self._application.bot.send_message(message["chat"]["id"], text)
        except TelegramError as second:
            log.warning("incident %s: the apology could not be sent: %s", incident, second)
        return incident


_UNFINISHED = "unfinished"
