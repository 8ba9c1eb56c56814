"""An event loop for what waits long: it puts its clock on instead of sleeping."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any

TINY = 1e-3  # seconds: more than the rounds of the loop take in a test


class Sleeper(selectors.DefaultSelector):
    """Wakes at once where an event loop would sleep, and puts its clock on instead."""

    now = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let the time pass that the loop would have waited, and a microsecond for its round."""
        assert timeout is not None, "everybody waits for ever"
        self.now += timeout + 1e-6
        return super().select(0)


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop in which seconds take no time."""

    def __init__(self) -> None:
        self.sleeper = Sleeper()
        super().__init__(self.sleeper)

    def time(self) -> float:
        """Return the made-up time in seconds."""
        return self.sleeper.now


def play(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play a scenario on a loop of its own, in which seconds take no time."""
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        runner.run(scenario())
