"""What foreign files gave: questions, pictures, and a word on everything that did not fit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.content.problems import shorten
from bot.content.writing import write_questions
from bot.learning.course import Question
from bot.learning.phrases import count

MAX_QUESTIONS: Final = 20_000
TOO_MANY: Final = f"it has more than {MAX_QUESTIONS:,} questions. Split it"

_TITLE: Final = 60


class Unreadable(Exception):
    """A file of which nothing can be taken; it says why, and what to do, in one line."""


@dataclass
class Sketch:
    """One question of a foreign file as its reader understood it.

    `entry` has the fields of questions.yaml by their names, all values as text. `losses` say what
    of it cannot be kept. `refusals` say why it cannot be taken at all; then `entry` may be empty.
    """

    line: int
    title: str = ""
    entry: dict[str, Any] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    may_be_renamed: bool = False  # its id is one of another system, and not meant for us

    def lose(self, reason: str) -> None:
        """Note what cannot be kept, once."""
        if reason not in self.losses:
            self.losses.append(reason)

    def refuse(self, reason: str) -> None:
        """Note why it cannot be taken, once."""
        if reason not in self.refusals:
            self.refusals.append(reason)

    @property
    def what(self) -> str:
        """By what a trainer recognises it: its title, or how it begins."""
        return shorten(self.title or str(self.entry.get("ask", "")), _TITLE)


@dataclass
class Reading:
    """Everything that stands in one file; `media` are pictures by file name.

    `remarks` are on the file as a whole.
    """

    sketches: list[Sketch] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, sketch: Sketch) -> None:
        """Take one more question; raise Unreadable where there are too many."""
        if len(self.sketches) == MAX_QUESTIONS:
            raise Unreadable(TOO_MANY)
        self.sketches.append(sketch)


@dataclass(frozen=True)
class Shortfall:
    """A question that was taken only in part, or not at all, and why."""

    file: str
    line: int
    what: str
    reasons: tuple[str, ...]
    is_refused: bool

    def __str__(self) -> str:
        fate = "not taken" if self.is_refused else "taken in part"
        return f"{self.file}:{self.line}: {fate}: {self.what}: {'; '.join(self.reasons)}"


@dataclass(frozen=True)
class Harvest:
    """All that was found: taken + partly + refused is found.

    What lacks a lesson, a card or a reason is a draft. `media` are the pictures by file name,
    `lines` the places of the questions by their ids.
    """

    questions: tuple[Question, ...]
    shortfalls: tuple[Shortfall, ...]
    found: int
    media: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """How many questions lost nothing."""
        return len(self.questions) - self.partly

    @property
    def partly(self) -> int:
        """How many questions were taken, but lost something."""
        return sum(not shortfall.is_refused for shortfall in self.shortfalls)

    @property
    def refused(self) -> int:
        """How many questions were not taken."""
        return sum(shortfall.is_refused for shortfall in self.shortfalls)

    @property
    def drafts(self) -> int:
        """How many questions no learner sees before they are complete."""
        return sum(question.is_draft for question in self.questions)

    def summarise(self) -> str:
        """Return the figures in a line."""
        return (
            f"{count(self.found, 'question')} found: {self.taken:,} taken, "
            f"{self.partly:,} taken in part, {self.refused:,} not taken; "
            f"{count(self.drafts, 'draft')} to complete"
        )

    def report(self) -> str:
        """Return all that is to be said, a line each: remarks, shortfalls, figures."""
        lines = [*self.remarks, *map(str, self.shortfalls), self.summarise()]
        return "\n".join(lines) + "\n"

    def to_yaml(self) -> str:
        """Return questions.yaml with all of them; there must be at least one."""
        return write_questions(self.questions)
