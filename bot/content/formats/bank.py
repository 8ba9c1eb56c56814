"""Whole question banks in foreign formats: in as sound questions, and out again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.content.formats.aiken import read_aiken
from bot.content.formats.archives import check_size
from bot.content.formats.carrying import find_left_behind
from bot.content.formats.comma import read_csv
from bot.content.formats.detection import Format, confirm_format, detect_format
from bot.content.formats.gathering import gather
from bot.content.formats.gift import read_gift
from bot.content.formats.harvest import Harvest, Reading
from bot.content.formats.sheets import write_csv_bank
from bot.learning.course import Question

_READERS: Final[Mapping[Format, Callable[[bytes], Reading]]] = {
    Format.GIFT: read_gift,
    Format.AIKEN: read_aiken,
    Format.CSV: read_csv,
}
_WRITERS: Final[Mapping[Format, Callable[[Sequence[Question], Mapping[str, bytes]], bytes]]] = {
    Format.CSV: write_csv_bank,
}


def read_bank(name: str, data: bytes, format: Format | None = None) -> Harvest:  # noqa: A002 - the word
    """Return the questions of a file; without a format it is told by what is in the file.

    Raise Unreadable where nothing of it can be taken.
    """
    return gather([(name, read_file(name, data, format))])


def read_file(name: str, data: bytes, format: Format | None = None) -> Reading:  # noqa: A002 - the word
    """Return what stands in one file of several, for `gather`; or raise Unreadable."""
    check_size(len(data))
    if format is None:
        return _READERS[detect_format(name, data)](data)
    confirm_format(data, format)
    return _READERS[format](data)


@dataclass(frozen=True)
class Export:
    """A bank in a foreign format; `left_behind` are fields it lacks, with their questions."""

    data: bytes
    left_behind: Mapping[str, tuple[str, ...]]


def write_bank(
    questions: Sequence[Question],
    format: Format,  # noqa: A002 - the word for it
    media: Mapping[str, bytes] | None = None,
) -> Export:
    """Return the questions in a format; `media` are the pictures that may travel, by file name."""
    data = _WRITERS[format](questions, media or {})
    back = read_bank(f"export.{format}", data, format)
    return Export(data, find_left_behind(questions, back, media or {}))
