"""Notes which keys a version corrects as it begins to be taught; what follows, trainers decide."""

from collections.abc import Callable, Iterator

from sqlmodel import Session

from bot.learning.course import Catalog, Question
from bot.learning.notices import NoticeKind
from bot.learning.people import TRAINERS
from bot.storage.plain import Plain
from bot.storage.queries import keys, notices, people
from bot.storage.tables import ContentActivation, KeyChange

GetCatalog = Callable[[int], Catalog]


def note_key_changes(
    session: Session, former_id: int, activation: ContentActivation, get_catalog: GetCatalog
) -> None:
    """Record the questions whose right options differ from those of the version before.

    A question that comes back counts, too, where answers of old would be judged otherwise. The
    other trainers are told, if it matters to any result.
    """
    assert activation.id is not None  # noqa: S101 - it was flushed
    changes = list(_find_changes(session, former_id, activation, get_catalog))
    for question, version_id, old in changes:
        session.add(
            KeyChange(
                question_id=question.id,
                activation_id=activation.id,
                old_version_id=version_id,
                version_id=activation.version_id,
                old_right_ids=sorted(old.correct_ids),
                right_ids=sorted(question.correct_ids),
                changed_at=activation.activated_at,
            )
        )
    if changes:
        # Whoever publishes in the chat sees it at once; as it is sent it may turn out needless.
        told = [one for one in people.list_ids(session, TRAINERS) if one != activation.person_id]
        kind, now = NoticeKind.KEYS_CORRECTED, activation.activated_at
        notices.owe(session, kind, activation.id, told, now)


def _find_changes(
    session: Session, former_id: int, activation: ContentActivation, get_catalog: GetCatalog
) -> Iterator[tuple[Question, int, Question]]:
    """Yield each question with the version it is compared with, and the question there."""
    before = get_catalog(former_id).questions_by_id
    plain = Plain.of(session)
    for question in get_catalog(activation.version_id).questions:
        old, version_id = before.get(question.id), former_id
        if old is None:
            found = keys.find_former_version(plain, question.id, sorted(question.correct_ids))
            if found is None:
                continue
            old, version_id = get_catalog(found).questions_by_id[question.id], found
        if old.correct_ids != question.correct_ids:
            yield question, version_id, old
