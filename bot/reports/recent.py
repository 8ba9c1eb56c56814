"""The item analysis as the chat shows it: counted anew only when the last count is too old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Lock
from time import perf_counter

from bot.learning.course import Catalog, Question
from bot.reports.items import Item, ItemReport, report_items
from bot.storage.engine import Database

# A count that took a second serves for a minute: so counting never takes more than a sixtieth of
# the bot's time, and a small bot shows what was answered a moment ago.
LIFE = 60


class RecentItems:
    """Hands out the report on what is taught, to several threads."""

    def __init__(
        self,
        database: Database,
        find_taught: Callable[[], tuple[int, Catalog]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._find_taught = find_taught  # the id of the version, and what it holds
        self._clock = clock
        self._counting = Lock()  # who comes meanwhile gets the same report
        self._stop = Event()
        self._report: ItemReport | None = None
        self._life = timedelta(0)
        self._version_id: int | None = None

    def report(self) -> ItemReport:
        """Return the report on first attempts; its `as_of` says how old it is."""
        with self._counting:
            (version_id, catalog), now = self._find_taught(), self._clock()
            report = self._report
            is_fresh = report is not None and timedelta(0) <= now - report.as_of < self._life
            if report is None or not is_fresh or version_id != self._version_id:
                start = perf_counter()
                report = report_items(self._database, catalog, now, stop=self._stop)
                self._life = timedelta(seconds=LIFE * (perf_counter() - start))
                self._report, self._version_id = report, version_id
            return report

    def stop(self) -> None:
        """Count no more: whoever waits for a report gets CountingStopped."""
        self._stop.set()

    def find(self, question: Question) -> Item | None:
        """Return what is known of a question of any version; None where nobody answered it."""
        return self.report().find(question)
