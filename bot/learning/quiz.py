"""A quiz on paper: which questions are drawn, in which order options stand, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from random import Random

from bot.learning.course import Card, Lesson, Option, Question, QuestionType
from bot.learning.grading import is_pass, score_pct

LETTERS = "ABCDEFGH"


class QuizKind(StrEnum):
    """What a quiz is for; practice changes no result, and a trial is a look at the content."""

    CHECK = "check"
    TEST = "test"
    PRACTICE = "practice"
    TRIAL = "trial"


COUNTED = frozenset({QuizKind.CHECK, QuizKind.TEST})  # what decides on a result


@dataclass(frozen=True)
class DrawnItem:
    """A question in a quiz, with its options in the order in which this learner sees them."""

    question_id: str
    option_ids: tuple[str, ...]


@dataclass(frozen=True)
class QuizLabel:
    """What a quiz is about: one lesson, or the whole course where the lesson is None."""

    kind: QuizKind
    lesson: Lesson | None = None
    lesson_number: int | None = None
    is_of_missed: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it stands before the learner; `chosen` are the options ticked so far.

    `is_hinted` when its hint was asked for.
    """

    session_id: int
    label: QuizLabel
    position: int
    total: int
    question: Question
    options: tuple[Option, ...]
    chosen: frozenset[str] = frozenset()
    is_hinted: bool = False

    @property
    def has_hint(self) -> bool:
        """Whether there is a hint to ask for; a test gives none."""
        return self.question.hint is not None and self.label.kind is not QuizKind.TEST

    @property
    def is_last(self) -> bool:
        """Whether the quiz ends with this question."""
        return self.position == self.total - 1

    @property
    def labelled(self) -> tuple[tuple[str, Option], ...]:
        """The options with the labels they go by: letters, or their own text for true or false."""
        if self.question.type is QuestionType.TRUE_FALSE:
            return tuple((option.text, option) for option in self.options)
        return tuple(zip(LETTERS, self.options, strict=False))

    def name_options(self, option_ids: frozenset[str]) -> str:
        """Return the labels of those options: "A", "A and C", "A, B and D" or "True"."""
        labels = [label for label, option in self.labelled if option.id in option_ids]
        return " and ".join(part for part in (", ".join(labels[:-1]), *labels[-1:]) if part)


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question after its answer; `is_repeat` when the answer had been given before this tap.

    Where its key was corrected since, it is shown with the new one, and `corrected_at` says when.
    """

    asked: AskedQuestion
    is_correct: bool
    is_repeat: bool = False
    corrected_at: datetime | None = None


@dataclass(frozen=True)
class TaughtCard:
    """The card that teaches a question, as it was when the quiz began."""

    lesson: Lesson
    card: Card
    is_quiz_finished: bool


@dataclass(frozen=True)
class QuizTurn:
    """What comes next in a quiz, and what speaks against showing it now.

    It may stand in the chat already (`message_id`), since a few seconds only (`is_fresh`), or the
    explanation of the answer before it has hardly appeared (`is_hasty`).
    """

    next: "AskedQuestion | QuizResult"
    message_id: int | None
    is_recent: bool = False
    is_hasty: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether it stands in the chat."""
        return self.message_id is not None

    @property
    def is_fresh(self) -> bool:
        """Whether it has stood there for a few seconds only."""
        return self.is_shown and self.is_recent


@dataclass(frozen=True)
class QuizResult:
    """A finished quiz: the marks, and the questions that were missed."""

    session_id: int
    course_id: str
    label: QuizLabel
    right: int
    total: int
    pass_mark_pct: int
    missed: tuple[Question, ...]
    missed_positions: tuple[int, ...]
    finished_at: datetime | None

    @property
    def is_passed(self) -> bool:
        """Whether the pass mark was reached."""
        return is_pass(self.right, self.total, self.pass_mark_pct)

    @property
    def score_pct(self) -> int:
        """The score in whole percent."""
        return score_pct(self.right, self.total)


def draw(
    pool: Sequence[Question], count: int, rng: Random, asked: Mapping[str, int] | None = None
) -> tuple[DrawnItem, ...]:
    """Draw up to `count` questions at random, spread evenly over lessons and their objectives.

    Every lesson gives a question before any lesson gives a second one, so a test of twelve over
    seven lessons asks about all seven. In the same way every objective of a lesson gives a question
    before one of them gives a second. Objectives and questions that this learner was `asked` less
    often come first: a retake prefers what was not seen yet. Questions without an objective
    count as those of one more.
    """
    times = asked or {}
    heaps = [_pile(questions, rng, times) for questions in _group(pool, lambda one: one.lesson_id)]
    drawn: list[Question] = []
    while len(drawn) < count and any(heaps):
        rng.shuffle(heaps)
        heaps.sort(key=lambda heap: times.get(heap[-1].id, 0) if heap else 0)
        for heap in heaps:
            if heap and len(drawn) < count:
                drawn.append(heap.pop())
    rng.shuffle(drawn)
    return tuple(deal(question, rng) for question in drawn)


def _pile(questions: Sequence[Question], rng: Random, times: Mapping[str, int]) -> list[Question]:
    """Put a lesson's questions in the order in which they are drawn; the last one comes first."""
    objectives = _group(questions, lambda one: one.objective_id)
    rng.shuffle(objectives)
    objectives.sort(key=lambda one: _count_times(one, times))
    for objective in objectives:
        rng.shuffle(objective)
        objective.sort(key=lambda question: times.get(question.id, 0))
    rounds = zip_longest(*objectives)
    return [question for taken in rounds for question in taken if question is not None][::-1]


def _count_times(objective: Sequence[Question], times: Mapping[str, int]) -> tuple[int, int]:
    """Return how often an objective was asked, and its question that was asked least."""
    counts = [times.get(question.id, 0) for question in objective]
    return sum(counts), min(counts)


def _group(
    questions: Sequence[Question], key: Callable[[Question], object]
) -> list[list[Question]]:
    groups: dict[object, list[Question]] = {}
    for question in questions:
        groups.setdefault(key(question), []).append(question)
    return list(groups.values())


def deal(question: Question, rng: Random) -> DrawnItem:
    """Put a question's options in the order for one learner; True stays before False.

    Options that keep their order, such as numbers, are not shuffled.
    """
    option_ids = [option.id for option in question.options]
    if question.type is QuestionType.TRUE_FALSE:
        option_ids = [option.id for option in sorted(question.options, key=_is_false)]
    elif not question.keeps_order:
        rng.shuffle(option_ids)
    return DrawnItem(question.id, tuple(option_ids))


def _is_false(option: Option) -> bool:
    return option.text.casefold() == "false"
