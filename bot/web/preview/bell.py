"""Rings at the pages that are open, so that they fetch what has changed."""

import asyncio
from collections.abc import AsyncIterator


class Bell:
    """Several rings before a page listens again are one."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._is_closed = False

    def ring(self) -> None:
        """Tell all pages."""
        self._rung.set()
        self._rung = asyncio.Event()

    def close(self) -> None:
        """End all streams, or they would keep the server waiting."""
        self._is_closed = True
        self.ring()

    async def stream(self) -> AsyncIterator[str]:
        """Yield Server-Sent Events, the first one at once."""
        while not self._is_closed:
            rung = self._rung  # the next one: what rings while the page is being told is not lost
            yield "data: {}\n\n"
            await rung.wait()
