"""What learners say: ratings, flags, and which course they choose."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, json_value, moment


class CourseChoice(Table, table=True):
    """Which course a learner chose last, where there are several; the choice may be gone since."""

    __tablename__ = "course_choice"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    course_id: str
    chosen_at: datetime = moment()


class LessonRating(Table, table=True):
    """How a learner likes a lesson: one rating, which may be changed."""

    __tablename__ = "lesson_rating"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    lesson_id: str = Field(primary_key=True)
    version_id: int = Field(foreign_key="content_version.id")
    is_good: bool
    comment: str | None = Field(default=None, sa_type=Text)
    rated_at: datetime = moment()
    update_id: int = Field(sa_type=BigInteger)  # the tap that gave it


class QuestionFlag(Table, table=True):
    """A learner finds fault with a question that was explained to them."""

    __tablename__ = "question_flag"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "position"], ["quiz_item.session_id", "quiz_item.position"]
        ),
        UniqueConstraint("session_id", "position"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    session_id: int
    position: int
    question_id: str
    version_id: int = Field(foreign_key="content_version.id")
    reason: str
    comment: str | None = Field(default=None, sa_type=Text)
    chosen_ids: list[str] = json_value()
    is_correct: bool
    flagged_at: datetime = moment()


class FlagAnswer(Table, table=True):
    """What a trainer did about a flag."""

    __tablename__ = "flag_answer"
    __table_args__ = (
        # A flag is closed once, whoever taps at the same time.
        Index(
            "uq_flag_answer_closing",
            "flag_id",
            unique=True,
            sqlite_where=text("outcome != 'replied'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    flag_id: int = Field(foreign_key="question_flag.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    outcome: str
    text: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime = moment()
