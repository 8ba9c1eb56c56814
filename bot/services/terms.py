"""The terms of an assignment, as they bear on the final test."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.learning.course import Course, QuizRule
from bot.learning.errors import AttemptsExhausted, CooldownRunning
from bot.learning.quiz import QuizKind
from bot.storage.plain import Plain
from bot.storage.queries import occurrence_events, occurrences, quizzes, results


def find_test_rule(session: Session, person_id: int, course: Course, now: datetime) -> QuizRule:
    """Return by which rule somebody takes the final test; one that is open is only gone on with.

    Raises AttemptsExhausted, or CooldownRunning while the pause after a failed attempt lasts. Where
    HR has taken a pass away, what was before that bears on neither.
    """
    plain = Plain.of(session)
    occurrence = occurrences.find_open(plain, person_id, course.id)
    if occurrence is None:
        return course.test
    rule = course.test
    if occurrence.pass_mark_pct is not None:
        rule = replace(rule, pass_mark_pct=occurrence.pass_mark_pct)
    if quizzes.has_open_test(session, person_id, course.id):
        return rule
    since = occurrence_events.find_reopening(plain, occurrence.id) or occurrence.assigned_at
    ends = [
        quiz.finished_at
        for quiz in results.list_results(session, person_id, course.id)
        if quiz.kind == QuizKind.TEST and quiz.finished_at >= since
    ]
    if occurrence.attempts is not None and len(ends) >= occurrence.attempts:
        raise AttemptsExhausted(occurrence.attempts)
    if occurrence.cooldown_hours is not None and ends:
        wait = max(ends) + timedelta(hours=occurrence.cooldown_hours) - now
        if wait > timedelta(0):
            raise CooldownRunning(wait)
    return rule
