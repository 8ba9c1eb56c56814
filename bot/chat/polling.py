"""Fetches updates by long polling: stored first, confirmed only then."""

import json
import logging
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.bundle import Services
from bot.chat.application import BotApplication
from bot.chat.retrying import Pauses
from bot.chat.sweeping import sweep
from bot.chat.worker import Worker
from bot.services.inbox import is_update

log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query"]
POLL_SECONDS = 30  # Telegram holds the request open for so long when nothing comes
BATCH = 100


class Poller:
    """Asks for updates, stores them, wakes the worker, and only then confirms them.

    The library's own updater confirms a batch before it is handled: what was queued then dies
    with the process.
    """

    def __init__(
        self,
        application: BotApplication,
        request: BaseRequest,
        services: Services,
        worker: Worker,
    ) -> None:
        self._bot = application.bot
        self._request = request
        self._services = services
        self._worker = worker
        self._offset: int | None = None

    async def open(self) -> None:
        """Delete the webhook, if there was one; what waits at Telegram is polled."""
        await self._bot.delete_webhook()
        self._services.inbox.note_contact()

    async def run(self) -> None:
        """Poll until cancelled; raise Conflict when another copy polls, InvalidToken when refused.

        Everything else is tried again, a little later each time.
        """
        pauses = Pauses()
        while True:
            try:
                await self.poll_once(POLL_SECONDS)
                pauses.start_anew()
            except (Conflict, InvalidToken):
                raise
            except TelegramError as error:
                log.warning("updates cannot be fetched, trying again: %s", error)
                await pauses.wait(error)
            except SQLAlchemyError as error:
                # Nothing was confirmed, so Telegram gives the same updates again.
                log.warning("updates cannot be stored, trying again: %s", error)
                await pauses.wait(error)

    async def poll_once(self, timeout: int) -> int:  # noqa: ASYNC109 - Telegram's own parameter
        """Fetch and store one batch; return how many updates it held."""
        parameters: dict[str, Any] = {
            "timeout": timeout,
            "limit": BATCH,
            "allowed_updates": json.dumps(KINDS),
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        # The raw list: one odd update would make `bot.get_updates` raise for the whole batch.
        updates: list[dict[str, Any]] = await self._request.post(  # type: ignore[assignment]
            f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}",
            read_timeout=timeout + 10,
        )
        inbox = self._services.inbox
        self._worker.take(await self._services.ask(inbox.store, updates))
        inbox.note_contact()
        # After a quiet week the ids start anew, below any old offset; with nothing left to confirm
        # none is needed.
        newest = max((one["update_id"] for one in updates if is_update(one)), default=None)
        self._offset = None if newest is None else newest + 1
        await sweep(self._services, self._worker, is_quiet=not updates)
        return len(updates)
