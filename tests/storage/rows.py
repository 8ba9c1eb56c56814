"""Rows that other rows need: a person, a version of the content, and an open quiz."""

from datetime import UTC, datetime

from bot.storage.engine import Database
from bot.storage.tables import Answer, ContentVersion, Person, QuizItem, QuizSession

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def make_person(telegram_id: int = 1001) -> Person:
    """Return a learner who has just joined."""
    return Person(telegram_id=telegram_id, name="Ana", role="learner", joined_at=NOW)


def make_quiz(scope: str = "one", kind: str = "check", person_id: int = 1) -> QuizSession:
    """Return an open quiz of one question."""
    return QuizSession(
        person_id=person_id,
        version_id=1,
        course_id="basics",
        kind=kind,
        scope=scope,
        pass_mark_pct=75,
        started_at=NOW,
        total=1,
    )


def make_answer(try_no: int = 1, session_id: int = 1) -> Answer:
    """Return an answer to the first question."""
    return Answer(
        session_id=session_id,
        position=0,
        try_no=try_no,
        chosen_ids=["a"],
        is_correct=True,
        answered_at=NOW,
    )


def store_quiz(database: Database) -> None:
    """Store a person, a version and a quiz with one question, each under the id 1."""
    with database.writing() as session:
        session.add(make_person())
        session.add(ContentVersion(digest="0" * 64, body="{}", stored_at=NOW))
        session.flush()
        session.add(make_quiz())
        session.flush()
        session.add(
            QuizItem(
                session_id=1, position=0, question_id="q", option_ids=["b", "a"], ticked_ids=[]
            )
        )


def count(database: Database, table: str) -> int:
    """Return how many rows a table has."""
    with database.reading() as session:
        found = session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}")  # noqa: S608 - a test's own name
        return int(found.scalar_one())
