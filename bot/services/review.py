"""Looking back: an answered question with its explanation, and the card that teaches it."""

from bot.learning.errors import LessonGone
from bot.learning.quiz import AnsweredQuestion, TaughtCard
from bot.services.library import Library
from bot.services.paper import Paper, open_answered
from bot.storage.engine import Database
from bot.storage.plain import Plain


class Reviews:
    """Shows what was answered; of a test only once it is finished."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    def find_answer(self, person_id: int, session_id: int, position: int) -> AnsweredQuestion:
        """Return one answered question to look at; of a test only once it is finished."""
        return self._open_answered(person_id, session_id, position).explain(position)

    def find_taught_card(self, person_id: int, session_id: int, position: int) -> TaughtCard:
        """Return the card behind an answered question; of a test only once it is finished.

        Raises LessonGone for a draft without a card.
        """
        paper = self._open_answered(person_id, session_id, position)
        question = paper.question(position)
        lesson = paper.catalog.lessons_by_id.get(question.lesson_id)
        cards = [] if lesson is None else [c for c in lesson.cards if c.id == question.card_id]
        if lesson is None or not cards:
            raise LessonGone  # a draft may be without
        return TaughtCard(lesson, cards[0], is_quiz_finished=paper.quiz.finished_at is not None)

    def _open_answered(self, person_id: int, session_id: int, position: int) -> Paper:
        with self._database.reading() as session:
            plain = Plain.of(session)
            return open_answered(plain, self._library, person_id, session_id, position)
