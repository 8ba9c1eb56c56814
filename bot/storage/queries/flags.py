"""Questions that learners have flagged, and what trainers answered."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.storage.tables import FlagAnswer, QuestionFlag


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
