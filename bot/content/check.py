"""Rules that one entry must keep beyond its schema."""

import re
from collections.abc import Sequence
from typing import Any, Final

from bot.content.document import Fields
from bot.content.problems import Page, count, shorten
from bot.content.schema import (
    CardEntry,
    CourseEntry,
    LessonEntry,
    OptionEntry,
    QuestionEntry,
    TermEntry,
)
from bot.learning.course import QuestionType

# Telegram takes 4,096 units; the rest is for headings, marks and the number of the question.
MAX_MESSAGE: Final = 3500
MAX_TITLE: Final = 60
MAX_TITLE_IN_CHAT: Final = 200
MAX_OPTION: Final = 200
MAX_WHY: Final = 250
MAX_CARD: Final = 900
MIN_CARDS: Final = 4
MAX_CARDS: Final = 8

_NEGATION = re.compile(r"\b(?:NOT|EXCEPT)\b")
_EMPHASISED = re.compile(r"\*\*[^*]*\b(?:NOT|EXCEPT)\b[^*]*\*\*")
# A capital A, for "if you answer a customer" names no option.
_LETTER = re.compile(
    r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s?[ \t]+\(?(?:[B-Hb-h]|A)\b(?![’'])"
    r"|(?<![\w)])\((?:[a-h]|[A-H])\)(?!\s*(?:19|20)\d\d)"
)


def count_units(*texts: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts)


def check_ids(page: Page, rows: Sequence[Any]) -> None:
    """Report an id that stands more than once in a list."""
    first: dict[str, Fields] = {}
    for row in rows:
        entry_id = row.get("id") if isinstance(row, Fields) else None
        if not isinstance(entry_id, str):
            continue
        if entry_id in first:
            line = first[entry_id].value_mark("id").line + 1
            message = f"the id {shorten(entry_id)} is already used in line {line}"
            page.error(row.value_mark("id"), message, "Give one of the two another id")
        first.setdefault(entry_id, row)


def check_question(page: Page, raw: Fields, question: QuestionEntry) -> None:
    """Report what is wrong with one question."""
    options = question.options
    folded = [" ".join(option.text.split()).casefold() for option in options]
    if len(set(folded)) < len(folded):
        _report_same_texts(page, raw, folded)
    ids = [option.id for option in options if option.id]
    if len(set(ids)) < len(ids):
        check_ids(page, raw["options"])
    _check_key(page, raw, question)
    length = len(question.ask)
    for number, option in enumerate(options):
        text, why = option.text, option.why
        length += len(text) + len(why)
        if len(text) > MAX_OPTION:
            _warn_length(page, raw["options"][number], "text", len(text), MAX_OPTION)
        if len(why) > MAX_WHY:
            _warn_length(page, raw["options"][number], "why", len(why), MAX_WHY)
        if "(" in why or "ption" in why or "nswer" in why or "hoice" in why:
            _check_letters(page, raw["options"][number], why)
        if (option.nature is None) is question.negative:
            _report_nature(page, raw["options"][number], question)
    if 2 * length > MAX_MESSAGE:
        parts = [part for option in options for part in (option.text, option.why)]
        _check_fit(page, raw, "ask", (question.ask, *parts), "the question and its reasons")
    if question.negative or "NOT" in question.ask or "EXCEPT" in question.ask:
        _check_negation(page, raw, question)


def check_lesson(page: Page, raw: Fields, lesson: LessonEntry) -> None:
    """Report what is wrong with one lesson."""
    _check_title(page, raw, lesson.title)
    if not MIN_CARDS <= len(lesson.cards) <= MAX_CARDS:
        page.warn(
            raw.key_mark("cards"),
            f"the lesson has {count(len(lesson.cards), 'card')}",
            f"Aim at {MIN_CARDS} to {MAX_CARDS}",
        )
    for row, card in zip(raw["cards"], lesson.cards, strict=True):
        _check_card(page, row, card)
    _check_fit(page, raw, "objectives", (lesson.title, *lesson.objectives), "the objectives")
    _check_fit(page, raw, "takeaways", (*lesson.takeaways, *lesson.sources), "the takeaways")


def check_course(page: Page, raw: Fields, course: CourseEntry) -> None:
    """Report what is wrong with one course."""
    _check_title(page, raw, course.title)
    _check_fit(page, raw, "description", (course.title, course.description), "the description")
    for row, module in zip(raw["modules"], course.modules, strict=True):
        _check_title(page, row, module.title)


def check_term(page: Page, raw: Fields, term: TermEntry) -> None:
    """Report what is wrong with one term."""
    _check_title(page, raw, term.term, "term")
    parts = (term.term, *term.also, term.definition, term.example or "")
    _check_fit(page, raw, "definition", parts, "the term")


def _check_card(page: Page, raw: Fields, card: CardEntry) -> None:
    _check_title(page, raw, card.title)
    length = count_units(card.text)
    if length > MAX_MESSAGE:
        _check_fit(page, raw, "text", (card.text,), "the card")
    elif length > MAX_CARD:
        _warn_length(page, raw, "text", length, MAX_CARD)


def _check_title(page: Page, raw: Fields, title: str, name: str = "title") -> None:
    length = count_units(title)
    if length > MAX_TITLE_IN_CHAT:
        message = f"'{name}' has {length:,} characters, and {MAX_TITLE_IN_CHAT} at most fit"
        page.error(raw.value_mark(name), message, f"Aim at {MAX_TITLE}")
    elif length > MAX_TITLE:
        _warn_length(page, raw, name, length, MAX_TITLE)


def _warn_length(page: Page, raw: Fields, name: str, length: int, limit: int) -> None:
    message = f"'{name}' has {length:,} characters"
    page.warn(raw.value_mark(name), message, f"Aim at {limit} at most")


def _check_fit(page: Page, raw: Fields, name: str, parts: tuple[str, ...], what: str) -> None:
    length = count_units(*parts)
    if length > MAX_MESSAGE:
        page.error(
            raw.value_mark(name),
            f"{what} would not fit in one message: {length:,} characters",
            f"Cut it to {MAX_MESSAGE:,} in all",
        )


def _report_same_texts(page: Page, raw: Fields, folded: list[str]) -> None:
    first: dict[str, int] = {}
    for number, text in enumerate(folded):
        row = raw["options"][number]
        if text in first:
            line = raw["options"][first[text]].value_mark("text").line + 1
            message = f"this option says the same as the one in line {line}"
            page.error(row.value_mark("text"), message, "Reword or remove one of the two")
        first.setdefault(text, number)


def _check_key(page: Page, raw: Fields, question: QuestionEntry) -> None:
    """Report a wrong number of right options."""
    right = sum(option.correct for option in question.options)
    mark = raw.key_mark("options")
    if question.type is QuestionType.MULTIPLE:
        if right < 2:  # noqa: PLR2004 - that is what "multiple" means
            fix = "Add 'correct: yes' to each right one, or write 'type: single'"
            page.error(mark, f"a multiple question needs 2 right options, but {right} is", fix)
        elif right == len(question.options):
            page.warn(mark, "every option is right", "Add one that is wrong")
        return
    if question.type is QuestionType.TRUE_FALSE:
        _check_true_false(page, raw, question.options)
    if right == 0:
        page.error(mark, "no option is right", "Add 'correct: yes' to the right one")
    elif right > 1:
        fix = "Keep 'correct: yes' on one of them"
        if question.type is QuestionType.SINGLE:
            fix += ", or write 'type: multiple'"
        page.error(mark, f"{right} options are right, and there must be one", fix)


def _check_true_false(page: Page, raw: Fields, options: list[OptionEntry]) -> None:
    if sorted(option.text for option in options) != ["False", "True"]:
        texts = ", ".join(shorten(option.text, 20) for option in options)
        page.error(
            raw.key_mark("options"),
            f"a true-false question has the two options 'True' and 'False', but here are {texts}",
            "Write them so, or remove 'type: true-false'",
        )


def _report_nature(page: Page, raw: Fields, question: QuestionEntry) -> None:
    if question.negative:
        message = "an option of a negative question has no 'is'"
        page.error(raw.mark, message, "Add 'is: …' and say what the option is")
    else:
        fix = "Add 'negative: yes' to the question, or remove 'is'"
        page.error(raw.key_mark("is"), "only a negative question has 'is'", fix)


def _check_letters(page: Page, raw: Fields, why: str) -> None:
    found = _LETTER.search(why)
    if found:
        page.warn(
            raw.value_mark("why"),
            f"{shorten(found[0])} names an option by its letter, but options are shuffled",
            "Say what the option says",
        )


def _check_negation(page: Page, raw: Fields, question: QuestionEntry) -> None:
    mark = raw.value_mark("ask")
    if question.negative:
        if not _EMPHASISED.search(question.ask):
            fix = "Write **NOT** or **EXCEPT**"
            page.warn(mark, "a negative question does not emphasise what makes it negative", fix)
    elif found := _NEGATION.search(question.ask):
        fix = "Add 'negative: yes' if it asks for the odd one out"
        page.warn(mark, f"'{found[0]}' stands in a question that is not negative", fix)
