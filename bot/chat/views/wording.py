"""Words and small figures that several screens share."""

from datetime import date

from bot.chat.markdown import render
from bot.chat.richtext import Rich, bold, join, rich
from bot.learning.assignments import Duty
from bot.learning.course import Question
from bot.learning.phrases import word_date
from bot.learning.quiz import QuizKind, QuizLabel

BAR_CELLS = 10
PICTURE = "🖼 Picture"
QUESTION_LIMIT = 140  # characters of a question that is only named
BUTTON_LIMIT = 40  # characters; longer ones are cut off on a phone


def close(text: str) -> Rich:
    """Return a text in bold at the end of a sentence; "Ana K." has its full stop already."""
    return bold(text) + ("" if text.endswith(".") else ".")


def make_bar(done: int, total: int) -> str:
    """Draw progress as a bar of ten cells; full only when everything is done."""
    filled = done * BAR_CELLS // total if total else 0
    return "▰" * filled + "▱" * (BAR_CELLS - filled)


def shorten(text: str, limit: int = BUTTON_LIMIT) -> str:
    """Cut a text to fit, between words."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def name_quiz(label: QuizLabel) -> str:
    """Name a quiz as every screen calls it."""
    if label.kind is QuizKind.CHECK:
        return f"Lesson {label.lesson_number} check"
    if label.kind is QuizKind.TEST:
        return "Final test"
    if label.kind is QuizKind.TRIAL:
        return "Trying it out"
    if label.is_of_missed:
        return "Practice: around what you missed"
    return f"Practice: {label.lesson.title}" if label.lesson else "Practice: a mix"


def lines(*parts: Rich | str | None) -> Rich:
    """Put parts on lines of their own, leaving out those that are None."""
    return join([part for part in parts if part is not None], "\n")


def name_day(day: date) -> str:
    """Return a day as people say it: Friday 11 December 2026."""
    return f"{day:%A} {word_date(day)}"


def word_due(duty: Duty | None, *, is_overdue: bool) -> Rich | None:
    """Say by when a course is to be completed; None where it is not assigned, or has no due day."""
    if duty is None or duty.due_day is None:
        return None
    if is_overdue:
        return bold(f"Overdue since {name_day(duty.due_day)}")
    what = "Renew by" if duty.is_renewal else "Due"
    return rich(f"{what} {name_day(duty.due_day)}")


def name_question(question: Question, limit: int = QUESTION_LIMIT) -> str:
    """Name a question by what it asks, in one line."""
    return shorten(" ".join(render(question.ask).text.split()), limit)
