"""Mass messages: a list of recipients that outlives every crash, worked off one by one."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.learning.broadcast import (
    Audience,
    BroadcastProgress,
    BroadcastSummary,
    DueBroadcast,
    Missed,
    Recipient,
    State,
)
from bot.learning.people import Role, UnreachableReason
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import broadcasts, people
from bot.storage.tables import Broadcast

REPEAT_WINDOW = timedelta(hours=1)  # within it the same text looks like a second Enter
LISTED = 20


class NobodyToSendTo(Exception):
    """Nobody has these roles."""


class BroadcastGone(Exception):
    """There is no broadcast with that number."""

    def __init__(self, broadcast_id: int) -> None:
        super().__init__(f"broadcast {broadcast_id}")
        self.broadcast_id = broadcast_id


class BroadcastRepeated(Exception):
    """The same text was queued for one of these roles within the hour."""

    def __init__(self, broadcast_id: int, created_at: datetime) -> None:
        super().__init__(f"broadcast {broadcast_id}")
        self.broadcast_id = broadcast_id
        self.created_at = created_at


class Broadcasts:
    """Queues mass messages, and keeps the books while a mailer works them off."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def count_audience(self, roles: Collection[Role]) -> Audience:
        """Return how many people have one of these roles, and a name.

        Learners are all whom the completion report names: managers and who is on the roster, too.
        """
        with self._database.reading() as session:
            return Audience(*broadcasts.count_people(session, roles))

    def find_repeated(self, text: str, roles: Collection[Role]) -> BroadcastRepeated | None:
        """Return which broadcast this would repeat."""
        with self._database.reading() as session:
            return self._find_repeated(session, text, roles)

    def create(
        self, text: str, roles: Collection[Role], *, is_repeat_meant: bool = False
    ) -> BroadcastProgress:
        """Queue a text for everybody who has one of these roles and a name now.

        Raises NobodyToSendTo, and BroadcastRepeated unless the repetition is meant.
        """
        now = self._clock()
        with self._database.writing() as session:
            repeated = self._find_repeated(session, text, roles)
            if repeated is not None and not is_repeat_meant:
                raise repeated
            broadcast = Broadcast(text=text, roles=sorted(roles), created_at=now)
            session.add(broadcast)
            session.flush()
            if not broadcasts.add_recipients(session, _get_id(broadcast), roles):
                raise NobodyToSendTo
            return _read_progress(session, broadcast)

    def find_due(self) -> DueBroadcast | None:
        """Return the oldest broadcast with recipients waiting; cheap enough for every second."""
        with self._database.reading() as session:
            due = broadcasts.find_due(session)
            return None if due is None else DueBroadcast(_get_id(due), due.text)

    def claim(self, broadcast_id: int, limit: int) -> list[Recipient]:
        """Take the next recipients in hand; who is unreachable is passed over and marked so.

        May return fewer than `limit`, or none, while others are still waiting.
        """
        now = self._clock()
        with self._database.writing() as session:
            broadcast = session.get_one(Broadcast, broadcast_id)
            if broadcast.stopped_at is not None:
                return []
            claimed = []
            for person in broadcasts.list_waiting(session, broadcast_id, limit):
                assert person.id is not None  # noqa: S101 - it was read
                if person.telegram_id is not None and person.unreachable_since is None:
                    claimed.append(Recipient(broadcast_id, person.id, person.telegram_id))
                else:
                    why = person.unreachable_reason or UnreachableReason.NO_ACCOUNT.value
                    broadcasts.settle(
                        Plain.of(session),
                        broadcast_id,
                        person.id,
                        State.SKIPPED,
                        now,
                        reason=why,
                    )
            broadcasts.claim(session, broadcast_id, [one.person_id for one in claimed])
            if not claimed:
                broadcasts.finish_if_over(Plain.of(session), broadcast_id, now)
            return claimed

    def release(self) -> int:
        """Let recipients wait again whom a former process had in hand; return how many.

        They may have got the message already: at least once is what is promised. Only for the
        start of the one process that sends.
        """
        with self._database.writing() as session:
            released = 0
            for broadcast in broadcasts.list_unfinished(session):
                released += broadcasts.release_claimed(session, _get_id(broadcast))
                broadcasts.finish_if_over(Plain.of(session), _get_id(broadcast), self._clock())
            return released

    def mark_sent(self, recipient: Recipient) -> None:
        """Record that Telegram took the message."""
        with self._database.recording() as record:
            self._settle(record, recipient, State.SENT)

    def mark_failed(self, recipient: Recipient, reason: str) -> None:
        """Record why Telegram refused the message, in its own words."""
        with self._database.recording() as record:
            self._settle(record, recipient, State.FAILED, reason)

    def mark_unreachable(self, recipient: Recipient, reason: UnreachableReason) -> None:
        """Record that nothing reaches the person, for this broadcast and all others."""
        with self._database.writing() as session:
            people.mark_unreachable(session, recipient.telegram_id, reason, self._clock())
            self._settle(Plain.of(session), recipient, State.FAILED, reason)

    def stop(self, broadcast_id: int) -> BroadcastProgress:
        """Send to nobody further; what is in hand still goes out. Raises BroadcastGone."""
        with self._database.writing() as session:
            broadcast = _get(session, broadcast_id)
            if broadcast.finished_at is None and broadcast.stopped_at is None:
                broadcast.stopped_at = self._clock()
                session.add(broadcast)
                session.flush()
                broadcasts.finish_if_over(Plain.of(session), broadcast_id, self._clock())
                session.refresh(broadcast)
            return _read_progress(session, broadcast)

    def list_newest(self) -> list[BroadcastProgress]:
        """Return the newest twenty broadcasts, the newest first."""
        with self._database.reading() as session:
            return [_read_progress(session, b) for b in broadcasts.list_newest(session, LISTED)]

    def find_progress(self, broadcast_id: int) -> BroadcastProgress:
        """Return how far a broadcast is; raises BroadcastGone."""
        with self._database.reading() as session:
            return _read_progress(session, _get(session, broadcast_id))

    def summarise(self, broadcast_id: int) -> BroadcastSummary:
        """Return how far a broadcast is and who was missed; raises BroadcastGone."""
        with self._database.reading() as session:
            progress = _read_progress(session, _get(session, broadcast_id))
            failed, skipped = (
                tuple(
                    Missed(name or "", reason or "", since)
                    for name, reason, since in broadcasts.list_missed(session, broadcast_id, state)
                )
                for state in (State.FAILED, State.SKIPPED)
            )
            return BroadcastSummary(progress, failed, skipped)

    def _find_repeated(
        self, session: Session, text: str, roles: Collection[Role]
    ) -> BroadcastRepeated | None:
        since = self._clock() - REPEAT_WINDOW
        same = broadcasts.find_same_since(session, text, roles, since)
        return None if same is None else BroadcastRepeated(_get_id(same), same.created_at)

    def _settle(
        self, record: Plain, recipient: Recipient, state: State, reason: str | None = None
    ) -> None:
        now = self._clock()
        place = recipient.broadcast_id, recipient.person_id
        broadcasts.settle(record, *place, state, now, reason=reason)
        broadcasts.finish_if_over(record, recipient.broadcast_id, now)


def _get(session: Session, broadcast_id: int) -> Broadcast:
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None:
        raise BroadcastGone(broadcast_id)
    return broadcast


def _get_id(broadcast: Broadcast) -> int:
    assert broadcast.id is not None  # noqa: S101 - it was read or flushed
    return broadcast.id


def _read_progress(session: Session, broadcast: Broadcast) -> BroadcastProgress:
    counts = broadcasts.count_states(session, _get_id(broadcast))
    return BroadcastProgress(
        id=_get_id(broadcast),
        text=broadcast.text,
        roles=tuple(Role(role) for role in broadcast.roles),
        created_at=broadcast.created_at,
        stopped_at=broadcast.stopped_at,
        finished_at=broadcast.finished_at,
        sent=counts.get(State.SENT, 0),
        failed=counts.get(State.FAILED, 0),
        skipped=counts.get(State.SKIPPED, 0),
        left=counts.get(State.WAITING, 0) + counts.get(State.CLAIMED, 0),
    )
