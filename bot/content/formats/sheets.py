"""The whole bank as a table: CSV, a workbook, or a workbook to be filled in."""

from collections.abc import Sequence
from typing import Final

from bot.content.formats.columns import Column, list_columns
from bot.content.formats.comma import write_csv
from bot.content.formats.outgoing import Bank
from bot.content.formats.rows import to_cells
from bot.content.formats.spreadsheet import write_workbook
from bot.content.formats.tables import EXAMPLE, EXAMPLE_ASK
from bot.learning.course import Lesson, Question

_FEWEST: Final = 4
_SAMPLE: Final = {
    "id": EXAMPLE,
    "ask": EXAMPLE_ASK,
    "text 1": "Look up where the order is",
    "correct 1": "yes",
    "why 1": "Only then can you answer the question that was asked.",
    "text 2": "Apologise and offer a discount",
    "why 2": "You do not know yet if anything went wrong.",
    "text 3": "Ask them to be patient",
    "why 3": "They have waited already, and still know nothing.",
    "explanation": "First find out, then answer.",
    "hint": "What does the customer want to know?",
    "type": "single",
    "use": "practice",
    "level": "application",
    "difficulty": "1",
    "tags": "orders, e-mail",
}


def write_csv_bank(bank: Bank) -> bytes:
    """Return all questions as CSV; the pictures stay where they are, only their names travel."""
    return write_csv(_find_columns(bank.questions), map(to_cells, bank.questions))


def write_workbook_bank(bank: Bank) -> bytes:
    """Return all questions as a workbook; of the pictures only the names travel."""
    rows = [to_cells(question) for question in bank.questions]
    return write_workbook(_find_columns(bank.questions), rows, bank.lessons)


def write_template(lessons: Sequence[Lesson]) -> bytes:
    """Return a workbook to be filled in, with an example."""
    sample = dict(_SAMPLE)
    if lessons:
        lesson = lessons[0]
        sample |= {"lesson": lesson.id, "card": lesson.cards[0].id}
        sample["objective"] = lesson.objectives[0].id
    return write_workbook(list_columns(_FEWEST), [sample], lessons)


def _find_columns(questions: Sequence[Question]) -> tuple[Column, ...]:
    """Return the columns that these questions need."""
    return list_columns(max([_FEWEST, *(len(question.options) for question in questions)]))
