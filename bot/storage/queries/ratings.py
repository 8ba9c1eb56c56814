"""How learners rate lessons."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.storage.tables import LessonRating


def find(session: Session, person_id: int, lesson_id: str) -> LessonRating | None:
    """Return a person's rating of a lesson."""
    return session.get(LessonRating, (person_id, lesson_id))


def list_all(session: Session) -> Sequence[LessonRating]:
    """Return all ratings, the newest first."""
    return session.exec(select(LessonRating).order_by(col(LessonRating.rated_at).desc())).all()
