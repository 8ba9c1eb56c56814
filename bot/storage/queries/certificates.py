"""Certificates, how they ended, and codes that were asked for in vain."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from bot.learning.roster import Status
from bot.storage.plain import Plain, dump_time
from bot.storage.tables import Certificate, CertificateEnding, VerifyAttempt

NO_LIMIT = -1  # to SQLite
Stored = tuple[Certificate, CertificateEnding | None]
# Where days end for what an attempt had completed by then.
_ZONE = (
    "SELECT timezone FROM occurrence JOIN occurrence_event event ON occurrence_id = occurrence.id"
    " WHERE occurrence.person_id = {} AND occurrence.course_id = {} AND event.kind = 'completed'"
    " AND event.session_id = {} AND event.at <= {} ORDER BY event.id LIMIT 1"
)
# In the days of that zone a certificate counts; NULL where nothing was assigned.
ZONE = "({})".format(
    _ZONE.format(
        *(f"certificate.{name}" for name in ("person_id", "course_id", "session_id", "issued_at"))
    )
)
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


def find_zone(
    plain: Plain, person_id: int, course_id: str, session_id: int, now: datetime
) -> ZoneInfo | None:
    """Return in whose days a certificate for an attempt counts; None where it was not assigned."""
    place = person_id, course_id, session_id, dump_time(now)
    return _load_zone(plain.fetch(_ZONE.format(*"????"), *place))


def find_zone_of(plain: Plain, certificate_id: int) -> ZoneInfo | None:
    """Return the same of a certificate."""
    return _load_zone(
        plain.fetch(f"SELECT {ZONE} FROM certificate WHERE id = ?", certificate_id)  # noqa: S608
    )


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


def _load_zone(rows: Sequence[tuple[str | None]]) -> ZoneInfo | None:
    return ZoneInfo(rows[0][0]) if rows and rows[0][0] else None
