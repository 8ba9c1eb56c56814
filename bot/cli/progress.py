"""A bar on standard error for work that takes long; nothing where nobody looks."""

import sys
import time

CELLS = 30
EVERY_SECONDS = 0.2


class Progress:
    """Shows how many of how many are done, a few times a second."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_seen = sys.stderr.isatty()
        self._shown_at = time.monotonic()  # short work shows no bar

    def show(self, done: int, total: int) -> None:
        """Move the bar; cheap enough for every step."""
        if not self._is_seen or done % 256:
            return
        now = time.monotonic()
        if now - self._shown_at < EVERY_SECONDS:
            return
        self._shown_at = now
        filled = done * CELLS // total if total else 0
        bar = "█" * filled + "░" * (CELLS - filled)
        sys.stderr.write(f"\r\x1b[K{bar} {done:,} of {total:,} {self._what}")
        sys.stderr.flush()

    def close(self) -> None:
        """Take the bar away."""
        if self._is_seen:
            sys.stderr.write("\r\x1b[K")
