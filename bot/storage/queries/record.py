"""The record of all learners at once, as it stood at a moment, for reports."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.learning.people import REPORTED
from bot.learning.quiz import COUNTED
from bot.storage.tables import CardRead, LessonRead, Person, QuizSession


def list_learners(session: Session, as_of: datetime) -> Sequence[Person]:
    """Return the people who had joined as learners, by the order in which they joined."""
    return session.exec(
        select(Person)
        .where(col(Person.role).in_(REPORTED), col(Person.joined_at) <= as_of)
        .order_by(col(Person.id))
    ).all()


def find_starts(session: Session, course_id: str, as_of: datetime) -> dict[int, datetime]:
    """Return when each person first read a card, or began a check or test."""
    reading = session.exec(
        select(CardRead.person_id, func.min(CardRead.read_at))
        .where(CardRead.read_at <= as_of)
        .group_by(col(CardRead.person_id))
    ).all()
    quizzes = session.exec(
        select(QuizSession.person_id, func.min(QuizSession.started_at))
        .where(
            QuizSession.course_id == course_id,
            col(QuizSession.kind).in_(COUNTED),
            QuizSession.started_at <= as_of,
        )
        .group_by(col(QuizSession.person_id))
    ).all()
    starts: dict[int, datetime] = {}
    for person_id, start in [*reading, *quizzes]:
        starts[person_id] = min(start, starts.get(person_id, start))
    return starts


def list_read_lessons(session: Session, as_of: datetime) -> dict[int, set[str]]:
    """Return the lessons each person has read."""
    lessons: dict[int, set[str]] = {}
    rows = session.exec(
        select(LessonRead.person_id, LessonRead.lesson_id).where(LessonRead.read_at <= as_of)
    )
    for person_id, lesson_id in rows:
        lessons.setdefault(person_id, set()).add(lesson_id)
    return lessons
