"""Loading and checking stay within a few times what reading the YAML takes at the least."""

import json
import subprocess
import sys
from pathlib import Path

from bench import check

BENCH = Path(__file__).parents[2] / "bench/content_load.py"


def test_loading_is_fast(tmp_path: Path) -> None:
    """The ratio holds, whatever the machine; both sides are measured in turns."""
    results = tmp_path / "results.json"

    command = [sys.executable, str(BENCH), "--questions", "2000", "--results", str(results)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - ours

    assert run.returncode == 0, run.stdout + run.stderr
    result = json.loads(results.read_text(encoding="utf-8"))
    assert result["figures"]["ratio"] <= result["goal"] == 2.0
    assert result["holds"]


def test_checking_is_fast(tmp_path: Path) -> None:
    """All rules together, with the figures and the text that is printed."""
    check.write_bank(tmp_path, 1000, is_alike=False)

    measured = check.measure(tmp_path, rounds=5)

    assert measured.problems > 100
    assert measured.kinds > 5
    assert measured.ratio <= check.GOAL == 6.0, measured
