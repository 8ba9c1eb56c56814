"""Years of answers, seeded without the bot, are what the bot itself would have left behind."""

import sqlite3
from contextlib import closing
from pathlib import Path
from random import SystemRandom

from bench.history import MEASURED, seed_history
from bot.bootstrap import open_database, read_clock
from bot.chat.taps.quiz import AnswerWith
from bot.services.library import Library
from bot.services.quiz import Quizzes
from bot.services.study import Study


def test_history_is_sound(tmp_path: Path) -> None:
    """No reference is broken, everybody has done the course, and new answers go in."""
    seeded = seed_history(tmp_path / "bot.db", answers=1_000, sessions=1)

    assert seeded.answers == 1_000
    with closing(sqlite3.connect(seeded.path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_database(seeded.path) as database:
        library = Library(database, read_clock)
        quizzes = Quizzes(database, library, read_clock, SystemRandom())
        study = Study(database, library, read_clock)
        for person_id, acts in enumerate(seeded.acts.values(), 1):
            assert study.stand(person_id).is_complete
            tap = AnswerWith.decode(acts[0])
            answered = quizzes.answer(person_id, tap.session_id, tap.position, tap.option)
            assert not answered.is_repeat
    assert len(seeded.acts) == MEASURED
