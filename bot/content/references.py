"""Rules between entries: what is named must be there, once, and in sufficient number."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from bot.content.build import find_objective_id
from bot.content.check import check_ids
from bot.content.document import Document, Fields, Items
from bot.content.entries import Parsed
from bot.content.faults import make_id
from bot.content.problems import Mark, Page, did_you_mean, find_close, shorten
from bot.content.schema import (
    ID_PATTERN,
    CourseEntry,
    ModuleEntry,
    QuestionEntry,
    TermEntry,
    is_yes,
    read_objective,
)
from bot.learning.course import Use
from bot.learning.phrases import count
from bot.learning.terms import fold_name

_LESSON: Final = "lesson"


@dataclass
class Lessons:
    """The lessons that can be referred to; cards and objectives are None where not known."""

    cards: dict[str, frozenset[str] | None]
    places: dict[str, tuple[Page, Mark]]
    is_complete: bool
    objectives: dict[str, frozenset[str] | None] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)

    def check(self, page: Page, mark: Mark, lesson_id: str) -> None:
        """Report a reference to a lesson that does not exist."""
        if self.is_complete and lesson_id not in self.cards:
            fix = did_you_mean(lesson_id, self.cards) or "Add it as lessons/NAME.yaml"
            page.error("unknown-lesson", mark, f"there is no lesson {shorten(lesson_id)}", fix)

    def guess(self, lesson_id: Any) -> str | None:
        """Return the lesson that is meant, also where its id is misspelt."""
        if not isinstance(lesson_id, str):
            return None
        if lesson_id in self.cards:
            return lesson_id
        return find_close(lesson_id, tuple(self.cards)) or lesson_id


def find_lessons(documents: Iterable[Document], *, has_all: bool) -> Lessons:
    """Return what can be known of the lessons, also of those with errors in them."""
    lessons = Lessons({}, {}, has_all)
    for document in documents:
        data = document.data
        lesson_id = data.get("id") if isinstance(data, Fields) else None
        if not isinstance(lesson_id, str):
            lessons.is_complete = False
            continue
        if not document.is_broken and is_yes(data.get("optional")):
            lessons.optional.add(lesson_id)
        mark = data.value_mark("id")
        cards = None if document.is_broken else _list_cards(data.get("cards"))
        if not re.search(ID_PATTERN, lesson_id):
            # Others may already use the id that will be suggested for it.
            lessons.cards[make_id(lesson_id)] = cards
            lessons.cards[lesson_id] = cards
            continue
        if lesson_id in lessons.places:
            page, first = lessons.places[lesson_id]
            where = f"{page.file}, line {first.line + 1}"
            message = f"the id {shorten(lesson_id)} is already used in {where}"
            fix = "Give one of the two lessons another id"
            document.page.error("duplicate-id", mark, message, fix)
            lessons.cards[lesson_id] = None
            continue
        lessons.places[lesson_id] = document.page, mark
        lessons.cards[lesson_id] = cards
        if not document.is_broken:
            lessons.objectives[lesson_id] = _list_objectives(data.get("objectives"))
    return lessons


def _list_cards(cards: Any) -> frozenset[str] | None:
    if not isinstance(cards, Items) or not all(isinstance(card, Fields) for card in cards):
        return None
    ids = [card.get("id") for card in cards]
    return frozenset(ids) if all(isinstance(card_id, str) for card_id in ids) else None


def _list_objectives(objectives: Any) -> frozenset[str] | None:
    if not isinstance(objectives, Items):
        return None
    try:
        return frozenset(find_objective_id(read_objective(objective)) for objective in objectives)
    except ValidationError:
        return None


def check_places(page: Page, raw: Fields, question: QuestionEntry, lessons: Lessons) -> None:
    """Report a question whose lesson or card does not exist."""
    if question.lesson is None:
        return
    if question.lesson not in lessons.cards:
        lessons.check(page, raw.value_mark(_LESSON), question.lesson)
        return
    cards = lessons.cards[question.lesson]
    if cards is not None and question.card is not None and question.card not in cards:
        fix = did_you_mean(question.card, cards) or f"It has: {', '.join(sorted(cards))}"
        message = f"the lesson '{question.lesson}' has no card {shorten(question.card)}"
        page.error("unknown-card", raw.value_mark("card"), message, fix)
    objectives = lessons.objectives.get(question.lesson)
    if (
        objectives is not None
        and question.objective is not None
        and question.objective not in objectives
    ):
        listed = f"It has: {', '.join(sorted(objectives))}"
        fix = did_you_mean(question.objective, objectives) or listed
        message = f"the lesson '{question.lesson}' has no objective {shorten(question.objective)}"
        page.error("unknown-objective", raw.value_mark("objective"), message, fix)


def check_term_lessons(page: Page, raw: Fields, term: TermEntry, lessons: Lessons) -> None:
    """Report a term that names a lesson which does not exist."""
    for number, lesson_id in enumerate(term.lessons):
        lessons.check(page, raw["lessons"].marks[number], lesson_id)


def check_names(terms: Parsed[TermEntry]) -> None:
    """Report names that lead to two terms, as the chat looks them up."""
    first: dict[str, tuple[Fields, Mark]] = {}
    for raw, term in terms.rows:
        marks = raw["also"].marks if term.also else ()
        names = [(term.term, raw.value_mark("term")), *zip(term.also, marks, strict=True)]
        for name, mark in names:
            owner, place = first.setdefault(fold_name(name), (raw, mark))
            if owner is not raw:
                where = f"line {place.line + 1}, column {place.column + 1}"
                message = f"{shorten(name)} is already a name of another term, in {where}"
                terms.page.error("duplicate-name", mark, message, "Remove or reword one of the two")


def check_modules(courses: Parsed[CourseEntry], lessons: Lessons) -> None:
    """Report what is wrong with the modules of the courses.

    A button names a module or a lesson and no course, so both stand in one course only.
    """
    page = courses.page
    check_ids(page, [row for raw, _ in courses.rows for row in raw["modules"]])
    first: dict[str, int] = {}
    for row, module in _list_modules(courses):
        for mark, lesson_id in zip(row["lessons"].marks, module.lessons, strict=True):
            lessons.check(page, mark, lesson_id)
            if lesson_id in first:
                where = f"line {first[lesson_id]}"
                message = f"the lesson {shorten(lesson_id)} already stands in {where}"
                page.error("lesson-twice", mark, message, "Remove one of the two")
            first.setdefault(lesson_id, mark.line + 1)


def _list_modules(courses: Parsed[CourseEntry]) -> Iterator[tuple[Fields, ModuleEntry]]:
    for raw, course in courses.rows:
        yield from zip(raw["modules"], course.modules, strict=True)


def check_unused(courses: Parsed[CourseEntry], lessons: Lessons) -> None:
    """Warn of lessons that no module teaches."""
    if not courses.is_whole or not lessons.places:
        return
    used = {i for _, course in courses.rows for module in course.modules for i in module.lessons}
    used |= {guess for i in used if (guess := lessons.guess(i))}
    for lesson_id, (page, mark) in lessons.places.items():
        if lesson_id not in used:
            fix = "Add it to a module in courses.yaml"
            message = f"no module teaches the lesson {shorten(lesson_id)}"
            page.warn("untaught-lesson", mark, message, fix)


def check_supply(
    courses: Parsed[CourseEntry], questions: Parsed[QuestionEntry], lessons: Lessons
) -> None:
    """Report quizzes that would draw more questions than there are."""
    pools = _count_pools(questions, lessons)
    if pools is None:
        return
    for raw, course in courses.rows:
        _check_supply(courses.page, raw, course, pools, lessons)


def _check_supply(
    page: Page,
    raw: Fields,
    course: CourseEntry,
    pools: Counter[tuple[str, Use]],
    lessons: Lessons,
) -> None:
    tested = 0
    for row, module in zip(raw["modules"], course.modules, strict=True):
        for mark, lesson_id in zip(row["lessons"].marks, module.lessons, strict=True):
            meant = lessons.guess(lesson_id) or lesson_id
            tested += pools[meant, Use.TEST] if meant not in lessons.optional else 0
            found = pools[meant, Use.PRACTICE]
            if found < course.check.questions and meant in lessons.cards:
                drawn = count(course.check.questions, "question")
                message = f"the check quiz of '{meant}' draws {drawn}, but there are only {found}"
                fix = "Write more for practice, or draw fewer"
                page.error("few-questions", mark, message, fix)
    if tested < course.test.questions:
        drawn = count(course.test.questions, "question")
        message = f"the final test draws {drawn}, but only {tested} are reserved for it"
        fix = "Write more with 'use: test', or draw fewer"
        page.error("few-questions", raw["test"].value_mark("questions"), message, fix)


def _count_pools(
    questions: Parsed[QuestionEntry], lessons: Lessons
) -> Counter[tuple[str, Use]] | None:
    """Count questions by lesson and use; None where too much is unknown to complain."""
    if questions.is_cut or not questions.raw:
        return None
    shown = [question for _, question in questions.rows if not question.draft]
    if any(question.lesson is None for question in shown):
        return None
    pools = Counter((question.lesson or "", question.use) for question in shown)
    for lesson_id, use in list(pools):
        if lesson_id not in lessons.cards and (guess := lessons.guess(lesson_id)) != lesson_id:
            pools[guess or "", use] += pools[lesson_id, use]
    if questions.is_whole:
        return pools
    # An unsound question counts for either pool: it may well be the one that is missing.
    sound = {id(raw) for raw, _ in questions.rows}
    for raw in questions.raw:
        if id(raw) in sound:
            continue
        guess = lessons.guess(raw.get(_LESSON)) if isinstance(raw, Fields) else None
        if guess is None or guess not in lessons.cards:
            return None
        for use in Use:
            pools[guess, use] += 1
    return pools
