"""A question bank in figures: what there is of each kind, and what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.keys import KeyLengths, KeyPlaces, count_key_lengths, count_key_places
from bot.learning.course import Catalog, Lesson, Question, Use

WORDS_A_MINUTE = 200  # read on a phone, with understanding


@dataclass(frozen=True)
class Topic:
    """The questions of one lesson, without drafts; `minutes` is its reading time as stated."""

    lesson_id: str
    practice: int
    reserved: int
    by_difficulty: tuple[int, int, int]  # easy, medium, hard
    minutes: int
    words: int

    @property
    def questions(self) -> int:
        """How many there are in all."""
        return self.practice + self.reserved

    @property
    def unrated(self) -> int:
        """How many have no difficulty."""
        return self.questions - sum(self.by_difficulty)


@dataclass(frozen=True)
class TestSupply:
    """How many questions the final test of a course draws, of how many that it can draw from."""

    course_id: str
    drawn: int
    drawn_from: int  # reserved questions of lessons that count


@dataclass(frozen=True)
class Figures:
    """All figures of a bank; lessons stand in the order of the courses."""

    topics: tuple[Topic, ...]
    terms: int
    drafts: int
    unfinished_drafts: int  # those that lack a lesson, a card or a reason
    tests: tuple[TestSupply, ...]
    key_lengths: KeyLengths
    key_places: tuple[KeyPlaces, ...]
    unasked_lessons: tuple[str, ...]
    unasked_cards: tuple[tuple[str, str], ...]  # lesson and card that no question points at

    @property
    def questions(self) -> int:
        """How many questions learners can meet."""
        return sum(topic.questions for topic in self.topics)

    @property
    def reserved(self) -> int:
        """How many of them are kept for the test."""
        return sum(topic.reserved for topic in self.topics)

    @property
    def minutes(self) -> int:
        """The reading time of all lessons, as their authors state it."""
        return sum(topic.minutes for topic in self.topics)

    @property
    def counted_minutes(self) -> int:
        """The reading time of all lessons by the number of their words."""
        return round(sum(topic.words for topic in self.topics) / WORDS_A_MINUTE)


def take_figures(catalog: Catalog) -> Figures:
    """Count what is in the bank."""
    shown = [question for question in catalog.questions if not question.is_draft]
    drafts = [question for question in catalog.questions if question.is_draft]
    of_lesson: dict[str, list[Question]] = {}
    for question in shown:
        of_lesson.setdefault(question.lesson_id, []).append(question)
    taught = [lesson_id for course in catalog.courses for lesson_id in course.lesson_ids]
    order = dict.fromkeys((*taught, *catalog.lessons_by_id))
    lessons = [catalog.lessons_by_id[lesson_id] for lesson_id in order]
    asked = {(question.lesson_id, question.card_id) for question in shown}
    return Figures(
        topics=tuple(_count_topic(lesson, of_lesson.get(lesson.id, ())) for lesson in lessons),
        terms=len(catalog.terms),
        drafts=len(drafts),
        unfinished_drafts=sum(map(_is_unfinished, drafts)),
        tests=tuple(
            TestSupply(
                course.id,
                course.test.questions,
                len(catalog.list_questions(catalog.list_required(course), Use.TEST)),
            )
            for course in catalog.courses
        ),
        key_lengths=count_key_lengths(shown),
        key_places=count_key_places(shown),
        unasked_lessons=tuple(one.id for one in lessons if one.id not in of_lesson),
        unasked_cards=tuple(
            (lesson.id, card.id)
            for lesson in lessons
            if lesson.id in of_lesson
            for card in lesson.cards
            if (lesson.id, card.id) not in asked
        ),
    )


def _count_topic(lesson: Lesson, questions: Sequence[Question]) -> Topic:
    reserved = sum(question.use is Use.TEST for question in questions)
    levels = Counter(question.difficulty for question in questions)
    return Topic(
        lesson_id=lesson.id,
        practice=len(questions) - reserved,
        reserved=reserved,
        by_difficulty=(levels[1], levels[2], levels[3]),
        minutes=lesson.minutes,
        words=sum(len(card.text.split()) for card in lesson.cards),
    )


def _is_unfinished(draft: Question) -> bool:
    has_place = draft.lesson_id and draft.card_id
    return not has_place or not all(option.why for option in draft.options)
