"""Wakes those who wait for a change: long polls, event streams of the page, and tests."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

EVENTS_KEPT = 1_000


class Waiter:
    """Somebody who waits in an event loop; several changes before they look wake them once."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()
        self._is_called = False

    def call(self, running: asyncio.AbstractEventLoop | None) -> None:
        """Wake the waiter, at once where the caller runs in the same loop."""
        if self._is_called:
            return
        self._is_called = True
        if running is self._loop:
            self._event.set()
            return
        with suppress(RuntimeError):  # the waiter's loop is closed already
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self) -> None:
        """Wait for a call; the next one counts anew."""
        await self._event.wait()
        self._event.clear()
        self._is_called = False


class Changes:
    """Announces changes; may be called from any thread, as browser tests do."""

    def __init__(self) -> None:
        self.is_closed = False
        self._waiters: set[Waiter] = set()
        self._streams: dict[object, deque[dict[str, Any]]] = {}

    def announce(self, event: dict[str, Any] | None = None) -> None:
        """Wake every waiter, and give the event to every stream."""
        if event is not None and self._streams:
            for stream in list(self._streams.values()):
                stream.append(event)
        if self._waiters:
            running = _find_running_loop()
            for waiter in list(self._waiters):
                waiter.call(running)

    def close(self) -> None:
        """End all streams and waits, so that a server can shut down at once."""
        self.is_closed = True
        self.announce()

    async def wait_until(self, is_true: Callable[[], bool], seconds: float) -> bool:
        """Wait for a condition, looking again after each change; False when time ran out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        waiter = Waiter(loop)
        self._waiters.add(waiter)
        try:
            while not is_true():
                if self.is_closed or loop.time() >= deadline:
                    return False
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(deadline):
                        await waiter.wait()
            return True
        finally:
            self._waiters.discard(waiter)

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


def _find_running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
