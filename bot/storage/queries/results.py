"""Finished checks and tests with the marks that count: the record, as corrected."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.learning.corrections import Corrected
from bot.learning.grading import is_pass
from bot.storage.plain import Plain, load_time
from bot.storage.queries import corrections

_COLUMNS = (
    'SELECT id, person_id, kind, scope, "right", total, pass_mark_pct, finished_at'
    " FROM quiz_session WHERE course_id = ? AND kind IN ('check', 'test')"
)
_OF_PERSON = f"{_COLUMNS} AND person_id = ? AND finished_at IS NOT NULL ORDER BY id"


class Result(NamedTuple):
    """A finished check or test; `right` is what counts."""

    session_id: int
    person_id: int
    kind: str
    scope: str
    right: int
    total: int
    pass_mark_pct: int
    finished: str

    @property
    def finished_at(self) -> datetime:
        """When the last question was answered."""
        return load_time(self.finished)

    @property
    def is_passed(self) -> bool:
        """Whether the pass mark that was in force is reached."""
        return is_pass(self.right, self.total, self.pass_mark_pct)


def list_results(session: Session, person_id: int, course_id: str) -> list[Result]:
    """Return a person's results in the order in which the quizzes began."""
    plain = Plain.of(session)
    rows = plain.fetch(_OF_PERSON, course_id, person_id)
    return list(_correct(rows, corrections.load_of_person(plain, person_id)))


def _correct(rows: Iterable[tuple[object, ...]], corrected: Corrected) -> Iterable[Result]:
    for row in rows:
        result = Result._make(row)
        right = corrected.count_right(result.session_id, result.right)
        yield result if right == result.right else result._replace(right=right)
