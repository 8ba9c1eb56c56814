"""Whether years of answers make the bot slower: a tap and Home, with ever more answers stored.

python -m bench.growth [--rounds 8] [--quick]

A bot for each size runs all the time, and all are measured in short turns, so that whatever else
the machine does slows all of them alike; what counts is each round's ratio. The learners who are
measured have done the same at every size; what grows is everybody else.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.history import MEASURED, seed_history
from bench.processes import Process, ResponderProcess, start_ours
from bench.result import BenchBroken, Goal, Result, print_table
from bench.run import Learners, Play, Run, check_answers, measure, wait_for_bot
from bench.seed import CONTENT, QUESTIONS, Seeded

SIZES: Final = (1_000, 100_000, 5_000_000)  # stored answers
MOST_GROWTH: Final = 1.3
RATE: Final = 20.0  # acts a second: nobody waits for anybody else
PLAY: Final = Play(warm=0.5, seconds=3.0, rate=RATE)
SESSIONS: Final = ceil(RATE * 5.0 / MEASURED / QUESTIONS)  # of one learner in one round
ACTS: Final = SESSIONS * QUESTIONS
BYTES_AN_ANSWER: Final = 500  # with its place in a quiz, and room to spare


@dataclass
class Size:
    """A bot on a database of some size, with what was measured: the p50 in ms, round by round."""

    seeded: Seeded
    responder: ResponderProcess
    bot: Process
    start_seconds: float
    taps: list[float] = field(default_factory=list)
    homes: list[float] = field(default_factory=list)
    feedbacks: int = 0

    def visit(self) -> None:
        """Let the learners answer for a while, and then look at Home."""
        used = len(self.taps) * ACTS
        learners = self.seeded.list_learners(used, used + ACTS)
        taps = self._measure(learners)
        homes = self._measure([(telegram_id, ["/home"] * ACTS) for telegram_id in self.seeded.acts])
        self.feedbacks += taps.feedbacks
        self.taps.append(taps.p50_ms)
        self.homes.append(homes.p50_ms)

    def _measure(self, learners: Learners) -> Run:
        return measure(self.responder, self.bot, self.seeded, PLAY, learners=learners)


def main() -> int:
    """Seed all sizes, start a bot on each, and measure them in turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--quick", action="store_true", help="without the largest size, two rounds")
    options = parser.parse_args()
    numbers = SIZES[:-1] if options.quick else SIZES
    rounds = 2 if options.quick else options.rounds

    with tempfile.TemporaryDirectory() as folder:
        check_disk(Path(folder), sum(numbers))
        with ExitStack() as stack:
            sizes = [begin(stack, Path(folder), answers, rounds) for answers in numbers]
            for _ in range(rounds):
                for size in sizes:
                    size.visit()
        for size in sizes:
            check_answers(size.seeded, size.feedbacks)
    report(sizes)
    return 0


def begin(stack: ExitStack, folder: Path, answers: int, rounds: int) -> Size:
    """Seed a database and start a bot on it, both until the end of the stack."""
    start = perf_counter()
    seeded = seed_history(folder / str(answers) / "bot.db", answers, SESSIONS * rounds)
    taken, size = perf_counter() - start, seeded.path.stat().st_size
    print(f"seeded {seeded.answers:,} answers in {taken:.1f} s, {size / 1e6:,.0f} MB", flush=True)
    responder = stack.enter_context(ResponderProcess())
    start = perf_counter()
    bot = stack.enter_context(start_ours(responder.url, seeded.path, CONTENT))
    wait_for_bot(responder, bot)
    return Size(seeded, responder, bot, perf_counter() - start)


def check_disk(folder: Path, answers: int) -> None:
    """Raise BenchBroken where the answers would not fit."""
    wanted, free = answers * BYTES_AN_ANSWER, shutil.disk_usage(folder).free
    if free < wanted:
        raise BenchBroken(f"{folder} has {free / 1e9:.1f} GB free, {wanted / 1e9:.1f} are needed")


def report(sizes: Sequence[Size]) -> None:
    """Print the figures and compare them with the smallest size."""
    header = ("stored answers", "tap p50 ms", "growth", "Home p50 ms", "growth", "start s")
    rows: list[tuple[object, ...]] = [header]
    figures: dict[str, dict[str, float]] = {}
    for size in sizes:
        found = {
            "tap_p50_ms": round(statistics.median(size.taps), 3),
            "tap_growth": compare(size.taps, sizes[0].taps),
            "home_p50_ms": round(statistics.median(size.homes), 3),
            "home_growth": compare(size.homes, sizes[0].homes),
            "start_seconds": round(size.start_seconds, 3),
        }
        figures[str(size.seeded.answers)] = found
        rows.append((f"{size.seeded.answers:,}", *found.values()))
    print()
    print_table(rows)
    goals = tuple(
        Goal(f"{what}, the most that p50 grew", max(f[key] for f in figures.values()), MOST_GROWTH)
        for what, key in (("tap to feedback", "tap_growth"), ("Home", "home_growth"))
    )
    Result("growth", figures, goals).report()


def compare(now: Sequence[float], least: Sequence[float]) -> float:
    """Return the median of each round's ratio."""
    return round(statistics.median(a / b for a, b in zip(now, least, strict=True)), 3)


if __name__ == "__main__":
    sys.exit(main())
