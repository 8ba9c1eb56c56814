"""Named places at which a test lets the process die; when none is armed, a call that returns.

`FAILPOINT=commit.before:17` kills the process, as `kill -9` does, when it comes to that place for
the 17th time. Only tests set it.
"""

import os
import signal
from collections.abc import Callable
from typing import Final

PLACES: Final = ("commit.before", "commit.after", "call.before", "call.after")
"""Before and after each commit of a transaction that writes, and each call to Telegram."""


def _pass(_place: str) -> None:
    """Do nothing: no failpoint is armed."""


reach: Callable[[str], None] = _pass
"""Say that a place is reached."""


def arm(place: str, arrival: int, act: Callable[[], None]) -> None:
    """Let `act` happen at that arrival, counted from 1; raise ValueError for an unknown place."""
    global reach  # noqa: PLW0603 - the switch itself
    if place not in PLACES or arrival < 1:
        raise ValueError(f"a failpoint is one of {', '.join(PLACES)} with a number from 1")
    left = arrival

    def count_down(reached: str) -> None:
        nonlocal left
        if reached == place:
            left -= 1
            if left == 0:
                act()

    reach = count_down


def arm_from_environment() -> None:
    """Arm what FAILPOINT names, if anything."""
    wanted = os.environ.get("FAILPOINT")
    if wanted:
        place, _, arrival = wanted.partition(":")
        arm(place, int(arrival), lambda: os.kill(os.getpid(), signal.SIGKILL))
