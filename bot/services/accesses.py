"""The access log: every look at named data of others is written down before it is shown."""

from bot.learning.accesses import Access, AccessKind, Reader
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import accesses


class Accesses:
    """Writes down who looks at whom, and lists it for administrators."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def note(
        self, kind: AccessKind, reader: Reader, *, subject_id: int | None = None, people: int = 1
    ) -> None:
        """Write a look down, at one person or at so many; looking at oneself is none."""
        if subject_id is not None and subject_id == reader.person_id:
            return
        with self._database.recording() as plain:
            accesses.add(plain, kind, reader, subject_id, people, self._clock())

    def note_report(
        self,
        reader: Reader,
        department: str | None = None,
        kind: AccessKind = AccessKind.REPORT,
    ) -> None:
        """Write down that somebody takes along a row for each person, or each of a department."""
        with self._database.recording() as plain:
            people = accesses.count_people(plain, department)
            accesses.add(plain, kind, reader, None, people, self._clock())

    def list_newest(self, limit: int, about: int | None = None) -> list[Access]:
        """Return what was looked at, of everybody or of one person, the newest first."""
        with self._database.reading() as session:
            return accesses.list_newest(Plain.of(session), limit, about)
