"""Waits for what nobody announces: rows of a table, another process, a task's end."""

import asyncio
from collections.abc import Callable


async def until(is_true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something holds; TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        while not is_true():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
