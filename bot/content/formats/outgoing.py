"""What leaves: a bank, and the file that it became."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.learning.course import Lesson, Question

_NO_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True)
class Bank:
    """Questions to write; `media` are the pictures that may travel, by file name.

    With `lessons` a workbook offers them, their cards and objectives to choose from.
    """

    questions: Sequence[Question]
    lessons: Sequence[Lesson] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """A bank in a foreign format; `left_behind` are fields it lacks, with their questions."""

    data: bytes
    left_behind: Mapping[str, tuple[str, ...]]


def for_xml(text: str) -> str:
    """Return a text without the signs that no XML may hold."""
    return _NO_XML.sub("", text)
