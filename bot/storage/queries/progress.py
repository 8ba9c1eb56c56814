"""What is recorded of a learner's reading, and of the courses they completed."""

from sqlmodel import Session, select

from bot.storage.tables import CardRead, Completion, LessonRead


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


def find_completion(session: Session, person_id: int, course_id: str) -> Completion | None:
    """Return the record that a person completed a course."""
    return session.get(Completion, (person_id, course_id))
