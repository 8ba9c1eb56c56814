"""The answers of finished checks and tests, of some people at a time."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.learning.corrections import Corrected
from bot.learning.quiz import COUNTED
from bot.storage.plain import Plain, dump_time
from bot.storage.queries.completion import RecordedPerson, list_people
from bot.storage.queries.corrections import load_of_those

_KINDS = ", ".join(f"'{kind}'" for kind in sorted(COUNTED))
_ANSWERS = (
    "SELECT s.person_id, s.id, s.version_id, s.course_id, s.kind, s.scope, s.finished_at,"  # noqa: S608 - our own words
    " i.position, i.question_id, a.chosen_ids, a.is_correct, a.answered_at"
    " FROM quiz_session s"
    " CROSS JOIN quiz_item i ON i.session_id = s.id"
    " CROSS JOIN answer a ON a.session_id = s.id AND a.position = i.position AND a.try_no = 1"
    f" WHERE s.person_id IN (SELECT value FROM json_each(?1)) AND s.kind IN ({_KINDS})"
    " AND s.finished_at <= ?2 AND (?3 IS NULL OR s.course_id = ?3)"
    " ORDER BY s.person_id, s.id, i.position"
)


class RecordedAnswer(NamedTuple):
    """An answer as it was recorded; the chosen options as JSON, the position counted from 0."""

    person_id: int
    session_id: int
    version_id: int
    course_id: str
    kind: str
    scope: str
    finished_at: str
    position: int
    question_id: str
    chosen_json: str
    is_right: int
    answered_at: str


class AnswersOfSome(NamedTuple):
    """Some people, their answers in order, and what counts in place of what was recorded."""

    people: Sequence[RecordedPerson]
    answers: Iterator[RecordedAnswer]
    corrected: Corrected


def stream_answers(
    plain: Plain, as_of: datetime, department: str | None, course_id: str | None, size: int
) -> Iterator[AnswersOfSome]:
    """Yield the answers of so many people at a time, in the order of their ids.

    Those of the quizzes that were finished by a moment, with the corrections known by then.
    """
    last, until = 0, dump_time(as_of)
    while some := list_people(plain, last, department, None, size):
        these = json.dumps([person.id for person in some])
        found = plain.stream(_ANSWERS, these, until, course_id)
        yield AnswersOfSome(
            some, map(RecordedAnswer._make, found), load_of_those(plain, these, until)
        )
        last = some[-1].id
