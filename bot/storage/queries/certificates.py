"""Certificates, how they ended, and codes that were asked for in vain."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot.storage.tables import Certificate, CertificateEnding, VerifyAttempt

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


def find_newest_of_attempt(session: Session, session_id: int) -> Stored | None:
    """Return the certificate that was issued last for an attempt at a test."""
    return session.exec(
        select(Certificate, CertificateEnding)
        .join(CertificateEnding, _ENDING, isouter=True)
        .where(Certificate.session_id == session_id)
        .order_by(col(Certificate.id).desc())
        .limit(1)
    ).one_or_none()


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
