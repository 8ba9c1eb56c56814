"""The tables about employees: the roster, what happened to people's access, and what they accepted.

A person is whoever the record of learning is about, with or without a Telegram account. An employee
is what the roster says of a person.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, UtcDateTime


class Employee(Table, table=True):
    """What the roster says of a person; a leaver stays."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    employee_id: str = Field(unique=True)
    status: str
    first_name: str
    last_name: str
    department: str = Field(index=True)
    email: str | None = None
    # Deferred: a manager may come after the staff.
    manager_id: str | None = Field(
        default=None,
        sa_column=Column(
            String,
            ForeignKey("employee.employee_id", deferrable=True, initially="DEFERRED"),
            nullable=True,
            index=True,
        ),
    )
    location: str | None = None
    job_code: str | None = None
    hire_date: date | None = None
    termination_date: date | None = None
    language: str | None = None
    timezone: str | None = None
    groups: list[str] = Field(sa_type=JSON)
    recorded_at: datetime = Field(sa_type=UtcDateTime)  # when the roster last changed it


class PersonEvent(Table, table=True):
    """Something that was done about a person, by whom and why; append-only.

    Only `telegram_id`, `reason` and `detail` may be blanked, once they have to be erased.
    """

    __tablename__ = "person_event"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    origin: str  # the way it came: chat, command, roster, invite
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: no member did it
    reason: str | None = Field(default=None, sa_type=Text)
    telegram_id: int | None = Field(default=None, sa_type=BigInteger, index=True)  # the account
    detail: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class RosterImport(Table, table=True):
    """A roster that was applied; append-only."""

    __tablename__ = "roster_import"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    origin: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    file_name: str
    file_digest: str  # SHA-256
    mode: str
    counts: dict[str, int] = Field(sa_type=JSON)


class RosterFile(Table, table=True):
    """A roster that HR sent in the chat; the body goes when it is settled."""

    __tablename__ = "roster_file"
    __table_args__ = (
        UniqueConstraint("person_id", "update_id"),
        Index("ix_roster_file_waiting", "sent_at", sqlite_where=text("state = 'waiting'")),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    update_id: int = Field(sa_type=BigInteger)  # that brought it
    name: str
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    state: str
    sent_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PersonalInvite(Table, table=True):
    """Whom an invite is for; without such a row it is for whoever has the code."""

    __tablename__ = "personal_invite"
    invite_id: int = Field(primary_key=True, foreign_key="invite.id")
    person_id: int = Field(foreign_key="person.id", index=True)


class InviteClaim(Table, table=True):
    """An account that has opened a personal invite, and has not said yet whether it is theirs."""

    __tablename__ = "invite_claim"
    telegram_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    invite_id: int = Field(foreign_key="invite.id")
    claimed_at: datetime = Field(sa_type=UtcDateTime)


class NoticeText(Table, table=True):
    """A joining notice as it was shown, by the SHA-256 of its text; append-only."""

    __tablename__ = "notice_text"
    digest: str = Field(primary_key=True)
    version: str
    body: str = Field(sa_type=Text)
    stored_at: datetime = Field(sa_type=UtcDateTime)


class NoticeAcceptance(Table, table=True):
    """A person has read a version of the joining notice and went on; append-only.

    `digest` is None for whoever joined before the texts were kept.
    """

    __tablename__ = "notice_acceptance"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    version: str = Field(primary_key=True)
    digest: str | None = Field(default=None, foreign_key="notice_text.digest")
    accepted_at: datetime = Field(sa_type=UtcDateTime)
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that said so


class AccessLog(Table, table=True):
    """A look at named data of others, by whom and when; append-only."""

    __tablename__ = "access_log"
    __table_args__ = (UniqueConstraint("actor_id", "update_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    origin: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: a command
    login: str | None = None  # on the server, of whoever ran the command
    subject_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    people: int  # how many were looked at
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # by which it was asked for
