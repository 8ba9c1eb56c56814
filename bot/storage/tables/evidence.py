"""What is proof: certificates and the sealed chain of events."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Index,
    LargeBinary,
    Text,
    text,
)
from sqlmodel import Field

from bot.storage.tables.base import Table, moment


class Certificate(Table, table=True):
    """A certificate, as it was issued for a passed test; triggers ask for one.

    Nothing of it changes, but its name and the salt of that can be erased: then `name_seal`, a
    keyed digest of both, says nothing any more.
    """

    __table_args__ = (
        Index(
            "uq_certificate_attempt",
            "session_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course_id: str
    course_title: str
    version_id: int = Field(foreign_key="content_version.id")
    version_number: int
    session_id: int = Field(foreign_key="quiz_session.id")
    achieved_at: datetime = moment()  # when the course was completed
    issued_at: datetime = moment()
    valid_until: date | None = Field(default=None, index=True)  # its last day
    replaces_id: int | None = Field(default=None, foreign_key="certificate.id", unique=True)
    name: str | None = None
    name_salt: str | None = None
    name_seal: str


class CertificateEnding(Table, table=True):
    """A certificate was revoked, or another one has taken its place; the reason can be erased."""

    __tablename__ = "certificate_ending"
    certificate_id: int = Field(primary_key=True, foreign_key="certificate.id")
    kind: str
    ended_at: datetime = moment()
    ended_by: int | None = Field(default=None, foreign_key="person.id")  # None: a command, or rules
    reason: str | None = Field(default=None, sa_type=Text)
    reason_salt: str | None = None
    reason_seal: str | None = None


class VerifyAttempt(Table, table=True):
    """An unknown code that a member asked about, kept to slow down guessing."""

    __tablename__ = "verify_attempt"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    tried_at: datetime = moment()
    update_id: int | None = Field(default=None, sa_type=BigInteger)  # by which it was tried


class EvidenceEvent(Table, table=True):
    """A fact that is evidence, sealed in a chain (`chain.py`); never changed afterwards.

    The person has no key of its own here: events outlast the rows they speak of.
    """

    __tablename__ = "evidence_event"
    number: int = Field(primary_key=True)  # without gaps; two events at one place are refused
    kind: str
    person_id: int | None = Field(default=None, index=True)
    recorded_at: datetime = moment()
    body: str = Field(sa_type=Text)
    mac: bytes = Field(sa_type=LargeBinary)


class EvidenceMark(Table, table=True):
    """That a kind is in the evidence, and up to which row of its table, where it has runs."""

    __tablename__ = "evidence_mark"
    kind: str = Field(primary_key=True)
    last_id: int
