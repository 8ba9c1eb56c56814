"""Turns the bytes of a foreign file into text that questions.yaml can hold."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from bot.content.formats.harvest import Unreadable

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAX_LINES: Final = 1_000_000

_SAMPLE: Final = 4096
_BINARY: Final = "it is no text"
_MOST_CONTROLS: Final = 0.02
_CHINESE: Final = "\u2e80"
_MOST_LETTERS: Final = 0.8

_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_PAIR = re.compile(rb"[\xa8\xb8\xc0-\xff]{2}")
_HIGH = re.compile(rb"[\xa8\xb8\xc0-\xff]")


@dataclass(frozen=True)
class Decoded:
    """The text of a file; `remark` says which encoding was guessed, where it had to be."""

    text: str
    remark: str | None = None


def decode(data: bytes) -> Decoded:
    """Return the text of a file in UTF-8, UTF-16, UTF-32, Windows-1251 or 1252.

    Raise Unreadable where it is no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Decoded(_decode(data[len(bom) :], encoding))
    for encoding in ("utf-16-le", "utf-16-be") if b"\0" in data[:_SAMPLE] else ():
        sample = data[:_SAMPLE].decode(encoding, "replace")
        # Read the wrong way round, letters of all our scripts turn into Chinese ones.
        if sum(sign < _CHINESE for sign in sample) > _MOST_LETTERS * len(sample):
            return Decoded(_decode(data, encoding))
    try:
        return Decoded(_refuse(data.decode()))
    except UnicodeDecodeError:
        return _guess(data)


def tidy(text: str) -> str:
    """Return a text as a file of ours can hold it: trimmed, with plain line breaks."""
    return _CONTROL.sub("", _BREAK.sub("\n", text)).strip()


def _decode(data: bytes, encoding: str) -> str:
    try:
        return _refuse(data.decode(encoding))
    except UnicodeDecodeError:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise Unreadable(f"it begins as {name}, but is damaged. Save it as UTF-8") from None


def _guess(data: bytes) -> Decoded:
    """Tell Cyrillic from Western letters: only Cyrillic ones come in runs."""
    if b"\0" in data:
        raise Unreadable(_BINARY)
    letters = len(_HIGH.findall(data))
    in_pairs = 2 * len(_PAIR.findall(data))
    names = ["cp1251", "cp1252"] if in_pairs * 2 > letters else ["cp1252", "cp1251"]
    for name in names:
        try:
            text = _refuse(data.decode(name))
        except UnicodeDecodeError:
            continue
        shown = name.replace("cp", "Windows-")
        return Decoded(text, f"read as {shown}: look whether all letters are right")
    raise Unreadable("its encoding is not known. Save it as UTF-8")


def _refuse(text: str) -> str:
    sample = text[:_SAMPLE]
    if "\x00" in text or len(_CONTROL.findall(sample)) > _MOST_CONTROLS * len(sample):
        raise Unreadable(_BINARY)
    # A line may end in two signs.
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        raise Unreadable(f"it has more than {MAX_LINES:,} lines. Split it")
    return text
