"""Assignments: who has to complete a course by when, and what becomes of each occurrence."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.learning.certificates import add_months, find_last_day
from bot.learning.errors import DateRefused
from bot.learning.phrases import count

YEARS_AHEAD = 10  # no due day lies further ahead: it would be a slip
LATECOMER_DAYS = 14  # for whoever is given something after its day: nobody begins overdue
RENEWAL_DAYS = 90  # before a result lapses, the next occurrence opens
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)  # the last one of a day belongs to it


class Target(StrEnum):
    """Whom an assignment is for."""

    EVERYONE = "everyone"
    DEPARTMENT = "department"
    GROUP = "group"
    PERSON = "person"


@dataclass(frozen=True)
class Whom:
    """Whom an assignment is for; the key is a department, a group, a person's id, or nothing."""

    target: Target
    key: str = ""


@dataclass(frozen=True)
class Due:
    """By when: on a day, or some days after the day of the assignment, or never where both lack."""

    on: date | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if self.on is not None and self.days is not None:
            raise ValueError("due on a day, or after some days, not both")
        if self.days is not None and self.days < 1:
            raise ValueError("days to a due date count from 1")

    def find_moment(self, assigned_at: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the last second of the due day where the employee is, in UTC."""
        days, today = self.days, assigned_at.astimezone(zone).date()
        if self.on is not None:
            end = end_day(self.on, zone)
            if not is_over(end, assigned_at):
                return end
            days = LATECOMER_DAYS
        return None if days is None else end_day(today + timedelta(days=days), zone)

    def check(self, now: datetime, zone: ZoneInfo) -> None:
        """Raise DateRefused for a due day that is over, or more than ten years ahead."""
        if self.days is not None and self.days > YEARS_AHEAD * 365:
            raise DateRefused
        if self.on is None:
            return
        latest = add_months(now.astimezone(zone).date(), 12 * YEARS_AHEAD)
        if self.on > latest or is_over(end_day(self.on, zone), now):
            raise DateRefused


@dataclass(frozen=True)
class Terms:
    """What an assignment asks for; what is None is as the course says.

    `cooldown` lies between the end of a failed attempt and the next one's beginning; `valid_months`
    is how long a result holds, None for ever.
    """

    due: Due = Due()
    pass_mark_pct: int | None = None
    attempts: int | None = None
    cooldown: timedelta | None = None
    valid_months: int | None = None


def word_terms(terms: Terms) -> list[str]:
    """Say on which terms, besides the due day."""
    words = []
    if terms.pass_mark_pct is not None:
        words.append(f"pass mark {terms.pass_mark_pct}%")
    if terms.attempts is not None:
        words.append(f"at most {count(terms.attempts, 'attempt')}")
    if terms.cooldown is not None:
        words.append(f"{count(terms.cooldown // HOUR, 'hour')} between attempts")
    if terms.valid_months is not None:
        words.append(f"valid for {count(terms.valid_months, 'month')}")
    return words


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people a rule covers, and how they stand with the course."""

    people: int
    have_open: int
    have_closed: int  # completed or waived

    @property
    def new(self) -> int:
        """For how many the rule opens an occurrence."""
        return self.people - self.have_open - self.have_closed


class Ruling(StrEnum):
    """What HR may say of an occurrence besides waiting for its completion."""

    EXTENDED = "extended"
    WAIVED = "waived"
    REQUIRED = "required"  # a waiver or a completion elsewhere taken back
    ELSEWHERE = "elsewhere"  # completed without the bot


def number_name(name: str) -> int:
    """Return a number that stands for a department or group on a button, whatever its length."""
    return int(sha256(name.encode()).hexdigest()[:12], 16)


def end_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last second of a day in a zone, in UTC: as a day is stored by which to be done."""
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC) - SECOND


def close_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a day in a zone, in UTC: all that was recorded that day is by then.

    That is how a day is meant of which something is reported.
    """
    return end_day(day, zone) + SECOND - timedelta(microseconds=1)


def is_over(last: datetime, now: datetime) -> bool:
    """Tell whether the day with that last second is over."""
    return last <= find_over(now)


def find_over(now: datetime) -> datetime:
    """Return the last second that a day can have which is over by now, to look for such days."""
    return now - SECOND


def count_days_after(last: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Return which day after the one with that last second it is, there; 0 until it is over.

    Days are those of the calendar: where clocks change, one of them is longer or shorter.
    """
    if not is_over(last, now):
        return 0
    days = now.astimezone(zone).date() - last.astimezone(zone).date()
    return max(days.days, 1)


def find_valid_until(completed_at: datetime, months: int | None, zone: ZoneInfo) -> datetime | None:
    """Return the last second for which a result holds, in UTC; None where it holds for ever."""
    last = find_last_day(completed_at, months, zone)
    return None if last is None else end_day(last, zone)


@dataclass(frozen=True)
class Duty:
    """What a learner has to complete: by when, where they are, and whether it is a renewal."""

    due_at: datetime | None
    zone: ZoneInfo
    is_renewal: bool = False

    @property
    def due_day(self) -> date | None:
        """The due day in the learner's own calendar."""
        return None if self.due_at is None else self.due_at.astimezone(self.zone).date()

    def is_overdue(self, now: datetime) -> bool:
        """Whether the due day is over."""
        return self.due_at is not None and is_over(self.due_at, now)


@dataclass(frozen=True)
class Occurrence:
    """One time that one person has to complete one course, as it stands after all rulings.

    `number` counts from 1; a renewal is the next number and never changes the one before.
    """

    number: int
    assigned_at: datetime
    due_at: datetime | None
    completed_at: datetime | None = None
    is_waived: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.completed_at is None and not self.is_waived

    @property
    def is_late(self) -> bool:
        """Whether it was completed after its due day."""
        done, due = self.completed_at, self.due_at
        return done is not None and due is not None and is_over(due, done)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been completed by now and is neither that nor waived."""
        return self.is_open and self.due_at is not None and is_over(self.due_at, now)

    def count_days_overdue(self, now: datetime, zone: ZoneInfo) -> int:
        """Return the days since the due day in the zone where it ended, from 1 on; else 0."""
        if self.due_at is None or not self.is_open:
            return 0
        return count_days_after(self.due_at, now, zone)
