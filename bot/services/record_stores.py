"""How far each record store was told: remembered with each batch that it took."""

from collections.abc import Iterable

from bot.learning.xapi.told import ALL, Place, StoreMark
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import record_stores

BEGINNING = Place(0, ALL)


class OtherHome(Exception):
    """A store was told under other names, by which nothing would be found again."""

    def __init__(self, former: str) -> None:
        super().__init__(former)
        self.former = former


class RecordStores:
    """Remembers how far stores were told, by their addresses."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, url: str, home: str, *, is_again: bool) -> StoreMark:
        """Return how far a store was told; again means from the beginning. Raises OtherHome."""
        with self._database.recording() as plain:
            mark = record_stores.find(plain, url)
            if mark is None or is_again:
                mark = StoreMark(home, BEGINNING, 0)
                record_stores.put(plain, url, mark, self._clock())
                record_stores.remove_absent(plain, url, None)
            if mark.home != home:
                raise OtherHome(mark.home)
            return mark

    def confirm(self, url: str, mark: StoreMark, absent: Iterable[int] = ()) -> None:
        """Remember how far a store was told by now, and who was left out on the way."""
        with self._database.recording() as plain:
            record_stores.put(plain, url, mark, self._clock())
            record_stores.add_absent(plain, url, absent)

    def list_named(self, url: str) -> frozenset[int]:
        """Return whom a store was not told of because no roster named them, and one does now."""
        with self._database.peeking() as plain:
            return record_stores.list_named(plain, url)

    def settle(self, url: str, people: Iterable[int]) -> None:
        """Remember that a store was told of people who had been left out."""
        with self._database.recording() as plain:
            record_stores.remove_absent(plain, url, people)
