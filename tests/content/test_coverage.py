"""The table in docs/course.md names cards and questions that exist, and leaves no card out."""

import re

from bot.learning.course import Catalog
from tests.conftest import CONTENT

DOCS = (CONTENT.parent / "docs/course.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\|(?!---)(.+)\|$", DOCS, re.MULTILINE)


def list_rows() -> list[tuple[str, list[str], list[str]]]:
    """Return the lesson, the cards and the questions of each row."""
    rows = []
    for row in ROWS:
        *_, place, questions = [cell.strip() for cell in row.split("|")]
        lesson, colon, cards = place.partition(": ")
        if colon and lesson != "lesson":
            rows.append((lesson, cards.split(", "), questions.split(", ")))
    return rows


def test_what_the_table_names_exists(shipped: Catalog) -> None:
    """Each idea has a lesson with a card, and a question."""
    rows = list_rows()
    assert len(rows) > 80
    for lesson_id, cards, questions in rows:
        known = {card.id for card in shipped.lessons_by_id[lesson_id].cards}
        assert set(cards) <= known, (lesson_id, cards)
        assert questions
        assert set(questions) <= set(shipped.questions_by_id), questions


def test_every_document_has_its_table(shipped: Catalog) -> None:
    """Under the title that the lessons give as their source."""
    sources = {source for lesson in shipped.lessons for source in lesson.sources}

    assert sources == set(re.findall(r"^## (.+)$", DOCS, re.MULTILINE)[: len(sources)])


def test_every_card_of_the_course_stands_in_the_table(shipped: Catalog) -> None:
    """A card that teaches no idea of the documents would be an invention of ours."""
    named = {(lesson, card) for lesson, cards, _ in list_rows() for card in cards}
    taught = {(lesson.id, card.id) for lesson in shipped.lessons for card in lesson.cards}

    assert taught == named
