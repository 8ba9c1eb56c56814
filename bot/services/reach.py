"""Who cannot be reached: marked when Telegram says so, and not tried again until they write."""

from bot.learning.people import UnreachableReason
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import people


class Reach:
    """Keeps the marks; `Enrolment.find_member` tells of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def mark_unreachable(self, telegram_id: int, reason: UnreachableReason) -> None:
        """Note that Telegram takes nothing for that account; who has not joined is left alone."""
        with self._database.writing() as session:
            people.mark_unreachable(session, telegram_id, reason, self._clock())

    def mark_reachable(self, telegram_id: int) -> None:
        """Take the mark away: the person has written."""
        with self._database.writing() as session:
            people.mark_reachable(session, telegram_id)
