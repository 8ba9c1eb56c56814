"""A statement that is still to be made, as soon as it is known of which account it is."""

from collections.abc import Callable
from typing import NamedTuple

from bot.learning.xapi.activities import Statement, Version

FindVersion = Callable[[int], Version]


class Item(NamedTuple):
    """`make` takes the account by that name; `is_answer` says that it is about a single answer."""

    person_id: int
    course_id: str
    make: Callable[..., Statement]
    is_answer: bool = False
