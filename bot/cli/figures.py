"""The figures of a question bank as text and as data."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bot.content.figures import Figures, Topic
from bot.content.keys import KeyPlaces
from bot.learning.phrases import count

HEAD = ("lesson", "questions", "easy", "medium", "hard", "unrated", "practice", "test", "minutes")
LISTED = 10  # names in one line


def write_figures(figures: Figures) -> Iterator[str]:
    """Yield the lines of a table by lesson, and what there is to know of the whole bank."""
    rows = [HEAD, *(_list_row(topic) for topic in figures.topics), _list_sums(figures.topics)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join((row[0].ljust(widths[0]), *cells)).rstrip()
    yield ""
    yield from _describe(figures)


def list_figures(figures: Figures) -> dict[str, Any]:
    """Return everything by name."""
    sums = ("questions", "reserved", "minutes", "counted_minutes")
    return asdict(figures) | {name: getattr(figures, name) for name in sums}


def _describe(figures: Figures) -> Iterator[str]:
    keys = figures.key_lengths
    if keys.questions:
        yield (
            f"The right option is the longest in {keys.longest:.0f} of "
            f"{count(keys.questions, 'question')} ({keys.longest / keys.questions:.0%}; chance "
            f"gives {keys.expected / keys.questions:.0%})."
        )
    for places in figures.key_places:
        yield f"Right options that are not shuffled: {_list_places(places)}."
    for test in figures.tests:
        of = f" of '{test.course_id}'" if len(figures.tests) > 1 else ""
        yield (
            f"The final test{of} draws {test.drawn:,} of {test.drawn_from:,} reserved questions: "
            f"{test.drawn_from / test.drawn:.1f} for each."
        )
    yield f"Lessons without questions: {_join(figures.unasked_lessons)}."
    cards = [f"{lesson_id}/{card_id}" for lesson_id, card_id in figures.unasked_cards]
    yield f"Cards that no question points at: {_join(cards)}."
    yield (
        f"Reading time: {count(figures.minutes, 'minute')} as stated, "
        f"{figures.counted_minutes:,} by the number of words."
    )
    if figures.drafts:
        yield f"{count(figures.drafts, 'draft')}, {figures.unfinished_drafts:,} of them unfinished."


def _list_row(topic: Topic) -> Sequence[str]:
    easy, medium, hard = topic.by_difficulty
    levels = (easy, medium, hard, topic.unrated)
    numbers = (topic.questions, *levels, topic.practice, topic.reserved, topic.minutes)
    return (topic.lesson_id, *(f"{number:,}" for number in numbers))


def _list_sums(topics: Sequence[Topic]) -> Sequence[str]:
    rows = [_list_row(topic)[1:] for topic in topics]
    sums = [
        sum(int(cell.replace(",", "")) for cell in column) for column in zip(*rows, strict=True)
    ]
    return ("all", *(f"{number:,}" for number in sums))


def _list_places(places: KeyPlaces) -> str:
    pairs = zip(places.names, places.counts, strict=True)
    return ", ".join(f"{name} {number:,} times" for name, number in pairs)


def _join(names: Sequence[str]) -> str:
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return (", ".join(names[:LISTED]) or "none") + more
