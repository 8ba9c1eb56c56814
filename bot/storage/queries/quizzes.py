"""Quiz sessions, their questions and the answers."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, bindparam, type_coerce
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, insert, select, update

from bot.learning.quiz import COUNTED, DrawnItem, QuizKind
from bot.storage.tables import Answer, QuizItem, QuizSession


class StoredQuiz(NamedTuple):
    """A quiz as it is stored."""

    id: int
    person_id: int
    version_id: int
    course_id: str
    kind: str
    scope: str
    pass_mark_pct: int
    finished_at: datetime | None
    total: int
    right: int | None
    result_message_id: int | None


class StoredItem(NamedTuple):
    """A question at its place in a quiz, as it is stored."""

    position: int
    question_id: str
    option_json: str  # read when it is wanted: of all items of a quiz, a tap wants one
    ticked_json: str
    message_id: int | None
    shown_at: datetime | None

    @property
    def option_ids(self) -> list[str]:
        """The options in the learner's order."""
        ids: list[str] = json.loads(self.option_json)
        return ids

    @property
    def ticked_ids(self) -> list[str]:
        """The options that are ticked."""
        ids: list[str] = json.loads(self.ticked_json)
        return ids


class StoredAnswer(NamedTuple):
    """An answer as it is stored."""

    position: int
    chosen_json: str
    is_correct: bool
    answered_at: datetime
    update_id: int | None

    @property
    def chosen_ids(self) -> list[str]:
        """The options that were chosen."""
        ids: list[str] = json.loads(self.chosen_json)
        return ids


# Each tap asks these. Plain rows and statements that are built once cost a tenth of loaded objects.
_QUIZ = select(*(getattr(QuizSession, name) for name in StoredQuiz._fields)).where(
    col(QuizSession.id) == bindparam("session_id")
)
_ITEMS = (
    select_columns(
        col(QuizItem.position),
        col(QuizItem.question_id),
        type_coerce(col(QuizItem.option_ids), Text),
        type_coerce(col(QuizItem.ticked_ids), Text),
        col(QuizItem.message_id),
        col(QuizItem.shown_at),
    )
    .where(col(QuizItem.session_id) == bindparam("session_id"))
    .order_by(col(QuizItem.position))
)
_ITEM = _ITEMS.where(col(QuizItem.position) == bindparam("position"))
_ANSWERS = (
    select_columns(
        col(Answer.position),
        type_coerce(col(Answer.chosen_ids), Text),
        col(Answer.is_correct),
        col(Answer.answered_at),
        col(Answer.update_id),
    )
    .where(col(Answer.session_id) == bindparam("session_id"))
    .order_by(col(Answer.position))
)
_ADD_ANSWER = insert(Answer)


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
            col(QuizSession.kind).in_(COUNTED),
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
            col(QuizSession.kind).in_(COUNTED),
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


def find_quiz(connection: Connection, session_id: int) -> StoredQuiz | None:
    """Return a quiz."""
    row = connection.execute(_QUIZ, {"session_id": session_id}).one_or_none()
    return None if row is None else StoredQuiz._make(row)


def update_quiz(connection: Connection, session_id: int, **changes: Any) -> None:
    """Change columns of a quiz."""
    connection.execute(
        update(QuizSession).where(col(QuizSession.id) == session_id).values(**changes)
    )


def list_items(
    connection: Connection, session_id: int, position: int | None = None
) -> list[StoredItem]:
    """Return the questions of a quiz in order, or the one at a position."""
    if position is None:
        rows = connection.execute(_ITEMS, {"session_id": session_id})
    else:
        rows = connection.execute(_ITEM, {"session_id": session_id, "position": position})
    return [StoredItem._make(row) for row in rows]


def list_answers(connection: Connection, session_id: int) -> list[StoredAnswer]:
    """Return the answers of a quiz in order."""
    rows = connection.execute(_ANSWERS, {"session_id": session_id})
    return [StoredAnswer._make(row) for row in rows]


def add_answer(connection: Connection, session_id: int, answer: StoredAnswer) -> None:
    """Store an answer."""
    values = answer._asdict() | {"session_id": session_id, "chosen_ids": answer.chosen_ids}
    del values["chosen_json"]
    connection.execute(_ADD_ANSWER, values)


def update_item(connection: Connection, session_id: int, position: int, **changes: Any) -> None:
    """Change columns of a question in a quiz."""
    connection.execute(
        update(QuizItem)
        .where(col(QuizItem.session_id) == session_id, col(QuizItem.position) == position)
        .values(**changes)
    )
