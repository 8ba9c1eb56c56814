"""What item analysis is measured on is what the bot itself would have left behind."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.items import EACH, LESSONS, measure, seed
from bot.bootstrap import make_item_report, open_database, read_clock
from bot.services.library import Library


def test_seeded_answers_are_all_analysed(tmp_path: Path) -> None:
    """First attempts all of them, at all checks and the test, over all questions."""
    path = tmp_path / "bot.db"
    assert seed(path, 5_100) == 5_100

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_database(path) as database:
        report = make_item_report(
            database, Library(database, read_clock), read_clock(), is_first_only=True
        )
    assert (report.attempts, report.answers) == (510, 5_100)
    assert len(report.items) == LESSONS * EACH
    assert {quiz.figures.attempts for quiz in report.quizzes} == {10}
    assert measure("plain", path).seconds > 0
