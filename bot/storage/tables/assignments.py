"""The tables about assignments: who has to complete what, what was ruled, and what was sent for it.

An assignment is a rule: new joiners get theirs by it. An occurrence is one time that one person has
to complete a course; its facts are append-only.
"""

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field

from bot.storage.tables.base import Table, UtcDateTime


class Assignment(Table, table=True):
    """A course is given to everybody, a department, a group or one person, until it is ended."""

    id: int | None = Field(default=None, primary_key=True)
    course_id: str
    target: str
    target_key: str  # the department, the group, the person's id; "" for everybody
    timezone: str  # of whom the roster names none for
    due_on: date | None = None
    due_days: int | None = None
    pass_mark_pct: int | None = None
    attempts: int | None = None
    cooldown_hours: int | None = None
    valid_months: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    origin: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    ended_by: int | None = Field(default=None, foreign_key="person.id")


class Occurrence(Table, table=True):
    """One time that a person has to complete a course, with the terms that it was given on.

    `closed_at` says since when nothing is left to do; it follows from the events and may be worked
    out from them again. A former one is never open again: what has to be done of it once more is
    done with the newest. `number` counts from 1 for each person and course. Its days end in
    `timezone`, wherever the person is later: what reports say of a moment does not move with them.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "number"),
        # Two open ones would be two answers to "by when?".
        Index(
            "uq_occurrence_open",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    course_id: str
    number: int
    assignment_id: int = Field(foreign_key="assignment.id", index=True)
    assigned_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    pass_mark_pct: int | None = None
    attempts: int | None = None
    cooldown_hours: int | None = None
    valid_months: int | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    timezone: str = Field(default="UTC", sa_column_kwargs={"server_default": "UTC"})


class OccurrenceEvent(Table, table=True):
    """Something that was ruled about an occurrence, or its completion; append-only.

    `reason` and `proof` may be blanked with their salts, once they have to be erased.
    """

    __tablename__ = "occurrence_event"
    __table_args__ = (
        # Whose waivers name somebody who has another name now.
        Index("ix_occurrence_event_waived_by", "actor_id", sqlite_where=text("kind = 'waived'")),
    )
    id: int | None = Field(default=None, primary_key=True)
    occurrence_id: int = Field(foreign_key="occurrence.id", index=True)
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)  # when it was recorded
    origin: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: nobody's word
    reason: str | None = Field(default=None, sa_type=Text)
    reason_salt: str | None = None
    proof: str | None = Field(default=None, sa_type=Text)
    proof_salt: str | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    valid_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    version_id: int | None = Field(default=None, foreign_key="content_version.id")
    session_id: int | None = Field(default=None, foreign_key="quiz_session.id")


class Unprompted(Table, table=True):
    """A message that nobody asked for, claimed once by its key: the caps are counted from these."""

    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_unprompted_person_id_claimed_at", "person_id", "claimed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    key: str
    occurrence_id: int | None = Field(default=None, foreign_key="occurrence.id", index=True)
    rung: int | None = None
    claimed_at: datetime = Field(sa_type=UtcDateTime)


class Snooze(Table, table=True):
    """Until when somebody asked to be left alone."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    until: datetime = Field(sa_type=UtcDateTime)
