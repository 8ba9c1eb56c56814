"""Pictures out of boxes, lines and words: as PNG for the chat, and as SVG for pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from io import BytesIO
from typing import Any, Final

from bot.reports.lettering import BOLD, FOLDER, SANS

SCALE: Final = 2  # dots of the PNG for each unit: sharp on a phone


class Ink(Enum):
    """What something is drawn in, by its meaning; in SVG a class, which CSS may color."""

    PAPER = "#FFFFFF"
    TEXT = "#1F2933"
    SOFT = "#5F6B7A"
    REST = "#D5DAE1"
    GOOD = "#2E8B57"
    LATE = "#C2410C"
    EXTRA = "#3B6FB6"


class Anchor(Enum):
    """Which end of the words stands at their place; the values are Pillow's words."""

    START = "ls"
    MIDDLE = "ms"
    END = "rs"


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    width: float
    height: float
    ink: Ink


@dataclass(frozen=True)
class Line:
    """A line from point to point."""

    points: Sequence[tuple[float, float]]
    ink: Ink
    width: float = 2


@dataclass(frozen=True)
class Words:
    """A line of text that stands on a place."""

    left: float
    base: float
    text: str
    size: int
    ink: Ink = Ink.TEXT
    anchor: Anchor = Anchor.START
    is_bold: bool = False


@dataclass(frozen=True)
class Drawing:
    """A picture; `says` is in words what it shows, for whoever does not see it."""

    width: int
    height: int
    says: str
    shapes: Sequence[Box | Line | Words]


def to_png(drawing: Drawing) -> bytes:
    """Return the picture as PNG, on white."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - few starts need it

    size = drawing.width * SCALE, drawing.height * SCALE
    image = Image.new("RGB", size, Ink.PAPER.value)
    page, fonts = ImageDraw.Draw(image), dict[tuple[int, bool], Any]()
    for one in drawing.shapes:
        if isinstance(one, Box):
            # The far edge is part of a rectangle of Pillow's.
            left, top = round(one.left * SCALE), round(one.top * SCALE)
            right = round((one.left + one.width) * SCALE) - 1
            bottom = round((one.top + one.height) * SCALE) - 1
            if right >= left and bottom >= top:
                page.rectangle((left, top, right, bottom), one.ink.value)
        elif isinstance(one, Line):
            points = [(x * SCALE, y * SCALE) for x, y in one.points]
            page.line(points, one.ink.value, round(one.width * SCALE), joint="curve")
        else:
            face = one.size, one.is_bold
            if face not in fonts:
                path = FOLDER / f"{BOLD if one.is_bold else SANS}.ttf"
                fonts[face] = ImageFont.truetype(path, one.size * SCALE)
            place = one.left * SCALE, one.base * SCALE
            page.text(place, one.text, one.ink.value, fonts[face], anchor=one.anchor.value)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def to_svg(drawing: Drawing) -> str:
    """Return the picture as SVG, without a ground: CSS of the page may color it by its classes."""
    return "".join(_write(drawing))


def _write(drawing: Drawing) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}"'
    yield f' role="img" aria-label="{escape(drawing.says)}" font-family="system-ui,sans-serif">'
    for one in drawing.shapes:
        look = f'class="{one.ink.name.lower()}"'
        color = one.ink.value
        if isinstance(one, Box):
            yield f'<rect {look} fill="{color}" x="{one.left:g}" y="{one.top:g}"'
            yield f' width="{one.width:g}" height="{one.height:g}"/>'
        elif isinstance(one, Line):
            points = " ".join(f"{x:g},{y:g}" for x, y in one.points)
            yield f'<polyline {look} fill="none" stroke="{color}" stroke-width="{one.width:g}"'
            yield f' stroke-linejoin="round" points="{points}"/>'
        else:
            bold = ' font-weight="600"' if one.is_bold else ""
            yield f'<text {look} fill="{color}" x="{one.left:g}" y="{one.base:g}"{bold}'
            yield f' font-size="{one.size}" text-anchor="{one.anchor.name.lower()}">'
            yield f"{escape(one.text)}</text>"
    yield "</svg>"
