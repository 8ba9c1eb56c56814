"""How far a learner is: the completion rule, the time left and the one next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Self

from bot.learning.assignments import Duty
from bot.learning.course import Catalog, Course, Lesson, Module
from bot.learning.grading import is_pass
from bot.learning.quiz import QuizKind, QuizLabel

MINUTES_A_QUESTION = Fraction(1, 2)


@dataclass(frozen=True)
class QuizScore:
    """The marks of one finished check or test."""

    right: int
    total: int
    is_passed: bool

    @classmethod
    def of(cls, right: int, total: int, pass_mark_pct: int) -> Self:
        """Judge the marks by the pass mark that was in force."""
        return cls(right, total, is_pass(right, total, pass_mark_pct))


@dataclass(frozen=True)
class OpenQuiz:
    """A quiz that was begun and not ended; `position` is the open question, counted from 0."""

    session_id: int
    label: QuizLabel
    position: int
    total: int


@dataclass(frozen=True)
class LearnerFacts:
    """What is recorded of one learner in one course."""

    read_cards: Mapping[str, frozenset[str]]
    read_lessons: frozenset[str]
    checks: Mapping[str, Sequence[QuizScore]]
    tests: Sequence[QuizScore]
    open_quiz: OpenQuiz | None
    duty: Duty | None = None  # what is assigned and not completed


@dataclass(frozen=True)
class LessonStanding:
    """One lesson of the course as this learner stands in it.

    `missing` are the lessons that it requires and that are not done.
    """

    number: int
    lesson: Lesson
    is_read: bool
    first_unread: int
    best_check: QuizScore | None
    missing: tuple["LessonStanding", ...] = ()

    @property
    def is_check_passed(self) -> bool:
        """Whether a check quiz of this lesson was passed."""
        return self.best_check is not None and self.best_check.is_passed

    @property
    def is_done(self) -> bool:
        """Whether the lesson is read and its check quiz passed."""
        return self.is_read and self.is_check_passed

    @property
    def is_started(self) -> bool:
        """Whether anything of the lesson was read or answered."""
        return self.is_read or self.first_unread > 0 or self.best_check is not None

    @property
    def is_locked(self) -> bool:
        """Whether others must be done first; what was begun stays open."""
        return bool(self.missing) and not self.is_started

    @property
    def is_optional(self) -> bool:
        """Whether the course is complete without it."""
        return self.lesson.is_optional


@dataclass(frozen=True)
class ReadCard:
    """Next: read this card, counted from 0."""

    lesson: Lesson
    number: int
    card_index: int


@dataclass(frozen=True)
class TakeCheck:
    """Next: the check quiz of a lesson that is read."""

    lesson: Lesson
    number: int
    questions: int


@dataclass(frozen=True)
class ContinueQuiz:
    """Next: the open question of a quiz that was begun."""

    quiz: OpenQuiz


@dataclass(frozen=True)
class TakeTest:
    """Next: the final test."""

    questions: int
    has_tried: bool


@dataclass(frozen=True)
class Finished:
    """Nothing is left to do: the course is completed."""


NextStep = ReadCard | TakeCheck | ContinueQuiz | TakeTest | Finished


@dataclass(frozen=True)
class OtherDuty:
    """Another course that presses more than the one that a learner is in."""

    course_id: str
    title: str
    duty: Duty
    is_overdue: bool


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in a course; `is_one_of_several` where the content has more."""

    course: Course
    lessons: tuple[LessonStanding, ...]
    best_test: QuizScore | None
    test_attempts: int
    next_step: NextStep
    minutes_left: int
    duty: Duty | None = None
    is_overdue: bool = False
    is_one_of_several: bool = False
    pressing: OtherDuty | None = None

    @property
    def named_id(self) -> str | None:
        """The id by which buttons name the course; None where there is only one."""
        return self.course.id if self.is_one_of_several else None

    @cached_property
    def required(self) -> tuple[LessonStanding, ...]:
        """The lessons that completing the course takes."""
        return tuple(standing for standing in self.lessons if not standing.is_optional)

    @property
    def done_lessons(self) -> int:
        """How many of these lessons are read with their check passed."""
        return sum(standing.is_done for standing in self.required)

    @property
    def done_steps(self) -> int:
        """How much of the completion rule is met: lessons read, checks and test passed."""
        done = sum(lesson.is_read + lesson.is_check_passed for lesson in self.required)
        return done + self.is_test_passed

    @property
    def total_steps(self) -> int:
        """How many steps the completion rule has."""
        return 2 * len(self.required) + 1

    @property
    def minutes_in_all(self) -> int:
        """How long the course takes from its first card to the end of the test."""
        reading = sum(standing.lesson.minutes for standing in self.required)
        rule = self.course
        questions = len(self.required) * rule.check.questions + rule.test.questions
        return ceil(reading + questions * MINUTES_A_QUESTION)

    @property
    def is_test_open(self) -> bool:
        """Whether every lesson but the optional ones is done, which opens the final test."""
        return self.done_lessons == len(self.required)

    @property
    def is_test_passed(self) -> bool:
        """Whether the final test was passed."""
        return self.best_test is not None and self.best_test.is_passed

    @property
    def is_complete(self) -> bool:
        """The completion rule: all lessons read, each check passed, the test passed."""
        return self.is_test_open and self.is_test_passed

    @property
    def is_started(self) -> bool:
        """Whether the learner has done anything in this course."""
        return (
            any(standing.is_started for standing in self.lessons)
            or self.test_attempts > 0
            or isinstance(self.next_step, ContinueQuiz)
        )

    def find_lesson(self, lesson_id: str) -> LessonStanding | None:
        """Return how the learner stands in a lesson of the course."""
        return next((one for one in self.lessons if one.lesson.id == lesson_id), None)

    def count_missing(self, module: Module) -> int:
        """Return how many lessons must be done for a module's summary: all that are not optional.

        Where all are optional, all must be done.
        """
        lessons = [one for one in self.lessons if one.lesson.id in module.lesson_ids]
        required = [one for one in lessons if not one.is_optional]
        return sum(not one.is_done for one in required or lessons)

    @property
    def earned_modules(self) -> tuple[Module, ...]:
        """The modules whose summary the learner may keep."""
        modules = self.course.modules
        return tuple(m for m in modules if m.summary is not None and not self.count_missing(m))


