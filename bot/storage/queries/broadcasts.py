"""Mass messages and their recipients."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, insert, literal, or_
from sqlmodel import Session, col, func, select, update

from bot.learning.broadcast import State
from bot.learning.people import REPORTED, Role
from bot.storage.plain import Plain, dump_time
from bot.storage.tables import Broadcast, BroadcastRecipient, Employee, Person


def count_people(session: Session, roles: Collection[str]) -> tuple[int, int]:
    """Return how many people are meant by these roles, and how many of them are unreachable."""
    total, marked = session.exec(
        select(func.count(), func.count(col(Person.unreachable_since))).where(*_joined(roles))
    ).one()
    return total, marked


def add_recipients(session: Session, broadcast_id: int, roles: Collection[str]) -> int:
    """Make the list of everybody who is meant by these roles; return how many they are."""
    chosen = select(literal(broadcast_id), col(Person.id), literal(State.WAITING.value)).where(
        *_joined(roles)
    )
    session.connection().execute(
        insert(BroadcastRecipient).from_select(["broadcast_id", "person_id", "state"], chosen)
    )
    return session.exec(
        select(func.count()).where(col(BroadcastRecipient.broadcast_id) == broadcast_id)
    ).one()


def _joined(roles: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Return who is meant: learners are all whom the report names, whatever else they are."""
    are_meant: ColumnElement[bool] = col(Person.role).in_(roles)
    if Role.LEARNER in roles:
        on_roster = col(Person.id).in_(select(Employee.person_id))
        are_meant = or_(are_meant, col(Person.role).in_(REPORTED), on_roster)
    return (
        are_meant,
        col(Person.name).is_not(None),
        col(Person.telegram_id).is_not(None),
    )


def find_same_since(
    session: Session, text: str, roles: Collection[str], since: datetime
) -> Broadcast | None:
    """Return the newest broadcast of that text to any of these roles since that time."""
    found = session.exec(
        select(Broadcast)
        .where(Broadcast.text == text, Broadcast.created_at > since)
        .order_by(col(Broadcast.id).desc())
    )
    return next((one for one in found if set(one.roles) & set(roles)), None)


def list_newest(session: Session, limit: int) -> Sequence[Broadcast]:
    """Return the newest broadcasts, the newest first."""
    return session.exec(select(Broadcast).order_by(col(Broadcast.id).desc()).limit(limit)).all()


def find_due(session: Session) -> Broadcast | None:
    """Return the oldest broadcast that has recipients waiting and was not stopped."""
    waiting = select(BroadcastRecipient.person_id).where(
        BroadcastRecipient.broadcast_id == Broadcast.id,
        BroadcastRecipient.state == State.WAITING,
    )
    return session.exec(
        select(Broadcast)
        .where(
            col(Broadcast.finished_at).is_(None),
            col(Broadcast.stopped_at).is_(None),
            waiting.exists(),
        )
        .order_by(col(Broadcast.id))
        .limit(1)
    ).one_or_none()


def list_unfinished(session: Session) -> Sequence[Broadcast]:
    """Return the broadcasts that are not over."""
    return session.exec(select(Broadcast).where(col(Broadcast.finished_at).is_(None))).all()


def list_waiting(session: Session, broadcast_id: int, limit: int) -> Sequence[Person]:
    """Return the next people whose turn it is."""
    return session.exec(
        select(Person)
        .join(BroadcastRecipient, col(BroadcastRecipient.person_id) == col(Person.id))
        .where(
            BroadcastRecipient.broadcast_id == broadcast_id,
            BroadcastRecipient.state == State.WAITING,
        )
        .order_by(col(BroadcastRecipient.person_id))
        .limit(limit)
    ).all()


def claim(session: Session, broadcast_id: int, person_ids: Collection[int]) -> None:
    """Take these recipients in hand."""
    session.exec(
        update(BroadcastRecipient)
        .where(
            col(BroadcastRecipient.broadcast_id) == broadcast_id,
            col(BroadcastRecipient.person_id).in_(person_ids),
        )
        .values(state=State.CLAIMED)
    )


def release_claimed(session: Session, broadcast_id: int) -> int:
    """Let those that were taken in hand and never settled wait again; return how many."""
    released = cast(
        CursorResult[Any],
        session.exec(
            update(BroadcastRecipient)
            .where(
                col(BroadcastRecipient.broadcast_id) == broadcast_id,
                col(BroadcastRecipient.state) == State.CLAIMED,
            )
            .values(state=State.WAITING)
        ),
    )
    return released.rowcount


# Each message of thousands asks these.
_SETTLE = (
    "UPDATE broadcast_recipient SET state = ?, reason = ?, settled_at = ?"
    " WHERE broadcast_id = ? AND person_id = ?"
)
_FINISH = """
    UPDATE broadcast SET finished_at = ? WHERE id = ? AND finished_at IS NULL
    AND NOT EXISTS
        (SELECT 1 FROM broadcast_recipient WHERE broadcast_id = broadcast.id AND state = ?)
    AND (stopped_at IS NOT NULL OR NOT EXISTS
        (SELECT 1 FROM broadcast_recipient WHERE broadcast_id = broadcast.id AND state = ?))
"""


def settle(  # noqa: PLR0913 - a recipient, and what became of it
    plain: Plain,
    broadcast_id: int,
    person_id: int,
    state: State,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    """Record what became of a recipient."""
    plain.run(_SETTLE, state.value, reason, dump_time(now), broadcast_id, person_id)


def finish_if_over(plain: Plain, broadcast_id: int, now: datetime) -> None:
    """Close a broadcast when nobody is left, or it was stopped and nothing is in hand."""
    plain.run(_FINISH, dump_time(now), broadcast_id, State.CLAIMED.value, State.WAITING.value)


def count_states(session: Session, broadcast_id: int) -> dict[str, int]:
    """Return how many recipients are in each state."""
    rows = session.exec(
        select(BroadcastRecipient.state, func.count())
        .where(BroadcastRecipient.broadcast_id == broadcast_id)
        .group_by(col(BroadcastRecipient.state))
    )
    return dict(rows.all())


def list_missed(
    session: Session, broadcast_id: int, state: State
) -> Sequence[tuple[str | None, str | None, datetime | None]]:
    """Return the names of recipients in a state, why, and since when they are unreachable."""
    return session.exec(
        select(Person.name, BroadcastRecipient.reason, Person.unreachable_since)
        .join(BroadcastRecipient, col(BroadcastRecipient.person_id) == col(Person.id))
        .where(
            BroadcastRecipient.broadcast_id == broadcast_id,
            BroadcastRecipient.state == state,
        )
        .order_by(col(Person.name), col(Person.id))
    ).all()
