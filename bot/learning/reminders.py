"""Reminders: when somebody is told of a due date, and when they are left alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.learning.broadcast import State

DAY_FROM, DAY_TO = time(9), time(18)  # where the learner is
WEEKEND = frozenset({5, 6})  # Monday is 0
ASSIGNED = -999  # the rung on which somebody is told that they have something to complete
FIRST_LADDER = (-7, -1, 0)  # days from the due date; then every week
RENEWAL_LADDER = (-60, -30, -7, -1, 0)  # it is assigned 90 days ahead
WEEK = 7
A_DAY = timedelta(days=1)
LONGEST_BREAK = 31  # days off in a row that are looked over
MOST_A_DAY, MOST_A_WEEK = 1, 3  # unprompted messages to one person, from all features together


@dataclass(frozen=True)
class Habits:
    """When people here may be written to, in their own time: in working hours on workdays.

    `zone` is of whom the roster names none for.
    """

    zone: ZoneInfo
    day_from: time = DAY_FROM
    day_to: time = DAY_TO
    days_off: frozenset[int] = WEEKEND
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.day_from >= self.day_to:
            raise ValueError("the day ends before it begins")

    def in_zone(self, zone: ZoneInfo) -> "Calendar":
        """Return what that means where somebody is."""
        return Calendar(self, zone)


@dataclass(frozen=True)
class Calendar:
    """The habits where somebody is."""

    habits: Habits
    zone: ZoneInfo

    def is_daytime(self, now: datetime) -> bool:
        """Tell whether somebody may be written to now."""
        habits, local = self.habits, now.astimezone(self.zone)
        return not self._is_off(local.date()) and habits.day_from <= local.time() < habits.day_to

    def find_daytime(self, moment: datetime) -> datetime:
        """Return the first moment from then on at which somebody may be written to."""
        local = moment.astimezone(self.zone)
        while not self.is_daytime(local):
            day = local.date()
            if self._is_off(day) or local.time() >= self.habits.day_from:
                day += timedelta(days=1)
            local = datetime.combine(day, self.habits.day_from, self.zone)
        return local

    def count_days_off(self, now: datetime) -> int:
        """Return how many days off follow today without a break."""
        today = now.astimezone(self.zone).date()
        days = range(1, LONGEST_BREAK + 1)
        return next(
            (day - 1 for day in days if not self._is_off(today + timedelta(days=day))),
            LONGEST_BREAK,
        )

    def _is_off(self, day: date) -> bool:
        return day.weekday() in self.habits.days_off or day in self.habits.holidays


@dataclass(frozen=True)
class Told:
    """A message that nobody asked for: a rung of the ladder, or None for a manager's list.

    `at` is when it was settled what became of it; as long as it is not, since when it is owed.
    """

    rung: int | None
    at: datetime
    state: State


def name_rung(rung: int | None) -> str:
    """Say of what somebody was told; None for a manager's list."""
    if rung is None:
        return "list of overdue people"
    if rung == ASSIGNED:
        return "that it is to be completed"
    if rung == 0:
        return "on the due day"
    days = "1 day" if abs(rung) == 1 else f"{abs(rung)} days"
    return f"{days} before it is due" if rung < 0 else f"{days} overdue"


def find_rung(
    assigned_at: datetime,
    due_at: datetime | None,
    now: datetime,
    *,
    is_renewal: bool,
    days_off: int = 0,
) -> int:
    """Return the newest rung that has been reached: the assignment, or days from the due date.

    `due_at` ends the due day. A rung is reached as its day begins; what had begun when it was
    assigned is no rung: who is given three days is not told a week ahead. What was missed meanwhile
    is made up for by one message, not by several: older rungs do not matter. Rungs before the due
    day are reached already where today only so many `days_off` lie before theirs: else nobody would
    hear the day before of what is due on a Monday.
    """
    if due_at is None:
        return ASSIGNED
    # Worked out, not climbed to: it is asked once a minute for everybody, and may be years.
    begun = -((due_at - now) // A_DAY)  # the day that has begun, counted from the due day
    if begun < 0:
        begun = min(begun + days_off, -1)
    if begun >= 0:
        rung = begun - begun % WEEK
    else:
        ladder = RENEWAL_LADDER if is_renewal else FIRST_LADDER
        rung = max((one for one in ladder if one <= begun), default=ASSIGNED)
    return rung if due_at + (rung - 1) * A_DAY > assigned_at else ASSIGNED


def has_room(now: datetime, sent: Collection[datetime], zone: ZoneInfo) -> bool:
    """Tell whether one more unprompted message is fair: one a day, three in any seven days."""
    today = now.astimezone(zone).date()
    days = [at.astimezone(zone).date() for at in sent if at <= now]
    week = [day for day in days if today - day < timedelta(days=WEEK)]
    return days.count(today) < MOST_A_DAY and len(week) < MOST_A_WEEK


def snooze(now: datetime, calendar: Calendar) -> datetime:
    """Return until when somebody is left alone who asks for a day: the next morning."""
    tomorrow = now.astimezone(calendar.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, calendar.habits.day_from, calendar.zone).astimezone(UTC)
