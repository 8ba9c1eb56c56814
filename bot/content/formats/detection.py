"""Tells in which format a file is: by what is in it; its name decides only where that is open."""

import re
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from bot.content.formats.archives import open_archive
from bot.content.formats.harvest import Unreadable
from bot.content.formats.text import decode


class Format(StrEnum):
    """The formats that can be read; all but Aiken can be written too."""

    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle-xml"
    CSV = "csv"
    XLSX = "xlsx"


_ENDINGS: Final = {
    ".gift": Format.GIFT,
    ".aiken": Format.AIKEN,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
}
_START: Final = 20_000
_MADE_BY: Final = (
    (b"\xd0\xcf\x11\xe0", "it is an old Excel workbook. Save it as .xlsx"),
    (b"%PDF", "it is a PDF. Copy its text into the template"),
    (b"Rar!", "it is an archive. Unpack it, and import what is in it"),
    (b"7z\xbc\xaf", "it is an archive. Unpack it, and import what is in it"),
    (b"\x1f\x8b", "it is an archive. Unpack it, and import what is in it"),
    (b"\x89PNG", "it is a picture. Type its text into the template"),
    (b"\xff\xd8\xff", "it is a picture. Type its text into the template"),
)
_ZIP: Final = b"PK"
_AIKEN = re.compile(r"^[ \t]*ANSWER[ \t]*:[ \t]*\(?[A-Z]\b", re.MULTILINE | re.IGNORECASE)
_GIFT = re.compile(r"(?<!\\)\{[^{}]*(?:[=~#]|\b(?:T|F|TRUE|FALSE)\b|\s*\})|^::", re.MULTILINE)
_YAML = re.compile(r"\A\s*(?:#.*\n\s*)*(?:questions|courses|terms|id):", re.IGNORECASE)
_XML = re.compile(
    r"\A(?:\s++|<\?xml(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?+>)*+"
    r"<([A-Za-z][\w:-]*)",
    re.DOTALL,
)
_KNOWN: Final = "GIFT, Aiken, Moodle XML, CSV and XLSX"


def detect_format(name: str, data: bytes) -> Format:
    """Return the format of a file, or raise Unreadable."""
    for start, reason in _MADE_BY:
        if data.startswith(start):
            raise Unreadable(reason)
    if data.startswith(_ZIP):
        return _detect_in_archive(data)
    return _detect_in_text(PurePath(name).suffix.lower(), decode(data).text[:_START])


def confirm_format(data: bytes, format: Format) -> None:  # noqa: A002 - the word for it
    """Raise Unreadable where a file cannot be in the format that it is said to have."""
    is_archive = data.startswith(_ZIP)
    if is_archive and format is Format.XLSX and _detect_in_archive(data) is Format.XLSX:
        return
    if is_archive or format is Format.XLSX:
        raise Unreadable(
            "it is an archive and no text" if is_archive else "it is no workbook (.xlsx)"
        )
    if format is Format.MOODLE_XML and not _XML.match(decode(data).text[:_START]):
        raise Unreadable("it is no XML")


def _detect_in_archive(data: bytes) -> Format:
    names = open_archive(data).names
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return Format.XLSX
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable("it is a LibreOffice file. Save it as .xlsx")
    if any(name.startswith("word/") for name in names):
        raise Unreadable("it is a Word document. Copy its text into the template")
    raise Unreadable("it is an archive. Unpack it, and import what is in it")


def _detect_in_text(ending: str, text: str) -> Format:
    if not text.strip():
        raise Unreadable("it is empty")
    root = _XML.match(text)
    if root:
        return _detect_in_xml(root[1])
    if _YAML.match(text) and ending not in _ENDINGS:
        raise Unreadable("it is YAML already. Put it into the content folder, and run check")
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if _AIKEN.search(text):
        return Format.AIKEN
    if _GIFT.search(text):
        return Format.GIFT
    first = next(line for line in text.splitlines() if line.strip())
    if any(sign in first for sign in ",;\t"):
        return Format.CSV
    raise Unreadable(f"its format is not known. What can be read: {_KNOWN}. Or name it: --format")


def _detect_in_xml(root: str) -> Format:
    if root == "quiz":
        return Format.MOODLE_XML
    if root.lower() == "html":
        raise Unreadable("it is a web page. Copy its text into the template")
    kind = "QTI" if root.lower() in {"questestinterop", "assessmentitem"} else f"<{root}>"
    raise Unreadable(f"it is XML, but {kind} and not Moodle's <quiz>. What can be read: {_KNOWN}")
