"""How the one next step is worded, on its button and in a sentence."""

from bot.chat.richtext import Rich, bold, rich
from bot.chat.screen import Button
from bot.chat.taps.courses import ChooseCourse
from bot.chat.taps.home import Continue
from bot.chat.views.wording import name_quiz, shorten
from bot.learning.course import Lesson
from bot.learning.phrases import count
from bot.learning.progress import (
    ContinueQuiz,
    NextStep,
    ReadCard,
    Standing,
    TakeCheck,
    TakeTest,
)
from bot.learning.quiz import QuizKind


def make_step_button(standing: Standing) -> Button | None:
    """Return the button that does the next step, or None when nothing is left to do.

    Where only another course has something left, it leads there.
    """
    match standing.next_step:
        case ReadCard(number=number, card_index=0):
            text = f"Start lesson {number}"
        case ReadCard(lesson=lesson, number=number, card_index=index):
            place = f"card {index + 1}" if index < len(lesson.cards) else "takeaways"
            text = f"Continue: lesson {number}, {place}"
        case TakeCheck(number=number, questions=questions):
            text = f"Lesson {number} check · {count(questions, 'question')}"
        case ContinueQuiz(quiz=quiz):
            name = name_quiz(quiz.label)
            name = "final test" if quiz.label.kind is QuizKind.TEST else name.lower()
            text = f"Continue: {name}, question {quiz.position + 1}"
        case TakeTest(has_tried=True):
            text = "Try the final test again"
        case TakeTest(questions=questions):
            text = f"Final test · {count(questions, 'question')}"
        case _:
            return _go_elsewhere(standing)
    return Button(f"{text} →", Continue(standing.named_id))


def _go_elsewhere(standing: Standing) -> Button | None:
    other = standing.pressing
    return (
        None
        if other is None
        else Button(f"{shorten(other.title)} →", ChooseCourse(other.course_id))
    )


def find_lesson(step: NextStep) -> Lesson | None:
    """Return the lesson that a step belongs to."""
    match step:
        case ReadCard(lesson=lesson) | TakeCheck(lesson=lesson):
            return lesson
        case ContinueQuiz(quiz=quiz):
            return quiz.label.lesson
        case _:
            return None


def describe_step(step: NextStep) -> Rich:  # noqa: PLR0911 - one for each step
    """Say in a sentence what comes next."""
    match step:
        case ReadCard(lesson=lesson, card_index=0):
            return "Next: " + bold(lesson.title) + "."
        case ReadCard(lesson=lesson, card_index=index) if index < len(lesson.cards):
            place = f", card {index + 1} of {len(lesson.cards)}."
            return "Next: " + bold(lesson.title) + place
        case ReadCard(lesson=lesson):
            return "Next: the takeaways of " + bold(lesson.title) + "."
        case TakeCheck(lesson=lesson, questions=questions):
            return f"Next: {count(questions, 'question')} on " + bold(lesson.title) + "."
        case ContinueQuiz(quiz=quiz):
            place = f", question {quiz.position + 1} of {quiz.total}."
            return "Next: " + bold(name_quiz(quiz.label)) + place
        case TakeTest(has_tried=True):
            return rich("Next: the ") + bold("final test") + ", with a new draw of questions."
        case TakeTest():
            return rich("All lessons are done. Next: the ") + bold("final test") + "."
        case _:
            return rich("Nothing is left to do; practice keeps it fresh.")
