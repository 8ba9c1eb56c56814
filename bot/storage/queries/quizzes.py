"""Quiz sessions, their questions and the answers."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from bot.learning.quiz import COUNTED, DrawnItem, QuizKind
from bot.storage.plain import Plain, dump_time, load_time
from bot.storage.tables import QuizItem, QuizSession


class StoredQuiz(NamedTuple):
    """A quiz as it is stored."""

    id: int
    person_id: int
    version_id: int
    course_id: str
    kind: str
    scope: str
    pass_mark_pct: int
    total: int
    right: int | None
    result_message_id: int | None
    finished: str | None

    @property
    def finished_at(self) -> datetime | None:
        """When the last question was answered."""
        return load_time(self.finished) if self.finished else None


class StoredItem(NamedTuple):
    """A question at its place in a quiz, as it is stored."""

    position: int
    question_id: str
    option_json: str  # read when it is wanted: of all items of a quiz, a tap wants one
    ticked_json: str
    message_id: int | None
    shown: str | None
    hinted: str | None  # when its hint was asked for

    @property
    def shown_at(self) -> datetime | None:
        """When it was last sent."""
        return load_time(self.shown) if self.shown else None

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
    answered: str
    update_id: int | None

    @property
    def answered_at(self) -> datetime:
        """When it was given."""
        return load_time(self.answered)

    @property
    def chosen_ids(self) -> list[str]:
        """The options that were chosen."""
        ids: list[str] = json.loads(self.chosen_json)
        return ids


# Each tap asks these; the columns of each stand in the order of the rows above.
_QUIZ = (
    "SELECT id, person_id, version_id, course_id, kind, scope, pass_mark_pct, total,"
    ' "right", result_message_id, finished_at FROM quiz_session WHERE id = ?'
)
_ITEM_COLUMNS = (
    "SELECT position, question_id, option_ids, ticked_ids, message_id, shown_at, hint_at"
    " FROM quiz_item"
)
_ITEMS = f"{_ITEM_COLUMNS} WHERE session_id = ? ORDER BY position"
_ITEM = f"{_ITEM_COLUMNS} WHERE session_id = ? AND position = ?"
_ANSWERS = (
    "SELECT position, chosen_ids, is_correct, answered_at, update_id FROM answer"
    " WHERE session_id = ? ORDER BY position"
)
_ADD_ANSWER = (
    "INSERT INTO answer"
    " (session_id, position, try_no, chosen_ids, is_correct, answered_at, update_id)"
    " VALUES (?, ?, 1, ?, ?, ?, ?)"
)
_COUNT_RUNNING = (
    "SELECT count(*) FROM quiz_session WHERE finished_at IS NULL AND kind <> ? AND EXISTS ("
    "SELECT 1 FROM quiz_item WHERE session_id = quiz_session.id"
    " AND question_id IN (SELECT value FROM json_each(?)))"
)


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


def has_open_test(session: Session, person_id: int, course_id: str) -> bool:
    """Tell whether a final test was begun and not finished."""
    found = select(QuizSession.id).where(
        QuizSession.person_id == person_id,
        QuizSession.course_id == course_id,
        QuizSession.kind == QuizKind.TEST,
        col(QuizSession.finished_at).is_(None),
    )
    return session.exec(found.limit(1)).first() is not None


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


def count_running(plain: Plain, question_ids: Collection[str]) -> int:
    """Count the quizzes that are not finished and hold one of those questions; trials apart."""
    rows = plain.fetch(_COUNT_RUNNING, QuizKind.TRIAL.value, json.dumps(sorted(question_ids)))
    return int(rows[0][0])


def find_quiz(plain: Plain, session_id: int) -> StoredQuiz | None:
    """Return a quiz."""
    rows = plain.fetch(_QUIZ, session_id)
    return StoredQuiz._make(rows[0]) if rows else None


def finish_quiz(plain: Plain, session_id: int, right: int, now: datetime) -> None:
    """Record that all questions of a quiz are answered."""
    plain.run(
        'UPDATE quiz_session SET finished_at = ?, "right" = ? WHERE id = ?',
        dump_time(now),
        right,
        session_id,
    )


def mark_result_shown(plain: Plain, session_id: int, message_id: int) -> None:
    """Remember in which message the result of a quiz stands."""
    plain.run("UPDATE quiz_session SET result_message_id = ? WHERE id = ?", message_id, session_id)


def list_items(plain: Plain, session_id: int, position: int | None = None) -> list[StoredItem]:
    """Return the questions of a quiz in order, or the one at a position."""
    if position is None:
        rows = plain.fetch(_ITEMS, session_id)
    else:
        rows = plain.fetch(_ITEM, session_id, position)
    return [StoredItem._make(row) for row in rows]


def mark_shown(
    plain: Plain, session_id: int, position: int, message_id: int, now: datetime
) -> None:
    """Remember in which message a question stands, and since when."""
    plain.run(
        "UPDATE quiz_item SET message_id = ?, shown_at = ? WHERE session_id = ? AND position = ?",
        message_id,
        dump_time(now),
        session_id,
        position,
    )


def mark_gone(plain: Plain, session_id: int, position: int) -> None:
    """Remember that a question stands in no message any more."""
    plain.run(
        "UPDATE quiz_item SET message_id = NULL WHERE session_id = ? AND position = ?",
        session_id,
        position,
    )


def mark_hinted(plain: Plain, session_id: int, position: int, now: datetime) -> None:
    """Remember that the hint of an open question was asked for."""
    plain.run(
        "UPDATE quiz_item SET hint_at = ? WHERE session_id = ? AND position = ?",
        dump_time(now),
        session_id,
        position,
    )


def tick(plain: Plain, session_id: int, position: int, option_ids: Collection[str]) -> None:
    """Store which options of a question are ticked."""
    plain.run(
        "UPDATE quiz_item SET ticked_ids = ? WHERE session_id = ? AND position = ?",
        json.dumps(sorted(option_ids)),
        session_id,
        position,
    )


def list_answers(plain: Plain, session_id: int) -> list[StoredAnswer]:
    """Return the answers of a quiz in order."""
    return [
        StoredAnswer(position, chosen, bool(is_correct), answered, update_id)
        for position, chosen, is_correct, answered, update_id in plain.fetch(_ANSWERS, session_id)
    ]


def add_answer(  # noqa: PLR0913 - the columns
    plain: Plain,
    session_id: int,
    position: int,
    chosen_ids: Collection[str],
    *,
    is_correct: bool,
    now: datetime,
    update_id: int | None,
) -> StoredAnswer:
    """Store an answer, and return it as it is stored."""
    answered = dump_time(now)
    chosen = json.dumps(sorted(chosen_ids))
    answer = StoredAnswer(position, chosen, is_correct, answered, update_id)
    plain.run(_ADD_ANSWER, session_id, *answer)
    return answer
