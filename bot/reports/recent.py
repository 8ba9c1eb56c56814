"""The item analysis as the chat shows it: counted anew only when the last count is too old."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter

from bot.learning.course import Catalog, Question
from bot.learning.errors import CountingFailed
from bot.reports.apart import Apart
from bot.reports.counting import count_answers
from bot.reports.items import Item, ItemReport, describe_items

# A count that took a second serves for a minute: so counting never takes more than a sixtieth of
# the bot's time, and a small bot shows what was answered a moment ago.
LIFE = 60


class RecentItems:
    """Hands out the report on what is taught, to several threads."""

    def __init__(
        self,
        apart: Apart,
        find_taught: Callable[[], tuple[int, Catalog]],
        clock: Callable[[], datetime],
    ) -> None:
        self._apart = apart
        self._find_taught = find_taught  # the id of the version, and what it holds
        self._clock = clock
        self._counting = Lock()  # who comes meanwhile gets the same report
        self._report: ItemReport | None = None
        self._life = timedelta(0)
        self._version_id: int | None = None

    def report(self) -> ItemReport:
        """Return the report on first attempts; its `as_of` says how old it is.

        Raises CountingFailed.
        """
        with self._counting:
            (version_id, catalog), now = self._find_taught(), self._clock()
            report = self._report
            is_fresh = report is not None and timedelta(0) <= now - report.as_of < self._life
            if report is None or not is_fresh or version_id != self._version_id:
                start = perf_counter()
                counted = self._apart.run(count_answers, now, is_first_only=True)
                report = describe_items(counted, catalog, now, is_first_only=True)
                self._life = timedelta(seconds=LIFE * (perf_counter() - start))
                self._report, self._version_id = report, version_id
            return report

    def find(self, question: Question) -> Item | None:
        """Return what is known of a question of any version.

        None where nobody answered it, or where counting failed.
        """
        with suppress(CountingFailed):
            return self.report().find(question)
        return None
