"""The columns of a table of questions: what each is called, and what it says."""

import re
from dataclasses import dataclass
from typing import Final

from bot.learning.course import Level, QuestionType, Use

MAX_OPTIONS: Final = 8
YES: Final = "yes"


@dataclass(frozen=True)
class Column:
    """One column; `key` is the field of questions.yaml, with the number of the option behind it."""

    key: str
    header: str
    note: str
    width: int = 14
    choices: tuple[str, ...] = ()
    is_rare: bool = False


_ASK = Column(
    "ask", "question", "The question. **two stars** make bold. The only other must: options.", 50
)
_OF_QUESTION: Final = (
    Column("explanation", "explanation", "What to say of the question as a whole afterwards.", 40),
    Column("hint", "hint", "Help for a hard question, shown only to who asks for it.", 30),
    Column("lesson", "lesson", "The lesson it belongs to. Empty: it stays a draft.", 20),
    Column("card", "card", "The card of that lesson that teaches the answer.", 20),
    Column("objective", "objective", "The objective of that lesson that it asks about.", 20),
    Column(
        "type",
        "type",
        "single: one right option. multiple: several. true-false: the options True and False. "
        "Empty: told by how many are right.",
        choices=tuple(QuestionType),
    ),
    Column(
        "use",
        "use",
        "practice: in lessons and practice. test: reserved for the final test. Empty: practice.",
        choices=tuple(Use),
    ),
    Column(
        "level",
        "level",
        "recall, application (a situation at work) or analysis. Empty: application.",
        choices=tuple(Level),
    ),
    Column("difficulty", "difficulty", "1 easy, 2 medium, 3 hard.", 11, choices=("1", "2", "3")),
    Column("tags", "tags", "Words of your own to find it again, with commas between them.", 20),
    Column(
        "draft",
        "draft",
        "yes: no learner sees it yet. What lacks a lesson, a card or a reason is one anyway.",
        9,
        choices=(YES, "no"),
    ),
    Column("picture.file", "picture", "The name of a PNG or JPEG file in content/media/.", 20),
    Column("picture.alt", "picture shows", "What the picture shows, for who cannot see it.", 24),
    Column(
        "negative",
        "negative",
        "yes: it asks for the odd one out. Then write **NOT** in the question, and fill 'is 1', "
        "'is 2' … with what each option is.",
        10,
        choices=(YES, "no"),
        is_rare=True,
    ),
    Column(
        "keep_order",
        "keep order",
        "yes: the options are shown in this order, as numbers should be. Else they are shuffled.",
        11,
        choices=(YES, "no"),
        is_rare=True,
    ),
)
_LAST: Final = (
    Column("lint.ignore", "ignore", "Warnings of the check it may have.", 16, is_rare=True),
    Column("lint.because", "because", "Why they do not apply.", 20, is_rare=True),
    Column(
        "id",
        "id",
        "Its short name, which never changes: small letters, digits, hyphens. Empty: made for you. "
        "Keep it where it stands, or it becomes another question.",
        24,
        is_rare=True,
    ),
)


def list_columns(options: int) -> tuple[Column, ...]:
    """Return the columns of a table whose questions have up to that many options."""
    numbers = range(1, options + 1)
    answers = [column for number in numbers for column in _list_of_option(number)]
    natures = [
        Column(f"is {n}", f"is {n}", "Negative questions: what it is.", 16, is_rare=True)
        for n in numbers
    ]
    ids = [
        Column(f"id {n}", f"option id {n}", "The short name of the option.", 16, is_rare=True)
        for n in numbers
    ]
    return (_ASK, *answers, *_OF_QUESTION, *natures, *_LAST, *ids)


def _list_of_option(number: int) -> tuple[Column, ...]:
    return (
        Column(
            f"text {number}", f"option {number}", "An answer to choose, at most 200 letters.", 26
        ),
        Column(
            f"correct {number}",
            f"correct {number}",
            "yes if this option is right.",
            9,
            choices=(YES, "no"),
        ),
        Column(
            f"why {number}", f"why {number}", "Why it is right or wrong, in a sentence or two.", 34
        ),
    )


# Other names for the same, in foreign tables; all small, without signs.
_ALIASES: Final = {
    "question": "ask",
    "ask": "ask",
    "question text": "ask",
    "stem": "ask",
    "вопрос": "ask",
    "текст вопроса": "ask",
    "correct": "key",
    "correct answer": "key",
    "correct answers": "key",
    "correct answer s": "key",
    "correct option": "key",
    "right answer": "key",
    "right": "key",
    "key": "key",
    "answer": "key",
    "answer key": "key",
    "правильный ответ": "key",
    "правильные ответы": "key",
    "general feedback": "explanation",
    "feedback": "explanation",
    "пояснение": "explanation",
    "category": "tags",
    "topic": "tags",
    "категория": "tags",
    "тема": "tags",
    "picture shows": "picture.alt",
    "alt": "picture.alt",
    "image": "picture.file",
    "picture file": "picture.file",
    "picture alt": "picture.alt",
    "ignore": "lint.ignore",
    "because": "lint.because",
}
_OF_OPTION: Final = {
    "option": "text",
    "answer": "text",
    "choice": "text",
    "text": "text",
    "ответ": "text",
    "вариант": "text",
    "вариант ответа": "text",
    "correct": "correct",
    "right": "correct",
    "правильный": "correct",
    "why": "why",
    "feedback": "why",
    "reason": "why",
    "explanation": "why",
    "пояснение": "why",
    "is": "is",
    "option id": "id",
}
_LONGEST: Final = 200
_TAIL = re.compile(r"\s+[-–—(].*", re.DOTALL)  # "Answer 1 - max 75 characters"
_SIGNS = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(.+?)\s*(\d{1,2}|(?<=\s)[a-h])")


def find_key(header: str) -> str | None:
    """Return the field that a header of a table means; None where it is none of ours."""
    header = header.strip()[:_LONGEST]
    for text in (header, _TAIL.sub("", header)):
        plain = _SIGNS.sub(" ", text.casefold()).strip()
        if plain in _PLAIN:
            return _PLAIN[plain]
        numbered = _NUMBERED.fullmatch(plain)
        if numbered and numbered[1] in _OF_OPTION:
            number = numbered[2]
            place = int(number) if number.isdecimal() else ord(number) - ord("a") + 1
            return f"{_OF_OPTION[numbered[1]]} {place}" if 1 <= place <= MAX_OPTIONS else None
    return None


_PLAIN: Final = {
    _SIGNS.sub(" ", column.header): column.key for column in (_ASK, *_OF_QUESTION, *_LAST)
} | _ALIASES
