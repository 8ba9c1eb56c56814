"""Advice on good questions: what gives the answer away, what confuses, what teaches nothing.

The rules are those of Haladyna, Downing and Rodriguez (2002) and of the NBME's list of flaws, as
far as a program can see them. Word lists are English; form and length are the same everywhere.
"""

from collections.abc import Sequence

from bot.content.document import Document, Fields
from bot.content.entries import Parsed
from bot.content.lengths import MAX_MESSAGE
from bot.content.lint import bank, options, reasons, twins, wording
from bot.content.lint.item import Item
from bot.content.schema import QuestionEntry
from bot.learning.course import Question


def lint_questions(
    questions: Parsed[QuestionEntry], built: Sequence[Question], document: Document
) -> None:
    """Warn of everything in a bank that can be written better; `built` is made of the same rows."""
    page = questions.page
    items = [Item(page, raw, entry) for raw, entry in questions.rows if not _is_huge(entry)]
    for item in items:
        wording.check(item)
        options.check(item)
        reasons.check(item)
    twins.check(items)
    if isinstance(document.data, Fields):
        bank.check(page, document.data.key_mark("questions"), built)


def _is_huge(question: QuestionEntry) -> bool:
    """Tell whether a question fits in no message: that is an error, and advice would not help."""
    texts = (question.ask, *(option.text for option in question.options))
    return sum(map(len, texts)) > MAX_MESSAGE
