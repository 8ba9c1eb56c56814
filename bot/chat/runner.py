"""Runs the bot: connect, go on with what was left, take updates until told to stop, finish."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from telegram.error import Conflict, TelegramError

from bot.bundle import Services
from bot.chat.account import Unreachable, describe
from bot.chat.application import Connection, build_application, make_request
from bot.chat.mailing import Mailer
from bot.chat.menus import introduce
from bot.chat.polling import Poller
from bot.chat.presenting import Presenter
from bot.chat.rounds import Rounds
from bot.chat.webhook import Receiver, Webhook
from bot.chat.worker import Worker
from bot.services.inbox import StoredUpdate

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds for what is in flight when the bot is stopped
OTHER_COPY = (
    "Another copy of this bot is running somewhere: Telegram gives updates to one only. "
    "Stop the other one, then start this one again."
)

Take = Callable[[Iterable[StoredUpdate]], None]
OpenWeb = Callable[[Take, Presenter], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def no_web(_take: Take, _presenter: Presenter) -> AsyncIterator[None]:
    """Run without a web server."""
    yield


async def serve(
    connection: Connection,
    services: Services,
    stop: asyncio.Event,
    *,
    webhook: Webhook | None = None,
    open_web: OpenWeb = no_web,
) -> None:
    """Run until `stop` is set; raise Unreachable where Telegram refuses us or another copy runs.

    Updates come by long polling or, where a webhook is given, through the web server: `open_web`
    opens it, given whom to hand the updates that it has stored, and who shows things unasked.
    """
    application = build_application(connection, services)
    request = make_request(connection)
    worker = Worker(application, services)
    way_in = (
        Poller(application, request, services, worker)
        if webhook is None
        else Receiver(application.bot, webhook, services, worker)
    )
    try:
        # The bot apart: an application whose start failed leaves its connections open.
        async with application.bot, application, request:
            await introduce(application.bot)
            services.invitations.bot_name = application.bot.username
            presenter = Presenter(application.bot, services)
            async with (
                _working(worker, Mailer(application, services), Rounds(services)),
                open_web(worker.take, presenter),
            ):
                await way_in.open()
                log.info("@%s is listening", application.bot.username)
                await _run_until(stop, way_in)
                log.info("stopping; for a day Telegram keeps what comes meanwhile")
    except Conflict:
        raise Unreachable(OTHER_COPY) from None
    except TelegramError as error:
        raise Unreachable(describe(error, connection)) from None


@asynccontextmanager
async def _working(worker: Worker, mailer: Mailer, rounds: Rounds) -> AsyncIterator[None]:
    try:
        await worker.start()
        await mailer.start()
        rounds.start()
        yield
    finally:
        stops = (worker.stop, rounds.stop, mailer.stop)
        await asyncio.gather(*(stop(PATIENCE) for stop in stops))


async def _run_until(stop: asyncio.Event, way_in: Poller | Receiver) -> None:
    running = asyncio.create_task(way_in.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if running.done():
        running.result()  # raises what ended it
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
