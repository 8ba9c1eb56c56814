"""HR's word on passes that wait."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, or_, select

from bot.learning.corrections import PassOutcome
from bot.storage.tables import PassDecision, PassRuling


def find_last_outcome(
    session: Session, decision_id: int, correction_id: int | None
) -> PassOutcome | None:
    """Return HR's last word on a pass, or on all passes of a regrade at once."""
    outcome = session.exec(
        select(PassDecision.outcome)
        .where(
            PassDecision.decision_id == decision_id,
            or_(
                col(PassDecision.correction_id).is_(None),
                col(PassDecision.correction_id) == correction_id,
            ),
        )
        .order_by(col(PassDecision.id).desc())
        .limit(1)
    ).first()
    return None if outcome is None else PassOutcome(outcome)


def find_last_ruled(session: Session, word_id: int) -> int:
    """Return the last correction that a word of HR has reached; 0 for none."""
    last = select(func.max(PassRuling.correction_id)).where(PassRuling.pass_decision_id == word_id)
    return session.exec(last).one() or 0


def list_open(session: Session, decision_id: int) -> Sequence[PassDecision]:
    """Return HR's words on passes of a regrade that are not carried out yet, the oldest first."""
    return session.exec(
        select(PassDecision)
        .where(PassDecision.decision_id == decision_id, col(PassDecision.finished_at).is_(None))
        .order_by(col(PassDecision.id))
    ).all()
