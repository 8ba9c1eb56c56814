"""Certificates, how they ended, and codes that were asked for in vain."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot.learning.quiz import QuizKind
from bot.storage.tables import Certificate, CertificateEnding, QuizSession, VerifyAttempt

Stored = tuple[Certificate, CertificateEnding | None]
_ENDING = col(CertificateEnding.certificate_id) == col(Certificate.id)


def find(session: Session, certificate_id: int) -> Stored | None:
    """Return a certificate, and its ending if it has one."""
    return session.exec(
        select(Certificate, CertificateEnding)
        .join(CertificateEnding, _ENDING, isouter=True)
        .where(Certificate.id == certificate_id)
    ).one_or_none()


def find_by_code(session: Session, code: str) -> Stored | None:
    """Return the certificate with that code."""
    return session.exec(
        select(Certificate, CertificateEnding)
        .join(CertificateEnding, _ENDING, isouter=True)
        .where(Certificate.code == code)
    ).one_or_none()


def list_of(session: Session, person_id: int) -> Sequence[Stored]:
    """Return all certificates of a person, the newest first."""
    return session.exec(
        select(Certificate, CertificateEnding)
        .join(CertificateEnding, _ENDING, isouter=True)
        .where(Certificate.person_id == person_id)
        .order_by(col(Certificate.id).desc())
    ).all()


def find_of_attempt(session: Session, session_id: int) -> int | None:
    """Return the certificate that was issued for an attempt at a test."""
    return session.exec(
        select(Certificate.id).where(
            Certificate.session_id == session_id, col(Certificate.replaces_id).is_(None)
        )
    ).one_or_none()


def list_tests(session: Session, person_id: int, course_id: str) -> Sequence[QuizSession]:
    """Return the tests that a person has finished in a course, the newest first."""
    return session.exec(
        select(QuizSession)
        .where(
            QuizSession.person_id == person_id,
            QuizSession.course_id == course_id,
            QuizSession.kind == QuizKind.TEST,
            col(QuizSession.finished_at).is_not(None),
        )
        .order_by(col(QuizSession.id).desc())
    ).all()


def list_verify_attempts(
    session: Session, person_id: int, since: datetime
) -> Sequence[VerifyAttempt]:
    """Return the unknown codes that a person asked about, the oldest first."""
    return session.exec(
        select(VerifyAttempt)
        .where(VerifyAttempt.person_id == person_id, VerifyAttempt.tried_at > since)
        .order_by(col(VerifyAttempt.tried_at))
    ).all()


def delete_verify_attempts(session: Session, before: datetime) -> None:
    """Forget the attempts before that time."""
    session.exec(delete(VerifyAttempt).where(col(VerifyAttempt.tried_at) <= before))
