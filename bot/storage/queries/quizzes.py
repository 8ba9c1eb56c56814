"""Quiz sessions, their questions and the answers."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from bot.learning.quiz import DrawnItem, QuizKind
from bot.storage.tables import Answer, QuizItem, QuizSession


def get_id(quiz: QuizSession) -> int:
    """Return the id of a session that has been flushed."""
    if quiz.id is None:
        raise ValueError("the session has not been flushed")
    return quiz.id


def add_items(session: Session, session_id: int, drawn: Sequence[DrawnItem]) -> None:
    """Store the questions of a new quiz in the order in which they were drawn."""
    session.add_all(
        QuizItem(
            session_id=session_id,
            position=position,
            question_id=item.question_id,
            option_ids=list(item.option_ids),
            ticked_ids=[],
        )
        for position, item in enumerate(drawn)
    )


def find_open(
    session: Session, person_id: int, course_id: str, kind: QuizKind, scope: str
) -> QuizSession | None:
    """Return the unfinished quiz of that kind and scope."""
    return session.exec(
        select(QuizSession).where(
            QuizSession.person_id == person_id,
            QuizSession.course_id == course_id,
            QuizSession.kind == kind,
            QuizSession.scope == scope,
            col(QuizSession.finished_at).is_(None),
        )
    ).one_or_none()


def find_newest_open(session: Session, person_id: int, course_id: str) -> QuizSession | None:
    """Return the check or test that was begun last and not finished."""
    return session.exec(
        select(QuizSession)
        .where(
            QuizSession.person_id == person_id,
            QuizSession.course_id == course_id,
            QuizSession.kind != QuizKind.PRACTICE,
            col(QuizSession.finished_at).is_(None),
        )
        .order_by(col(QuizSession.id).desc())
        .limit(1)
    ).one_or_none()


def list_finished(session: Session, person_id: int, course_id: str) -> Sequence[QuizSession]:
    """Return a person's finished checks and tests in the order in which they began."""
    return session.exec(
        select(QuizSession)
        .where(
            QuizSession.person_id == person_id,
            QuizSession.course_id == course_id,
            QuizSession.kind != QuizKind.PRACTICE,
            col(QuizSession.finished_at).is_not(None),
        )
        .order_by(col(QuizSession.id))
    ).all()


def count_asked(session: Session, person_id: int, course_id: str, kind: QuizKind) -> dict[str, int]:
    """Return how often each question was put to a person in quizzes of that kind."""
    rows = session.exec(
        select(QuizItem.question_id, func.count())
        .join(QuizSession, col(QuizSession.id) == col(QuizItem.session_id))
        .where(
            QuizSession.person_id == person_id,
            QuizSession.course_id == course_id,
            QuizSession.kind == kind,
        )
        .group_by(col(QuizItem.question_id))
    )
    return dict(rows.all())


def list_items(session: Session, session_id: int) -> Sequence[QuizItem]:
    """Return the questions of a quiz in order."""
    return session.exec(
        select(QuizItem).where(QuizItem.session_id == session_id).order_by(col(QuizItem.position))
    ).all()


def list_answers(session: Session, session_id: int) -> Sequence[Answer]:
    """Return the answers of a quiz in order."""
    return session.exec(
        select(Answer).where(Answer.session_id == session_id).order_by(col(Answer.position))
    ).all()
