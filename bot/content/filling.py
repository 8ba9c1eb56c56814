"""Foreign formats say little of a question: what they cannot say stays as it is taught."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.content.formats.detection import Format
from bot.learning.course import Level, Option, Question, Use

# A table has a column for everything: an empty cell is a word, too.
_SILENT: Final = frozenset({Format.GIFT, Format.AIKEN, Format.MOODLE_XML})


def fill(question: Question, taught: Mapping[str, Question], format: Format) -> Question:  # noqa: A002 - the word
    """Return the question with what its format could not say of the one with its id."""
    former = taught.get(question.id)
    if former is None or format not in _SILENT:
        return question
    options = _fill_options(question, former)
    filled = replace(
        question,
        lesson_id=question.lesson_id or former.lesson_id,
        card_id=question.card_id or former.card_id,
        objective_id=question.objective_id or former.objective_id,
        use=former.use if question.use is Use.PRACTICE else question.use,
        level=former.level if question.level is Level.APPLICATION else question.level,
        is_negative=question.is_negative or former.is_negative,
        difficulty=question.difficulty or former.difficulty,
        hint=question.hint or former.hint,
        explanation=question.explanation or former.explanation,
        picture=question.picture or former.picture,
        tags=question.tags or former.tags,
        options=options,
        ignored_rules=former.ignored_rules,
        ignored_because=former.ignored_because,
    )
    is_whole = filled.lesson_id and filled.card_id and all(option.why for option in options)
    return replace(filled, is_draft=former.is_draft) if is_whole else filled


def _fill_options(question: Question, former: Question) -> tuple[Option, ...]:
    """Return the options with the ids and reasons of those that they were."""
    same = {option.text: option for option in former.options}
    pairs = {option.id: same[option.text] for option in question.options if option.text in same}
    for is_correct in (True, False):
        new = [o for o in question.options if o.id not in pairs and o.is_correct is is_correct]
        gone = [o for o in former.options if o not in pairs.values() and o.is_correct is is_correct]
        if len(new) == len(gone) == 1:
            pairs[new[0].id] = gone[0]  # reworded
    return tuple(
        option if option.id not in pairs else _fill_option(option, pairs[option.id])
        for option in question.options
    )


def _fill_option(option: Option, former: Option) -> Option:
    why = option.why or former.why
    return replace(option, id=former.id, why=why, nature=option.nature or former.nature)
