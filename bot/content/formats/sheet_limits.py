"""Bounds what a workbook may hold before it is read: a small file can make millions of cells."""

from typing import Final

from bot.content.formats.archives import Archive
from bot.content.formats.harvest import Unreadable

TOO_MUCH: Final = (
    "it has too many rows or columns, perhaps empty ones: copy the questions into a new workbook"
)

# 20,000 questions have 1.8 million tags, 200 in a row, and little elsewhere.
_MOST_TAGS: Final = 2_000_000
_MOST_ROWS: Final = 200_000
_MOST_TAGS_IN_A_ROW: Final = 70_000
_MOST_TAGS_ELSEWHERE: Final = 200_000
_LONGEST_TAG: Final = 1_000_000
_SHEETS: Final = ("xl/worksheets/", "xl/sharedStrings")
_TEXTS: Final = (".xml", ".rels", ".vml")


def check_workbook(archive: Archive) -> None:
    """Raise Unreadable where reading the workbook would take too much time or memory."""
    left = _MOST_TAGS
    for name in archive.names:
        if name.lower().endswith(_TEXTS):
            left -= _check_part(name, archive.read(name))
            if left < 0:
                raise Unreadable(TOO_MUCH)


def _check_part(name: str, data: bytes) -> int:
    """Return how many tags a part has."""
    tags = data.count(b"<")
    is_sheet = name.startswith(_SHEETS)
    if tags > (_MOST_TAGS if is_sheet else _MOST_TAGS_ELSEWHERE):
        raise Unreadable(TOO_MUCH)
    if data.count(b"<row") > _MOST_ROWS or max(map(len, data.split(b"<"))) > _LONGEST_TAG:
        raise Unreadable(TOO_MUCH)
    # Cells are forgotten row by row; what stands in one is in memory at the same time.
    if not name.startswith(_SHEETS[1]):
        largest = max(part.count(b"<") for part in data.split(b"<row"))
        if largest > _MOST_TAGS_IN_A_ROW:
            raise Unreadable(TOO_MUCH)
    return tags
