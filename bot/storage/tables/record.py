"""The record of learning: what was read, asked, answered and completed."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, json_value, moment


class CardRead(Table, table=True):
    """A learner has seen a card."""

    __tablename__ = "card_read"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    lesson_id: str = Field(primary_key=True)
    card_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    read_at: datetime = moment()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that opened it


class LessonRead(Table, table=True):
    """A learner has seen every card that the lesson had in that version."""

    __tablename__ = "lesson_read"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    lesson_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    read_at: datetime = moment()


class QuizSession(Table, table=True):
    """One attempt at a quiz, with everything that decides its result pinned at its start."""

    __tablename__ = "quiz_session"
    __table_args__ = (
        # Two open quizzes of one kind and lesson would be two answers to "where was I?".
        Index(
            "uq_quiz_session_open",
            "person_id",
            "course_id",
            "kind",
            "scope",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
        ),
        # Looked at once an hour for what is old; what counts is not in it.
        Index(
            "ix_quiz_session_practice",
            "started_at",
            sqlite_where=text("kind NOT IN ('check', 'test')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    version_id: int = Field(foreign_key="content_version.id")
    course_id: str
    kind: str
    scope: str  # a lesson's id, "missed:" and a session, or "" where it spans the course
    pass_mark_pct: int
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    total: int
    right: int | None = None
    result_message_id: int | None = None


class QuizItem(Table, table=True):
    """A question at its place in a quiz, with the options in the learner's order."""

    __tablename__ = "quiz_item"
    __table_args__ = (
        # A corrected key asks for all attempts that have the question.
        Index("ix_quiz_item_question_id_session_id", "question_id", "session_id"),
    )
    session_id: int = Field(primary_key=True, foreign_key="quiz_session.id")
    position: int = Field(primary_key=True)
    question_id: str
    option_ids: list[str] = json_value()
    ticked_ids: list[str] = json_value()
    message_id: int | None = None
    shown_at: datetime | None = moment(nullable=True)
    hint_at: datetime | None = moment(nullable=True)  # when its hint was asked for


class Answer(Table, table=True):
    """What a learner answered; append-only, once for each place and try."""

    __tablename__ = "answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "position"], ["quiz_item.session_id", "quiz_item.position"]
        ),
    )
    session_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    try_no: int = Field(default=1, primary_key=True)
    chosen_ids: list[str] = json_value()
    is_correct: bool
    answered_at: datetime = moment()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that gave it


class Completion(Table, table=True):
    """A learner met the completion rule of a course for the first time.

    Whether it still counts, `CompletionChange` says: `queries.progress` reads both.
    """

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    course_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    completed_at: datetime = moment()
    recorded_at: datetime | None = moment(nullable=True)  # None: as it was completed


class CompletionChange(Table, table=True):
    """A completion was taken back, or earned again; the latest row counts."""

    __tablename__ = "completion_change"
    __table_args__ = (Index("ix_completion_change_of", "person_id", "course_id"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: str
    version_id: int = Field(foreign_key="content_version.id")
    completed_at: datetime | None = moment(nullable=True)  # None: it was taken back
    recorded_at: datetime = moment()
    correction_id: int | None = Field(default=None, foreign_key="result_correction.id")


class SpentNumber(Table, table=True):
    """Up to which id rows of a table were there when some were erased: none is given again."""

    __tablename__ = "spent_number"
    name: str = Field(primary_key=True)
    last_id: int
