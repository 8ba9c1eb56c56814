"""The charts of reports, laid out as drawings: states by department and course, and a trend."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from bot.learning.phrases import short_date
from bot.reports.completion import Summary
from bot.reports.drawing import Anchor, Box, Drawing, Ink, Line, Words
from bot.reports.lettering import BOLD, DRAWING, SANS, make_writable, measure
from bot.reports.parts import Part

Shapes = Iterator[Box | Line | Words]

WIDTH: Final = 640
MARGIN: Final = 24
TOP: Final = 118  # of the first bar
ROW: Final = 36  # of a bar with its words
HEADING: Final = 50
BAR_LEFT, BAR_WIDTH, BAR_HEIGHT = 228, 190, 20
SHARE_RIGHT: Final = 482  # where the percentage ends
GAP: Final = 2  # between the parts of a bar
LEGEND: Final = (("completed", Ink.GOOD), ("open", Ink.REST), ("overdue", Ink.LATE))
TREND_HEIGHT, TREND_LEFT, TREND_TOP, TREND_BOTTOM = 288, 60, 72, 248


class Section(NamedTuple):
    """Some bars under a heading."""

    heading: str
    parts: Sequence[Part]


class Trace(NamedTuple):
    """A share in percent from day to day, under its name."""

    name: str
    ink: Ink
    points: Sequence[tuple[date, float]]


def draw_states(
    title: str, subtitle: str, total: Summary, sections: Sequence[Section]
) -> Drawing | None:
    """Draw how many have completed and are overdue; None where nothing is asked of anybody.

    Departments and courses only: no names of people.
    """
    if not total.required:
        return None
    whole = Part("In all", total)
    filled = [Section("", [whole]), *(one for one in sections if one.parts)]
    says = [f"{title}, {subtitle}", *(part.words for one in filled for part in one.parts)]
    height = TOP + sum(ROW * len(one.parts) + (HEADING if one.heading else 0) for one in filled)
    with DRAWING:
        shapes = tuple(_lay_out_states(title, subtitle, filled))
    return Drawing(WIDTH, height + MARGIN, "; ".join(says), shapes)


def draw_trend(title: str, traces: Sequence[Trace], width: int = WIDTH) -> Drawing | None:
    """Draw shares from 0 to 100% over time, in so many pixels across.

    Return None where there are not two days to connect.
    """
    days = sorted({day for one in traces for day, _ in one.points})
    if len(days) < 2:  # noqa: PLR2004 - a line takes two
        return None
    said = [
        f"{one.name}: {one.points[0][1]:.0f}% on {short_date(one.points[0][0])}, "
        f"{one.points[-1][1]:.0f}% on {short_date(one.points[-1][0])}"
        for one in traces
        if one.points
    ]
    with DRAWING:
        shapes = tuple(_lay_out_trend(title, traces, days[0], days[-1], width))
    return Drawing(width, TREND_HEIGHT, "; ".join([title, *said]), shapes)


def _lay_out_states(title: str, subtitle: str, sections: Sequence[Section]) -> Shapes:
    across = WIDTH - 2 * MARGIN
    yield Words(MARGIN, 44, _shorten(title, 24, across, BOLD), 24, is_bold=True)
    yield Words(MARGIN, 72, _shorten(subtitle, 16, across, SANS), 16, Ink.SOFT)
    left: float = MARGIN
    for name, ink in LEGEND:
        yield Box(left, 90, 14, 14, ink)
        yield Words(left + 20, 103, name, 16, Ink.SOFT)
        left += 20 + measure(name, SANS, 16) + 24
    top: float = TOP
    for section in sections:
        if section.heading:
            top += HEADING
            yield Words(MARGIN, top - 10, section.heading, 18, is_bold=True)
        for part in section.parts:
            yield from _lay_out_bar(part, top)
            top += ROW


def _lay_out_bar(part: Part, top: float) -> Shapes:
    one, base = part.summary, top + 24
    name = _shorten(part.name, 16, BAR_LEFT - MARGIN - 12, SANS)
    yield Words(MARGIN, base, name, 16)
    late = min(one.overdue, one.required - one.completed)
    sizes = one.completed, one.required - one.completed - late, late
    shown = [(size, ink) for size, (_, ink) in zip(sizes, LEGEND, strict=True) if size]
    room = BAR_WIDTH - GAP * (len(shown) - 1)
    left: float = BAR_LEFT
    for size, ink in shown:
        width = room * size / one.required
        yield Box(left, top + 8, width, BAR_HEIGHT, ink)
        left += width + GAP
    share = f"{one.completed_pct}%"
    yield Words(SHARE_RIGHT, base, share, 16, anchor=Anchor.END, is_bold=True)
    if one.overdue:
        words = f"{one.overdue:,} overdue"
        yield Words(WIDTH - MARGIN, base, words, 16, Ink.LATE, Anchor.END)


def _lay_out_trend(
    title: str, traces: Sequence[Trace], first: date, last: date, width: int
) -> Shapes:
    across, right = width - 2 * MARGIN, width - MARGIN
    yield Words(MARGIN, 26, _shorten(title, 16, across, BOLD), 16, is_bold=True)
    for share in (0, 50, 100):
        level = _find_level(share)
        yield Box(TREND_LEFT, level, right - TREND_LEFT, 1, Ink.REST)
        yield Words(TREND_LEFT - 8, level + 5, f"{share}%", 14, Ink.SOFT, Anchor.END)
    yield Words(TREND_LEFT, TREND_BOTTOM + 22, short_date(first), 14, Ink.SOFT)
    yield Words(right, TREND_BOTTOM + 22, short_date(last), 14, Ink.SOFT, Anchor.END)
    left: float = MARGIN
    for one in traces:
        yield Box(left, 40, 12, 12, one.ink)
        yield Words(left + 18, 51, one.name, 14, Ink.SOFT)
        left += 18 + measure(one.name, SANS, 14) + 18
        days = (last - first).days
        points = [
            (
                TREND_LEFT + (right - TREND_LEFT) * (day - first).days / days,
                _find_level(share),
            )
            for day, share in one.points
        ]
        if len(points) > 1:
            yield Line(points, one.ink, 3)


def _find_level(share: float) -> float:
    return TREND_BOTTOM - (TREND_BOTTOM - TREND_TOP) * min(max(share, 0), 100) / 100


def _shorten(text: str, size: int, width: float, font: str) -> str:
    """Return a text that fits, with a square for each letter that the font does not have."""
    text = make_writable(" ".join(text.split()), font)
    if measure(text, font, size) <= width:
        return text
    while text and measure(f"{text}…", font, size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
