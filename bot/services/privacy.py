"""People's own data: to see them, to erase what is their own, and to keep nothing too long."""

import logging
from datetime import UTC, datetime, time

from bot.learning.certificates import add_months
from bot.learning.people import Actor, ActorOrigin, EventKind
from bot.learning.privacy import OwnData, PersonalFile, Purpose, Retention
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.personal import PERSONAL
from bot.storage.plain import Plain
from bot.storage.queries import erasure, personal, personnel, retention
from bot.storage.queries.personnel import Event
from bot.storage.tables import Person

log = logging.getLogger(__name__)

LEAVERS = 10  # whose identity is erased in one transaction
ROUNDS = 100  # of practice that are erased in one transaction, so that no tap waits for long


class Privacy:
    """Shows people what is stored about them, erases what is theirs, and what was kept too long."""

    def __init__(self, database: Database, clock: Clock, kept: Retention) -> None:
        self._database = database
        self._clock = clock
        self.kept = kept

    def collect(self, person_id: int) -> PersonalFile:
        """Return everything that is stored about a person, all of one moment."""
        rows: dict[Purpose, dict[str, list[dict[str, object]]]] = {one: {} for one in Purpose}
        with self._database.reading() as session:
            name = session.get_one(Person, person_id).name or ""
            for table in PERSONAL:
                found = personal.list_rows(session, table, person_id)
                if found:
                    rows[table.purpose][table.name] = found
        return PersonalFile(person_id, name.split(" ")[0], rows)

    def count_own(self, person_id: int) -> OwnData:
        """Count what would be erased."""
        file = self.collect(person_id)
        flags = file.rows[Purpose.OWN].get("question_flag", ())
        return OwnData(
            rounds=file.count(Purpose.OWN, "quiz_session"),
            answers=file.count(Purpose.OWN, "answer"),
            comments=sum(flag["comment"] is not None for flag in flags),
            ratings=file.count(Purpose.OWN, "lesson_rating"),
        )

    def erase_some(self, person_id: int) -> bool:
        """Erase some of what is a person's own; tell whether that was all.

        Evidence stays. To be called until it is all: once more changes nothing.
        """
        with self._database.recording() as plain:
            rounds = erasure.list_practice(plain, person_id, ROUNDS)
            erasure.erase_rounds(plain, rounds)
            if len(rounds) == ROUNDS:
                return False
            erasure.erase_words(plain, person_id)
        log.info("person %s erased what is their own", person_id)
        return True

    def erase_old(self) -> bool:
        """Erase some of what was kept too long; tell whether that was all. Evidence stays sound."""
        now = self._clock()
        with self._database.recording() as plain:
            rounds = self._list_old_practice(plain, now)
            erasure.erase_rounds(plain, rounds)
            if len(rounds) == ROUNDS:
                return False
            leavers = self._list_leavers(plain, now)
            retention.forget_numbers(plain, leavers)
            for person_id in leavers:
                own = erasure.list_practice(plain, person_id, ROUNDS)
                erasure.erase_rounds(plain, own)
                if len(own) == ROUNDS:
                    return False
                self._erase_leaver(plain, person_id, now)
        return len(leavers) < LEAVERS

    def _list_old_practice(self, plain: Plain, now: datetime) -> list[int]:
        if not self.kept.practice:
            return []
        day = add_months(now.date(), -self.kept.practice)
        return retention.list_old_practice(plain, datetime.combine(day, time(), UTC), ROUNDS)

    def _list_leavers(self, plain: Plain, now: datetime) -> list[int]:
        if not self.kept.leaver:
            return []
        return retention.list_leavers(plain, add_months(now.date(), -self.kept.leaver), LEAVERS)

    def _erase_leaver(self, plain: Plain, person_id: int, now: datetime) -> None:
        erasure.erase_words(plain, person_id)
        retention.erase_identity(plain, person_id)
        erased = Event(person_id, EventKind.ERASED)
        personnel.add_events(plain, [erased], Actor(ActorOrigin.BOT), now)
        log.info("who person %s was is erased: their time was over", person_id)
