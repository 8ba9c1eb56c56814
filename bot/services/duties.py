"""Duties: what HR says of one person's occurrence; each is added, and nothing is overwritten."""

from datetime import date, datetime, time

from bot.learning.assignments import Due, Ruling, end_day, find_valid_until
from bot.learning.errors import DateRefused, NothingAssigned, NotWaived, OccurrenceDone
from bot.learning.people import Actor
from bot.services import Clock
from bot.services.completion import record_past_completion
from bot.services.courses import pick_course
from bot.services.library import Library
from bot.services.occurrences import close, complete_as_before, require, write_events
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import occurrence_events, occurrences
from bot.storage.queries.occurrence_events import EventRow
from bot.storage.queries.occurrences import StoredOccurrence

TAKEN_BACK = frozenset({Ruling.WAIVED, Ruling.ELSEWHERE})  # by requiring it again


class Duties:
    """Extends, waives and completes occurrences by somebody's word, with their reason.

    Each is the newest one of a person in a course, also in one that is not taught any more. Without
    a course the only one is meant; all raise CourseUnclear and NothingAssigned.
    """

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def extend(
        self, person_id: int, day: date, actor: Actor, reason: str, course_id: str | None = None
    ) -> datetime:
        """Move the due date; return the new one. Raises DateRefused as `Due.check`."""
        with self._database.recording() as plain:
            now = self._clock()
            occurrence = self._get_open(plain, person_id, course_id)
            Due(on=day).check(now, occurrence.zone)
            due_at = end_day(day, occurrence.zone)
            event = EventRow(occurrence.id, Ruling.EXTENDED, reason, due_at=due_at)
            write_events(self._database.chain, plain, [event], actor, now)
        return due_at

    def waive(
        self, person_id: int, actor: Actor, reason: str, course_id: str | None = None
    ) -> None:
        """Say that a person need not complete what is open."""
        with self._database.recording() as plain:
            now = self._clock()
            occurrence = self._get_open(plain, person_id, course_id)
            event = EventRow(occurrence.id, Ruling.WAIVED, reason)
            close(self._database.chain, plain, occurrence, event, actor, now)

    def require(
        self, person_id: int, actor: Actor, reason: str, course_id: str | None = None
    ) -> None:
        """Take back a waiver or a completion elsewhere: it is open again. Raises NotWaived.

        What the person has completed in the bot meanwhile counts at once.
        """
        chain = self._database.chain
        with self._database.writing() as session:
            now, plain = self._clock(), Plain.of(session)
            occurrence = self._get_newest(plain, person_id, course_id)
            if occurrence_events.find_closing_kind(plain, occurrence.id) not in TAKEN_BACK:
                raise NotWaived
            require(chain, plain, occurrence, actor, reason, now)
            taught = occurrence.course_id
            if occurrence.is_renewal:  # which asks for a test of its own
                record_past_completion(session, chain, self._library, taught, person_id, now)
            else:
                complete_as_before(chain, session, person_id, taught, now)

    def complete_elsewhere(  # noqa: PLR0913 - all that is written down
        self,
        person_id: int,
        day: date,
        actor: Actor,
        reason: str,
        proof: str,
        course_id: str | None = None,
    ) -> None:
        """Take it as completed on a day without the bot, with what proves it.

        It counts with the end of that day, where the employee is. Raises DateRefused for a day to
        come.
        """
        with self._database.recording() as plain:
            now = self._clock()
            occurrence = self._get_open(plain, person_id, course_id)
            zone = occurrence.zone
            if datetime.combine(day, time(), zone) > now:
                raise DateRefused
            completed_at = min(end_day(day, zone), now)
            event = EventRow(
                occurrence.id,
                Ruling.ELSEWHERE,
                reason,
                proof,
                completed_at=completed_at,
                valid_until=find_valid_until(completed_at, occurrence.valid_months, zone),
            )
            close(self._database.chain, plain, occurrence, event, actor, now)

    def _get_open(self, plain: Plain, person_id: int, course_id: str | None) -> StoredOccurrence:
        occurrence = self._get_newest(plain, person_id, course_id)
        if occurrence.closed_at is not None:
            raise OccurrenceDone
        return occurrence

    def _get_newest(self, plain: Plain, person_id: int, course_id: str | None) -> StoredOccurrence:
        if course_id is None:
            course_id = pick_course(self._library.get_current().catalog, None).id
        occurrence = occurrences.find_newest(plain, person_id, course_id)
        if occurrence is None:
            raise NothingAssigned
        return occurrence
