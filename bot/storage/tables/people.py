"""Who is in: invitations, attempts to join, and people."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, moment


class Invite(Table, table=True):
    """A right to join; of the code only the hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    role: str
    uses_left: int
    created_at: datetime = moment()
    expires_at: datetime = moment()


class JoinAttempt(Table, table=True):
    """A code that was tried in vain, kept to slow down guessing."""

    __tablename__ = "join_attempt"
    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger, index=True)
    tried_at: datetime = moment()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # by which it was tried


class Person(Table, table=True):
    """Somebody who learns, before they join, while they use this account, and after they left.

    The name is None until it is known. All that a person does hangs on this row, and not on the
    account: it stays when the account changes.
    """

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    name: str | None = None
    search_key: str | None = None  # what a search for this person looks at
    proposed_name: str | None = None  # written by the person, and waiting for their "yes"
    name_update_id: int | None = Field(default=None, sa_type=BigInteger)  # the tap that gave it
    role: str
    invite_id: int | None = Field(default=None, foreign_key="invite.id")
    joined_at: datetime | None = moment(nullable=True)  # for the first time
    notice_version: str | None = None  # the joining notice that was accepted last
    replaced_by: int | None = None  # the person who turned out to be the same one
    unreachable_since: datetime | None = moment(nullable=True)  # until they write again
    unreachable_reason: str | None = None
