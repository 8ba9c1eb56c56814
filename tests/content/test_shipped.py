"""The course we ship keeps its promises: enough questions, fair keys, every option explained."""

import re
from collections import Counter

from bot.chat.markdown import render
from bot.learning.course import Catalog, Level, Question, QuestionType, Use
from tests.conftest import CONTENT

CHANCE = 0.25  # the share of longest keys that four options give by themselves


def list_of(shipped: Catalog, kind: QuestionType) -> list[Question]:
    """Return the questions of one type."""
    return [question for question in shipped.questions if question.type is kind]


def test_course_has_lessons_of_phone_screens(shipped: Catalog) -> None:
    """At least four lessons of four to eight cards, each short, with objectives and sources."""
    assert len(shipped.course.lesson_ids) >= 4
    for lesson in shipped.lessons:
        assert 4 <= len(lesson.cards) <= 8, lesson.id
        assert lesson.objectives
        assert lesson.takeaways
        assert lesson.sources
        for card in lesson.cards:
            assert len(render(card.text).text.split()) <= 120, card.id
        words = sum(len(render(card.text).text.split()) for card in lesson.cards)
        assert words / 250 <= lesson.minutes <= words / 120, (lesson.id, words)


def test_both_documents_are_sources(shipped: Catalog) -> None:
    """Lessons say from which document they are drawn."""
    sources = {source for lesson in shipped.lessons for source in lesson.sources}

    assert sources == {
        "Understanding Customer-Centric Business Models: What Really Matters",
        "Customer Centric Business Model and Marketing Strategy",
    }


def test_there_are_enough_questions_of_each_kind(shipped: Catalog) -> None:
    """48 in all, 7 for each lesson, 20 reserved; three types; most ask to apply."""
    by_lesson = Counter(question.lesson_id for question in shipped.questions)
    reserved = [question for question in shipped.questions if question.use is Use.TEST]
    applied = [question for question in shipped.questions if question.level is Level.APPLICATION]

    assert len(shipped.questions) >= 48
    assert all(by_lesson[lesson.id] >= 7 for lesson in shipped.lessons)
    assert len(reserved) >= 20
    assert all(list_of(shipped, kind) for kind in QuestionType)
    assert len(applied) > len(shipped.questions) / 2


def test_every_option_is_explained_at_a_readable_length(shipped: Catalog) -> None:
    """Long enough to teach, short enough for a phone, and without a letter, as options move."""
    letter = re.compile(r"\b(option|answer|choice) [A-D]\b|\(([a-d])\)", re.IGNORECASE)
    for question in shipped.questions:
        for option in question.options:
            assert 60 <= len(option.why) <= 160, (question.id, option.id, len(option.why))
            assert not letter.search(option.why), (question.id, option.id)


def test_key_is_not_the_longest_more_often_than_chance(shipped: Catalog) -> None:
    """Nobody passes by picking the longest option."""
    singles = [q for q in list_of(shipped, QuestionType.SINGLE) if len(q.options) == 4]
    longest = [
        question
        for question in singles
        if len(max(question.options, key=lambda option: len(option.text)).text)
        == max(len(option.text) for option in question.options if option.is_correct)
    ]

    assert len(longest) / len(singles) <= CHANCE, [question.id for question in longest]


def test_odd_one_out_of_the_document_is_among_them(shipped: Catalog) -> None:
    """The question that started it all, with what each option is."""
    question = shipped.questions_by_id["odd-one-out"]

    assert question.is_negative
    assert "**NOT**" in question.ask
    assert {option.text: option.nature for option in question.options} == {
        "Monitor, measure and report": "a component",
        "Create customer segments": "a component",
        "Reduce, reuse, recycle": "not a component",
        "Organizational structure aligned with customer focus": "a component",
    }
    assert [question.get_option(one).text for one in question.correct_ids] == [
        "Reduce, reuse, recycle"
    ]


def test_every_card_is_asked_about(shipped: Catalog) -> None:
    """Each card teaches something that a question asks."""
    asked = {(question.lesson_id, question.card_id) for question in shipped.questions}
    cards = {(lesson.id, card.id) for lesson in shipped.lessons for card in lesson.cards}

    assert cards - asked == set()


def test_page_furniture_of_the_documents_is_not_content() -> None:
    """Nothing of the web pages around the documents has come along."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in CONTENT.rglob("*.yaml"))

    for furniture in ("Examzify", "premium pass", "Subscribe", "privacy policy", "Brandon"):
        assert furniture not in texts
