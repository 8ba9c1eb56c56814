"""The letters of printed documents: fonts that come with us, and which of them can write a text."""

import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FOLDER = Path(__file__).parent / "fonts"
SANS, BOLD, SERIF = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif"
# Fonts are shared by all pages, and the library does not promise to be safe with threads.
DRAWING = Lock()
MISSING = "\N{WHITE SQUARE}"
RIGHT_TO_LEFT = {"R", "AL"}


class UnfitFont(Exception):
    """A font cannot be used; the message is one line that says why."""


@cache
def load_fonts() -> None:
    """Make the fonts known to the library, once a process."""
    for name in (SANS, BOLD, SERIF):
        pdfmetrics.registerFont(TTFont(name, FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=BOLD, italic=SANS, boldItalic=BOLD)


def add_font(path: Path) -> str:
    """Make another font known, and return its name; raise UnfitFont where it cannot be used."""
    load_fonts()
    name = f"extra:{path}"
    try:
        pdfmetrics.registerFont(TTFont(name, path))
    except (TTFError, OSError) as error:
        raise UnfitFont(f"{path} is no TrueType font that can be used: {error}") from None
    return name


def can_write(text: str, font: str) -> bool:
    """Tell whether a font can write a text letter by letter.

    Scripts from right to left, and those whose letters join or stand above each other, take more
    than a font: they cannot be written.
    """
    glyphs = _list_glyphs(font)
    return all(
        ord(c) in glyphs
        and unicodedata.bidirectional(c) not in RIGHT_TO_LEFT
        and not unicodedata.category(c).startswith("M")
        for c in text
    )


def make_writable(text: str, font: str = SANS) -> str:
    """Return a text with a square in the place of each letter that the font does not have.

    Emoji of questions and answers are such letters; what was shown is in the JSON, in full.
    """
    glyphs = _list_glyphs(font)
    return "".join(c if ord(c) in glyphs or c in "\n\t" else MISSING for c in text)


def _list_glyphs(font: str) -> Collection[int]:
    load_fonts()
    found = pdfmetrics.getFont(font)
    assert isinstance(found, TTFont)  # noqa: S101 - no others are registered here
    glyphs: Collection[int] = found.face.charToGlyph
    return glyphs


def measure(text: str, font: str, size: float) -> float:
    """Return the width of a text in points."""
    load_fonts()
    return pdfmetrics.stringWidth(text, font, size)


def fit(text: str, font: str, sizes: tuple[float, float], width: float) -> float:
    """Return the largest size between two, the larger first, in which a text fits the width."""
    largest, least = sizes
    return max(least, min(largest, largest * width / max(measure(text, font, largest), 1)))


def wrap(
    text: str, font: str, size: float, width: float, *, within_words: bool = False
) -> list[str]:
    """Break a text into lines that fit the width, between words; within long ones if wanted."""
    lines: list[str] = []
    line = ""
    for word in _list_parts(text, font, size, width) if within_words else text.split():
        wider = f"{line} {word}".strip()
        if line and measure(wider, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = wider
    return [*lines, line] if line else lines


def _list_parts(text: str, font: str, size: float, width: float) -> Iterator[str]:
    """Yield the words, and those that fit no line in parts."""
    for word in text.split():
        part = ""
        for letter in word:
            if part and measure(part + letter, font, size) > width:
                yield part
                part = ""
            part += letter
        yield part
