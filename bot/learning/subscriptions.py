"""Reports that come by themselves: for which period one is due, and what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

AT = time(8)  # where the company is
MOST = 10  # subscriptions of one person
COMPARED = ("assigned", "completed", "overdue")  # the counts whose change is told


class Rhythm(StrEnum):
    """How often a report comes."""

    WEEKLY = "weekly"  # on Mondays
    MONTHLY = "monthly"  # on the 1st


@dataclass(frozen=True)
class Period:
    """A week or month, named such as 2026-W48 or 2026-12; its report is due as it begins."""

    name: str
    due_at: datetime


@dataclass(frozen=True)
class Subscription:
    """A report that somebody wants; department and course by the keys of its buttons, "" for all.

    `since` is when they last chose the rhythm: what was due before is not sent.
    """

    id: int
    person_id: int
    department: str
    course: str
    rhythm: Rhythm
    since: datetime
    is_ended: bool = False


def find_period(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> Period:
    """Return the newest period whose report is due: of the ones before none is made up for."""
    day = _begin(rhythm, now.astimezone(zone).date())
    if _find_moment(day, zone) > now:
        day = _begin(rhythm, day - timedelta(days=1))
    name = f"{day:%G-W%V}" if rhythm is Rhythm.WEEKLY else f"{day:%Y-%m}"
    return Period(name, _find_moment(day, zone))


def find_next(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the next report is due."""
    begun = find_period(rhythm, now, zone).due_at.astimezone(zone).date()
    # 31 days on is in the next month, whatever the month; 7 days on is the next Monday.
    later = begun + timedelta(days=7 if rhythm is Rhythm.WEEKLY else 31)
    return _find_moment(_begin(rhythm, later), zone)


def compare(former: Mapping[str, int], present: Mapping[str, int]) -> dict[str, int]:
    """Return by how much each count that is told has changed, leaving out what has not."""
    differences = {name: present[name] - former.get(name, 0) for name in COMPARED}
    return {name: number for name, number in differences.items() if number}


def _begin(rhythm: Rhythm, day: date) -> date:
    """Return the day on which the period of a day begins."""
    if rhythm is Rhythm.MONTHLY:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday())


def _find_moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, AT, zone).astimezone(UTC)
