"""People, invites and vain attempts to join."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlmodel import Session, col, delete, func, select, update

from bot.learning.people import Member, Role
from bot.storage.plain import Plain, load_time
from bot.storage.tables import Invite, JoinAttempt, Person

# Each update asks this.
_MEMBER = (
    "SELECT id, name, role, unreachable_since, EXISTS"
    " (SELECT 1 FROM prompt WHERE person_id = person.id AND taken_by IS NULL), notice_version"
    " FROM person WHERE telegram_id = ?"
)


def find_member(plain: Plain, telegram_id: int) -> Member | None:
    """Return who has joined with that Telegram account, as handlers know them."""
    for person_id, name, role, stored, is_asked, notice in plain.fetch(_MEMBER, telegram_id):
        since = load_time(stored) if stored else None
        return Member(person_id, telegram_id, name, Role(role), since, bool(is_asked), notice)
    return None


def find_person(session: Session, telegram_id: int) -> Person | None:
    """Return who has joined with that Telegram account."""
    return session.exec(select(Person).where(Person.telegram_id == telegram_id)).one_or_none()


def mark_unreachable(session: Session, telegram_id: int, reason: str, now: datetime) -> None:
    """Note that nothing reaches a person; the time of the first mark stands."""
    session.exec(
        update(Person)
        .where(col(Person.telegram_id) == telegram_id)
        .values(
            unreachable_since=func.coalesce(col(Person.unreachable_since), now),
            unreachable_reason=reason,
        )
    )


def mark_reachable(session: Session, telegram_id: int) -> None:
    """Take the mark away."""
    session.exec(
        update(Person)
        .where(col(Person.telegram_id) == telegram_id)
        .values(unreachable_since=None, unreachable_reason=None)
    )


def spend_invite(session: Session, code_hash: str, now: datetime) -> Invite | None:
    """Take one use of a valid invite in a single statement, or return None."""
    taken = cast(
        CursorResult[Any],
        session.exec(
            update(Invite)
            .where(
                col(Invite.code_hash) == code_hash,
                col(Invite.uses_left) > 0,
                col(Invite.expires_at) > now,
            )
            .values(uses_left=Invite.uses_left - 1)
        ),
    )
    if taken.rowcount != 1:
        return None
    return session.exec(select(Invite).where(Invite.code_hash == code_hash)).one()


def list_join_attempts(
    session: Session, telegram_id: int, since: datetime
) -> Sequence[JoinAttempt]:
    """Return the codes that account tried in vain, the oldest first."""
    return session.exec(
        select(JoinAttempt)
        .where(JoinAttempt.telegram_id == telegram_id, JoinAttempt.tried_at > since)
        .order_by(col(JoinAttempt.tried_at))
    ).all()


def delete_join_attempts(session: Session, before: datetime) -> None:
    """Forget the vain attempts before that time."""
    session.exec(delete(JoinAttempt).where(col(JoinAttempt.tried_at) <= before))


def list_ids(session: Session, roles: Collection[str]) -> Sequence[int]:
    """Return who has one of these roles, a name and an account."""
    found = session.exec(
        select(Person.id)
        .where(
            col(Person.role).in_(roles),
            col(Person.name).is_not(None),
            col(Person.telegram_id).is_not(None),
        )
        .order_by(col(Person.id))
    )
    return [person_id for person_id in found if person_id is not None]
