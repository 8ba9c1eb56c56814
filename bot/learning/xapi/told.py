"""How far a record store was told, and what comes next."""

from dataclasses import dataclass
from sys import maxsize
from typing import Final, NamedTuple

from bot.learning.xapi.activities import Statement

ALL: Final = maxsize  # statements of an event


class Place(NamedTuple):
    """How far somebody was told: to the how-manieth statement of an event, counted from 1."""

    number: int
    part: int = ALL


class Told(NamedTuple):
    """A statement with its place; none of whoever has no employee number, or had an erased one."""

    place: Place
    person_id: int
    statement: Statement | None
    is_erased: bool = False


@dataclass(frozen=True)
class StoreMark:
    """How far a record store was told, under which names, and how many statements it took."""

    home: str
    place: Place
    sent: int
