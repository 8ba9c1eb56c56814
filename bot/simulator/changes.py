"""Wakes those who wait for a change: long polls, event streams of the page, and tests."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

EVENTS_KEPT = 1_000


class Changes:
    """Announces changes; may be called from any thread, as browser tests do."""

    def __init__(self) -> None:
        self.is_closed = False
        self._waiters: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._streams: dict[object, deque[dict[str, Any]]] = {}

    def announce(self, event: dict[str, Any] | None = None) -> None:
        """Wake every waiter, and give the event to every stream."""
        if event is not None:
            for stream in list(self._streams.values()):
                stream.append(event)
        for loop, wake in list(self._waiters):
            with suppress(RuntimeError):  # the waiter's loop is closed already
                loop.call_soon_threadsafe(wake.set)

    def close(self) -> None:
        """End all streams and waits, so that a server can shut down at once."""
        self.is_closed = True
        self.announce()

    async def wait_until(self, is_true: Callable[[], bool], seconds: float) -> bool:
        """Wait for a condition, looking again after each change; False when time ran out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        wake = asyncio.Event()
        self._waiters.add((loop, wake))
        try:
            while not is_true():
                if self.is_closed or loop.time() >= deadline:
                    return False
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(deadline):
                        await wake.wait()
                wake.clear()
            return True
        finally:
            self._waiters.discard((loop, wake))

    async def stream(self, heartbeat: float) -> AsyncIterator[dict[str, Any] | None]:
        """Yield events as they come, and None as a heartbeat, until the simulator closes."""
        events: deque[dict[str, Any]] = deque(maxlen=EVENTS_KEPT)
        key = object()
        self._streams[key] = events
        try:
            yield None  # the headers reach the client before the first event
            while not self.is_closed:
                await self.wait_until(lambda: bool(events), heartbeat)
                if not events and not self.is_closed:
                    yield None
                while events:
                    yield events.popleft()
        finally:
            del self._streams[key]
            self.announce()
