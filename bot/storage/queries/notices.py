"""Messages owed to one person each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select, update

from bot.learning.broadcast import State
from bot.storage.tables import Notice, Person


def owe(
    session: Session, kind: str, subject_id: int, person_ids: Iterable[int], due_at: datetime
) -> None:
    """Owe each of these people a notice; what is owed or sent already stays as it is."""
    rows = [
        {
            "kind": kind,
            "subject_id": subject_id,
            "person_id": person_id,
            "state": State.WAITING.value,
            "due_at": due_at,
        }
        for person_id in person_ids
    ]
    if rows:
        session.connection().execute(insert(Notice).on_conflict_do_nothing(), rows)


def set_due(session: Session, kind: str, subject_id: int, due_at: datetime) -> None:
    """Say anew from when on the notices about something may go out."""
    session.exec(
        update(Notice)
        .where(
            col(Notice.kind) == kind,
            col(Notice.subject_id) == subject_id,
            col(Notice.state) == State.WAITING,
        )
        .values(due_at=due_at)
    )


def list_due(session: Session, now: datetime, limit: int) -> Sequence[tuple[Notice, int]]:
    """Return the next notices to be sent, with the accounts; who is unreachable has to wait."""
    due = session.exec(
        select(Notice, Person.telegram_id)
        .join(Person, col(Person.id) == col(Notice.person_id))
        .where(
            Notice.state == State.WAITING,
            Notice.due_at <= now,
            col(Person.telegram_id).is_not(None),
            col(Person.unreachable_since).is_(None),
        )
        .order_by(col(Notice.due_at), col(Notice.subject_id), col(Notice.person_id))
        .limit(limit)
    )
    return [(notice, account) for notice, account in due if account is not None]


def settle(  # noqa: PLR0913 - a notice, and what became of it
    session: Session,
    kind: str,
    subject_id: int,
    person_id: int,
    state: State,
    now: datetime | None,
    *,
    reason: str | None = None,
) -> None:
    """Record what became of a notice."""
    session.exec(
        update(Notice)
        .where(
            col(Notice.kind) == kind,
            col(Notice.subject_id) == subject_id,
            col(Notice.person_id) == person_id,
        )
        .values(state=state, reason=reason, settled_at=now)
    )


def release_claimed(session: Session) -> int:
    """Let those that were taken in hand and never settled wait again; return how many."""
    released = cast(
        CursorResult[Any],
        session.exec(
            update(Notice)
            .where(col(Notice.state) == State.CLAIMED)
            .values(state=State.WAITING.value)
        ),
    )
    return released.rowcount
