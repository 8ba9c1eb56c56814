"""`run_bot.py run`: the bot itself, by long polling."""

import argparse
import asyncio
import signal
from typing import Any

from bot.bootstrap import connect, open_database, open_services, publish_content
from bot.chat.runner import serve
from bot.cli.output import fail
from bot.config import Settings
from bot.storage.engine import ProcessLock

NO_BOT = (
    "BOT_TOKEN is not set. Run `python run_bot.py setup` to make a bot, "
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
    token = settings.bot_token.get_secret_value()
    with (
        ProcessLock(settings.database),
        open_database(settings.database) as database,
        open_services(settings, database, token) as services,
    ):
        publish_content(services.library, settings.content)

        async def run_until_signal() -> None:
            stop = asyncio.Event()
            stop_on_signals(stop)
            await serve(connect(settings, token), services, stop)

        asyncio.run(run_until_signal())
    return 0


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set the event on SIGTERM and Ctrl-C."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
