"""The tables of reports that come by themselves: who wants which, and what was sent for it."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from bot.storage.tables.base import Table, UtcDateTime


class Subscription(Table, table=True):
    """Somebody wants the report of a department and course, by their keys, "" for all.

    One row a choice, which is taken up again after its end.
    """

    __table_args__ = (UniqueConstraint("person_id", "department", "course"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    department: str
    course: str
    rhythm: str
    since: datetime = Field(sa_type=UtcDateTime)  # when the rhythm was chosen
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class SubscribedReport(Table, table=True):
    """The report of a period, claimed once; `counts` are those that were sent, without any name."""

    __tablename__ = "subscribed_report"
    __table_args__ = (UniqueConstraint("subscription_id", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="subscription.id")
    period: str
    claimed_at: datetime = Field(sa_type=UtcDateTime)
    counts: dict[str, int] | None = Field(default=None, sa_type=JSON)
