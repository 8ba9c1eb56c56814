"""The course we ship keeps its promises: enough questions, fair keys, every option explained."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
import textstat

from bot.chat.markdown import render
from bot.content.catalog import load_catalog
from bot.learning.course import Catalog, Level, Question, QuestionType, Use
from bot.learning.progress import MINUTES_A_QUESTION
from bot.learning.terms import find_term_ids
from tests.conftest import CONTENT

MOST_STRIKING = 0.28  # chance alone gives 0.25 with four options


def list_of(shipped: Catalog, kind: QuestionType) -> list[Question]:
    """Return the questions of one type."""
    return [question for question in shipped.questions if question.type is kind]


def test_course_has_lessons_of_phone_screens(shipped: Catalog) -> None:
    """At least fourteen lessons of four to eight cards, each short, with all that belongs to it."""
    assert len(shipped.list_required(shipped.courses[0])) >= 14
    assert 4 <= len(shipped.courses[0].modules) <= 6
    assert all(module.summary for module in shipped.courses[0].modules)
    for lesson in shipped.lessons:
        assert 4 <= len(lesson.cards) <= 8, lesson.id
        assert lesson.objectives
        assert lesson.takeaways
        assert lesson.sources
        assert lesson.task
        texts = [render(card.text).text for card in lesson.cards]
        assert any("At work:" in text or text.startswith("Imagine") for text in texts), lesson.id
        for card, text in zip(lesson.cards, texts, strict=True):
            assert len(text.split()) <= 120, card.id
        words = sum(len(text.split()) for text in texts)
        assert words / 250 <= lesson.minutes <= words / 120, (lesson.id, words)


def test_course_takes_as_long_as_it_says(shipped: Catalog) -> None:
    """A lesson with its check at most 7 minutes, the course with its test at most 100."""
    course = shipped.courses[0]
    check = course.check.questions * MINUTES_A_QUESTION
    lessons = [shipped.lessons_by_id[lesson_id].minutes + check for lesson_id in course.lesson_ids]

    assert max(lessons) <= 7
    required = sum(
        shipped.lessons_by_id[one].minutes + check
        for one in shipped.list_required(shipped.courses[0])
    )
    assert required + course.test.questions * MINUTES_A_QUESTION <= 100
    assert (course.test.questions, course.test.pass_mark_pct) == (25, 80)


def test_lessons_are_easy_to_read(shipped: Catalog) -> None:
    """At a school grade of 9 or less, by Flesch and Kincaid."""
    for lesson in shipped.lessons:
        text = " ".join(
            # Lists and headings end without a full stop: each line is read as a sentence.
            re.sub(r"\n+", ". ", render(card.text).text)
            for card in lesson.cards
        )
        assert textstat.textstat.flesch_kincaid_grade(text) <= 9, lesson.id


def test_spelling_is_right() -> None:
    """In everything that learners read."""
    found = subprocess.run(  # noqa: S603 - our own tool
        [sys.executable, "-m", "codespell_lib", str(CONTENT)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout == ""


def test_all_five_documents_are_sources(shipped: Catalog) -> None:
    """Lessons say from which document they are drawn."""
    sources = {source for lesson in shipped.lessons for source in lesson.sources}

    assert sources == {
        "Understanding Customer-Centric Business Models: What Really Matters",
        "Customer Centric Business Model and Marketing Strategy",
        "Customer Centric: a glossary article",
        "Customer centricity: a comprehensive guide",
        "Being Customer-Centric: a practitioner's view",
    }


def test_there_are_enough_questions_of_each_kind(shipped: Catalog) -> None:
    """170 in all, 50 reserved, 25 of multiple response, 15 true or false; 60% ask to think."""
    reserved = [question for question in shipped.questions if question.use is Use.TEST]
    thinking = [question for question in shipped.questions if question.level is not Level.RECALL]

    assert len(shipped.questions) >= 170
    assert len(reserved) >= 50
    assert len(list_of(shipped, QuestionType.MULTIPLE)) >= 25
    assert len(list_of(shipped, QuestionType.TRUE_FALSE)) >= 15
    assert len(thinking) >= 0.6 * len(shipped.questions)
    for question in shipped.questions:
        assert question.difficulty in {1, 2, 3}, question.id
        assert question.hint or question.difficulty != 3, question.id


def test_every_objective_is_asked_about(shipped: Catalog) -> None:
    """At least twice, and in the test too where the lesson counts."""
    for lesson in shipped.lessons:
        known = {objective.id for objective in lesson.objectives}
        asked = [q for q in shipped.questions if q.lesson_id == lesson.id]
        assert {q.objective_id for q in asked} == known, lesson.id
        for objective in known:
            uses = Counter(q.use for q in asked if q.objective_id == objective)
            assert uses.total() >= 2, (lesson.id, objective)
            assert uses[Use.TEST] or lesson.is_optional, (lesson.id, objective)


def test_optional_lesson_is_outside_the_test(shipped: Catalog) -> None:
    """Terms that have nothing to do with customers decide on nothing."""
    optional = {lesson.id for lesson in shipped.lessons if lesson.is_optional}

    assert optional == {"business-terms"}
    assert {q.use for q in shipped.questions if q.lesson_id in optional} == {Use.PRACTICE}


def test_terms_of_the_guide_are_in_the_glossary(shipped: Catalog) -> None:
    """The fifteen that it defines besides customer centricity itself, each with an example."""
    names = {name.casefold() for term in shipped.terms for name in (term.term, *term.also)}

    assert {
        *("cpm", "arpa", "ci/cd", "churn", "positioning statement", "brag book"),
        *("revenue forecasting", "programmatic display campaign", "lead enrichment software"),
        *("triggers in sales", "customer segmentation", "application performance management"),
        *("gdpr compliance", "browser compatibility", "latency", "customer centricity"),
    } <= names
    assert all(term.example and term.lesson_ids for term in shipped.terms)


def test_terms_lead_from_cards_to_the_glossary_and_back(shipped: Catalog) -> None:
    """Each term is named by a card, and names the lessons of all cards that name it."""
    named = {
        (term_id, lesson.id)
        for lesson in shipped.lessons
        for card in lesson.cards
        for term_id in find_term_ids(card.text)
    }
    told = {(term.id, lesson_id) for term in shipped.terms for lesson_id in term.lesson_ids}

    assert {term_id for term_id, _ in named} == {term.id for term in shipped.terms}
    assert {lesson_id for _, lesson_id in named} == {lesson.id for lesson in shipped.lessons}
    assert named <= told


def test_check_has_nothing_to_say() -> None:
    """What we ship is an example of how to write; what is ignored has its reason beside it."""
    assert load_catalog(CONTENT, is_linted=True).problems == ()


def test_every_option_is_explained_at_a_readable_length(shipped: Catalog) -> None:
    """Long enough to teach, short enough for a phone, and without a letter, as options move."""
    letter = re.compile(r"\b(option|answer|choice) [A-D]\b|\(([a-d])\)", re.IGNORECASE)
    for question in shipped.questions:
        for option in question.options:
            assert 60 <= len(option.why) <= 160, (question.id, option.id, len(option.why))
            assert not letter.search(option.why), (question.id, option.id)


@pytest.mark.parametrize("extreme", [max, min])
def test_length_does_not_give_the_key_away(
    shipped: Catalog, extreme: Callable[[Iterable[int]], int]
) -> None:
    """Nobody passes by picking the longest option, or the shortest."""
    singles = [q for q in list_of(shipped, QuestionType.SINGLE) if len(q.options) == 4]
    striking = [
        question.id
        for question in singles
        for option in question.options
        if option.is_correct
        and len(option.text) == extreme(len(other.text) for other in question.options)
    ]

    assert len(striking) / len(singles) <= MOST_STRIKING, striking


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
