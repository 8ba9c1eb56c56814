"""Whole question banks in foreign formats: in as sound questions, and out again."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.content.formats.aiken import read_aiken
from bot.content.formats.archives import check_size
from bot.content.formats.carrying import find_left_behind
from bot.content.formats.comma import read_csv
from bot.content.formats.detection import Format, confirm_format, detect_format
from bot.content.formats.gathering import gather
from bot.content.formats.gift import read_gift
from bot.content.formats.gift_writing import write_gift
from bot.content.formats.harvest import Harvest, Reading
from bot.content.formats.moodle import read_moodle
from bot.content.formats.moodle_writing import write_moodle
from bot.content.formats.outgoing import Bank, Export
from bot.content.formats.sheets import write_csv_bank, write_workbook_bank
from bot.content.formats.workbook import read_workbook

_READERS: Final[Mapping[Format, Callable[[bytes], Reading]]] = {
    Format.GIFT: read_gift,
    Format.AIKEN: read_aiken,
    Format.MOODLE_XML: read_moodle,
    Format.CSV: read_csv,
    Format.XLSX: read_workbook,
}
_WRITERS: Final[Mapping[Format, Callable[[Bank], bytes]]] = {
    Format.GIFT: write_gift,
    Format.MOODLE_XML: write_moodle,
    Format.CSV: write_csv_bank,
    Format.XLSX: write_workbook_bank,
}
WRITABLE: Final = tuple(_WRITERS)


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


def write_bank(bank: Bank, format: Format) -> Export:  # noqa: A002 - the word
    """Return the bank in a format; raise LookupError for one that is only read."""
    data = _WRITERS[format](bank)
    back = read_bank(f"export.{format}", data, format)
    return Export(data, find_left_behind(bank, back))
