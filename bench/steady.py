"""25 taps a second for a minute: how long a learner waits for feedback.

python -m bench.steady [--seconds 60] [--rate 25]
"""

import argparse
import sys
import tempfile
from math import ceil
from pathlib import Path
from typing import Final

from bench.processes import ResponderProcess, start_ours
from bench.result import Goal, Result
from bench.run import Play, check_answers, measure
from bench.seed import CONTENT, QUESTIONS, seed
from bench.taps import LEARNERS, OURS, show, summarise

LATENCY: Final = 0.06  # seconds
MOST_LATENCIES: Final = 3.0
WARM: Final = 2.0


def main() -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=25.0, help="taps a second")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder, ResponderProcess() as responder:
        database = Path(folder) / "bot.db"
        taps_each = options.rate * (options.seconds + WARM + 30) / LEARNERS
        seeded = seed(database, LEARNERS, ceil(taps_each / QUESTIONS))
        play = Play(WARM, options.seconds, LATENCY, options.rate)
        with start_ours(responder.url, database, CONTENT) as bot:
            run = measure(responder, bot, seeded, play)
        check_answers(seeded, run.feedbacks)

    print(f"{options.rate:g} taps/s for {options.seconds:g} s, API latency {LATENCY * 1000:.0f} ms")
    show({OURS: [run]})
    goal = Goal(
        "p99 from tap to feedback, in API latencies",
        round(run.p99_ms / 1000 / LATENCY, 3),
        MOST_LATENCIES,
    )
    Result("steady", summarise(run), (goal,)).report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
