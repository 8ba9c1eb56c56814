"""Takes updates from the inbox: in order for each chat, many chats at once, done when answered."""

import asyncio
import contextlib
import logging
import math
import time
from collections import deque
from collections.abc import Iterable

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Forbidden, TelegramError

from bot.bundle import Services
from bot.chat.application import BotApplication, Handling, handling
from bot.chat.delivery import in_lane
from bot.chat.lanes import Lane
from bot.chat.reach import read_reason
from bot.chat.reading import find_part, read_update
from bot.chat.retrying import Pauses, is_passing
from bot.services.inbox import StoredUpdate

log = logging.getLogger(__name__)

CHATS_AT_ONCE = 1_000  # who waits for Telegram's rates keeps the place, and must not stop others
IN_HAND = 5_000  # updates in memory; what is beyond them waits in the inbox
APOLOGY = (
    "Something went wrong on our side (incident {incident}). Your progress is safe. "
    "Please try again, or tell your administrator the incident's number."
)


class Worker:
    """Works off the inbox of one bot.

    What has just been stored is handed over in memory; the inbox itself is read for what a former
    process left, for what was put back, and for what was too much to hold.
    """

    def __init__(self, application: BotApplication, services: Services) -> None:
        self._application = application
        self._services = services
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)
        self._queues: dict[int, deque[StoredUpdate]] = {}
        self._held: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_behind = False
        self._stopped_chats: set[int] = set()
        self._looked_at = -math.inf
        self._done: set[int] = set()
        self._finishing = asyncio.Lock()
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Begin with what was left unfinished."""
        await self.catch_up()

    def take(self, updates: Iterable[StoredUpdate]) -> None:
        """Handle updates that have just been stored, after those that are older."""
        for update in updates:
            if update.update_id in self._held:
                continue  # the inbox was read between its storing and now
            if update.chat_key in self._stopped_chats:
                continue  # its turn comes after what the chat stopped at
            if self._is_behind or len(self._held) >= IN_HAND:
                self._is_behind = True  # the inbox has it; its turn comes after the others'
            else:
                self._add(update)

    async def catch_up(self, pause: float = 0.0) -> None:
        """Take what waits in the inbox, as far as there is room, unless that was done just now."""
        now = time.monotonic()
        room = IN_HAND - len(self._held)
        if room <= 0 or now - self._looked_at < pause:
            return
        self._looked_at = now
        # Read in this very moment of the event loop: whatever is finished then is not held either.
        waiting = await self._services.look(
            self._services.inbox.list_waiting, room, frozenset(self._held)
        )
        self._is_behind = len(waiting) == room
        self._stopped_chats.clear()
        for update in waiting:
            self._add(update)

    async def settle(self, patience: float | None = None) -> set[asyncio.Task[None]]:
        """Wait until everything in hand is done; return the tasks that are late."""
        tasks = set(self._tasks)
        return (await asyncio.wait(tasks, timeout=patience))[1] if tasks else set()

    async def stop(self, patience: float) -> None:
        """Finish the updates in flight, at most `patience` seconds; the rest stays in the inbox."""
        self._stopping.set()
        late = await self.settle(patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _add(self, update: StoredUpdate) -> None:
        self._held.add(update.update_id)
        queue = self._queues.setdefault(update.chat_key, deque())
        queue.append(update)
        if len(queue) == 1 and not self._stopping.is_set():
            task = asyncio.create_task(self._work_off(queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work_off(self, queue: deque[StoredUpdate]) -> None:
        """Handle the updates of one chat, one after the other."""
        chat_key = queue[0].chat_key
        try:
            while queue and not self._stopping.is_set():
                await self._handle(queue[0])
                self._held.discard(queue.popleft().update_id)
        except Exception:
            log.exception("a chat stopped; what waits there is taken up again in a moment")
            self._stopped_chats.add(chat_key)
        finally:
            del self._queues[chat_key]
            self._held.difference_update(update.update_id for update in queue)
        if self._is_behind and len(self._held) < IN_HAND // 2:
            with contextlib.suppress(SQLAlchemyError):  # the next sweep looks again
                await self.catch_up()

    async def _handle(self, stored: StoredUpdate) -> None:
        """Handle an update until it is done or set aside, or the bot stops."""
        pauses = Pauses(self._stopping)
        while True:
            try:
                async with self._places:
                    error = await self._process(stored)
                    if await self._is_over(stored, error):
                        return
            except SQLAlchemyError as storage_error:
                error = storage_error
            # The place is free meanwhile for a chat that can go on.
            log.warning("an update waits: %s", error)
            if not await pauses.wait(error):
                return

    async def _process(self, stored: StoredUpdate) -> Exception | None:
        this = Handling(stored.received_at)
        handling.set(this)
        try:
            update = read_update(stored.content, self._application.bot)
            with in_lane(Lane.TAP if update.callback_query else Lane.REPLY):
                await self._application.process_update(update)
        except Exception as error:  # noqa: BLE001 - whatever an odd update raises is handled above
            return error
        if not this.failures:
            return None
        first = this.failures[0]
        if isinstance(first, Forbidden):
            reason, user = read_reason(first), update.effective_user
            if reason is not None and user is not None:
                await self._services.ask(self._services.reach.mark_unreachable, user.id, reason)
            return None  # a person who blocked the bot has nothing more to be told
        return first

    async def _is_over(self, stored: StoredUpdate, error: Exception | None) -> bool:
        """Tell whether an update is done, or set aside after its last try; else it waits."""
        if error is None:
            await self._finish(stored.update_id)
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

    async def _finish(self, update_id: int) -> None:
        """Finish an update, together with all that are done by the time the writer is free."""
        self._done.add(update_id)
        async with self._finishing:
            if update_id not in self._done:
                return  # another one has taken it along
            done = list(self._done)
            await self._services.ask(self._services.inbox.finish, done)
            self._done.difference_update(done)

    async def _apologise(self, stored: StoredUpdate, incident: str) -> None:
        log.error("incident %s: update %s is set aside", incident, stored.update_id)
        raw = stored.content
        query = find_part(raw, "callback_query")
        message = find_part(query, "message") or find_part(raw, "message")
        message = message or find_part(raw, "edited_message")
        chat_id = find_part(message, "chat").get("id")
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
