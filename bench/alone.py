"""Measures in a process that does nothing else, so that its memory can be told."""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.processes import ROOT


@dataclass(frozen=True)
class Measured:
    """How long something took, with the most memory that its process had, before and at the end."""

    seconds: float
    before_mb: float
    peak_mb: float

    @property
    def added_mb(self) -> float:
        """The memory that it took."""
        return self.peak_mb - self.before_mb


def read_options(
    parser: argparse.ArgumentParser, measure: Callable[[str, Path], Measured]
) -> argparse.Namespace:
    """Return the options of the bench; where `spawn` has begun it, measure instead, and end."""
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, path = options.measure
        print(json.dumps(vars(measure(what, Path(path)))))
        raise SystemExit(0)
    return options


def spawn(module: str, what: str, path: Path) -> Measured:
    """Let a bench measure something in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own benches
        [sys.executable, "-m", f"bench.{module}", "--measure", what, str(path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return Measured(**json.loads(done.stdout))


def read_peak() -> float:
    """Return the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
