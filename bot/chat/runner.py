"""Runs the bot: connect, go on with what was left, poll until told to stop, finish, disconnect."""

import asyncio
import contextlib
import logging

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.bundle import Services
from bot.chat.account import Unreachable, describe
from bot.chat.application import Connection, build_application, make_request
from bot.chat.menus import introduce
from bot.chat.polling import Poller
from bot.chat.worker import Worker

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds for what is in flight when the bot is stopped
OTHER_COPY = (
    "Another copy of this bot is running somewhere: Telegram gives updates to one only. "
    "Stop the other one, then start this one again."
)


async def serve(connection: Connection, services: Services, stop: asyncio.Event) -> None:
    """Run until `stop` is set; raise Unreachable where Telegram refuses us or another copy runs."""
    application = build_application(connection, services)
    request = make_request(connection)
    try:
        await application.initialize()
        await application.bot.delete_webhook()
        await introduce(application.bot)
        await request.initialize()
    except TelegramError as error:
        await application.shutdown()
        raise Unreachable(describe(error, connection)) from None
    worker = Worker(application, services)
    poller = Poller(application, request, services, worker)
    log.info("@%s is listening", application.bot.username)
    try:
        await worker.start()
        await _poll_until(stop, poller)
    except Conflict:
        raise Unreachable(OTHER_COPY) from None
    except InvalidToken as error:
        raise Unreachable(describe(error, connection)) from None
    finally:
        await worker.stop(PATIENCE)
        await request.shutdown()
        await application.shutdown()


async def _poll_until(stop: asyncio.Event, poller: Poller) -> None:
    polling = asyncio.create_task(poller.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if polling.done():
        polling.result()  # raises what ended it
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
