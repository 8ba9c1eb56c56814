"""Tells what a file is by what stands in it; its name has a say only where that is open."""

import re
from enum import StrEnum
from typing import Final

from bot.content import archive
from bot.content.archive import NamedFile
from bot.content.media import is_picture


class Form(StrEnum):
    """What a file holds."""

    QUESTIONS = "questions.yaml"
    COURSES = "courses.yaml"
    GLOSSARY = "glossary.yaml"
    LESSON = "lesson"
    YAML = "yaml"  # of no kind that we know
    PICTURE = "picture"
    ARCHIVE = "archive"
    EMPTY = "empty"
    BINARY = "binary"  # and said to be YAML
    OTHER = "other"  # perhaps questions in the format of another program


YAML_FORMS: Final = frozenset({Form.QUESTIONS, Form.COURSES, Form.GLOSSARY, Form.LESSON, Form.YAML})

_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06")
# What office programs keep in their archives.
_OFFICE: Final = frozenset({"xl/workbook.xml", "word/document.xml", "mimetype"})
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
# A field that holds a list: what else stands behind its colon makes it a sentence.
_FIELD: Final = rb"^(?:%s):[ \t]*(?:[\[#].*)?\r?$"
_BEGINNINGS: Final = tuple(
    (form, re.compile(_FIELD % names, re.MULTILINE))
    for form, names in (
        (Form.QUESTIONS, b"questions"),
        (Form.COURSES, b"courses"),
        (Form.GLOSSARY, b"terms"),
        (Form.LESSON, b"cards|takeaways|objectives"),
    )
)


def recognise(file: NamedFile) -> Form:
    """Return what a file is."""
    body = file.body
    if not body.strip():
        return Form.EMPTY
    if is_picture(body):
        return Form.PICTURE
    if body.startswith(_ARCHIVES):
        is_of_office = not _OFFICE.isdisjoint(archive.list_names(body))
        return Form.OTHER if is_of_office else Form.ARCHIVE
    return _recognise_text(file)


def _recognise_text(file: NamedFile) -> Form:
    body = file.body
    if body.startswith(_UTF16):
        body = body.replace(b"\0", b"")
    is_yaml = file.name.lower().endswith((".yaml", ".yml"))
    if b"\0" in body:
        return Form.BINARY if is_yaml else Form.OTHER
    body = body.removeprefix(b"\xef\xbb\xbf")
    for form, begin in _BEGINNINGS:
        if begin.search(body):
            return form
    return Form.YAML if is_yaml else Form.OTHER
