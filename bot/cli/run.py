"""`run_bot.py run`: the bot itself, by long polling or by webhook."""

import argparse
import asyncio
import gc
import signal
from typing import Any

from bot.bootstrap import (
    CannotListen,
    connect,
    find_webhook,
    make_web,
    open_database,
    open_port,
    open_services,
)
from bot.chat.runner import serve
from bot.cli.output import fail
from bot.config import Settings
from bot.storage.engine import ProcessLock

NO_BOT = (
    "BOT_TOKEN is not set. Run `run_bot.py setup` to make a bot, "
    "or `make demo` to try it without Telegram."
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("run", help="run the bot against Telegram (the default)")
    parser.set_defaults(command=run)


def run(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C, then finish what is in flight, at most ten seconds."""
    if settings.bot_token is None:
        return fail(NO_BOT)
    try:
        _run(settings, settings.bot_token.get_secret_value())
    except CannotListen as error:
        return fail(str(error))
    return 0


def _run(settings: Settings, token: str) -> None:
    with (
        ProcessLock(settings.database),
        open_port(settings) as listener,
        open_database(settings.database, settings.evidence_key) as database,
        open_services(settings, database, token) as services,
    ):
        services.disk.start()
        webhook = find_webhook(settings)
        open_web = make_web(services, listener, webhook)

        spare_the_collector()

        async def run_until_signal() -> None:
            stop = asyncio.Event()
            stop_on_signals(stop)
            connection = connect(settings, token)
            await serve(connection, services, stop, webhook=webhook, open_web=open_web)

        asyncio.run(run_until_signal())


def spare_the_collector() -> None:
    """Keep the garbage collector off what lives since the start, and let it come less often.

    Libraries and content are a million objects that never become garbage; looking at them again
    and again took a fifth of each tap's time (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set the event on SIGTERM and Ctrl-C."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
