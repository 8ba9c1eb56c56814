"""How people of the demo's company take the course: card by card, with answers right and wrong."""

from dataclasses import dataclass
from random import Random

from bot.learning.course import QuestionType
from bot.learning.quiz import AskedQuestion, QuizResult
from bot.services.library import Library
from bot.services.quiz import Quizzes
from bot.services.study import Study


@dataclass(frozen=True)
class Pupils:
    """Studies in the name of people; the same dice give the same answers."""

    study: Study
    quizzes: Quizzes
    library: Library
    dice: Random

    def read(self, person_id: int, lesson_id: str, cards: int | None = None) -> None:
        """Read so many cards of a lesson, or all and the takeaways."""
        lesson = self.library.get_current().catalog.lessons_by_id[lesson_id]
        for index in range(len(lesson.cards) + 1 if cards is None else cards):
            self.study.open_card(person_id, lesson_id, index)

    def do_lessons(self, person_id: int, *, knowledge: float) -> None:
        """Do all lessons of the first course; a check that is failed is tried again.

        `knowledge` is the share of questions that are answered right, from 0 to 1.
        """
        for lesson_id in self.library.get_current().catalog.courses[0].lesson_ids:
            self.read(person_id, lesson_id)
            shown = knowledge
            while not self._take(
                person_id, self.quizzes.start_check(person_id, lesson_id), shown
            ).is_passed:
                shown = 1.0

    def take_test(self, person_id: int, *, knowledge: float) -> None:
        """Take the final test of the first course."""
        course = self.library.get_current().catalog.courses[0]
        self._take(person_id, self.quizzes.start_test(person_id, course.id), knowledge)

    def _take(self, person_id: int, asked: AskedQuestion, knowledge: float) -> QuizResult:
        while True:
            self._answer(person_id, asked, is_right=self.dice.random() < knowledge)
            turn = self.quizzes.find_turn(person_id, asked.session_id).next
            if isinstance(turn, QuizResult):
                return turn
            asked = turn

    def _answer(self, person_id: int, asked: AskedQuestion, *, is_right: bool) -> None:
        place = person_id, asked.session_id, asked.position
        options = [
            number for number, option in enumerate(asked.options) if option.is_correct == is_right
        ]
        if asked.question.type is not QuestionType.MULTIPLE:
            self.quizzes.answer(*place, self.dice.choice(options))
            return
        for option in options or [0]:
            self.quizzes.tick(*place, option, is_on=True)
        self.quizzes.submit(*place)
