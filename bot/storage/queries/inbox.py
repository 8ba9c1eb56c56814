"""Updates waiting in the inbox."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select

from bot.storage.plain import Plain, dump_time
from bot.storage.tables import InboxUpdate

# Each tap asks these.
_KNOWN = (
    "SELECT update_id FROM inbox_update"
    " WHERE bot_id = ? AND update_id IN (SELECT value FROM json_each(?))"
)
_ADD = (
    "INSERT INTO inbox_update (bot_id, update_id, chat_key, raw, received_at)"
    " VALUES (?, ?, ?, ?, ?)"
)
_FINISH = "UPDATE inbox_update SET finished_at = ?, raw = '' WHERE bot_id = ? AND update_id = ?"


class NewUpdate(NamedTuple):
    """An update to be stored."""

    update_id: int
    chat_key: int
    raw: str
    received_at: datetime


def list_known(plain: Plain, bot_id: int, update_ids: Collection[int]) -> set[int]:
    """Return which of these updates are stored, finished or not."""
    return {row[0] for row in plain.fetch(_KNOWN, bot_id, json.dumps(list(update_ids)))}


def add(plain: Plain, bot_id: int, updates: Sequence[NewUpdate]) -> None:
    """Store updates that are not known yet."""
    plain.run_each(
        _ADD, [(bot_id, u.update_id, u.chat_key, u.raw, dump_time(u.received_at)) for u in updates]
    )


def finish(plain: Plain, bot_id: int, update_ids: Sequence[int], now: datetime) -> None:
    """Mark updates as finished and blank them."""
    at = dump_time(now)
    plain.run_each(_FINISH, [(at, bot_id, update_id) for update_id in update_ids])


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
