"""Writes Moodle XML, with the pictures of the questions inside."""

import base64
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from bot.content.formats.outgoing import Bank, for_xml
from bot.content.formats.pictures import FILES
from bot.learning.course import Question, QuestionType

_WHOLE: Final = 100
_BRACKET = re.compile(r"[\\\[\]]")


def write_moodle(bank: Bank) -> bytes:
    """Return all questions; their texts are marked as Markdown."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for question in bank.questions:
        lines += _write_question(question, bank)
    return "\n".join([*lines, "</quiz>", ""]).encode()


def _write_question(question: Question, bank: Bank) -> Iterator[str]:
    is_truth = question.type is QuestionType.TRUE_FALSE
    yield f'<question type="{"truefalse" if is_truth else "multichoice"}">'
    yield f"<name>{_text(question.id)}</name>"
    ask, file = _write_ask(question, bank)
    yield f'<questiontext format="markdown">{_text(ask)}{file}</questiontext>'
    yield _marked("generalfeedback", question.explanation or "")
    yield "<defaultgrade>1</defaultgrade><hidden>0</hidden>"
    yield f"<idnumber>{_escape(question.id)}</idnumber>"
    if not is_truth:
        is_single = question.type is QuestionType.SINGLE
        yield f"<single>{str(is_single).lower()}</single>"
        is_shuffled = str(not question.keeps_order).lower()
        yield f"<shuffleanswers>{is_shuffled}</shuffleanswers>"
        yield "<answernumbering>none</answernumbering>"
    yield from _write_answers(question, is_truth=is_truth)
    if question.hint:
        yield _marked("hint", question.hint)
    if question.tags:
        yield f"<tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in question.tags)}</tags>"
    yield "</question>"


def _write_answers(question: Question, *, is_truth: bool) -> Iterator[str]:
    rights = len(question.correct_ids)
    wrong = -_WHOLE if question.type is QuestionType.MULTIPLE else 0
    for option in question.options:
        weight = f"{_WHOLE / rights if option.is_correct else wrong:.7g}"
        text = option.text.lower() if is_truth else option.text
        yield f'<answer fraction="{weight}" format="{"plain_text" if is_truth else "markdown"}">'
        yield f"{_text(text)}{_marked('feedback', option.why)}</answer>"


def _write_ask(question: Question, bank: Bank) -> tuple[str, str]:
    """Return the question with its picture below, and the file of the picture."""
    picture = question.picture
    data = bank.media.get(picture.file) if picture is not None else None
    if picture is None or data is None:
        return question.ask, ""
    alt = _BRACKET.sub(r"\\\g<0>", picture.alt)
    coded = base64.b64encode(data).decode()
    file = f'<file name={quoteattr(picture.file)} path="/" encoding="base64">{coded}</file>'
    return f"{question.ask}\n\n![{alt}]({FILES}{quote(picture.file)})", file


def _marked(tag: str, text: str) -> str:
    return f'<{tag} format="markdown">{_text(text)}</{tag}>'


def _text(text: str) -> str:
    return f"<text>{_escape(text)}</text>"


def _escape(text: str) -> str:
    return escape(for_xml(text))
