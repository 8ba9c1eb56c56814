"""The content on its author's desk: read at each save, listed, and tried out in the chat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.content.catalog import Loaded, load_catalog
from bot.content.problems import Problem
from bot.content.snapshot import digest
from bot.content.stamp import Stamp, take_stamp
from bot.learning.course import Card, Catalog, Lesson, Question, QuestionType, Use
from bot.learning.quiz import AskedQuestion
from bot.services import Clock
from bot.services.library import Edition, Library, NothingPublished
from bot.services.quiz import Quizzes
from bot.services.study import OpenCard, Study


@dataclass(frozen=True)
class CardLine:
    """A card in the list, or the takeaways, whose id is None; another digest is another text."""

    id: str | None
    title: str
    digest: str


@dataclass(frozen=True)
class QuestionLine:
    """A question in the list; another digest is another question."""

    id: str
    ask: str
    type: QuestionType
    use: Use
    difficulty: int | None
    is_draft: bool
    tags: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Shelf:
    """A lesson with its cards and questions; `number` is None where no module teaches it.

    `course` is the title of its course where there are several. Drafts without a lesson stand on a
    shelf whose id is None.
    """

    lesson_id: str | None
    title: str
    number: int | None
    cards: tuple[CardLine, ...]
    questions: tuple[QuestionLine, ...]
    course: str | None = None


@dataclass(frozen=True)
class PreviewState:
    """What came of the newest reading, and what can be tried: the last version without errors."""

    read_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    sound_at: datetime | None = None  # None as long as every reading met errors
    shelves: tuple[Shelf, ...] = ()


@dataclass(frozen=True)
class LooseCard:
    """A card of a lesson that no module teaches."""

    lesson: Lesson
    card: Card


class EntryGone(Exception):
    """What was chosen is not in the content any more."""


class Preview:
    """Reads a content directory and lets one person try what stands in it."""

    def __init__(
        self, library: Library, quizzes: Quizzes, study: Study, clock: Clock, directory: Path
    ) -> None:
        self._library = library
        self._quizzes = quizzes
        self._study = study
        self._clock = clock
        self._directory = directory
        self._stamp: Stamp | None = None
        self.state = PreviewState()

    def look(self) -> Stamp | None:
        """Return the stamp of the files where they were saved since the last reading."""
        stamp = take_stamp(self._directory)
        return stamp if stamp != self._stamp else None

    def read(self) -> Loaded:
        """Read and check the files."""
        self._stamp = take_stamp(self._directory)  # before: a save meanwhile is noticed later
        return load_catalog(self._directory, is_linted=True)

    def take(self, loaded: Loaded) -> None:
        """Teach what was read where it is sound; else the last sound version stays."""
        now, old = self._clock(), self.state
        if loaded.catalog is None:
            self.state = PreviewState(now, loaded.problems, old.sound_at, old.shelves)
            return
        self._library.publish(loaded.catalog, loaded.media)
        self.state = PreviewState(now, loaded.problems, now, _list_shelves(loaded.catalog))

    def ask_question(self, person_id: int, question_id: str) -> AskedQuestion:
        """Ask a question, drafts and reserved ones too; once it is answered, ask it anew.

        Raises EntryGone.
        """
        edition = self._get_edition()
        if question_id not in edition.catalog.questions_by_id:
            raise EntryGone
        return self._quizzes.start_trial(person_id, edition, [question_id])

    def open_card(
        self, person_id: int, lesson_id: str, card_id: str | None
    ) -> OpenCard | LooseCard:
        """Open a card as learners see it, or the takeaways where the id is None.

        Raises EntryGone.
        """
        catalog = self._get_edition().catalog
        lesson = catalog.lessons_by_id.get(lesson_id)
        ids = [] if lesson is None else [*(card.id for card in lesson.cards), None]
        if lesson is None or card_id not in ids:
            raise EntryGone
        index = ids.index(card_id)
        if catalog.find_course_of(lesson_id) is not None:
            return self._study.peek_card(person_id, lesson_id, index)
        if card_id is None:
            raise EntryGone
        return LooseCard(lesson, lesson.cards[index])

    def _get_edition(self) -> Edition:
        try:
            return self._library.get_current()
        except NothingPublished:
            raise EntryGone from None


def _list_shelves(catalog: Catalog) -> tuple[Shelf, ...]:
    """List lessons in the order of the courses, then the others, each with its questions."""
    questions: dict[str, list[Question]] = {}
    for question in catalog.questions:
        questions.setdefault(question.lesson_id, []).append(question)
    numbers = {
        lesson_id: number
        for course in catalog.courses
        for number, lesson_id in enumerate(course.lesson_ids, start=1)
    }
    titles = {
        lesson_id: course.title
        for course in catalog.courses
        for lesson_id in course.lesson_ids
        if catalog.has_several
    }
    taught = [catalog.lessons_by_id[lesson_id] for lesson_id in numbers]
    others = [lesson for lesson in catalog.lessons if lesson.id not in numbers]
    shelves = [
        replace(
            _fill(lesson, numbers.get(lesson.id), questions.get(lesson.id, [])),
            course=titles.get(lesson.id),
        )
        for lesson in (*taught, *others)
    ]
    if "" in questions:
        shelves.append(Shelf(None, "Without a lesson", None, (), _list_questions(questions[""])))
    return tuple(shelves)


def _fill(lesson: Lesson, number: int | None, questions: Sequence[Question]) -> Shelf:
    cards = [CardLine(card.id, card.title, _digest((lesson.title, card))) for card in lesson.cards]
    if number is not None:
        ending = (lesson.title, lesson.takeaways, lesson.sources, lesson.task)
        cards.append(CardLine(None, "Takeaways", _digest(ending)))
    return Shelf(lesson.id, lesson.title, number, tuple(cards), _list_questions(questions))


def _list_questions(questions: Iterable[Question]) -> tuple[QuestionLine, ...]:
    return tuple(
        QuestionLine(q.id, q.ask, q.type, q.use, q.difficulty, q.is_draft, q.tags, _digest(q))
        for q in questions
    )


def _digest(value: object) -> str:
    """Return what differs for values that differ."""
    return digest(repr(value))[:16]
