"""Certificates, how they ended, and codes that were asked for in vain."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from bot.learning.roster import Status
from bot.storage.plain import Plain
from bot.storage.tables import Certificate, CertificateEnding, VerifyAttempt

NO_LIMIT = -1  # to SQLite
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


def list_renamed(
    plain: Plain, today: date, limit: int = NO_LIMIT, person_id: int | None = None
) -> list[str]:
    """Return the codes of valid certificates in a name that their holder has no more.

    Of everybody who is here, or of one person.
    """
    rows = plain.fetch(
        "SELECT code FROM certificate JOIN person ON person.id = certificate.person_id"
        " LEFT JOIN employee ON employee.person_id = person.id"
        " WHERE (?1 IS NULL OR certificate.person_id = ?1) AND certificate.name != person.name"
        " AND (valid_until IS NULL OR valid_until >= ?2) AND coalesce(status, '') != ?3"
        " AND NOT EXISTS (SELECT 1 FROM certificate_ending WHERE certificate_id = certificate.id)"
        " ORDER BY certificate.id LIMIT ?4",
        person_id,
        today.isoformat(),
        Status.TERMINATED.value,
        limit,
    )
    return [code for (code,) in rows]


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
