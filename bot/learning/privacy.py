"""What is stored about a person, by what it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

ERASED: Final = "erased"  # in place of what is personal and was erased


class Purpose(StrEnum):
    """What a row about a person is kept for."""

    EVIDENCE = "evidence"  # it proves what they learned; kept to its retention
    OWN = "own"  # practice, opinions, wishes: the learner's own
    RUNNING = "running"  # who they are, and how the bot lets them in and reaches them
    DUTY = "duty"  # what they did in a role, for others


@dataclass(frozen=True)
class Retention:
    """How many months something is kept: 0 is for ever."""

    leaver: int = 36  # who somebody was, after they have left the company
    practice: int = 12  # rounds of practice, after they began


@dataclass(frozen=True)
class PersonalFile:
    """Everything that is stored about one person: rows by purpose and table."""

    person_id: int
    first_name: str
    rows: Mapping[Purpose, Mapping[str, Sequence[Mapping[str, Any]]]]

    def count(self, purpose: Purpose, table: str) -> int:
        """Return how many rows of a table serve a purpose."""
        return len(self.rows[purpose].get(table, ()))


@dataclass(frozen=True)
class OwnData:
    """How much there is of what somebody may erase."""

    rounds: int
    answers: int
    comments: int
    ratings: int
