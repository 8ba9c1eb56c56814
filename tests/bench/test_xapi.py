"""What exports are measured on is what the bot itself would have left behind."""

from pathlib import Path

from bench.xapi import measure, seed
from tests.xapi.soundness import check
from tests.xapi.test_export import read_lines


def test_seeded_answers_are_all_exported(tmp_path: Path) -> None:
    """Each with its question, and each quiz with its result."""
    path = tmp_path / "bot.db"
    assert seed(path, 1_000) == 1_000
    measure("export", path)

    statements = read_lines(str(path.with_suffix(".export")))
    assert len(statements) == 1_100
    for one in statements:
        check(one)
    assert all("definition" in one["object"] for one in statements)
    assert measure("bare", path).seconds > 0
