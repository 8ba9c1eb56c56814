"""Plays a stage step by step from synchronous code, as Hypothesis wants it, in one event loop."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from bot.config import Settings
from tests.conftest import FakeClock
from tests.e2e.stage import Stage

T = TypeVar("T")
PATIENCE = 30.0  # seconds for one step; a busy machine needs a fraction of one


class Feed(httpx.AsyncBaseTransport):
    """Gives the bot raw updates that no simulator would make; all other calls go through."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.batches: deque[list[Any]] = deque()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer getUpdates with the next batch, where there is one."""
        if self.batches and request.url.path.endswith("/getUpdates"):
            body = json.dumps({"ok": True, "result": self.batches.popleft()})
            return httpx.Response(200, content=body.encode())
        return await self._inner.handle_async_request(request)


class Errors(logging.Handler):
    """Keeps what the bot logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, with the kind of error it tells of."""
        kind = record.exc_info[0] if record.exc_info else None
        self.lines.append(record.getMessage() + (f" ({kind.__name__})" if kind else ""))

    def take(self) -> list[str]:
        """Return the lines since the last time."""
        lines, self.lines = self.lines, []
        return lines


class Playing:
    """A running stage, between whose steps the event loop stands still."""

    def __init__(self, settings: Settings, clock: FakeClock) -> None:
        self.stage = Stage(settings, clock)
        self.stage.spoil = Feed
        self.errors = Errors()
        self._runner = asyncio.Runner()
        self._running: AbstractAsyncContextManager[Stage] | None = None

    @property
    def feed(self) -> Feed:
        """The way raw updates come in."""
        assert isinstance(self.stage.transport, Feed)
        return self.stage.transport

    def play(self, step: Coroutine[Any, Any, T]) -> T:
        """Run one step to its end."""
        return self._runner.run(asyncio.wait_for(step, PATIENCE))

    def settle(self) -> None:
        """Let the bot fetch and answer everything."""
        self.play(self.stage.settle())

    def start(self) -> None:
        """Start the bot."""
        self._running = self.stage.running()
        self.play(self._running.__aenter__())

    def stop(self) -> None:
        """Stop the bot, whatever it is doing."""
        if self._running is not None:
            self.play(self._running.__aexit__(None, None, None))
            self._running = None

    def __enter__(self) -> Self:
        logging.getLogger("bot").addHandler(self.errors)
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        finally:
            self._runner.close()
            logging.getLogger("bot").removeHandler(self.errors)
