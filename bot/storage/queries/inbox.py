"""Updates waiting in the inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlmodel import Session, col, delete, func, insert, select, update

from bot.storage.tables import InboxUpdate

# Each tap asks these: they are built once.
_KNOWN = select(InboxUpdate.update_id).where(
    InboxUpdate.bot_id == bindparam("bot_id"),
    col(InboxUpdate.update_id).in_(bindparam("ids", expanding=True)),
)
_ADD = insert(InboxUpdate)
_FINISH = (
    update(InboxUpdate)
    .where(
        col(InboxUpdate.bot_id) == bindparam("of_bot"),
        col(InboxUpdate.update_id) == bindparam("of_id"),
    )
    .values(finished_at=bindparam("now"), raw="")
)


def list_known(connection: Connection, bot_id: int, update_ids: Sequence[int]) -> set[int]:
    """Return which of these updates are stored, finished or not."""
    rows = connection.execute(_KNOWN, {"bot_id": bot_id, "ids": update_ids})
    return set(rows.scalars())


def add(connection: Connection, bot_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Store updates that are not known yet."""
    if rows:
        connection.execute(_ADD, [{"bot_id": bot_id, **row} for row in rows])


def finish(connection: Connection, bot_id: int, update_ids: Sequence[int], now: datetime) -> None:
    """Mark updates as finished and blank them."""
    rows = [{"of_bot": bot_id, "of_id": update_id, "now": now} for update_id in update_ids]
    if rows:
        connection.execute(_FINISH, rows)


def list_waiting_ids(session: Session, bot_id: int, limit: int) -> list[int]:
    """Return the ids of up to so many unfinished updates in the order in which to handle them."""
    return list(
        session.exec(
            select(InboxUpdate.update_id)
            .where(
                InboxUpdate.bot_id == bot_id,
                col(InboxUpdate.finished_at).is_(None),
                col(InboxUpdate.set_aside_at).is_(None),
            )
            .order_by(col(InboxUpdate.received_at), col(InboxUpdate.update_id))
            .limit(limit)
        )
    )


def list_updates(session: Session, bot_id: int, update_ids: Sequence[int]) -> Sequence[InboxUpdate]:
    """Return updates in the order in which to handle them."""
    return session.exec(
        select(InboxUpdate)
        .where(InboxUpdate.bot_id == bot_id, col(InboxUpdate.update_id).in_(update_ids))
        .order_by(col(InboxUpdate.received_at), col(InboxUpdate.update_id))
    ).all()


def find_newest_id(session: Session, bot_id: int) -> int | None:
    """Return the highest update id of a bot."""
    return session.exec(
        select(func.max(InboxUpdate.update_id)).where(InboxUpdate.bot_id == bot_id)
    ).one()


def list_set_aside(session: Session, bot_id: int) -> Sequence[InboxUpdate]:
    """Return the updates that were set aside, the oldest first."""
    return session.exec(
        select(InboxUpdate)
        .where(InboxUpdate.bot_id == bot_id, col(InboxUpdate.set_aside_at).is_not(None))
        .order_by(col(InboxUpdate.set_aside_at), col(InboxUpdate.update_id))
    ).all()


def count_unfinished(session: Session, bot_id: int) -> tuple[int, datetime | None, int]:
    """Count what waits, find when the oldest of it came, and count what is set aside."""
    is_waiting = col(InboxUpdate.set_aside_at).is_(None)
    return session.exec(
        select(
            func.count().filter(is_waiting),
            func.min(InboxUpdate.received_at).filter(is_waiting),
            func.count().filter(~is_waiting),
        ).where(InboxUpdate.bot_id == bot_id, col(InboxUpdate.finished_at).is_(None))
    ).one()


def delete_old(session: Session, before: datetime) -> None:
    """Forget the updates that were finished or set aside before that time."""
    session.exec(delete(InboxUpdate).where(col(InboxUpdate.finished_at) < before))
    # Apart from the others, so that each of the two finds its rows by an index.
    session.exec(
        delete(InboxUpdate).where(
            col(InboxUpdate.finished_at).is_(None), col(InboxUpdate.set_aside_at) < before
        )
    )
