"""Databases for the benches: learners who have joined, with quizzes open for them to answer."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench.processes import ROOT
from bot.bootstrap import open_database, read_clock
from bot.chat.taps.quiz import AnswerWith
from bot.learning.course import Catalog, Question, QuestionType, Use
from bot.learning.joining import VERSION
from bot.services.broadcasts import Broadcasts
from bot.services.disk import Disk
from bot.services.library import Library
from bot.storage.evidence_key import find_key_path

CONTENT: Final = ROOT / "content"
FIRST_TELEGRAM_ID: Final = 500_000
QUESTIONS: Final = 10  # of one session
LONG_AGO: Final = "2026-01-05 09:00:00.000000"


@dataclass(frozen=True)
class Seeded:
    """A database with what its learners can do: `acts` by Telegram id."""

    path: Path
    acts: dict[int, list[str]]
    message: dict[str, Any]
    answers: int = 0

    def list_learners(self, start: int = 0, stop: int | None = None) -> list[tuple[int, list[str]]]:
        """Return each learner with a slice of the acts, as the responder wants them."""
        return [(telegram_id, acts[start:stop]) for telegram_id, acts in self.acts.items()]


def seed(path: Path, learners: int, sessions: int, content: Path = CONTENT) -> Seeded:
    """Make a database in which each learner has that many open practice sessions."""
    catalog, version_id = publish(path, content)
    pool = list_single_choice(catalog)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        people = add_people(connection, range(learners))
        acts: dict[int, list[str]] = {}
        for person_id, telegram_id in people:
            opened = open_sessions(connection, person_id, version_id, catalog, sessions)
            add_items(connection, opened, pool)
            acts[telegram_id] = list_acts(opened)
    return Seeded(path, acts, make_message(pool[0]))


def copy_database(source: Path, target: Path) -> None:
    """Copy a closed database with the key of its evidence."""
    shutil.copy(source, target)
    shutil.copy(find_key_path(source), find_key_path(target))


def publish(path: Path, content: Path) -> tuple[Catalog, int]:
    """Create the database and teach the content; return it with the number of its version."""
    with open_database(path) as database:
        library = Library(database, read_clock)
        broadcasts = Broadcasts(database, read_clock)
        problems = Disk(database, library, broadcasts, read_clock, content).start()
        if problems:
            raise ValueError(f"the content has problems: {problems[0]}")
        edition = library.get_current()
    return edition.catalog, edition.version_id


def list_single_choice(catalog: Catalog) -> Sequence[Question]:
    """Return the practice questions that one tap answers, with four options."""
    questions = catalog.list_questions(catalog.courses[0].lesson_ids, Use.PRACTICE)
    return [q for q in questions if q.type is QuestionType.SINGLE and len(q.options) == 4]  # noqa: PLR2004


def add_people(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Add learners; return the id and the Telegram id of each."""
    people = [(number + 1, FIRST_TELEGRAM_ID + number) for number in numbers]
    connection.executemany(
        "INSERT INTO person (id, telegram_id, name, role, joined_at, notice_version)"
        " VALUES (?, ?, ?, 'learner', ?, ?)",
        [
            (person_id, telegram, f"Person {person_id}", LONG_AGO, VERSION)
            for person_id, telegram in people
        ],
    )
    return people


def open_sessions(
    connection: sqlite3.Connection,
    person_id: int,
    version_id: int,
    catalog: Catalog,
    count: int,
) -> range:
    """Open practice sessions for a person; return their ids."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM quiz_session").fetchone()
    ids = range(last + 1, last + 1 + count)
    connection.executemany(
        "INSERT INTO quiz_session (id, person_id, version_id, course_id, kind, scope,"
        " pass_mark_pct, started_at, total) VALUES (?, ?, ?, ?, 'practice', ?, 0, ?, ?)",
        # The scope only has to differ: a person has one open quiz of each.
        [
            (
                session_id,
                person_id,
                version_id,
                catalog.courses[0].id,
                f"missed:{session_id}",
                LONG_AGO,
                QUESTIONS,
            )
            for session_id in ids
        ],
    )
    return ids


def add_items(
    connection: sqlite3.Connection, sessions: Iterable[int], pool: Sequence[Question]
) -> None:
    """Put questions into sessions, a different selection into each."""
    drawn = [(q.id, json.dumps([option.id for option in q.options])) for q in pool]
    connection.executemany(
        "INSERT INTO quiz_item (session_id, position, question_id, option_ids, ticked_ids)"
        " VALUES (?, ?, ?, ?, '[]')",
        [
            (session_id, position, *drawn[(session_id * QUESTIONS + position) % len(drawn)])
            for session_id in sessions
            for position in range(QUESTIONS)
        ],
    )


def list_acts(sessions: Iterable[int]) -> list[str]:
    """Return the taps that answer all questions of these sessions in turn."""
    return [
        AnswerWith(session_id, position, (session_id + position) % 4).encode()
        for session_id in sessions
        for position in range(QUESTIONS)
    ]


def count_answers(path: Path) -> int:
    """Return how many answers are stored."""
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM answer").fetchone()
        return int(count)


def make_message(question: Question) -> dict[str, Any]:
    """Return a question as it stands in the chat when it is tapped."""
    options = [f"{chr(65 + n)} {option.text}" for n, option in enumerate(question.options)]
    text = "\n\n".join(["Practice · 1 of 10", str(question.ask).strip(), *options])
    buttons = [[{"text": chr(65 + n), "callback_data": f"a:1:0:{n}"} for n in range(len(options))]]
    entities = [{"type": "italic", "offset": 0, "length": 18}]
    entities += [{"type": "bold", "offset": text.index(option), "length": 1} for option in options]
    return {
        "text": text,
        "entities": entities,
        "reply_markup": {
            "inline_keyboard": [*buttons, [{"text": "Later", "callback_data": "later:1:0"}]]
        },
    }


def say_now() -> str:
    """Return the time as the database keeps it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
