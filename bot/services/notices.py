"""Messages owed to one person each: claimed, sent and marked like those to many."""

from collections.abc import Callable
from datetime import timedelta

from bot.learning.broadcast import State
from bot.learning.notices import IN_DAYTIME, Notice, NoticeKind
from bot.learning.people import UnreachableReason
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import notices, people

NEXT_LOOK = timedelta(minutes=30)  # after what waits for daytime


def always(_person_id: int) -> bool:
    """Let everything out at any time."""
    return True


class Notices:
    """Keeps the books while a mailer works off what is owed.

    Whoever cannot be reached gets it when they write again.
    """

    def __init__(
        self, database: Database, clock: Clock, is_daytime: Callable[[int], bool] = always
    ) -> None:
        self._database = database
        self._clock = clock
        self._is_daytime = is_daytime

    def is_due(self) -> bool:
        """Tell whether a notice is due; cheap enough for every second."""
        with self._database.reading() as session:
            return bool(notices.list_due(session, self._clock(), 1))

    def claim(self, limit: int) -> list[Notice]:
        """Take the next notices in hand; what has time waits while it is night there."""
        with self._database.writing() as session:
            claimed = []
            for row, telegram_id in notices.list_due(session, self._clock(), limit):
                if row.kind in IN_DAYTIME and not self._is_daytime(row.person_id):
                    row.due_at = self._clock() + NEXT_LOOK
                    session.add(row)
                    continue
                row.state = State.CLAIMED
                session.add(row)
                kind = NoticeKind(row.kind)
                claimed.append(Notice(kind, row.subject_id, row.person_id, telegram_id))
            return claimed

    def release(self) -> int:
        """Let notices wait again that a former process had in hand; return how many.

        They may have got there already: at least once is what is promised. Only for the start of
        the one process that sends.
        """
        with self._database.writing() as session:
            return notices.release_claimed(session)

    def mark_sent(self, notice: Notice) -> None:
        """Record that Telegram took the message."""
        self._settle(notice, State.SENT)

    def mark_failed(self, notice: Notice, reason: str) -> None:
        """Record why Telegram refused the message, in its own words."""
        self._settle(notice, State.FAILED, reason)

    def mark_needless(self, notice: Notice) -> None:
        """Record that there was nothing to say any more when its turn came."""
        self._settle(notice, State.SKIPPED)

    def mark_unreachable(self, notice: Notice, reason: UnreachableReason) -> None:
        """Record that nothing reaches the person: the notice waits until they write."""
        with self._database.writing() as session:
            people.mark_unreachable(session, notice.telegram_id, reason, self._clock())
            place = notice.kind, notice.subject_id, notice.person_id
            notices.settle(session, *place, State.WAITING, None)

    def _settle(self, notice: Notice, state: State, reason: str | None = None) -> None:
        place = notice.kind, notice.subject_id, notice.person_id
        with self._database.writing() as session:
            notices.settle(session, *place, state, self._clock(), reason=reason)
