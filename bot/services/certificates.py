"""Certificates after they were issued: shown, verified, revoked, and replaced in a new name."""

import secrets
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.learning.certificates import (
    Certificate,
    EndingKind,
    PastEnding,
    Status,
    Verification,
    make_code,
    read_code,
)
from bot.learning.errors import (
    CertificateEnded,
    CertificateGone,
    NameUnchanged,
    NoReason,
    TooManyCodes,
)
from bot.learning.prompt import PromptKind, Written, clean_text
from bot.services import Clock
from bot.services.certification import (
    Achievement,
    Ending,
    add_certificate,
    end_certificate,
    issue_certificate,
)
from bot.services.library import Library
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import certificates, progress, prompts
from bot.storage.queries.certificates import Stored

AT_ONCE = 50  # certificates in one transaction
VAIN_ATTEMPTS = 10
VAIN_WINDOW = timedelta(minutes=10)


class Certificates:
    """What holders, HR and whoever is shown a certificate can do with it."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def get(self, certificate_id: int) -> Certificate:
        """Return a certificate; raise CertificateGone where there is none."""
        with self._database.reading() as session:
            return self._read(session, _get(session, certificate_id))

    def find(self, code: str) -> Certificate:
        """Return the certificate with that code; raise CertificateGone where there is none."""
        with self._database.reading() as session:
            return self._read(session, _find(session, code))

    def list_all(self, person_id: int) -> list[Certificate]:
        """Return everything that was ever issued to a person, the newest first."""
        with self._database.reading() as session:
            return [self._read(session, one) for one in certificates.list_of(session, person_id)]

    def list_ended(self, person_id: int) -> list[PastEnding]:
        """Return which of a person's certificates were revoked or replaced, the newest first."""
        with self._database.reading() as session:
            return [
                PastEnding(
                    self._read(session, (row, ending)),
                    _find_name(session, ending.ended_by),
                    ending.reason,
                )
                for row, ending in certificates.list_of(session, person_id)
                if ending is not None
            ]

    def list_own(self, person_id: int) -> list[Certificate]:
        """Return what a person holds, the newest first; what was replaced is left out.

        Whoever completed the course before there were certificates gets theirs now.
        """
        courses = self._library.get_current().catalog.courses
        with self._database.reading() as session:
            held = self._list_own(session, person_id)
            certified = {one.course_id for one in held}
            due = [
                (course.id, completion)
                for course in courses
                if course.id not in certified
                and (completion := progress.find_completion(session, person_id, course.id))
            ]
        if not due:
            return held
        with self._database.writing() as session:
            for course_id, completion in due:
                edition = self._library.get_edition(completion.version_id)
                course = edition.catalog.get_course(course_id)
                achieved = completion.completed_at, course.valid_months, self._library.zone
                achievement = Achievement(person_id, edition, course, *achieved)
                issue_certificate(session, self._database.chain, achievement, self._clock())
            return self._list_own(session, person_id)

    def verify(self, text: str) -> Verification:
        """Say what a code is worth today."""
        code = read_code(text)
        if code is None:
            return Verification(Status.UNKNOWN, is_mistyped=True)
        with self._database.reading() as session:
            stored = certificates.find_by_code(session, code)
            if stored is None:
                return Verification(Status.UNKNOWN)
            certificate = self._read(session, stored)
        return Verification(certificate.find_status(self._clock()), certificate)

    def verify_for(
        self, person_id: int, text: str, *, update_id: int | None = None
    ) -> Verification:
        """Say it to a member; raise TooManyCodes after ten unknown ones in ten minutes.

        An update that comes again counts once.
        """
        now = self._clock()
        with self._database.reading() as session:
            tried = certificates.list_verify_attempts(session, person_id, now - VAIN_WINDOW)
        is_again = update_id is not None and update_id in [t.update_id for t in tried]
        if len(tried) >= VAIN_ATTEMPTS and not is_again:
            raise TooManyCodes(tried[-VAIN_ATTEMPTS].tried_at + VAIN_WINDOW - now)
        verification = self.verify(text)
        if verification.status is Status.UNKNOWN and not is_again:
            with self._database.writing() as session:
                certificates.delete_verify_attempts(session, before=now - VAIN_WINDOW)
                session.add(
                    tables.VerifyAttempt(person_id=person_id, tried_at=now, update_id=update_id)
                )
        return verification

    def ask_for_reason(self, actor_id: int, text: str) -> Certificate:
        """Ask HR why a certificate is to be revoked: the answer revokes it.

        Raises CertificateGone, or CertificateEnded where it is over already.
        """
        with self._database.writing() as session:
            stored = _find(session, text)
            _refuse_ended(stored)
            subject = str(stored[0].id)
            prompts.put(session, actor_id, PromptKind.REVOKE_REASON, subject, self._clock())
            return self._read(session, stored)

    def take_reason(self, session: Session, written: Written) -> None:
        """Revoke the certificate that HR was asked about, for the reason they wrote."""
        stored = _get(session, int(written.subject))
        self._end(session, stored, EndingKind.REVOKED, written.text, written.person_id)

    def revoke(self, text: str, reason: str, actor_id: int | None = None) -> Certificate:
        """Revoke a certificate; its holder is told. Without an actor a command has done it.

        Raises CertificateGone, CertificateEnded, or NoReason where none is given.
        """
        with self._database.writing() as session:
            stored = _find(session, text)
            self._end(session, stored, EndingKind.REVOKED, clean_text(reason), actor_id)
            assert stored[0].id is not None  # noqa: S101 - it was read
            return self._read(session, _get(session, stored[0].id))

    def reissue(self, text: str, actor_id: int | None = None) -> Certificate:
        """Replace a certificate by one in the name that its holder has now; both know of it.

        Raises CertificateGone, CertificateEnded, or NameUnchanged where it is in that name.
        """
        with self._database.writing() as session:
            stored = _find(session, text)
            _refuse_ended(stored)
            old = stored[0]
            holder = session.get_one(tables.Person, old.person_id)
            if holder.name == old.name:
                raise NameUnchanged
            self._end(session, stored, EndingKind.REPLACED, None, actor_id)
            new = _copy(old, self._clock())
            add_certificate(session, self._database.chain, new, self._clock())
            return self._read(session, (new, None))

    def count_renamed(self, person_id: int | None = None) -> int:
        """Return how many valid certificates bear a former name, of everybody or of one person."""
        with self._database.reading() as session:
            today = self._find_today()
            return len(certificates.list_renamed(Plain.of(session), today, person_id=person_id))

    def reissue_renamed(self, actor_id: int | None = None, person_id: int | None = None) -> int:
        """Replace some that bear a former name, as `reissue`, and return how many.

        A few at a time, so that no tap waits: call it until it returns 0. Twice is once.
        """
        with self._database.writing() as session:
            found = certificates.list_renamed(
                Plain.of(session), self._find_today(), AT_ONCE, person_id
            )
            for code in found:
                self.reissue(code, actor_id)
            return len(found)

    def _find_today(self) -> date:
        return self._clock().astimezone(self._library.zone).date()

    def _list_own(self, session: Session, person_id: int) -> list[Certificate]:
        held = [self._read(session, one) for one in certificates.list_of(session, person_id)]
        return [one for one in held if one.ending is not EndingKind.REPLACED]

    def _read(self, session: Session, stored: Stored) -> Certificate:
        row, ending = stored
        assert row.id is not None  # noqa: S101 - it was read or flushed
        zone = certificates.find_zone_of(Plain.of(session), row.id) or self._library.zone
        return Certificate(
            id=row.id,
            code=row.code,
            person_id=row.person_id,
            name=row.name,
            course_id=row.course_id,
            course_title=row.course_title,
            version_number=row.version_number,
            achieved_on=row.achieved_at.astimezone(zone).date(),
            issued_on=row.issued_at.astimezone(zone).date(),
            zone=zone,
            valid_until=row.valid_until,
            ending=EndingKind(ending.kind) if ending else None,
            ended_on=ending.ended_at.astimezone(zone).date() if ending else None,
        )

    def _end(
        self,
        session: Session,
        stored: Stored,
        kind: EndingKind,
        reason: str | None,
        actor_id: int | None,
    ) -> None:
        _refuse_ended(stored)
        if kind is EndingKind.REVOKED and not reason:
            raise NoReason
        certificate = stored[0]
        assert certificate.id is not None  # noqa: S101 - it was read
        chain, ending = self._database.chain, Ending(kind, actor_id, reason)
        end_certificate(session, chain, certificate.id, ending, self._clock())


def _copy(old: tables.Certificate, now: datetime) -> tables.Certificate:
    """Return what replaces a certificate, still without a name."""
    return tables.Certificate(
        code=make_code(secrets.choice),
        person_id=old.person_id,
        course_id=old.course_id,
        course_title=old.course_title,
        version_id=old.version_id,
        version_number=old.version_number,
        session_id=old.session_id,
        achieved_at=old.achieved_at,
        issued_at=now,
        valid_until=old.valid_until,
        replaces_id=old.id,
        name_seal="",
    )


def _find_name(session: Session, person_id: int | None) -> str | None:
    person = None if person_id is None else session.get(tables.Person, person_id)
    return None if person is None else person.name


def _refuse_ended(stored: Stored) -> None:
    ending = stored[1]
    if ending is not None:
        raise CertificateEnded(is_replaced=ending.kind == EndingKind.REPLACED)


def _find(session: Session, text: str) -> Stored:
    code = read_code(text)
    stored = certificates.find_by_code(session, code) if code else None
    if stored is None:
        raise CertificateGone
    return stored


def _get(session: Session, certificate_id: int) -> Stored:
    stored = certificates.find(session, certificate_id)
    if stored is None:
        raise CertificateGone
    return stored
