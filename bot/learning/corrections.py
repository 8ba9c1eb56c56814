"""Corrected keys: which answers count anew, what that does to a result, and what waits for HR."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from bot.learning.course import Question
from bot.learning.grading import count_needed, is_pass
from bot.learning.quiz import QuizLabel


class Effect(StrEnum):
    """What a corrected key does to one attempt."""

    NONE = "none"
    RAISED = "raised"
    GAINED = "gained"  # a pass
    LOWERED = "lowered"
    LOST = "lost"  # a pass
    LEFT_OUT = "left_out"  # the answer cannot be judged by the new key


RISING = frozenset({Effect.RAISED, Effect.GAINED})
FALLING = frozenset({Effect.LOWERED, Effect.LOST})


class KeyOutcome(StrEnum):
    """What a trainer decided about answers that were given before the key was corrected."""

    REGRADE = "regrade"
    LEAVE = "leave"


class PassOutcome(StrEnum):
    """What HR decided about a pass that a corrected key would take away."""

    APPLY = "apply"
    STAND = "stand"


@dataclass(frozen=True)
class Key:
    """The right options of a question among all that it has."""

    right_ids: frozenset[str]
    option_ids: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> Self:
        """Return the key of a question."""
        return cls(question.correct_ids, frozenset(option.id for option in question.options))

    def judge(
        self, shown: frozenset[str], chosen: frozenset[str], *, may_choose_several: bool
    ) -> bool | None:
        """Tell whether an answer is right; None where it could not have been given to this key.

        That is so where an option that was shown is gone, a right one was not shown, or several
        are right and only one could be chosen. An option that was added since harms nobody.
        """
        is_choosable = may_choose_several or len(self.right_ids) == 1
        if not (is_choosable and self.right_ids <= shown <= self.option_ids):
            return None
        return chosen == self.right_ids


class Verdict(NamedTuple):
    """What was recorded of an answer, and what counts in its place."""

    session_id: int
    position: int
    was_right: bool
    is_right: bool


class Corrected:
    """The results as corrected: the one place that says what counts in place of what was recorded.

    The verdicts come in the order in which they were recorded; of each answer the last one counts.
    """

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        self._quizzes: dict[int, dict[int, Verdict]] = {}
        for verdict in verdicts:
            self._quizzes.setdefault(verdict.session_id, {})[verdict.position] = verdict

    def count_right(self, session_id: int, recorded: int) -> int:
        """Return how many answers of a quiz count as right, where so many were recorded so."""
        verdicts = self._quizzes.get(session_id, {}).values()
        return recorded + sum(verdict.is_right - verdict.was_right for verdict in verdicts)

    def is_right(self, session_id: int, position: int, *, recorded: bool) -> bool:
        """Tell whether an answer counts as right."""
        verdict = self._quizzes.get(session_id, {}).get(position)
        return recorded if verdict is None else verdict.is_right


@dataclass(frozen=True)
class Marks:
    """The marks of one attempt as they count, and what passes it."""

    right: int
    total: int
    pass_mark_pct: int

    @property
    def is_passed(self) -> bool:
        """Whether the pass mark is reached."""
        return is_pass(self.right, self.total, self.pass_mark_pct)

    @property
    def needed(self) -> int:
        """How many right answers pass."""
        return count_needed(self.total, self.pass_mark_pct)

    def change(self, *, counted: bool, is_right: bool) -> "Marks":
        """Return the marks with one answer judged otherwise."""
        return Marks(self.right + is_right - counted, self.total, self.pass_mark_pct)


def find_effect(marks: Marks, *, counted: bool, is_right: bool | None) -> Effect:
    """Say what a verdict on one answer does to an attempt; `counted` is what counts so far."""
    if is_right is None:
        return Effect.LEFT_OUT
    if is_right is counted:
        return Effect.NONE
    is_passed = marks.change(counted=counted, is_right=is_right).is_passed
    if is_right:
        return Effect.GAINED if is_passed and not marks.is_passed else Effect.RAISED
    return Effect.LOST if marks.is_passed and not is_passed else Effect.LOWERED


@dataclass(frozen=True)
class Impact:
    """What regrading by a corrected key does, in figures."""

    attempts: int = 0  # that a result changes of
    people: int = 0
    raised: int = 0
    passes_gained: int = 0
    lowered: int = 0
    passes_lost: int = 0
    left_out: int = 0

    @classmethod
    def add_up(cls, effects: Iterable[tuple[int, Effect]]) -> Self:
        """Count the effects on attempts, each with the person whose attempt it is."""
        counts: Counter[Effect] = Counter()
        people: set[int] = set()
        for person_id, effect in effects:
            counts[effect] += 1
            if effect in RISING or effect in FALLING:
                people.add(person_id)
        raised = sum(counts[effect] for effect in RISING)
        lowered = sum(counts[effect] for effect in FALLING)
        return cls(
            attempts=raised + lowered,
            people=len(people),
            raised=raised,
            passes_gained=counts[Effect.GAINED],
            lowered=lowered,
            passes_lost=counts[Effect.LOST],
            left_out=counts[Effect.LEFT_OUT],
        )


@dataclass(frozen=True)
class KeyDecided:
    """What a trainer decided about a corrected key; a regrade has a reason."""

    id: int
    outcome: KeyOutcome
    first_name: str
    reason: str | None
    at: datetime
    is_finished: bool
    applied: int = 0  # passes that HR took away
    stood: int = 0  # passes that HR let stand


@dataclass(frozen=True)
class KeyCase:
    """A corrected key: the question before and after, and what is or would be done about it.

    `impact` is what regrading would do, or where it is decided, what it did.
    """

    id: int
    former: Question
    question: Question
    number: int  # of the version that corrected it
    changed_at: datetime
    impact: Impact = Impact()  # left out in lists
    decided: KeyDecided | None = None
    is_overtaken: bool = False  # the key has changed again since

    @property
    def is_reworded(self) -> bool:
        """Whether an option says something else than it did when learners chose it."""
        before = {option.id: option.text for option in self.former.options}
        return any(
            before.get(option.id, option.text) != option.text for option in self.question.options
        )


@dataclass(frozen=True)
class HeldPass:
    """A pass that waits for HR's word: the attempt, and what the corrected key makes of it."""

    id: int
    decision_id: int
    person_id: int
    label: QuizLabel
    finished_at: datetime
    marks: Marks
    corrected: Marks


@dataclass(frozen=True)
class HeldGroup:
    """The passes that one corrected key would take away, and why a trainer regraded."""

    decision_id: int
    question: Question
    former: Question
    reason: str
    waiting: int
    passes: tuple[HeldPass, ...] = ()  # the first of them, the oldest first
    is_in_hand: bool = False  # somebody's word is being carried out


@dataclass(frozen=True)
class CorrectedResult:
    """One result of a learner that a corrected key has changed."""

    label: QuizLabel
    session_id: int
    position: int
    finished_at: datetime
    before: Marks
    after: Marks


@dataclass(frozen=True)
class CorrectionForLearner:
    """What a learner is told of a corrected key: each of their results that it changed."""

    question: Question
    results: tuple[CorrectedResult, ...]
    is_course_complete: bool = False
