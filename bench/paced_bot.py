"""Our bot as `run_bot.py run` runs it, but for the clock of Telegram's rates, which runs faster.

python -m bench.paced_bot PACE, with the settings in the environment.
"""

import asyncio
import sys
from dataclasses import replace

from bot.bootstrap import connect, open_database, open_services
from bot.chat.runner import serve
from bot.cli.run import stop_on_signals
from bot.config import Settings, read_settings
from bot.diagnostics.logging import set_up_logging
from bot.storage.engine import ProcessLock


def main(pace: float) -> None:
    """Run until SIGTERM."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    if settings.bot_token is None:
        sys.exit("BOT_TOKEN is not set")
    run(settings, settings.bot_token.get_secret_value(), pace)


def run(settings: Settings, token: str, pace: float) -> None:
    """Put the parts together and serve."""
    with (
        ProcessLock(settings.database),
        open_database(settings.database) as database,
        open_services(settings, database, token) as services,
    ):
        services.disk.start()

        async def run_until_signal() -> None:
            stop = asyncio.Event()
            stop_on_signals(stop)
            await serve(replace(connect(settings, token), pace=pace), services, stop)

        asyncio.run(run_until_signal())


if __name__ == "__main__":
    main(float(sys.argv[1]))
