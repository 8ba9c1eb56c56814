"""Desks at which bots die and are started again, by polling or by webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.config import Settings
from bot.simulator import Simulator
from tests.e2e.stage import TOKEN
from tests.e2e.test_kill import SECONDS, Desk
from tests.e2e.test_web_process import PUBLIC_URL, SECRET, Proxy
from tests.faults.processes import Forked, run_command
from tests.simulator.serving import serve

ARRIVED = {"deleteWebhook", "setWebhook"}


class GuardedDesk(Desk):
    """A desk that leaves no process behind, however its test ends."""

    def __init__(self, simulator: Simulator, url: str, settings: Settings) -> None:
        super().__init__(simulator, url, settings)
        self.log = settings.database.with_name("bot.log")
        self._started: list[asyncio.subprocess.Process] = []
        self._forked: list[Forked] = []

    async def start(self, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
        """Start `run_bot.py`."""
        process = await super().start(*arguments, **environment)
        self._started.append(process)
        return process

    def fork(self) -> Forked:
        """Start the same without the time that its imports take; it writes into `log`."""
        self._forked.append(Forked(run_command, self.environment, self.log))
        return self._forked[-1]

    async def clear(self) -> None:
        """Kill what still runs."""
        for forked in self._forked:
            forked.kill()
        for process in self._started:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@asynccontextmanager
async def open_desk(mode: str, settings: Settings, port: int) -> AsyncIterator[GuardedDesk]:
    """Give a Telegram that stays alive, and the environment for bots of either mode."""
    simulator = Simulator(token=TOKEN)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serve(simulator))
        desk = GuardedDesk(simulator, url, settings)
        stack.push_async_callback(desk.clear)
        desk.environment |= {"LOG_LEVEL": "ERROR", "RATE_FACTOR": "1000"}
        if mode == "webhook":
            desk.environment |= {"PUBLIC_URL": PUBLIC_URL, "WEBHOOK_SECRET": SECRET}
            desk.environment["WEB_PORT"] = str(port)
            delivering = simulator.delivering(Proxy(port), first_pause=0.1, longest_pause=0.25)
            await stack.enter_async_context(delivering)
        yield desk


async def arrive(desk: Desk) -> None:
    """Wait until the bot is there."""
    log = desk.simulator.call_log
    await desk.simulator.wait_for(lambda: any(method in ARRIVED for method, _ in log), SECONDS)
