"""What people can ask about their own data: to see it, and to erase what is their own."""

import logging

from bot.learning.privacy import OwnData, PersonalFile, Purpose
from bot.storage.engine import Database
from bot.storage.personal import PERSONAL
from bot.storage.queries import erasure, personal
from bot.storage.tables import Person

log = logging.getLogger(__name__)

ROUNDS = 100  # of practice that are erased in one transaction, so that no tap waits for long


class Privacy:
    """Shows people what is stored about them, and erases what is theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
