"""Questions of every kind with texts that are hard to write."""

import dataclasses

from hypothesis import strategies as st

from bot.content.build import make_option_ids
from bot.content.schema import OptionEntry
from bot.learning.course import Level, Question, QuestionType, Use
from tests.content.nasty import make_question


@st.composite
def make_bank(draw: st.DrawFn) -> tuple[Question, ...]:
    """Return a few questions with one or several right options, and plain statements."""
    drawn = [draw(make_question(f"q-{number}", Use.PRACTICE)) for number in range(3)]
    return (drawn[0], _make_multiple(drawn[1]), _make_statement(drawn[2]))


def forget(question: Question, *kept: str) -> Question:
    """Return a question with nothing but its texts, type and id, and what else is named."""
    rest = {
        "lesson_id": "",
        "card_id": "",
        "objective_id": None,
        "use": Use.PRACTICE,
        "level": Level.APPLICATION,
        "difficulty": None,
        "is_negative": False,
        "keeps_order": False,
        "hint": None,
        "picture": None,
        "ignored_rules": (),
        "ignored_because": None,
        "tags": (),
    }
    entries = [OptionEntry(text=option.text) for option in question.options]
    options = tuple(
        dataclasses.replace(option, id=option_id, nature=None)
        for option, option_id in zip(question.options, make_option_ids(entries), strict=True)
    )
    changes = {name: value for name, value in rest.items() if name not in kept}
    return dataclasses.replace(question, is_draft=True, options=options, **changes)  # type: ignore[arg-type]


def _make_multiple(question: Question) -> Question:
    first, *others = question.options
    options = (dataclasses.replace(first, is_correct=True), *others)
    options = tuple(dataclasses.replace(option, nature=None) for option in options)
    return dataclasses.replace(
        question, type=QuestionType.MULTIPLE, options=options, is_negative=False
    )


def _make_statement(question: Question) -> Question:
    options = tuple(
        dataclasses.replace(option, text=text, nature=None)
        for option, text in zip(question.options, ("True", "False"), strict=False)
    )
    return dataclasses.replace(
        question,
        type=QuestionType.TRUE_FALSE,
        options=options,
        is_negative=False,
        keeps_order=False,
    )
