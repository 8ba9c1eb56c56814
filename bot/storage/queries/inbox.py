"""Updates waiting in the inbox."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from bot.storage.tables import InboxUpdate


def list_waiting_chats(session: Session, bot_id: int) -> list[int]:
    """Return the chats that have unfinished updates."""
    return list(
        session.exec(
            select(InboxUpdate.chat_key)
            .where(
                InboxUpdate.bot_id == bot_id,
                col(InboxUpdate.finished_at).is_(None),
                col(InboxUpdate.set_aside_at).is_(None),
            )
            .distinct()
        )
    )


def find_oldest(session: Session, bot_id: int, chat_key: int) -> InboxUpdate | None:
    """Return the oldest unfinished update of a chat."""
    return session.exec(
        select(InboxUpdate)
        .where(
            InboxUpdate.bot_id == bot_id,
            InboxUpdate.chat_key == chat_key,
            col(InboxUpdate.finished_at).is_(None),
            col(InboxUpdate.set_aside_at).is_(None),
        )
        .order_by(col(InboxUpdate.received_at), col(InboxUpdate.update_id))
        .limit(1)
    ).one_or_none()


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
