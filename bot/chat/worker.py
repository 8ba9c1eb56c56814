"""Takes updates from the inbox: in order for each chat, many chats at once, done when answered."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot.bundle import Services
from bot.chat.application import BotApplication, failures
from bot.chat.delivery import in_lane
from bot.chat.lanes import Lane
from bot.chat.reach import read_reason
from bot.chat.retrying import Pauses, is_passing
from bot.services.inbox import StoredUpdate

log = logging.getLogger(__name__)

CHATS_AT_ONCE = 1_000  # who waits for Telegram's rates keeps the place, and must not stop others
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
        pauses = Pauses(self._stopping)
        try:
            while chat_key in self._woken and not self._stopping.is_set():
                self._woken.discard(chat_key)
                while await self._take_next(chat_key, pauses):
                    pass
        except Exception:
            log.exception("a chat stopped; the next poll wakes it again")
        finally:
            del self._chats[chat_key]

    async def _take_next(self, chat_key: int, pauses: Pauses) -> bool:
        """Handle the oldest update of a chat, or wait and leave it; tell whether to go on."""
        try:
            async with self._places:
                stored = await self._services.look(self._services.inbox.find_next, chat_key)
                if stored is None:
                    return False
                error = await self._process(stored)
                if await self._is_over(stored, error):
                    pauses.start_anew()
                    return not self._stopping.is_set()
        except SQLAlchemyError as storage_error:
            error = storage_error
        # The place is free meanwhile for a chat that can go on.
        log.warning("an update waits: %s", error)
        return await pauses.wait(error)

    async def _process(self, stored: StoredUpdate) -> Exception | None:
        caught: list[Exception] = []
        failures.set(caught)
        try:
            update = Update.de_json(json.loads(stored.raw), self._application.bot)
            with in_lane(Lane.TAP if update.callback_query else Lane.REPLY):
                await self._application.process_update(update)
        except Exception as error:  # noqa: BLE001 - whatever an odd update raises is handled above
            return error
        if not caught:
            return None
        if isinstance(caught[0], Forbidden):
            reason, user = read_reason(caught[0]), update.effective_user
            if reason is not None and user is not None:
                await self._services.ask(self._services.reach.mark_unreachable, user.id, reason)
            return None  # a person who blocked the bot has nothing more to be told
        return caught[0]

    async def _is_over(self, stored: StoredUpdate, error: Exception | None) -> bool:
        """Tell whether an update is done, or set aside after its last try; else it waits."""
        if error is None:
            await self._services.ask(self._services.inbox.finish, stored.update_id)
            return True
        if is_passing(error):
            return False
        count_defect = self._services.inbox.count_defect
        incident = await self._services.ask(count_defect, stored.update_id, error)
        log.error("update %s met a defect", stored.update_id, exc_info=error)
        if incident is None:
            return False
        await self._apologise(stored, incident)
        return True

    async def _apologise(self, stored: StoredUpdate, incident: str) -> None:
        log.error("incident %s: update %s is set aside", incident, stored.update_id)
        raw = json.loads(stored.raw)
        query = _find_part(raw, "callback_query")
        message = _find_part(query, "message") or _find_part(raw, "message")
        message = message or _find_part(raw, "edited_message")
        chat_id = _find_part(message, "chat").get("id")
        bot = self._application.bot
        with in_lane(Lane.REPLY):
            if "id" in query:
                # The handler may have answered before it failed; then there is nothing to answer.
                with contextlib.suppress(TelegramError):
                    await bot.answer_callback_query(query["id"])
            if not isinstance(chat_id, int):
                return
            try:
                await bot.send_message(chat_id, APOLOGY.format(incident=incident))
            except TelegramError as error:
                log.warning("incident %s: the apology could not be sent: %s", incident, error)


def _find_part(json_object: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object inside an update, or an empty one: updates set aside may be odd."""
    part = json_object.get(name)
    return part if isinstance(part, dict) else {}
