"""Recording that a learner has completed the course, and what corrections do to that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.learning.certificates import EndingKind
from bot.learning.course import Catalog, Course
from bot.learning.evidence import EventKind
from bot.learning.people import Actor, ActorOrigin
from bot.learning.progress import find_completion_moment
from bot.learning.quiz import QuizKind
from bot.services.certification import (
    Achievement,
    Ending,
    end_certificate,
    issue_certificate,
)
from bot.services.library import Edition, Library
from bot.services.occurrences import complete, reopen
from bot.services.standing import find_standing, is_of_former
from bot.storage.chain import Chain
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import certificates, occurrences, progress, results
from bot.storage.queries.occurrences import StoredOccurrence
from bot.storage.queries.results import Result


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
    if _is_new(session, library, edition, course, person_id):
        _add(session, chain, edition, course, person_id, now, now)
    else:
        _renew(session, chain, library, edition, course, person_id, now)


def record_corrected_completion(  # noqa: PLR0913 - of which course
    session: Session,
    chain: Chain,
    library: Library,
    course_id: str,
    person_id: int,
    now: datetime,
) -> None:
    """Record the same where a correction made it so.

    The course was completed when the last of what the rule asks for was done: nobody is late
    because a key was wrong.
    """
    edition = library.get_current()
    course = edition.catalog.find_course(course_id)
    if course is None:
        return
    if _is_new(session, library, edition, course, person_id):
        occurrence = occurrences.find_open(Plain.of(session), person_id, course_id)
        moment = _find_moment(session, edition.catalog, course, person_id, occurrence)
        _add(session, chain, edition, course, person_id, moment, now)
    else:
        _renew(session, chain, library, edition, course, person_id, now, is_corrected=True)


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

    The rule is that of the version that was completed: a lesson added since breaks nothing. Where
    another test was passed, that one has the certificate now.
    """
    owner = lost.person_id, lost.course_id
    completed = progress.find_completion(session, *owner)
    if completed is None:
        return
    edition = library.get_edition(completed.version_id)
    course = edition.catalog.get_course(lost.course_id)
    standing = find_standing(session, library, edition.catalog, course, lost.person_id)
    _reopen(session, chain, library, edition, lost, now)
    if not standing.is_complete:
        place = edition.version_id, lost.correction_id
        progress.take_back_completion(session, *owner, *place, now)
    for certificate, ending in certificates.list_of(session, lost.person_id):
        is_of_it = certificate.course_id == lost.course_id and ending is None
        is_lost = not standing.is_complete or certificate.session_id == lost.session_id
        if is_of_it and is_lost and certificate.id is not None:
            revoked = Ending(EndingKind.REVOKED, lost.actor_id, lost.reason)
            end_certificate(session, chain, certificate.id, revoked, now)
    if standing.is_complete:
        achievement = Achievement(
            lost.person_id, edition, course, completed.completed_at, course.valid_months
        )
        issue_certificate(session, chain, achievement, now)


def _is_new(
    session: Session, library: Library, edition: Edition, course: Course, person_id: int
) -> bool:
    """Tell whether the rule is met and no completion counts yet."""
    if progress.find_completion(session, person_id, course.id) is not None:
        return False
    passed = _list_passed(session, person_id, course.id)
    if not any(quiz.kind == QuizKind.TEST for quiz in passed):
        return False  # as mostly: no need to look at the rest
    return find_standing(session, library, edition.catalog, course, person_id).is_complete


def _add(  # noqa: PLR0913 - the columns
    session: Session,
    chain: Chain,
    edition: Edition,
    course: Course,
    person_id: int,
    completed_at: datetime,
    now: datetime,
) -> None:
    version_id = edition.version_id
    is_first = progress.add_completion(session, person_id, course.id, version_id, completed_at, now)
    if is_first:
        record_fact(Plain.of(session), chain, EventKind.COMPLETION, (person_id, course.id), now)
    occurrence = occurrences.find_open(Plain.of(session), person_id, course.id)
    months = course.valid_months
    if occurrence is not None:
        months = occurrence.valid_months
        _close(session, chain, occurrence, version_id, completed_at, now)
    achievement = Achievement(person_id, edition, course, completed_at, months)
    issue_certificate(session, chain, achievement, now, is_again=not is_first)


def _renew(  # noqa: PLR0913 - of what version
    session: Session,
    chain: Chain,
    library: Library,
    edition: Edition,
    course: Course,
    person_id: int,
    now: datetime,
    *,
    is_corrected: bool = False,
) -> None:
    """Close what is open of a course that was completed before, once the rule is met anew."""
    occurrence = occurrences.find_open(Plain.of(session), person_id, course.id)
    if occurrence is None:
        return
    if not find_standing(session, library, edition.catalog, course, person_id).is_complete:
        return
    moment = now
    if is_corrected:
        moment = _find_moment(session, edition.catalog, course, person_id, occurrence)
    _close(session, chain, occurrence, edition.version_id, moment, now)
    achievement = Achievement(person_id, edition, course, moment, occurrence.valid_months)
    issue_certificate(session, chain, achievement, now)


def _close(  # noqa: PLR0913 - the columns
    session: Session,
    chain: Chain,
    occurrence: StoredOccurrence,
    version_id: int,
    completed_at: datetime,
    now: datetime,
) -> None:
    passed = [
        one.session_id
        for one in _list_passed(session, occurrence.person_id, occurrence.course_id)
        if one.kind == QuizKind.TEST and not is_of_former(occurrence, one)
    ]
    complete(
        chain,
        Plain.of(session),
        occurrence,
        version_id=version_id,
        session_id=passed[-1] if passed else None,
        completed_at=completed_at,
        now=now,
    )


def _reopen(  # noqa: PLR0913 - of what version
    session: Session,
    chain: Chain,
    library: Library,
    edition: Edition,
    lost: LostPass,
    now: datetime,
) -> None:
    """Open again what the lost pass had completed, unless another test completes it as well."""
    actor = Actor(ActorOrigin.CHAT, lost.actor_id)
    reopened = reopen(
        chain,
        Plain.of(session),
        lost.person_id,
        lost.course_id,
        lost.session_id,
        actor,
        lost.reason,
        now,
    )
    if reopened is None:
        return
    course = edition.catalog.get_course(lost.course_id)
    if find_standing(session, library, edition.catalog, course, lost.person_id).is_complete:
        _close(session, chain, reopened, edition.version_id, now, now)


def _find_moment(
    session: Session,
    catalog: Catalog,
    course: Course,
    person_id: int,
    occurrence: StoredOccurrence | None,
) -> datetime:
    """Return when the last of what the completion rule asks for was done; it must be met.

    Where an occurrence has to be proved anew, tests from before count no more.
    """
    passed = [
        quiz
        for quiz in _list_passed(session, person_id, course.id)
        if occurrence is None or not is_of_former(occurrence, quiz)
    ]
    return find_completion_moment(
        catalog.list_required(course),
        progress.list_reading_times(session, person_id),
        [(quiz.scope, quiz.finished_at) for quiz in passed if quiz.kind == QuizKind.CHECK],
        [quiz.finished_at for quiz in passed if quiz.kind == QuizKind.TEST],
    )


def _list_passed(session: Session, person_id: int, course_id: str) -> Sequence[Result]:
    return [one for one in results.list_results(session, person_id, course_id) if one.is_passed]
