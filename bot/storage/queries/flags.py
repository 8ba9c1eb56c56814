"""Questions that learners have flagged, and what trainers answered."""

from collections.abc import Sequence

from sqlalchemy import Integer
from sqlmodel import Session, col, func, select

from bot.learning.quiz import COUNTED
from bot.storage.tables import Answer, FlagAnswer, QuestionFlag, QuizItem, QuizSession


def find_at(session: Session, session_id: int, position: int) -> QuestionFlag | None:
    """Return the flag on a place in a quiz."""
    return session.exec(
        select(QuestionFlag).where(
            QuestionFlag.session_id == session_id, QuestionFlag.position == position
        )
    ).one_or_none()


def list_open(session: Session) -> Sequence[QuestionFlag]:
    """Return the flags that no trainer has answered in any way, the oldest first."""
    answered = select(FlagAnswer.id).where(FlagAnswer.flag_id == QuestionFlag.id)
    return session.exec(
        select(QuestionFlag).where(~answered.exists()).order_by(col(QuestionFlag.id))
    ).all()


def list_answers(session: Session, flag_id: int) -> Sequence[FlagAnswer]:
    """Return what trainers did about a flag, in order."""
    return session.exec(
        select(FlagAnswer).where(FlagAnswer.flag_id == flag_id).order_by(col(FlagAnswer.id))
    ).all()


def count_right(session: Session, question_id: str) -> tuple[int, int]:
    """Return how many answers to a question that counted were right, and how many there are."""
    right, answers = session.exec(
        select(func.coalesce(func.sum(Answer.is_correct, type_=Integer), 0), func.count())
        .select_from(QuizItem)
        .join(QuizSession, col(QuizSession.id) == col(QuizItem.session_id))
        .join(
            Answer,
            (col(Answer.session_id) == col(QuizItem.session_id))
            & (col(Answer.position) == col(QuizItem.position)),
        )
        .where(
            QuizItem.question_id == question_id,
            col(QuizSession.kind).in_(COUNTED),
            Answer.try_no == 1,
        )
    ).one()
    return right, answers
