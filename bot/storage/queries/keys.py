"""Keys that versions of the content have corrected, and what trainers decided about them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from bot.learning.corrections import KeyOutcome
from bot.storage.plain import Plain, load_time
from bot.storage.tables import KeyChange, KeyDecision


def find_former_version(plain: Plain, question_id: str, right_ids: Sequence[str]) -> int | None:
    """Return the version of the last counted answer whose verdict differs from that of a key."""
    rows = plain.fetch(
        "SELECT s.version_id FROM quiz_item i"
        " CROSS JOIN quiz_session s ON s.id = i.session_id"
        " JOIN answer a ON a.session_id = i.session_id AND a.position = i.position"
        " WHERE i.question_id = ? AND s.kind IN ('check', 'test')"
        " AND (a.chosen_ids = ?) != a.is_correct ORDER BY s.id DESC LIMIT 1",
        question_id,
        json.dumps(sorted(right_ids)),
    )
    return rows[0][0] if rows else None


def list_undecided(session: Session) -> Sequence[KeyChange]:
    """Return the last change of each key that no trainer has decided about, the newest first."""
    decided = select(KeyDecision.id).where(KeyDecision.key_change_id == KeyChange.id)
    last = select(func.max(KeyChange.id)).group_by(col(KeyChange.question_id))
    return session.exec(
        select(KeyChange)
        .where(~decided.exists(), col(KeyChange.id).in_(last))
        .order_by(col(KeyChange.id).desc())
    ).all()


def list_decided(session: Session, limit: int) -> Sequence[KeyChange]:
    """Return the changes that trainers have decided about last, the newest decision first."""
    latest = (
        select(KeyDecision.key_change_id, func.max(KeyDecision.id).label("latest"))
        .group_by(col(KeyDecision.key_change_id))
        .subquery()
    )
    return session.exec(
        select(KeyChange)
        .join(latest, latest.c.key_change_id == col(KeyChange.id))
        .order_by(latest.c.latest.desc())
        .limit(limit)
    ).all()


def is_overtaken(session: Session, change: KeyChange) -> bool:
    """Tell whether the key of that question has changed again."""
    later = select(KeyChange.id).where(
        KeyChange.question_id == change.question_id, col(KeyChange.id) > change.id
    )
    return session.exec(later.limit(1)).first() is not None


def find_decision(session: Session, change_id: int) -> KeyDecision | None:
    """Return what a trainer decided about a changed key; a regrade comes before leaving it."""
    return session.exec(
        select(KeyDecision)
        .where(KeyDecision.key_change_id == change_id)
        .order_by((col(KeyDecision.outcome) == KeyOutcome.REGRADE).desc())
        .limit(1)
    ).first()


class Regraded(NamedTuple):
    """A question of a quiz whose answers count by a corrected key."""

    decision_id: int
    question_id: str
    version_id: int  # that corrected it
    changed: str

    @property
    def changed_at(self) -> datetime:
        """When that version began to be taught."""
        return load_time(self.changed)


def list_regraded(plain: Plain, session_id: int) -> list[Regraded]:
    """Return the questions of a quiz that were regraded, each by the latest decision.

    Decisions are left out that are older than the version in which the quiz was taken.
    """
    rows = plain.fetch(
        "SELECT max(d.id), k.question_id, k.version_id, k.changed_at"
        " FROM key_decision d JOIN key_change k ON k.id = d.key_change_id"
        " JOIN quiz_session s ON s.id = ?"
        " WHERE d.outcome = 'regrade'"
        " AND k.question_id IN (SELECT question_id FROM quiz_item WHERE session_id = s.id)"
        " AND NOT EXISTS (SELECT 1 FROM content_activation v WHERE v.id >= k.activation_id"
        " AND v.version_id = s.version_id AND v.activated_at <= s.started_at)"
        " GROUP BY k.question_id ORDER BY 1",
        session_id,
    )
    return [Regraded._make(row) for row in rows]


def get_decision(session: Session, decision_id: int) -> tuple[KeyDecision, KeyChange]:
    """Return a decision with the changed key it is about."""
    decision = session.get_one(KeyDecision, decision_id)
    return decision, session.get_one(KeyChange, decision.key_change_id)
