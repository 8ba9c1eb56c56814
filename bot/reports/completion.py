"""The completion report: one row for each learner, as the record stood at a moment."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.learning.course import Catalog, Course
from bot.learning.grading import score_pct
from bot.learning.quiz import QuizKind
from bot.storage.engine import Database
from bot.storage.queries import progress, record, results
from bot.storage.queries.progress import Completed
from bot.storage.queries.results import Result
from bot.storage.tables import Person


class State(StrEnum):
    """How far somebody is with a course; whether they passed is another question."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Success(StrEnum):
    """What the tests taken so far say."""

    UNKNOWN = "unknown"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True)
class CompletionRow:
    """One learner in one course; times are UTC, scores in whole percent of the final test."""

    person_id: int
    name: str
    joined_at: datetime | None
    course_id: str
    course_title: str
    content_version: int
    started_at: datetime | None
    lessons_done: int
    lessons_total: int
    attempts: int
    first_attempt_at: datetime | None
    first_score_pct: int | None
    best_score_pct: int | None
    last_attempt_at: datetime | None
    last_score_pct: int | None
    pass_mark_pct: int
    completion: State
    success: Success
    completed_at: datetime | None


@dataclass(frozen=True)
class CompletionReport:
    """The rows with the moment and the course they were computed for."""

    course: Course
    as_of: datetime
    rows: tuple[CompletionRow, ...]

    @property
    def counts(self) -> dict[State, int]:
        """How many learners are in each state; every state is named."""
        counted = Counter(row.completion for row in self.rows)
        return {state: counted[state] for state in State}


def report_completion(
    database: Database, catalog: Catalog, version_id: int, as_of: datetime
) -> CompletionReport:
    """Compute the report from what was recorded by `as_of`; optional lessons do not count.

    Scores and completions are those that counted then: as corrected, where a key was.
    The content version of a row is the one that was completed; before that, `version_id`.
    """
    course = catalog.course
    with database.reading() as session:
        people = record.list_learners(session, as_of)
        starts = record.find_starts(session, course.id, as_of)
        lessons = record.list_read_lessons(session, as_of)
        quizzes = results.list_results_of_all(session, course.id, as_of)
        completions = progress.list_completions(session, course.id, as_of)
    rows = []
    for person in people:
        key = person.id or 0
        facts = _Facts(
            starts.get(key), lessons.get(key, set()), quizzes.get(key, []), completions.get(key)
        )
        rows.append(_make_row(person, catalog, version_id, facts))
    return CompletionReport(course, as_of, tuple(rows))


@dataclass(frozen=True)
class _Facts:
    started_at: datetime | None
    read: set[str]
    quizzes: list[Result]
    completion: Completed | None


def _make_row(person: Person, catalog: Catalog, version_id: int, facts: _Facts) -> CompletionRow:
    course, lesson_ids = catalog.course, catalog.required_ids
    tests = [quiz for quiz in facts.quizzes if quiz.kind == QuizKind.TEST]
    scores = [score_pct(test.right, test.total) for test in tests]
    checked = {quiz.scope for quiz in facts.quizzes if quiz.is_passed}
    return CompletionRow(
        person_id=person.id or 0,
        name=person.name or "",
        joined_at=person.joined_at,
        course_id=course.id,
        course_title=course.title,
        content_version=facts.completion.version_id if facts.completion else version_id,
        started_at=facts.started_at,
        lessons_done=sum(one in facts.read and one in checked for one in lesson_ids),
        lessons_total=len(lesson_ids),
        attempts=len(tests),
        first_attempt_at=tests[0].finished_at if tests else None,
        first_score_pct=scores[0] if scores else None,
        best_score_pct=max(scores, default=None),
        last_attempt_at=tests[-1].finished_at if tests else None,
        last_score_pct=scores[-1] if scores else None,
        pass_mark_pct=tests[-1].pass_mark_pct if tests else course.test.pass_mark_pct,
        completion=_find_state(facts),
        success=_find_success(tests),
        completed_at=facts.completion.completed_at if facts.completion else None,
    )


def _find_state(facts: _Facts) -> State:
    if facts.completion is not None:
        return State.COMPLETED
    return State.IN_PROGRESS if facts.started_at is not None else State.NOT_STARTED


def _find_success(tests: Iterable[Result]) -> Success:
    verdicts = [test.is_passed for test in tests]
    if not verdicts:
        return Success.UNKNOWN
    return Success.PASSED if any(verdicts) else Success.FAILED
