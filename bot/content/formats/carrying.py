"""Finds what a format does not carry by reading back what was written."""

from typing import Any, Final

from bot.content.formats.harvest import Harvest
from bot.content.formats.outgoing import Bank
from bot.content.writing import to_entry
from bot.learning.course import Question

WHOLE: Final = "the whole question"
MEDIA: Final = "the file of its picture"


def find_left_behind(bank: Bank, back: Harvest) -> dict[str, tuple[str, ...]]:
    """Return the fields that did not come back as they were, each with the ids of its questions."""
    by_id = {question.id: question for question in back.questions}
    left: dict[str, list[str]] = {}
    for question in bank.questions:
        for name in _compare(question, by_id.get(question.id)):
            left.setdefault(name, []).append(question.id)
        picture = question.picture
        if picture is not None and picture.file in bank.media and picture.file not in back.media:
            left.setdefault(MEDIA, []).append(question.id)
    return {name: tuple(ids) for name, ids in left.items()}


def _compare(question: Question, back: Question | None) -> list[str]:
    """Return the names of the fields that differ."""
    if back is None:
        return [WHOLE]
    before, after = _flatten(question), _flatten(back)
    return [name for name in before if before[name] != after.get(name)]


def _flatten(question: Question) -> dict[str, Any]:
    """Return all fields that say something, those of all options together."""
    fields: dict[str, Any] = {}
    for name, value in to_entry(question).items():
        if name != "options":
            fields[name] = value
            continue
        options: Any = value
        for part, shown in _PARTS.items():
            fields[shown] = [option[part] for option in options]
    return {name: value for name, value in fields.items() if _says(value)}


_PARTS: Final = {
    "text": "options",
    "correct": "what is correct",
    "why": "why",
    "is": "is",
    "id": "ids of options",
}


def _says(value: Any) -> bool:
    return any(map(_says, value)) if isinstance(value, list) else bool(value)
