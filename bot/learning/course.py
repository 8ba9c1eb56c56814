"""What is taught: courses, lessons, questions and terms as frozen values."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class QuestionType(StrEnum):
    """How a question is answered; a multiple response counts only when it is wholly right."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"


class Use(StrEnum):
    """Where a question may be shown: items reserved for the test never appear elsewhere."""

    PRACTICE = "practice"
    TEST = "test"


class Level(StrEnum):
    """What a question asks of the learner's mind."""

    RECALL = "recall"
    APPLICATION = "application"
    ANALYSIS = "analysis"


@dataclass(frozen=True)
class Picture:
    """A picture of the content; `alt` says what it shows, `digest` is the SHA-256 of the file."""

    file: str
    alt: str
    digest: str = ""


@dataclass(frozen=True)
class Option:
    """One answer to choose, with the reason why it is right or wrong.

    `nature` says what the option *is* ("a component"); only negative questions have it.
    """

    id: str
    text: str
    is_correct: bool
    why: str
    nature: str | None = None


@dataclass(frozen=True)
class Question:
    """One item of the bank; `ask` and the options' texts are Markdown.

    A draft is kept in the bank and shown to no learner; its lesson, its card and the options'
    reasons may still be empty. Here and below `ignored_rules` are warnings that the author has
    answered with `ignored_because`.
    """

    id: str
    lesson_id: str
    card_id: str
    type: QuestionType
    use: Use
    level: Level
    is_negative: bool
    ask: str
    options: tuple[Option, ...]
    objective_id: str | None = None
    difficulty: int | None = None  # 1 easy, 2 medium, 3 hard
    hint: str | None = None
    explanation: str | None = None  # what is said of the question as a whole after its answer
    picture: Picture | None = None
    tags: tuple[str, ...] = ()
    keeps_order: bool = False  # the options are not shuffled
    is_draft: bool = False
    ignored_rules: tuple[str, ...] = ()
    ignored_because: str | None = None

    @cached_property
    def correct_ids(self) -> frozenset[str]:
        """The ids of all right options."""
        return frozenset(option.id for option in self.options if option.is_correct)

    def get_option(self, option_id: str) -> Option:
        """Return the option of that id, or raise KeyError."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True)
class Card:
    """One phone screen of Markdown inside a lesson."""

    id: str
    title: str
    text: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Objective:
    """What a learner can do after a lesson."""

    id: str
    text: str


@dataclass(frozen=True)
class Lesson:
    """A few cards on one subject; `minutes` is the reading time without the check quiz.

    `task` is something to try at work. A lesson opens when those it `requires` are done. An
    optional one counts neither for the completion of the course nor in its test.
    """

    id: str
    title: str
    minutes: int
    objectives: tuple[Objective, ...]
    cards: tuple[Card, ...]
    takeaways: tuple[str, ...]
    sources: tuple[str, ...]
    task: str | None = None
    requires: tuple[str, ...] = ()
    is_optional: bool = False
    ignored_rules: tuple[str, ...] = ()
    ignored_because: str | None = None


@dataclass(frozen=True)
class Module:
    """A named group of lessons, in the order in which they are taught.

    `summary` is a card in Markdown to keep when all of them are done.
    """

    id: str
    title: str
    lesson_ids: tuple[str, ...]
    summary: str | None = None


@dataclass(frozen=True)
class QuizRule:
    """How many questions a quiz draws, and the percentage of right answers that passes it."""

    questions: int
    pass_mark_pct: int


@dataclass(frozen=True)
class Course:
    """Modules in order, the check quiz after each lesson, and the final test.

    Its certificates are valid for `valid_months`, or for ever where that is None.
    """

    id: str
    title: str
    description: str
    modules: tuple[Module, ...]
    check: QuizRule
    test: QuizRule
    ignored_rules: tuple[str, ...] = ()
    ignored_because: str | None = None
    valid_months: int | None = None

    @cached_property
    def lesson_ids(self) -> tuple[str, ...]:
        """All lessons of the course in order."""
        return tuple(lesson_id for module in self.modules for lesson_id in module.lesson_ids)


@dataclass(frozen=True)
class Term:
    """One entry of the glossary; `also` are other names under which it is found."""

    id: str
    term: str
    also: tuple[str, ...]
    definition: str
    example: str | None
    lesson_ids: tuple[str, ...]
    ignored_rules: tuple[str, ...] = ()
    ignored_because: str | None = None


@dataclass(frozen=True)
class Catalog:
    """Everything that one version of the content holds; references inside it are valid."""

    courses: tuple[Course, ...]
    lessons: tuple[Lesson, ...]
    questions: tuple[Question, ...]
    terms: tuple[Term, ...]

    @cached_property
    def lessons_by_id(self) -> dict[str, Lesson]:
        """Each lesson under its id."""
        return {lesson.id: lesson for lesson in self.lessons}

    @cached_property
    def questions_by_id(self) -> dict[str, Question]:
        """Each question under its id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def terms_by_id(self) -> dict[str, Term]:
        """Each term under its id."""
        return {term.id: term for term in self.terms}

    @cached_property
    def pictures(self) -> frozenset[Picture]:
        """All pictures that cards and questions show."""
        cards = (card.picture for lesson in self.lessons for card in lesson.cards)
        questions = (question.picture for question in self.questions)
        return frozenset(picture for picture in (*cards, *questions) if picture is not None)

    @property
    def has_several(self) -> bool:
        """Whether there are several courses, so that each has to be named."""
        return len(self.courses) > 1

    def get_course(self, course_id: str) -> Course:
        """Return the course of that id, or raise KeyError."""
        for course in self.courses:
            if course.id == course_id:
                return course
        raise KeyError(course_id)

    def find_course(self, course_id: str) -> Course | None:
        """Return the course of that id, or None where it is not taught."""
        return next((course for course in self.courses if course.id == course_id), None)

    def find_course_of(self, lesson_id: str) -> Course | None:
        """Return the course that teaches a lesson, or None where none does."""
        return self._course_of_lesson.get(lesson_id)

    def list_required(self, course: Course) -> tuple[str, ...]:
        """Return the lessons that completing a course takes, in order."""
        return tuple(one for one in course.lesson_ids if not self.lessons_by_id[one].is_optional)

    @cached_property
    def _course_of_lesson(self) -> dict[str, Course]:
        courses: dict[str, Course] = {}
        for course in self.courses:
            for lesson_id in course.lesson_ids:
                courses.setdefault(lesson_id, course)
        return courses

    def list_questions(self, lesson_ids: tuple[str, ...], use: Use) -> tuple[Question, ...]:
        """Return the questions of those lessons that may be shown in that place; no drafts."""
        wanted = set(lesson_ids)
        return tuple(
            q for q in self.questions if q.use is use and q.lesson_id in wanted and not q.is_draft
        )