def assess(catalog: Catalog, course: Course, facts: LearnerFacts) -> Standing:
    """Work out from the recorded facts where a learner stands in a course."""
    lessons = _lock(
        tuple(
            _assess_lesson(number, catalog.lessons_by_id[lesson_id], facts)
            for number, lesson_id in enumerate(course.lesson_ids, start=1)
        )
    )
    best_test = _best(facts.tests)
    return Standing(
        course=course,
        lessons=lessons,
        best_test=best_test,
        test_attempts=len(facts.tests),
        next_step=_choose_next(course, lessons, facts, best_test),
        minutes_left=_count_minutes(course, lessons, best_test),
        duty=facts.duty,
        is_one_of_several=catalog.has_several,
    )


def find_completion_moment(
    required_ids: Sequence[str],
    read_at: Mapping[str, datetime],
    checks_passed: Sequence[tuple[str, datetime]],
    tests_passed: Sequence[datetime],
) -> datetime:
    """Return when the last thing was done that the completion rule asks for; it must be met.

    Of the checks of a lesson, and of the tests, the first one that was passed counts.
    """
    checked_at: dict[str, datetime] = {}
    for lesson_id, moment in checks_passed:
        checked_at[lesson_id] = min(moment, checked_at.get(lesson_id, moment))
    lessons = [max(read_at[one], checked_at[one]) for one in required_ids]
    return max(*lessons, min(tests_passed))


def _assess_lesson(number: int, lesson: Lesson, facts: LearnerFacts) -> LessonStanding:
    seen = facts.read_cards.get(lesson.id, frozenset())
    unread = (index for index, card in enumerate(lesson.cards) if card.id not in seen)
    return LessonStanding(
        number=number,
        lesson=lesson,
        is_read=lesson.id in facts.read_lessons,
        first_unread=next(unread, len(lesson.cards)),
        best_check=_best(facts.checks.get(lesson.id, ())),
    )


def _lock(lessons: tuple[LessonStanding, ...]) -> tuple[LessonStanding, ...]:
    """Say of each lesson which others are missing for it."""
    missing = {one.lesson.id: one for one in lessons if not one.is_done}
    return tuple(
        replace(one, missing=tuple(missing[n] for n in one.lesson.requires if n in missing))
        if one.lesson.requires
        else one
        for one in lessons
    )


def _best(scores: Sequence[QuizScore]) -> QuizScore | None:
    return max(scores, key=lambda s: (s.is_passed, s.right / s.total), default=None)


def _choose_next(
    course: Course,
    lessons: tuple[LessonStanding, ...],
    facts: LearnerFacts,
    best_test: QuizScore | None,
) -> NextStep:
    by_id = {standing.lesson.id: standing for standing in lessons}
    if facts.open_quiz is not None and not _is_spent(facts.open_quiz, by_id, best_test):
        return ContinueQuiz(facts.open_quiz)
    for standing in lessons:
        if standing.is_optional or standing.is_done:
            continue
        opener = _find_opener(standing, by_id)
        if not opener.is_read:
            return ReadCard(opener.lesson, opener.number, opener.first_unread)
        return TakeCheck(opener.lesson, opener.number, course.check.questions)
    if best_test is None or not best_test.is_passed:
        return TakeTest(course.test.questions, has_tried=best_test is not None)
    return Finished()


def _is_spent(
    quiz: OpenQuiz, lessons: Mapping[str, LessonStanding], best_test: QuizScore | None
) -> bool:
    """Tell whether a quiz is open whose result counts for nothing: a correction has passed it."""
    if quiz.label.kind is QuizKind.TEST:
        return best_test is not None and best_test.is_passed
    lesson = quiz.label.lesson
    here = lessons.get(lesson.id) if lesson is not None else None
    return here is not None and here.is_check_passed


def _find_opener(standing: LessonStanding, by_id: Mapping[str, LessonStanding]) -> LessonStanding:
    """Return the lesson itself, or where it is locked, the one to do first for it."""
    seen: set[str] = set()
    while standing.is_locked and standing.lesson.id not in seen:
        seen.add(standing.lesson.id)  # lessons that require each other must not hang the bot
        standing = by_id[standing.missing[0].lesson.id]
    return standing


def _count_minutes(
    course: Course, lessons: tuple[LessonStanding, ...], best_test: QuizScore | None
) -> int:
    minutes = Fraction(0)
    for standing in lessons:
        if standing.is_optional:
            continue
        if not standing.is_read:
            cards = len(standing.lesson.cards)
            minutes += Fraction(standing.lesson.minutes * (cards - standing.first_unread), cards)
        if not standing.is_check_passed:
            minutes += course.check.questions * MINUTES_A_QUESTION
    if best_test is None or not best_test.is_passed:
        minutes += course.test.questions * MINUTES_A_QUESTION
    return ceil(minutes)
