"""Each answer that counts, with who gave it: a report that is off unless a setting allows it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from bot.learning.quiz import QuizKind
from bot.reports.completion import Criteria
from bot.storage.engine import Database
from bot.storage.plain import Plain, load_time
from bot.storage.queries import completion, taught
from bot.storage.queries.answers import RecordedAnswer, stream_answers
from bot.storage.queries.completion import RecordedPerson

AT_ONCE: Final = 200  # people, whose answers are read together
DEFINITIONS: Final = (
    ("row", "one answer in a check or final test that was finished by then; practice is not here"),
    ("content_version", "the version that was asked, by its number; 0 for one never taught"),
    ("quiz_no", "one attempt at a check or test"),
    ("lesson_id", "whose check it was; empty for the final test"),
    ("question_no", "its place in the quiz"),
    ("chosen", "the ids of the chosen options"),
    ("right", "whether it counts as right, with keys as corrected by then"),
    ("recorded_right", "whether it was taken as right when it was given"),
    ("answered_at, finished_at", "UTC; when it was given, and when the quiz was finished"),
    ("as of", "what was recorded by then; who people are and what they are called is as of today"),
)


class AnswerRow(NamedTuple):
    """An answer; DEFINITIONS say what the columns are."""

    person_id: int
    employee_id: str | None
    name: str
    department: str | None
    course_id: str
    content_version: int
    quiz: str
    lesson_id: str | None
    quiz_no: int
    question_no: int
    question_id: str
    chosen: str
    right: bool
    recorded_right: bool
    answered_at: datetime
    finished_at: datetime


def stream_answer_rows(
    database: Database, criteria: Criteria, show: Callable[[int, int], None] | None = None
) -> Iterator[AnswerRow]:
    """Yield the answers in the order of people, quizzes and questions, of one view of the database.

    Only the answers of some people are in hand at a time. `show` is told how many people are done.
    """
    with database.reading() as session:
        plain = Plain.of(session)
        total, done = completion.count_people(plain), 0
        numbers = taught.list_numbers(plain)
        asked = criteria.as_of, criteria.department, criteria.course
        for some in stream_answers(plain, *asked, AT_ONCE):
            people = {person.id: person for person in some.people}
            for answer in some.answers:
                is_right = some.corrected.is_right(
                    answer.session_id, answer.position, recorded=bool(answer.is_right)
                )
                version = numbers.get(answer.version_id, 0)
                yield _make_row(people[answer.person_id], answer, version, is_right=is_right)
            for _ in people:
                done += 1
                if show is not None:
                    show(done, total)


def _make_row(
    person: RecordedPerson, answer: RecordedAnswer, version: int, *, is_right: bool
) -> AnswerRow:
    return AnswerRow(
        person_id=person.id,
        employee_id=person.employee_id,
        name=person.name,
        department=person.department,
        course_id=answer.course_id,
        content_version=version,
        quiz=answer.kind,
        lesson_id=answer.scope if answer.kind == QuizKind.CHECK else None,
        quiz_no=answer.session_id,
        question_no=answer.position + 1,
        question_id=answer.question_id,
        chosen=" ".join(json.loads(answer.chosen_json)),
        right=is_right,
        recorded_right=bool(answer.is_right),
        answered_at=load_time(answer.answered_at),
        finished_at=load_time(answer.finished_at),
    )
