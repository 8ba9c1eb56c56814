"""Writes GIFT that Moodle and our own reader understand; texts are marked as Markdown."""

import re
from typing import Final

from bot.content.formats.outgoing import Bank
from bot.learning.course import Option, Question, QuestionType

_SPECIAL = re.compile(r"[~=#{}:]|\\(?=[~=#{}:\\n\n]|\Z)")
_WHOLE: Final = 100


def write_gift(bank: Bank) -> bytes:
    """Return all questions: ids and tags as Moodle writes them, in comments."""
    return "\n\n".join(map(_write_question, bank.questions)).encode() + b"\n"


def _write_question(question: Question) -> str:
    tags = "".join(f" [tag:{_in_brackets(tag)}]" for tag in question.tags)
    head = f"// [id:{_in_brackets(question.id)}]{tags}"
    ask = f"::{_escape(question.id)}::[markdown]{_escape(question.ask)}"
    if question.type is QuestionType.TRUE_FALSE:
        answers = [_write_truth(question)]
    else:
        rights = len(question.correct_ids)
        is_multiple = question.type is QuestionType.MULTIPLE
        weight = f"%{_WHOLE / rights:.7g}%" if is_multiple else ""
        answers = [_write_option(option, weight) for option in question.options]
    if question.explanation:
        answers.append(f"####{_write_text(question.explanation)}")
    return "\n".join([head, f"{ask} {{", *answers, "}"])


def _write_truth(question: Question) -> str:
    """Return the answer with what is said to who is wrong, and to who is right."""
    right = next(option for option in question.options if option.is_correct)
    wrong = next(option for option in question.options if not option.is_correct)
    return f"{right.text.upper()}#{_write_text(wrong.why)}#{_write_text(right.why)}"


def _write_option(option: Option, weight: str) -> str:
    if weight:
        sign = f"~{weight if option.is_correct else f'%-{_WHOLE}%'}"
    else:
        sign = "=" if option.is_correct else "~"
    why = f"#{_write_text(option.why)}" if option.why else ""
    return f"{sign}{_write_text(option.text)}{why}"


def _write_text(text: str) -> str:
    """Return a text in the format of its question; what looks like a mark gets one of its own."""
    mark = "[markdown]" if text.startswith(("[", "%")) else ""
    return mark + _escape(text)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _in_brackets(text: str) -> str:
    return " ".join(text.split("\n")).replace("]", "\\]")
