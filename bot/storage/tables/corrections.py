"""Corrected keys, and what became of results and passes by them."""

from datetime import datetime

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, json_value, moment


class KeyChange(Table, table=True):
    """A version has other options of a question as the right ones than the one before it."""

    __tablename__ = "key_change"
    __table_args__ = (UniqueConstraint("question_id", "activation_id"),)
    id: int | None = Field(default=None, primary_key=True)
    question_id: str
    activation_id: int = Field(foreign_key="content_activation.id")
    old_version_id: int = Field(foreign_key="content_version.id")
    version_id: int = Field(foreign_key="content_version.id")
    old_right_ids: list[str] = json_value()
    right_ids: list[str] = json_value()
    changed_at: datetime = moment()


class KeyDecision(Table, table=True):
    """A trainer's word on the answers that were given before a key was corrected.

    A regrade goes through the people in order of their ids; how far it is can change, no more.
    """

    __tablename__ = "key_decision"
    __table_args__ = (UniqueConstraint("key_change_id", "outcome"),)
    id: int | None = Field(default=None, primary_key=True)
    key_change_id: int = Field(foreign_key="key_change.id")
    person_id: int = Field(foreign_key="person.id")
    outcome: str
    reason: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime = moment()
    reached_person_id: int = 0
    finished_at: datetime | None = moment(nullable=True)


class ResultCorrection(Table, table=True):
    """An answer of a finished attempt counts otherwise than recorded; of each the last one counts.

    One that is held takes a pass away: it counts once HR has said so.
    """

    __tablename__ = "result_correction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "position"], ["quiz_item.session_id", "quiz_item.position"]
        ),
        UniqueConstraint("decision_id", "session_id", "position"),
        Index("ix_result_correction_of", "session_id", "position"),
        Index("ix_result_correction_held", "decision_id", sqlite_where=text("is_held")),
    )
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="key_decision.id")
    session_id: int
    position: int
    was_right: bool  # as it was recorded with the answer
    is_right: bool
    old_right: int  # answers of the attempt that counted as right before
    new_right: int
    is_held: bool
    corrected_at: datetime = moment()


class PassDecision(Table, table=True):
    """HR's word on a pass that waits, or on all those that one regrade made wait."""

    __tablename__ = "pass_decision"
    __table_args__ = (
        Index("ix_pass_decision_open", "decision_id", sqlite_where=text("finished_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="key_decision.id")
    correction_id: int | None = Field(default=None, foreign_key="result_correction.id")
    person_id: int = Field(foreign_key="person.id")
    outcome: str
    reason: str = Field(sa_type=Text)
    decided_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class PassRuling(Table, table=True):
    """What HR's word did to one pass."""

    __tablename__ = "pass_ruling"
    correction_id: int = Field(primary_key=True, foreign_key="result_correction.id")
    pass_decision_id: int = Field(foreign_key="pass_decision.id", index=True)
    outcome: str
    ruled_at: datetime = moment()
