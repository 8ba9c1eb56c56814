"""What comes in and goes out: updates, mass messages, notices, questions to somebody."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Text,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, json_value, moment


class InboxUpdate(Table, table=True):
    """An update that Telegram handed over; unfinished ones run again after a crash."""

    __tablename__ = "inbox_update"
    __table_args__ = (
        Index(
            "ix_inbox_update_waiting",
            "bot_id",
            "chat_key",
            "update_id",
            sqlite_where=text("finished_at IS NULL"),
        ),
    )
    bot_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_key: int = Field(sa_type=BigInteger)
    raw: str = Field(sa_type=Text)
    received_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True, index=True)
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # defects met so far
    set_aside_at: datetime | None = moment(nullable=True)
    incident_id: str | None = None
    defect: str | None = None  # the kind of error; its text may hold personal data


class Broadcast(Table, table=True):
    """One text for many people; over when nobody is left, or stopped and nothing in flight."""

    __table_args__ = (
        # Looked at every second: as a rule it is empty.
        Index("ix_broadcast_unfinished", "id", sqlite_where=text("finished_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(sa_type=Text)  # Markdown
    roles: list[str] = json_value()
    created_at: datetime = moment()
    stopped_at: datetime | None = moment(nullable=True)
    finished_at: datetime | None = moment(nullable=True)


class BroadcastRecipient(Table, table=True):
    """A person a broadcast is for, and what became of it; the list is fixed at its creation."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        # Who is next, how many are in each state and who was missed are all read from it.
        Index("ix_broadcast_recipient_state", "broadcast_id", "state", "person_id"),
    )
    broadcast_id: int = Field(primary_key=True, foreign_key="broadcast.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    state: str
    reason: str | None = None  # why it was not sent
    settled_at: datetime | None = moment(nullable=True)  # when it was sent, given up or passed over


class Prompt(Table, table=True):
    """The bot has asked somebody to write something; the next text of theirs is the answer."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    kind: str
    subject: str  # the id of what it is about
    asked_at: datetime = moment()
    taken_by: int | None = Field(default=None, sa_type=BigInteger)  # the update with the text


class Notice(Table, table=True):
    """A message owed to one person about one thing; what it says is worked out as it is sent."""

    __table_args__ = (
        # Looked at every second: as a rule it is empty.
        Index("ix_notice_waiting", "due_at", sqlite_where=text("state = 'waiting'")),
    )
    kind: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    state: str
    due_at: datetime = moment()
    reason: str | None = None  # why it was not sent
    settled_at: datetime | None = moment(nullable=True)
