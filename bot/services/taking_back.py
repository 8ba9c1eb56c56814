"""What does not count any more without a pass: completion, certificates, what is done again."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlmodel import Session

from bot.learning.certificates import EndingKind
from bot.learning.people import Actor, ActorOrigin
from bot.learning.quiz import QuizKind
from bot.services.certification import Ending, end_certificate
from bot.services.completion import Recording
from bot.services.library import Library
from bot.services.occurrences import PENDING, list_older, reopen
from bot.services.proving import Proof, Proving
from bot.storage.chain import Chain
from bot.storage.plain import Plain
from bot.storage.queries import certificates, occurrence_events, occurrences, progress
from bot.storage.queries.occurrence_events import COMPLETED
from bot.storage.queries.progress import Completed
from bot.storage.tables import QuizSession


@dataclass(frozen=True)
class LostPass:
    """A pass that HR has taken away: whose, of which attempt, by which correction, and why."""

    person_id: int
    course_id: str
    session_id: int
    correction_id: int
    actor_id: int
    reason: str


def take_pass_back(
    session: Session, chain: Chain, library: Library, lost: LostPass, now: datetime
) -> None:
    """Record what does not count any more without a pass: the completion, and its certificate.

    Each stays where the rule of the version that was completed is met all the same: a lesson added
    since breaks nothing, nor does a renewal that is open. What rested on that very pass goes, and
    comes at once from another test that was passed.
    """
    taking = _Taking(session, chain, library, lost, now)
    taking.take()


class _Taking:
    def __init__(
        self, session: Session, chain: Chain, library: Library, lost: LostPass, now: datetime
    ) -> None:
        self._session = session
        self._chain = chain
        self._library = library
        self._lost = lost
        self._now = now
        self._attempt = session.get_one(QuizSession, lost.session_id)
        self._is_met = cache(self._look)

    def take(self) -> None:
        lost = self._lost
        completed = progress.find_completion(self._session, lost.person_id, lost.course_id)
        record = self._record(completed.version_id if completed else self._attempt.version_id)
        proving = record.find_proving()
        proof = proving.find()
        if completed is not None:
            self._change_completion(record, completed, proof)
        self._revoke_certificates()
        self._reopen(record, proving)
        newest = proving.find_newest()
        if completed is not None and newest is not None:
            record.certify(newest, record.course.valid_months, is_again=False)

    def _record(self, version_id: int) -> Recording:
        edition = self._library.get_edition(version_id)
        course = edition.catalog.get_course(self._lost.course_id)
        where = self._session, self._chain, self._library, edition
        return Recording(*where, course, self._lost.person_id, self._now)

    def _look(self, version_id: int) -> bool:
        """Tell whether the rule of a version is met without that pass."""
        return self._record(version_id).find_proving().find() is not None

    def _change_completion(
        self, record: Recording, completed: Completed, proof: Proof | None
    ) -> None:
        """Take the completion back, or let it be that of another test."""
        lost, attempt = self._lost, self._attempt
        if proof is None:
            owner, place = (
                (lost.person_id, lost.course_id),
                (completed.version_id, lost.correction_id),
            )
            progress.take_back_completion(self._session, *owner, *place, self._now)
            return
        assert attempt.finished_at is not None  # noqa: S101 - it was passed
        is_by_it = attempt.kind == QuizKind.TEST and attempt.finished_at <= completed.completed_at
        if is_by_it and proof.completed_at != completed.completed_at:
            record.add(proof.completed_at)

    def _revoke_certificates(self) -> None:
        lost = self._lost
        for certificate, ending in certificates.list_of(self._session, lost.person_id):
            if certificate.course_id != lost.course_id or ending is not None:
                continue
            is_of_it = certificate.session_id == lost.session_id
            if certificate.id is not None and (
                is_of_it or not self._is_met(certificate.version_id)
            ):
                revoked = Ending(EndingKind.REVOKED, lost.actor_id, lost.reason)
                end_certificate(self._session, self._chain, certificate.id, revoked, self._now)

    def _reopen(self, record: Recording, proving: Proving) -> None:
        """Let be done again what that pass had completed, unless another test has done it."""
        lost, plain = self._lost, Plain.of(self._session)
        given = occurrences.list_given(plain, lost.person_id, lost.course_id)
        gone = [one for one in given if self._is_gone(plain, one.id)]
        if not gone:
            return
        newest, actor = given[-1], Actor(ActorOrigin.CHAT, lost.actor_id)
        reopen(self._chain, plain, gone, newest, actor, lost.reason, self._now)
        pending = [*gone, *list_older(plain, newest, PENDING)]
        record.prove(proving, {one.id for one in pending}, is_again=False)

    def _is_gone(self, plain: Plain, occurrence_id: int) -> bool:
        """Tell whether what had completed an occurrence counts no more."""
        closing = occurrence_events.find_closing(plain, occurrence_id)
        if closing is None or closing.event.kind != COMPLETED:
            return False
        version_id = closing.event.version_id
        is_unmet = version_id is not None and not self._is_met(version_id)
        return is_unmet or closing.event.session_id == self._lost.session_id
