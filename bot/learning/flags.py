"""Questions that learners flag, and what trainers answer: never with a learner's name."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.learning.course import Question


class FlagReason(StrEnum):
    """What a learner finds at fault in a question."""

    UNCLEAR = "unclear"
    WRONG = "wrong"
    OTHER = "other"


class FlagOutcome(StrEnum):
    """What a trainer did about a flag; the learner is told of each."""

    REPLIED = "replied"
    MENDED = "mended"
    KEPT = "kept"


CLOSING = frozenset({FlagOutcome.MENDED, FlagOutcome.KEPT})  # one of them, once


@dataclass(frozen=True)
class FlagTaken:
    """A learner's flag is recorded."""

    flag_id: int
    is_comment_wanted: bool


@dataclass(frozen=True)
class FlagAnswered:
    """What a trainer answered to a flag; a reply has a text."""

    outcome: FlagOutcome
    text: str | None
    answered_at: datetime


@dataclass(frozen=True)
class Flag:
    """A flagged question as trainers see it: unsigned, and as it was when it was answered."""

    id: int
    question: Question
    reason: FlagReason
    comment: str | None
    flagged_at: datetime
    chosen: frozenset[str]
    is_correct: bool
    answers: tuple[FlagAnswered, ...]

    @property
    def closing(self) -> FlagOutcome | None:
        """How it was closed."""
        return next((a.outcome for a in self.answers if a.outcome in CLOSING), None)

    @property
    def is_open(self) -> bool:
        """Whether no trainer has answered it in any way."""
        return not self.answers


@dataclass(frozen=True)
class AnswerForLearner:
    """What a trainer answered, with the question as the learner knew it."""

    question: Question
    answered: FlagAnswered
