"""The tables of the dashboard: one-time links, who is signed in, and what its forms have done."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, UtcDateTime


class DashboardLink(Table, table=True):
    """A right to sign in once; of the code only the hash is kept.

    The account is kept along with the person: taken from them, it opens nothing any more, also
    after they have got another one.
    """

    __tablename__ = "dashboard_link"
    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id")
    telegram_id: int = Field(sa_type=BigInteger)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    spent_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class DashboardSession(Table, table=True):
    """A browser in which somebody is signed in; of its token only the hash is kept."""

    __tablename__ = "dashboard_session"
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id")
    telegram_id: int = Field(sa_type=BigInteger)
    way: str  # by a link, or in Telegram
    started_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class DashboardRequest(Table, table=True):
    """A form that was sent and done: sent again, as by a second tap, it does nothing.

    `key` is a hash of the form's number and of all that was written in it.
    """

    __tablename__ = "dashboard_request"
    __table_args__ = (UniqueConstraint("person_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    key: str
    deed: str
    number: int | None = None  # of the assignment, say
    done_at: datetime = Field(sa_type=UtcDateTime)
