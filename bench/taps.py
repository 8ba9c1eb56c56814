"""200 learners answer without pause: taps a second, against a stock bot without a database.

python -m bench.taps [--seconds 6] [--rounds 2] [--quick] [--profile FILE]

Ours answers, commits durably and edits; the stock bot answers and edits. Both run in turns against
the same responder; what counts is the ratio.
"""

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any, Final

from bench.ceiling import find_ceiling
from bench.processes import ResponderProcess, start_ours, start_stock
from bench.result import Goal, Result, print_table
from bench.run import Play, Run, check_answers, measure
from bench.seed import CONTENT, QUESTIONS, Seeded, copy_database, seed

LEARNERS: Final = 200
MOST_TAPS: Final = 4_000  # a second: nothing here gets so far
CONCURRENCIES: Final = (1, 16, 256)
LATENCIES: Final = {0.06: 5.0, 0.0: 1.0}  # seconds, and how often the stock bot's taps/s we want
OURS: Final = "ours"


@dataclass
class Bench:
    """Runs either bot against one responder."""

    responder: ResponderProcess
    seeded: Seeded
    folder: Path
    length: int = 0  # of our feedback; the stock bot's is made as long

    def run_ours(self, play: Play, profile: Path | None = None) -> Run:
        """Run our bot on a fresh copy of the database."""
        database = self.folder / "run" / "bot.db"
        database.parent.mkdir()
        copy_database(self.seeded.path, database)
        seeded = replace(self.seeded, path=database)
        with start_ours(self.responder.url, database, CONTENT, profile) as bot:
            run = measure(self.responder, bot, seeded, play)
        check_answers(seeded, run.feedbacks)
        shutil.rmtree(database.parent)
        return run

    def run_stock(self, play: Play, concurrent_updates: int) -> Run:
        """Run the stock bot."""
        with start_stock(self.responder.url, concurrent_updates, self.length) as bot:
            run = measure(self.responder, bot, self.seeded, play, patience=0)
            bot.kill()  # told to stop, it would first work off its queue, which may take minutes
        return run


def main() -> int:
    """Measure at both latencies."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=6.0, help="measured in each run")
    parser.add_argument("--warm", type=float, default=2.0, help="before that, in each run")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="one round of 3 seconds")
    parser.add_argument("--latency", type=float, action="append", help="only this one, in ms")
    parser.add_argument("--ours", action="store_true", help="only our bot, with no goal")
    parser.add_argument("--profile", type=Path, help="only our bot, under cProfile, into this file")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.warm, options.rounds = 3.0, 1.0, 1
    latencies = [ms / 1000 for ms in options.latency] if options.latency else list(LATENCIES)

    with tempfile.TemporaryDirectory() as folder, ResponderProcess() as responder:
        sessions = ceil(MOST_TAPS * (options.warm + options.seconds + 1) / LEARNERS / QUESTIONS)
        seeded = seed(Path(folder) / "seeded.db", LEARNERS, sessions)
        bench = Bench(responder, seeded, Path(folder))
        if options.ours or options.profile:
            show_ours(bench, options, latencies)
            return 0
        first = bench.run_ours(Play(0.5, 1.0))
        bench.length = first.edit_length
        ceiling = asyncio.run(find_ceiling(responder.port, first.edit, 3.0))
        print(f"{LEARNERS} learners without pause · the responder alone: {ceiling:,.0f} calls/s")
        figures: dict[str, Any] = {"responder_ceiling_calls_per_second": round(ceiling)}
        goals = []
        for latency in latencies:
            found = compare(bench, Play(options.warm, options.seconds, latency), options.rounds)
            figures[f"at_{latency * 1000:.0f}_ms"] = found
            what = f"taps/s at {latency * 1000:.0f} ms API latency, ours to the stock bot's best"
            goal = LATENCIES.get(latency)
            if goal is not None:
                goals.append(Goal(what, found["ratio"], goal, is_least=True))
    Result("taps", figures, tuple(goals)).report()
    return 0


def compare(bench: Bench, play: Play, rounds: int) -> dict[str, Any]:
    """Run both sides in turns; print what they did and return the figures with the ratio."""
    runs: dict[str, list[Run]] = {name: [] for name in (*map(name_stock, CONCURRENCIES), OURS)}
    for _ in range(rounds):
        for concurrent_updates in CONCURRENCIES:
            stock = bench.run_stock(play, concurrent_updates)
            runs[name_stock(concurrent_updates)].append(stock)
            runs[OURS].append(bench.run_ours(play))
    print(f"\nAPI latency {play.latency * 1000:.0f} ms")
    show(runs)
    rates = {
        name: statistics.median(run.taps_per_second for run in ran) for name, ran in runs.items()
    }
    best = max(rate for name, rate in rates.items() if name != OURS)
    return {
        "ratio": round(rates[OURS] / best, 3),
        "runs": {name: [summarise(run) for run in ran] for name, ran in runs.items()},
    }


def show_ours(bench: Bench, options: argparse.Namespace, latencies: list[float]) -> None:
    """Run only our bot, as while working on it."""
    for latency in latencies:
        play = Play(options.warm, options.seconds, latency)
        runs = [bench.run_ours(play, options.profile) for _ in range(options.rounds)]
        print(f"\nAPI latency {latency * 1000:.0f} ms")
        show({OURS: runs})


def show(runs: dict[str, list[Run]]) -> None:
    """Print one line a run."""
    header = ("", "taps/s", "p50 ms", "p99 ms", "bot CPU", "responder CPU", "calls/s")
    rows = [
        (
            name,
            run.taps_per_second,
            run.p50_ms,
            run.p99_ms,
            f"{run.bot_cpu:.0%}",
            f"{run.responder_cpu:.0%}",
            run.calls,
        )
        for name, ran in runs.items()
        for run in ran
    ]
    print_table([header, *rows])


def summarise(run: Run) -> dict[str, float]:
    """Return the figures of a run for the record."""
    return {
        "taps_per_second": round(run.taps_per_second, 1),
        "p50_ms": round(run.p50_ms, 2),
        "p99_ms": round(run.p99_ms, 2),
        "bot_cpu": round(run.bot_cpu, 2),
        "responder_cpu": round(run.responder_cpu, 2),
        "calls_per_second": round(run.calls),
    }


def name_stock(concurrent_updates: int) -> str:
    """Return what the stock bot is called in tables."""
    return f"stock, {concurrent_updates} at once"


if __name__ == "__main__":
    sys.exit(main())
