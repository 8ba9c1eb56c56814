"""Run all benches, each in a process of its own, and sum up: `python -m bench [--quick]`."""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any, Final

from bench.processes import ROOT
from bench.result import RESULTS, Goal

# Each with what makes it quick, for a look instead of a figure to rely on.
BENCHES: Final = {
    "content_load": ["--questions", "2000"],
    "check": ["--questions", "2000", "--rounds", "3"],
    "start": ["--questions", "2000", "--rounds", "2"],
    "steady": ["--seconds", "10"],
    "taps": ["--quick"],
    "lanes": ["--quick"],
    "growth": ["--quick"],
    "items": ["--answers", "100000", "--rounds", "1"],
    "report": ["--employees", "5000", "--answers", "100000"],
    "xapi": ["--answers", "50000"],
    "beside": ["--employees", "5000", "--answers", "100000", "--rounds", "1"],
    "dashboard": ["--employees", "5000", "--answers", "100000", "--rounds", "100"],
}


def main() -> int:
    """Run them; return 1 where one broke, which a missed goal is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes instead of many")
    parser.add_argument("names", nargs="*", help="only these")
    options = parser.parse_args()
    names = options.names or list(BENCHES)
    unknown = set(names) - set(BENCHES)
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    for name in names:
        (RESULTS / f"{name}.json").unlink(missing_ok=True)
    for name in names:
        print(f"\n── {name} ──\n", flush=True)
        quick = BENCHES[name] if options.quick else []
        subprocess.run(  # noqa: S603 - our own benches
            [sys.executable, "-m", f"bench.{name}", *quick], cwd=ROOT, check=False
        )
    print("\n── all ──\n")
    results = {name: read_result(name) for name in names}
    for name, result in results.items():
        for line in ["BROKEN: see above"] if result is None else list_verdicts(result):
            print(f"{name:14}{line}")
    return 1 if None in results.values() else 0


def read_result(name: str) -> dict[str, Any] | None:
    """Return what a bench wrote down, or None where it did not get so far."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return None
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result


def list_verdicts(result: dict[str, Any]) -> list[str]:
    """Return a line for each goal."""
    goals = result["goal"]
    if not isinstance(goals, list):  # as content_load writes it: one limit, for the ratio
        what, ratio = "loading, in times of the least", result["figures"]["ratio"]
        goals = [asdict(goal) | {"holds": goal.holds} for goal in [Goal(what, ratio, goals)]]
    return [
        f"{'holds ' if goal['holds'] else 'MISSED'} {goal['figure']:8.2f} "
        f"({'≥' if goal['is_least'] else '≤'} {goal['limit']:g})  {goal['what']}"
        for goal in goals
    ]


if __name__ == "__main__":
    sys.exit(main())
