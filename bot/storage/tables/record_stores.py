"""Learning record stores: how far each was told, and who was left out."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from bot.storage.tables.base import Table, UtcDateTime


class RecordStore(Table, table=True):
    """How far a record store was told: to a statement of an event of the evidence."""

    __tablename__ = "record_store"
    url: str = Field(primary_key=True)
    home: str  # under which names
    number: int
    part: int = Field(sa_type=BigInteger)
    sent: int  # statements that it took
    told_at: datetime = Field(sa_type=UtcDateTime)


class RecordStoreAbsence(Table, table=True):
    """Somebody whom a record store was not told of, for want of an employee number."""

    __tablename__ = "record_store_absence"
    url: str = Field(primary_key=True, foreign_key="record_store.url")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
