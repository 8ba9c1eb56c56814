"""What is recorded of a learner's reading, and of the courses they completed."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, select

from bot.storage.plain import Plain, load_time
from bot.storage.tables import CardRead, Completion, CompletionChange, LessonRead


class Completed(NamedTuple):
    """A completion that counts: it may have been taken back meanwhile, and earned again."""

    version_id: int
    completed_at: datetime


# The first completion and what became of it since, in the order in which it was recorded.
_COMPLETIONS = (
    "SELECT 0 AS id, person_id, version_id, completed_at, course_id,"
    " coalesce(recorded_at, completed_at) AS recorded_at FROM completion"
    " UNION ALL SELECT id, person_id, version_id, completed_at, course_id, recorded_at"
    " FROM completion_change"
)
_COMPLETION_OF = (
    f"SELECT version_id, completed_at FROM ({_COMPLETIONS})"  # noqa: S608 - our own words
    " WHERE person_id = ? AND course_id = ? ORDER BY id DESC LIMIT 1"
)


def list_read_cards(session: Session, person_id: int) -> dict[str, frozenset[str]]:
    """Return the ids of the cards read, by lesson."""
    cards: dict[str, set[str]] = {}
    rows = session.exec(
        select(CardRead.lesson_id, CardRead.card_id).where(CardRead.person_id == person_id)
    )
    for lesson_id, card_id in rows:
        cards.setdefault(lesson_id, set()).add(card_id)
    return {lesson_id: frozenset(ids) for lesson_id, ids in cards.items()}


def find_card_opened_by(session: Session, person_id: int, update_id: int) -> tuple[str, str] | None:
    """Return the lesson and the card that an update opened for the first time."""
    return session.exec(
        select(CardRead.lesson_id, CardRead.card_id).where(
            CardRead.person_id == person_id, CardRead.update_id == update_id
        )
    ).one_or_none()


def list_read_lessons(session: Session, person_id: int) -> frozenset[str]:
    """Return the ids of the lessons read to their end."""
    return frozenset(
        session.exec(select(LessonRead.lesson_id).where(LessonRead.person_id == person_id))
    )


def list_reading_times(session: Session, person_id: int) -> dict[str, datetime]:
    """Return when each lesson was read to its end."""
    rows = session.exec(
        select(LessonRead.lesson_id, LessonRead.read_at).where(LessonRead.person_id == person_id)
    )
    return dict(rows.all())


def find_completion(session: Session, person_id: int, course_id: str) -> Completed | None:
    """Return the completion of a course by a person, if there is one that counts."""
    rows = Plain.of(session).fetch(_COMPLETION_OF, person_id, course_id)
    return _read(*rows[0]) if rows else None


def add_completion(  # noqa: PLR0913 - the columns
    session: Session,
    person_id: int,
    course_id: str,
    version_id: int,
    completed_at: datetime,
    now: datetime,
) -> bool:
    """Record that a person has completed a course; tell whether it is the first time."""
    is_first = session.get(Completion, (person_id, course_id)) is None
    if is_first:
        recorded_at = None if completed_at == now else now
        session.add(
            Completion(
                person_id=person_id,
                course_id=course_id,
                version_id=version_id,
                completed_at=completed_at,
                recorded_at=recorded_at,
            )
        )
    else:
        session.add(
            CompletionChange(
                person_id=person_id,
                course_id=course_id,
                version_id=version_id,
                completed_at=completed_at,
                recorded_at=now,
            )
        )
    session.flush()
    return is_first


def take_back_completion(  # noqa: PLR0913 - the columns
    session: Session,
    person_id: int,
    course_id: str,
    version_id: int,
    correction_id: int,
    now: datetime,
) -> None:
    """Record that a completion does not count any more, because a correction took a pass away."""
    session.add(
        CompletionChange(
            person_id=person_id,
            course_id=course_id,
            version_id=version_id,
            completed_at=None,
            recorded_at=now,
            correction_id=correction_id,
        )
    )
    session.flush()


def _read(version_id: int, completed: str | None) -> Completed | None:
    return None if completed is None else Completed(version_id, load_time(completed))
