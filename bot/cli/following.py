"""Follow a broadcast from the command line: a line of progress, and a summary of who was missed."""

import sys
import time
from collections.abc import Callable, Iterator

from bot.learning.broadcast import BroadcastProgress, BroadcastSummary, Missed
from bot.learning.people import UnreachableReason
from bot.services.broadcasts import Broadcasts

LOOK_SECONDS = 1.0
QUIET_LOOKS = 5  # without progress, before it is asked whether the bot still runs
LOOKS_A_LINE = 10  # where lines cannot be written over
LIST_LIMIT = 50  # characters of a text in a list
COMMAND = "run_bot.py broadcast"
REASONS = {
    UnreachableReason.BLOCKED.value: "blocked the bot",
    UnreachableReason.DEACTIVATED.value: "account deactivated",
    UnreachableReason.NO_ACCOUNT.value: "no account any more",
}


def follow(
    broadcasts: Broadcasts,
    broadcast_id: int,
    is_bot_running: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Show progress until the broadcast is over; False where the bot has stopped meanwhile."""
    is_terminal = sys.stdout.isatty()
    shown, quiet, looks = "", 0, 0
    while True:
        progress = broadcasts.find_progress(broadcast_id)
        line = word_progress(progress)
        quiet = quiet + 1 if line == shown else 0
        if is_terminal and line != shown:
            print(f"\r\x1b[K{line}", end="", flush=True)
        elif not is_terminal and looks % LOOKS_A_LINE == 0 and not quiet:
            print(line, flush=True)
        shown, looks = line, looks + 1
        is_over = progress.finished_at is not None
        if is_over or (quiet >= QUIET_LOOKS and not is_bot_running()):
            if is_terminal:
                print()
            return is_over
        if quiet >= QUIET_LOOKS:
            quiet = 0
        sleep(LOOK_SECONDS)


def word_progress(progress: BroadcastProgress) -> str:
    """Say how far a broadcast is, in one line."""
    done = progress.total - progress.left
    parts = [f"{progress.sent:,} sent"]
    if progress.failed:
        parts.append(f"{progress.failed:,} could not be reached")
    if progress.skipped:
        parts.append(f"{progress.skipped:,} skipped as unreachable")
    return f"{done:,} of {progress.total:,}: {', '.join(parts)}"


def word_summary(summary: BroadcastSummary) -> str:
    """Say what became of a broadcast, and name everybody who did not get it."""
    progress = summary.progress
    head = f"Broadcast {progress.id} of {progress.created_at:%F %H:%M} UTC"
    return "\n".join(
        [
            f"{head} to {', '.join(progress.roles)}: {word_state(progress)}.",
            f"Sent: {progress.sent:,}",
            *_list_missed("Could not be reached", summary.failed),
            *_list_missed("Skipped as unreachable", summary.skipped),
            *_count_left(progress),
        ]
    )


def word_in_list(progress: BroadcastProgress) -> str:
    """Say in one line of a list what a broadcast is and how far."""
    text = " ".join(progress.text.split())
    if len(text) > LIST_LIMIT:
        text = text[: LIST_LIMIT - 1] + "…"
    return (
        f"{progress.id:>4}  {progress.created_at:%F %H:%M} UTC  {', '.join(progress.roles)}  "
        f"{word_state(progress)}, {word_progress(progress)}  “{text}”"
    )


def word_state(progress: BroadcastProgress) -> str:
    """Say whether a broadcast is going on, finished or stopped."""
    if progress.stopped_at is not None:
        return f"stopped {progress.stopped_at:%F %H:%M}"
    if progress.finished_at is not None:
        return f"finished {progress.finished_at:%F %H:%M}"
    return "not finished"


def _list_missed(title: str, missed: tuple[Missed, ...]) -> Iterator[str]:
    if not missed:
        return
    yield f"{title}: {len(missed):,}"
    for one in missed:
        since = f", since {one.since:%F}" if one.since else ""
        yield f"  {one.name}: {REASONS.get(one.reason, one.reason)}{since}"


def _count_left(progress: BroadcastProgress) -> Iterator[str]:
    if progress.left and progress.stopped_at is not None:
        yield f"Not sent, because it was stopped: {progress.left:,}"
    elif progress.left:
        yield f"Still to send: {progress.left:,}"
