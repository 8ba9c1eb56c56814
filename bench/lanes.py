"""A mass message to 10,000 people at Telegram's limit, while others tap: does either one suffer?

python -m bench.lanes [--people 10000] [--pace 2] [--latency 60] [--quiet 100] [--quick]

The clock of Telegram's limits runs `--pace` times as fast, in the bot's lanes and in the responder,
which refuses what exceeds them. The rate of the taps and the API latency are scaled alike, so the
ratios are those of real time. What the bot itself costs is not scaled: its part in each wait is
`--pace` times as large as in life, so the bench is harder than life is. At a pace of 5 it measures
the processor more than the lanes: 6 ms of work hold a place as long as 30 ms of latency would.
"Seconds" are the limits' own, unless they are called real. `--quick`: 1,000 people, 50 s of quiet.

The same people tap all the time, quiet before and after the mass message; they are trainers, so
that the message to the learners is no feedback of theirs. What comes in is 5 taps/s, and each costs
one counted call, its edit; so the ideal is 10,000 / (30 - 5) s.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.mass import Mailing, read_mailing
from bench.processes import Process, ResponderProcess, start_paced
from bench.result import BenchBroken, Goal, Result, print_table
from bench.run import SETTLING, check_answers, find_quantile, wait_for_bot
from bench.seed import CONTENT, QUESTIONS, Seeded, add_people, seed
from bot.bootstrap import open_database, read_clock
from bot.learning.people import Role
from bot.limits import BOT
from bot.services.broadcasts import Broadcasts

TAPPERS: Final = 100  # each taps every 20 s: far below the limit of a private chat
TAPS: Final = 5.0  # a second
WARM: Final = 10.0  # seconds; the mailer lets the first one pass
SLOWEST: Final = 5.0  # mass messages a second; with fewer the bench gives up
MOST_TIMES_IDEAL: Final = 1.15
MOST_TIMES_QUIET: Final = 3.0
TEXT: Final = (
    "**A new lesson is there.** It takes a quarter of an hour; `/lessons` shows it. "
    "Please finish it by *Friday*, as the audit is on Monday."
)


@dataclass
class Span:
    """A stretch of the run; times are real seconds on the clock that all processes share."""

    name: str
    start: float = 0.0
    end: float = 0.0
    bot_cpu: float = 0.0
    responder_cpu: float = 0.0
    waits: list[float] = field(default_factory=list)

    def take(self, feedbacks: Sequence[tuple[float, float]]) -> None:
        """Keep the waits of the taps that were made in it."""
        self.waits = sorted(
            took for when, took in feedbacks if self.start <= when - took < self.end
        )


@dataclass(frozen=True)
class Bench:
    """One bot with its people, and the clock of the limits."""

    responder: ResponderProcess
    bot: Process
    seeded: Seeded
    people: int
    pace: float

    def begin(self, latency: float) -> None:
        """Let the people tap, from now to the end."""
        wait_for_bot(self.responder, self.bot)
        self.responder.order("limit", pace=self.pace)
        self.responder.order(
            "play",
            learners=self.seeded.list_learners(),
            message=self.seeded.message,
            rate=TAPS * self.pace,
            latency=latency / self.pace,
        )
        time.sleep(WARM / self.pace)

    @contextmanager
    def span(self, name: str) -> Iterator[Span]:
        """Measure what happens inside."""
        span = Span(name, perf_counter())
        bot_cpu, responder_cpu = self.bot.read_cpu(), self.responder.read_cpu()
        yield span
        span.end = perf_counter()
        span.bot_cpu = (self.bot.read_cpu() - bot_cpu) / (span.end - span.start)
        span.responder_cpu = (self.responder.read_cpu() - responder_cpu) / (span.end - span.start)

    def stay_quiet(self, name: str, seconds: float) -> Span:
        """Let the people tap, and nothing else happen."""
        with self.span(name) as span:
            time.sleep(seconds / self.pace)
        return span

    def send_to_all(self) -> Span:
        """Queue a mass message as an administrator does, and wait until the books are closed."""
        with (
            open_database(self.seeded.path) as database,
            self.span("with a mass message") as span,
        ):
            broadcasts = Broadcasts(database, read_clock)
            number = broadcasts.create(TEXT, {Role.LEARNER}).id
            end = perf_counter() + self.people / SLOWEST / self.pace
            while (progress := broadcasts.find_progress(number)).finished_at is None:
                if perf_counter() > end or not self.bot.is_running():
                    raise BenchBroken(f"{progress.left} people still wait for their message")
                time.sleep(0.2)
        if progress.sent != self.people:
            raise BenchBroken(f"the books say that {progress.sent} people got the message")
        return span

    def end(self) -> tuple[dict[str, Any], int]:
        """Return what the responder saw, and how many taps got their feedback: all of them."""
        time.sleep(1.0)  # what is still under way belongs to the last span
        seen = self.responder.order("look_back")
        total = self.responder.order("stop", patience=SETTLING)
        if total["made"] != total["feedbacks"] or total["unexpected"]:
            raise BenchBroken(
                f"of {total['made']} taps {total['feedbacks']} got feedback, "
                f"and {total['unexpected']} messages came unasked"
            )
        return seen, total["feedbacks"]


def main() -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--pace", type=float, default=2.0, help="of the limits' clock")
    parser.add_argument("--latency", type=float, default=60.0, help="of the API, in ms")
    parser.add_argument("--quiet", type=float, default=100.0, help="seconds before, and after")
    parser.add_argument("--quick", action="store_true", help="1,000 people, quiet for 50 s")
    options = parser.parse_args()
    if options.quick:
        options.people, options.quiet = 1_000, 50.0

    with tempfile.TemporaryDirectory() as folder, ResponderProcess() as responder:
        seeded = prepare(Path(folder) / "bot.db", options.people, options.quiet)
        with start_paced(responder.url, seeded.path, CONTENT, options.pace) as bot:
            bench = Bench(responder, bot, seeded, options.people, options.pace)
            bench.begin(options.latency / 1000)
            spans = [
                bench.stay_quiet("quiet, before", options.quiet),
                bench.send_to_all(),
                bench.stay_quiet("quiet, after", options.quiet),
            ]
            seen, feedbacks = bench.end()
        check_answers(seeded, feedbacks)
    for span in spans:
        span.take(seen["feedbacks"])
    print(
        f"{TAPS:g} taps/s, API latency {options.latency:g} ms, "
        f"both {options.pace:g} times as fast in real time, as the waits are shown\n"
    )
    show(spans, options.pace)
    mailing = read_mailing(seen["counted"], seeded.acts)
    conclude(options.people, options.pace, spans, seen, mailing).report()
    return 0


def prepare(path: Path, people: int, quiet: float) -> Seeded:
    """Make a database of those who tap, with enough to answer, and of those who get the message."""
    taps = TAPS * (WARM + 2 * quiet + people / SLOWEST)
    seeded = seed(path, TAPPERS, ceil(taps / TAPPERS / QUESTIONS) + 1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE person SET role = ?", [Role.TRAINER])
        add_people(connection, range(TAPPERS, TAPPERS + people))
    return seeded


def show(spans: Sequence[Span], pace: float) -> None:
    """Print one line a span."""
    header = ("", "taps", "taps/s", "p50 ms", "p99 ms", "worst ms", "bot CPU", "responder CPU")
    rows = [
        (
            span.name,
            len(span.waits),
            len(span.waits) / (span.end - span.start) / pace,
            find_quantile(span.waits, 0.5) * 1000,
            find_quantile(span.waits, 0.99) * 1000,
            span.waits[-1] * 1000,
            f"{span.bot_cpu:.0%}",
            f"{span.responder_cpu:.0%}",
        )
        for span in spans
    ]
    print_table([header, *rows])


def conclude(
    people: int, pace: float, spans: Sequence[Span], seen: dict[str, Any], mailing: Mailing
) -> Result:
    """Print how the mass message went; return all figures with the goals."""
    before, busy, after = spans
    quiet_ms = find_quantile(sorted([*before.waits, *after.waits]), 0.99) * 1000
    busy_ms = find_quantile(busy.waits, 0.99) * 1000
    ideal = mailing.find_ideal(people)
    figures = {
        "people": people,
        "pace": pace,
        "seconds": round(mailing.seconds, 2),
        "seconds_from_creation": round(mailing.last - busy.start * pace, 2),
        "ideal_seconds": round(ideal, 2),
        "counted_tap_calls_per_second": round(mailing.taps_per_second, 3),
        "busiest_second": seen["busiest"],
        "quiet_p99_ms": round(quiet_ms, 2),
        "busy_p99_ms": round(busy_ms, 2),
        "bot_cpu": [round(span.bot_cpu, 2) for span in spans],
        "responder_cpu": [round(span.responder_cpu, 2) for span in spans],
    }
    print(
        f"\n{people:,} people in {mailing.seconds:.1f} s, {figures['seconds_from_creation']:.1f} s "
        f"from its creation; ideal {ideal:.1f} s beside {mailing.taps_per_second:.2f} calls/s of "
        f"taps · busiest second: {seen['busiest']} calls of {BOT.calls}"
    )
    return Result(
        "lanes",
        figures,
        (
            Goal("time of the mass message, in ideals", mailing.seconds / ideal, MOST_TIMES_IDEAL),
            Goal("p99 of taps beside it, in quiet ones", busy_ms / quiet_ms, MOST_TIMES_QUIET),
            Goal("calls refused with 429", seen["refused"], 0),
            Goal("people without exactly one message", mailing.count_wrong(people), 0),
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
