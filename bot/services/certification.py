"""Issue the certificate of a completed course, in the transaction that records the completion."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.learning.certificates import EndingKind, find_last_day, make_code
from bot.learning.course import Course
from bot.learning.evidence import EventKind
from bot.learning.notices import NoticeKind
from bot.learning.quiz import QuizKind
from bot.services.library import Edition
from bot.storage.chain import Chain
from bot.storage.facts import make_salt, record_fact, seal_text
from bot.storage.plain import Plain
from bot.storage.queries import certificates, notices, results
from bot.storage.tables import Certificate, CertificateEnding, Person


@dataclass(frozen=True)
class Achievement:
    """Who has completed what and when; the edition is the version that was completed.

    `zone` is the company's: its days count where no assignment names where its holder is.
    """

    person_id: int
    edition: Edition
    course: Course
    completed_at: datetime
    valid_months: int | None  # None: for ever
    zone: ZoneInfo
    session_id: int | None = None  # by which test; None: the one that was passed last


def issue_certificate(
    session: Session,
    chain: Chain,
    achievement: Achievement,
    now: datetime,
    *,
    is_again: bool = False,
) -> None:
    """Issue a certificate for a test that was passed, once, and owe it to its holder.

    Where no test was passed nothing happens: the tables would refuse it. `is_again` where the
    completion counts again, after a correction had taken it: then a revoked one is replaced.
    """
    attempt = achievement.session_id or _find_passed_test(session, achievement)
    if attempt is None:
        return
    former = certificates.find_newest_of_attempt(session, attempt)
    is_over = former is not None and former[1] is not None
    if former is not None and not (is_again and is_over):
        return
    course, edition = achievement.course, achievement.edition
    place = achievement.person_id, course.id, attempt, now
    zone = certificates.find_zone(Plain.of(session), *place)
    lasting = achievement.completed_at, achievement.valid_months, zone or achievement.zone
    certificate = Certificate(
        code=make_code(secrets.choice),
        person_id=achievement.person_id,
        course_id=course.id,
        course_title=course.title,
        version_id=edition.version_id,
        version_number=edition.number or edition.version_id,
        session_id=attempt,
        achieved_at=achievement.completed_at,
        issued_at=now,
        valid_until=find_last_day(*lasting),
        replaces_id=former[0].id if former is not None else None,
        name_seal="",
    )
    add_certificate(session, chain, certificate, now)


def add_certificate(
    session: Session, chain: Chain, certificate: Certificate, now: datetime
) -> Certificate:
    """Store a certificate in today's name of its holder, seal it, and owe it to them."""
    holder = session.get_one(Person, certificate.person_id)
    certificate.name = holder.name or ""
    certificate.name_salt = make_salt()
    certificate.name_seal = seal_text(chain, certificate.name, certificate.name_salt)
    session.add(certificate)
    session.flush()
    assert certificate.id is not None  # noqa: S101 - it was flushed
    record_fact(Plain.of(session), chain, EventKind.CERTIFICATE, (certificate.id,), now)
    owed = NoticeKind.CERTIFICATE, certificate.id
    notices.owe(session, *owed, [certificate.person_id], now)
    return certificate


def _find_passed_test(session: Session, achievement: Achievement) -> int | None:
    taken = results.list_results(session, achievement.person_id, achievement.course.id)
    tests = (quiz for quiz in reversed(taken) if quiz.kind == QuizKind.TEST)
    return next((quiz.session_id for quiz in tests if quiz.is_passed), None)


@dataclass(frozen=True)
class Ending:
    """How a certificate ends, by whom (None: by a command) and why."""

    kind: EndingKind
    actor_id: int | None
    reason: str | None


def end_certificate(
    session: Session, chain: Chain, certificate_id: int, ending: Ending, now: datetime
) -> None:
    """Record and seal that a certificate is over; of one that is revoked its holder is told."""
    salt = make_salt() if ending.reason else None
    session.add(
        CertificateEnding(
            certificate_id=certificate_id,
            kind=ending.kind,
            ended_at=now,
            ended_by=ending.actor_id,
            reason=ending.reason,
            reason_salt=salt,
            reason_seal=seal_text(chain, ending.reason, salt) if ending.reason and salt else None,
        )
    )
    session.flush()
    record_fact(Plain.of(session), chain, EventKind.ENDING, (certificate_id,), now)
    if ending.kind is EndingKind.REVOKED:
        holder = session.get_one(Certificate, certificate_id).person_id
        notices.owe(session, NoticeKind.REVOCATION, certificate_id, [holder], now)
