"""Reminders: who is told of a due date now, and managers of who is overdue, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.learning.choosing import rank_due
from bot.learning.notices import NoticeKind
from bot.learning.reminders import (
    ASSIGNED,
    WEEK,
    Calendar,
    Habits,
    find_rung,
    has_room,
)
from bot.learning.reminders import snooze as find_morning
from bot.services import Clock
from bot.services.library import Library
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import notices, occurrences, reminders
from bot.storage.queries.occurrences import StoredOccurrence
from bot.storage.queries.reminders import OpenDuty, Team


@dataclass(frozen=True)
class Page:
    """What is due for some people, and after which of them to look on; None at the end."""

    due: tuple[tuple[OpenDuty, int], ...]
    after: int | None


@dataclass(frozen=True)
class Reminder:
    """A reminder as it is sent; `is_first` where it says that the course is assigned."""

    occurrence: StoredOccurrence
    is_first: bool


@dataclass(frozen=True)
class Digest:
    """Who of a manager's people is overdue, course by course: by first name, and since when."""

    courses: tuple[tuple[str, tuple[tuple[str, datetime], ...]], ...]  # title, and who


class Reminders:
    """Finds what is due, claims it once, and works out what it says."""

    def __init__(self, database: Database, library: Library, clock: Clock, habits: Habits) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._habits = habits

    def find_due(self, after: int, limit: int) -> Page:
        """Look through some open occurrences for whom a reminder is due and fair now.

        Of one person's courses the one that is due first stands first: it takes the day's message.
        """
        now, courses = self._clock(), self._list_courses()
        with self._database.reading() as session:
            plain = Plain.of(session)
            duties = reminders.list_open(plain, courses, now, after, limit)
            duties, next_after = _cut(duties, limit)
            due = [
                (duty, rung)
                for duty in duties
                if (rung := self._find_rung(duty, now)) is not None
                and _is_fair(plain, duty.person_id, self._habits.in_zone(duty.zone), now)
            ]
        due.sort(key=lambda one: (one[0].person_id, rank_due(one[0].due_at)))
        return Page(tuple(due), next_after)

    def claim(self, due: Sequence[tuple[OpenDuty, int]]) -> int:
        """Owe these reminders; return how many nobody had claimed, or made unfair, before."""
        claimed = 0
        with self._database.writing() as session:
            plain, now = Plain.of(session), self._clock()
            for duty, rung in due:
                if not _is_fair(plain, duty.person_id, self._habits.in_zone(duty.zone), now):
                    continue
                reminder_id = reminders.claim(plain, duty, rung, now)
                if reminder_id is not None:
                    notices.owe(session, NoticeKind.REMINDER, reminder_id, [duty.person_id], now)
                    claimed += 1
        return claimed

    def find_teams(self) -> list[Team]:
        """Look through all that is overdue for whom a manager's weekly list is due and fair now."""
        now, courses = self._clock(), self._list_courses()
        with self._database.reading() as session:
            plain = Plain.of(session)
            teams = reminders.list_teams(plain, self._habits.zone.key, courses, now)
            return [team for team in teams if self._is_digest_due(plain, team, now)]

    def claim_digests(self, teams: Sequence[Team]) -> int:
        """Owe these managers one list of who of their people is overdue; return how many.

        Each once a week, as above.
        """
        claimed = 0
        with self._database.writing() as session:
            plain, now = Plain.of(session), self._clock()
            for team in teams:
                if not self._is_digest_due(plain, team, now):
                    continue
                digest_id = reminders.claim_digest(plain, team, now)
                if digest_id is not None:
                    notices.owe(session, NoticeKind.DIGEST, digest_id, [team.person_id], now)
                    claimed += 1
        return claimed

    def find(self, reminder_id: int) -> Reminder | None:
        """Return what a reminder says; None where nothing is left to do."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            found = reminders.find_reminded(plain, reminder_id)
            if found is None:
                return None
            occurrence_id, rung = found
            occurrence = occurrences.find_by_id(plain, occurrence_id)
        if occurrence is None or occurrence.closed_at is not None:
            return None
        if occurrence.course_id not in self._list_courses():
            return None
        return Reminder(occurrence, rung == ASSIGNED)

    def find_digest(self, person_id: int) -> Digest | None:
        """Return who of a manager's people is overdue now; None where nobody is any more."""
        now, courses = self._clock(), self._list_courses()
        with self._database.reading() as session:
            plain = Plain.of(session)
            overdue = [
                (title, tuple(reminders.list_overdue(plain, person_id, course_id, now)))
                for course_id, title in courses.items()
            ]
        found = tuple((title, people) for title, people in overdue if people)
        return Digest(found) if found else None

    def is_daytime(self, person_id: int) -> bool:
        """Tell whether somebody may be written to now: what waited for a start may be late."""
        with self._database.reading() as session:
            zone = occurrences.find_zone(Plain.of(session), person_id) or self._habits.zone
        return self._habits.in_zone(zone).is_daytime(self._clock())

    def snooze(self, person_id: int) -> datetime:
        """Leave somebody alone until tomorrow morning; return until when."""
        with self._database.recording() as plain:
            zone = occurrences.find_zone(plain, person_id) or self._habits.zone
            until = find_morning(self._clock(), self._habits.in_zone(zone))
            reminders.snooze(plain, person_id, until)
        return until

    def _list_courses(self) -> dict[str, str]:
        """Return the titles of what is taught by id, in the order of the content."""
        return {one.id: one.title for one in self._library.get_current().catalog.courses}

    def _find_rung(self, duty: OpenDuty, now: datetime) -> int | None:
        """Return what to remind of now: of a due date each rung once.

        After an extension the ladder begins anew, as what was sent counts for its own due date.
        """
        calendar = self._habits.in_zone(duty.zone)
        if not calendar.is_daytime(now):
            return None
        rung = find_rung(
            duty.assigned_at,
            duty.due_at,
            now,
            is_renewal=duty.number > 1,
            days_off=calendar.count_days_off(now),
        )
        return None if rung in duty.sent else rung

    def _is_digest_due(self, plain: Plain, team: Team, now: datetime) -> bool:
        """Tell whether a manager has no list of this week, and one message more is fair.

        As a rule that is on Monday; a reminder of their own, or a day off, puts it off by a day.
        """
        if reminders.has_digest(plain, team, now):
            return False
        return _is_fair(plain, team.person_id, self._habits.in_zone(team.zone), now)


def _cut(duties: list[OpenDuty], limit: int) -> tuple[list[OpenDuty], int | None]:
    """Leave out the last person where the limit may have cut them; say after whom to look on.

    A page is larger than the courses of one person.
    """
    if len(duties) < limit:
        return duties, None
    last = duties[-1].person_id
    whole = [duty for duty in duties if duty.person_id != last]
    return (whole, whole[-1].person_id) if whole else (duties, last)


def _is_fair(plain: Plain, person_id: int, calendar: Calendar, now: datetime) -> bool:
    """Tell whether one more message is not too much, by day and by week.

    What could not be delivered yet goes first: its turn comes when the person can be reached.
    """
    if not calendar.is_daytime(now) or reminders.is_owed(plain, person_id):
        return False
    sent = reminders.list_sent(plain, person_id, now - timedelta(days=WEEK + 1))
    return has_room(now, sent, calendar.zone)
