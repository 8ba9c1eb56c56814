"""Where a learner stands, worked out from what is recorded; shared by reading and quizzes."""

from sqlmodel import Session

from bot.learning.assignments import find_valid_until, is_over
from bot.learning.course import Catalog, Course
from bot.learning.errors import LessonLocked
from bot.learning.progress import LearnerFacts, OpenQuiz, QuizScore, Standing, assess
from bot.learning.quiz import QuizKind, QuizLabel
from bot.services.library import Library
from bot.storage.plain import Plain
from bot.storage.queries import occurrences, progress, quizzes, results
from bot.storage.queries.occurrences import StoredOccurrence
from bot.storage.queries.quizzes import StoredQuiz
from bot.storage.queries.results import Result
from bot.storage.tables import QuizSession

MISSED_SCOPE = "missed:"


def find_standing(
    session: Session, library: Library, catalog: Catalog, course: Course, person_id: int
) -> Standing:
    """Read a learner's facts and work out where they stand in a course of that catalogue.

    Where the course has to be proved anew, tests from before count no more.
    """
    occurrence = occurrences.find_open(Plain.of(session), person_id, course.id)
    checks: dict[str, list[QuizScore]] = {}
    tests: list[QuizScore] = []
    for quiz in results.list_results(session, person_id, course.id):
        if occurrence is not None and is_of_former(occurrence, quiz):
            continue
        score = QuizScore.of(quiz.right, quiz.total, quiz.pass_mark_pct)
        scores = tests if quiz.kind == QuizKind.TEST else checks.setdefault(quiz.scope, [])
        scores.append(score)
    facts = LearnerFacts(
        read_cards=progress.list_read_cards(session, person_id),
        read_lessons=progress.list_read_lessons(session, person_id),
        checks=checks,
        tests=tests,
        open_quiz=_find_open_quiz(session, library, person_id, course),
        duty=None if occurrence is None else occurrence.duty,
    )
    return assess(catalog, course, facts)


def refuse_locked(standing: Standing, lesson_id: str) -> None:
    """Raise LessonLocked where another lesson must be done before this one."""
    here = standing.find_lesson(lesson_id)
    if here is not None and here.is_locked:
        first = here.missing[0]
        raise LessonLocked(first.number, first.lesson.title)


def is_of_former(occurrence: StoredOccurrence, quiz: Result) -> bool:
    """Tell whether a test does not count for an occurrence, since it was finished before it.

    For a renewal none does from before; for the first one, none whose result had lapsed by then.
    """
    if quiz.kind != QuizKind.TEST or quiz.finished_at >= occurrence.assigned_at:
        return False
    if occurrence.is_renewal:
        return True
    until = find_valid_until(quiz.finished_at, occurrence.valid_months, occurrence.zone)
    return until is not None and is_over(until, occurrence.assigned_at)


def make_label(catalog: Catalog, quiz: QuizSession | StoredQuiz) -> QuizLabel:
    """Say what a stored quiz is about, in terms of the content version it pins."""
    course = catalog.get_course(quiz.course_id)
    is_of_missed = quiz.scope.startswith(MISSED_SCOPE)
    lesson = catalog.lessons_by_id.get(quiz.scope)
    is_taught = lesson is not None and lesson.id in course.lesson_ids
    number = course.lesson_ids.index(quiz.scope) + 1 if is_taught else None
    return QuizLabel(QuizKind(quiz.kind), lesson, number, is_of_missed)


def _find_open_quiz(
    session: Session, library: Library, person_id: int, course: Course
) -> OpenQuiz | None:
    quiz = quizzes.find_newest_open(session, person_id, course.id)
    if quiz is None:
        return None
    session_id = quizzes.get_id(quiz)
    return OpenQuiz(
        session_id=session_id,
        label=make_label(library.get_catalog(quiz.version_id), quiz),
        position=len(quizzes.list_answers(Plain.of(session), session_id)),
        total=quiz.total,
    )
