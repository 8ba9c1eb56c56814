"""The whole bank as a table, with as many options as its questions need."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.content.formats.columns import Column, list_columns
from bot.content.formats.comma import write_csv
from bot.content.formats.rows import to_cells
from bot.learning.course import Question

_FEWEST: Final = 4


def write_csv_bank(questions: Sequence[Question], _media: Mapping[str, bytes]) -> bytes:
    """Return all questions as CSV; the pictures stay where they are, only their names travel."""
    return write_csv(find_columns(questions), map(to_cells, questions))


def find_columns(questions: Sequence[Question]) -> tuple[Column, ...]:
    """Return the columns that these questions need."""
    return list_columns(max([_FEWEST, *(len(question.options) for question in questions)]))
