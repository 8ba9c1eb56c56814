"""Recording that a learner has completed the course, as they do or when it comes to count."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.learning.assignments import Ruling
from bot.learning.course import Course
from bot.learning.evidence import EventKind
from bot.learning.quiz import QuizKind
from bot.services.certification import Achievement, issue_certificate
from bot.services.library import Edition, Library
from bot.services.occurrences import PENDING, complete, settle_older
from bot.services.proving import Proof, Proving, Term, list_passed, list_terms
from bot.storage.chain import Chain
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import occurrence_events, occurrences, progress
from bot.storage.queries.occurrence_events import COMPLETED

DONE = frozenset({COMPLETED, Ruling.ELSEWHERE, Ruling.WAIVED})  # with one of these it is closed


@dataclass(frozen=True)
class Recording:
    """Whose completion of which course is written down, in which version of it, and when."""

    session: Session
    chain: Chain
    library: Library
    edition: Edition
    course: Course
    person_id: int
    now: datetime

    def find_proving(self) -> Proving:
        """Return what meets the rule of that version."""
        catalog = self.edition.catalog
        return Proving(self.session, self.library, catalog, self.course, self.person_id)

    def list_terms(self) -> list[Term]:
        """Return all that the person ever had to complete in the course, by number."""
        plain = Plain.of(self.session)
        return list(list_terms(occurrences.list_given(plain, self.person_id, self.course.id)))

    def add(self, completed_at: datetime) -> bool:
        """Record the completion of the course itself; tell whether it is the first time."""
        owner = self.person_id, self.course.id
        is_first = progress.add_completion(
            self.session, *owner, self.edition.version_id, completed_at, self.now
        )
        if is_first:
            plain = Plain.of(self.session)
            record_fact(plain, self.chain, EventKind.COMPLETION, owner, self.now)
        return is_first

    def complete(self, term: Term, proof: Proof, *, is_again: bool) -> None:
        """Record that an occurrence was completed, with a certificate for its test."""
        complete(
            self.chain,
            Plain.of(self.session),
            term.occurrence,
            version_id=self.edition.version_id,
            session_id=proof.session_id,
            completed_at=proof.completed_at,
            now=self.now,
        )
        self.certify(proof, term.occurrence.valid_months, is_again=is_again)

    def certify(self, proof: Proof, months: int | None, *, is_again: bool) -> None:
        """Issue the certificate for a test; `is_again` where a revoked one is to be replaced."""
        achievement = Achievement(
            self.person_id,
            self.edition,
            self.course,
            proof.completed_at,
            months,
            self.library.zone,
            proof.session_id,
        )
        issue_certificate(self.session, self.chain, achievement, self.now, is_again=is_again)

    def prove(self, proving: Proving, pending: Collection[int], *, is_again: bool) -> None:
        """Close what is to be done: by a test of its own time, or by what closed a later one."""
        plain = Plain.of(self.session)
        for term in self.list_terms():
            occurrence = term.occurrence
            if occurrence.id in pending:
                proof = proving.find(term)
                if proof is not None:
                    self.complete(term, proof, is_again=is_again)
                continue
            closing = occurrence_events.find_closing(plain, occurrence.id)
            if closing is not None and closing.event.kind in DONE:
                settle_older(self.chain, plain, occurrence, closing, self.now)


def record_completion(  # noqa: PLR0913 - of which course
    session: Session,
    chain: Chain,
    library: Library,
    course_id: str,
    person_id: int,
    now: datetime,
) -> None:
    """Record that the completion rule of a course is met: the first time, and where assigned.

    Nothing is recorded of a course that is not taught any more: no rule is in force.
    """
    edition = library.get_current()
    course = edition.catalog.find_course(course_id)
    if course is None:
        return
    is_new = progress.find_completion(session, person_id, course_id) is None
    has_open = occurrences.find_open(Plain.of(session), person_id, course_id) is not None
    passed = list_passed(session, person_id, course_id) if is_new or has_open else ()
    if not any(quiz.kind == QuizKind.TEST for quiz in passed):
        return  # as mostly: no need to look at the rest
    record = Recording(session, chain, library, edition, course, person_id, now)
    term = record.list_terms()[-1] if has_open else None
    proving = record.find_proving()
    proof = proving.find_newest() if term is None else proving.find(term)
    if proof is None:
        if is_new and term is not None:  # a lost check of a former one may have been passed again
            record_past_completion(session, chain, library, course_id, person_id, now)
        return
    proof = replace(proof, completed_at=now)
    is_again = is_new and not record.add(now)
    if term is None:
        record.certify(proof, course.valid_months, is_again=is_again)
    else:
        record.complete(term, proof, is_again=is_again)


def record_past_completion(  # noqa: PLR0913 - of which course
    session: Session,
    chain: Chain,
    library: Library,
    course_id: str,
    person_id: int,
    now: datetime,
) -> None:
    """Record the same of what was done before: a correction lets it count now, or HR's word.

    The course was completed when the last of what the rule asks for was done: nobody is late
    because a key was wrong. What a later test had to complete meanwhile is completed by the one
    that counts again.
    """
    edition = library.get_current()
    course = edition.catalog.find_course(course_id)
    if course is None:
        return
    record = Recording(session, chain, library, edition, course, person_id, now)
    proving = record.find_proving()
    proof, newest = proving.find(), proving.find_newest()
    if proof is None or newest is None:
        return
    back = {one.occurrence.id for one in record.list_terms() if _is_back(record, proving, one)}
    done = progress.find_completion(session, person_id, course_id)
    if done is None or (back and proof.completed_at < done.completed_at):
        record.add(proof.completed_at)
    record.prove(proving, back | _list_pending(record), is_again=True)
    if done is None:
        record.certify(newest, course.valid_months, is_again=True)


def _list_pending(record: Recording) -> set[int]:
    """Return which occurrences are to be done: the one that is open, and former ones with it."""
    plain = Plain.of(record.session)
    return {
        one.occurrence.id
        for one in record.list_terms()
        if one.occurrence.closed_at is None
        or occurrence_events.find_closing_kind(plain, one.occurrence.id) in PENDING
    }


def _is_back(record: Recording, proving: Proving, term: Term) -> bool:
    """Tell whether a test of its own time counts again where one of a later time completed it."""
    closing = occurrence_events.find_closing(Plain.of(record.session), term.occurrence.id)
    if closing is None or closing.event.kind != COMPLETED or closing.event.session_id is None:
        return False
    own = proving.find(term)
    return own is not None and not proving.is_of(closing.event.session_id, term)
