"""Attempts as tests of item analysis write them down, put straight into the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.learning.people import Role
from bot.learning.quiz import QuizKind
from bot.storage.engine import Database
from bot.storage.tables import Answer, Person, QuizItem, QuizSession

_numbers = count(1)


@dataclass(frozen=True)
class Mark:
    """An answer to a question: the options chosen, and after how many seconds."""

    question_id: str
    chosen: Sequence[str]
    is_right: bool
    seconds: float | None = 20.0


def add_people(database: Database, now: datetime, how_many: int) -> list[int]:
    """Let learners join; return their ids."""
    with database.writing() as session:
        people = [
            Person(
                telegram_id=900_000 + next(_numbers), name="Ana", role=Role.LEARNER, joined_at=now
            )
            for _ in range(how_many)
        ]
        session.add_all(people)
        session.flush()
        return [person.id or 0 for person in people]


def add_attempts(  # noqa: PLR0913 - what tests vary
    database: Database,
    version_id: int,
    now: datetime,
    attempts: Mapping[int, Sequence[Mark]],
    *,
    kind: QuizKind = QuizKind.CHECK,
    scope: str = "one",
    is_finished: bool = True,
) -> None:
    """Add an attempt of each person, with the answers in their order."""
    with database.writing() as session:
        for person_id, marks in attempts.items():
            quiz = QuizSession(
                person_id=person_id,
                version_id=version_id,
                course_id="basics",
                kind=kind,
                scope=scope,
                pass_mark_pct=60,
                started_at=now,
                finished_at=now if is_finished else None,
                total=len(marks),
                right=sum(mark.is_right for mark in marks) if is_finished else None,
            )
            session.add(quiz)
            session.flush()
            assert quiz.id is not None
            for position, mark in enumerate(marks):
                seconds = mark.seconds
                session.add(
                    QuizItem(
                        session_id=quiz.id,
                        position=position,
                        question_id=mark.question_id,
                        option_ids=list("dcba"),
                        ticked_ids=[],
                        shown_at=None if seconds is None else now - timedelta(seconds=seconds),
                    )
                )
            session.flush()
            for position, mark in enumerate(marks):
                session.add(
                    Answer(
                        session_id=quiz.id,
                        position=position,
                        chosen_ids=sorted(mark.chosen),
                        is_correct=mark.is_right,
                        answered_at=now,
                    )
                )
