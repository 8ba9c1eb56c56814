"""The tables of the HTTP API: whose rows have changed since when, and who may ask for them."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, moment


class RecordMark(Table, table=True):
    """A moment at which somebody began to read the record, to tell what changes after it.

    `concerns_all` where, before the next mark, something changed that is in everybody's rows.
    """

    __tablename__ = "record_mark"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    concerns_all: bool = False


class PersonChange(Table, table=True):
    """After which mark a person's rows changed last; 0 for before the first one.

    Triggers keep it, in the transaction of the change itself: so whatever is committed after a
    mark was made is known to be after it, whatever the clocks say.
    """

    __tablename__ = "person_change"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    mark_id: int


class ApiToken(Table, table=True):
    """A right to read by the HTTP API, as good as its owner's role; only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("person_id", "update_id"),)
    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    name: str
    person_id: int = Field(foreign_key="person.id")  # whose role decides
    departments: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    created_at: datetime = moment()
    expires_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)  # to the hour
    revoked_at: datetime | None = moment(nullable=True)
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # by which it was asked for


class ApiTokenEvent(Table, table=True):
    """A token was created or revoked, by whom; append-only."""

    __tablename__ = "api_token_event"
    id: int | None = Field(default=None, primary_key=True)
    token_id: int = Field(foreign_key="api_token.id", index=True)
    kind: str
    at: datetime = moment()
    origin: str
    actor_id: int | None = Field(default=None, foreign_key="person.id")  # None: a command
    login: str | None = None  # on the server, of whoever ran the command
