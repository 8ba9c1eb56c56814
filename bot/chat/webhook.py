"""Lets Telegram post updates to the web server, and watches that it does."""

import asyncio
import logging
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError

from bot.bundle import Services
from bot.chat.account import Unreachable
from bot.chat.polling import KINDS
from bot.chat.sweeping import sweep
from bot.chat.worker import Worker

log = logging.getLogger(__name__)

CHECK_SECONDS = 30.0
CONNECTIONS = 100  # Telegram's most: one answer is one write, and many chats wait at once


@dataclass(frozen=True)
class Webhook:
    """Where Telegram posts updates, and the secret it then shows."""

    url: str
    secret: str = field(repr=False)


class Receiver:
    """Has updates posted to the web server, which stores them and wakes the worker.

    What is left to do here is what a poll does besides: look for chats that wait, and notice
    when no updates come.
    """

    def __init__(self, bot: Bot, webhook: Webhook, services: Services, worker: Worker) -> None:
        self._bot = bot
        self._webhook = webhook
        self._services = services
        self._worker = worker
        self._url = webhook.url

    async def open(self) -> None:
        """Set the webhook; what waits at Telegram comes that way, too."""
        try:
            await self._bot.set_webhook(
                self._webhook.url,
                secret_token=self._webhook.secret,
                allowed_updates=KINDS,
                max_connections=CONNECTIONS,
            )
        except BadRequest as error:
            raise Unreachable(
                f"Telegram cannot post updates to {self._webhook.url}: {error}. Mend PUBLIC_URL."
            ) from None
        self._url = (await self._bot.get_webhook_info()).url  # perhaps in Telegram's own spelling
        self._services.inbox.note_contact()

    async def run(self) -> None:
        """Check until cancelled; raise Conflict when another copy runs, InvalidToken when refused.

        The webhook stays set afterwards, so that what comes meanwhile waits at Telegram.
        """
        while True:
            try:
                await self.check_once()
            except (Conflict, InvalidToken):
                raise
            except TelegramError as error:
                log.warning("Telegram does not say whether it can deliver updates: %s", error)
            except SQLAlchemyError as error:
                log.warning("the inbox cannot be read, trying again: %s", error)
            await asyncio.sleep(CHECK_SECONDS)

    async def check_once(self) -> None:
        """Wake the chats that wait, and ask Telegram whether it can deliver."""
        await sweep(self._services, self._worker)
        info = await self._bot.get_webhook_info()
        if info.url != self._url:
            raise Conflict("the webhook was deleted, or set to another address")
        inbox = self._services.inbox
        failed_at = info.last_error_date
        is_new = failed_at and (inbox.contact_at is None or failed_at > inbox.contact_at)
        if info.pending_update_count and is_new:
            log.warning("Telegram cannot deliver updates: %s", info.last_error_message)
        else:
            inbox.note_contact()
