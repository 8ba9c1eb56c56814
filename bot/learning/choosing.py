"""Which of several courses somebody is in: what they chose last, or what presses most."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.learning.course import Course

Dues = Mapping[str, datetime | None]  # of each course that is open for somebody, by its id


def choose_current(courses: Sequence[Course], chosen_id: str | None, dues: Dues) -> Course:
    """Return the course that was chosen, else the one that presses most, else the first.

    A choice of a course that is not taught any more is none.
    """
    for course in courses:
        if course.id == chosen_id:
            return course
    return find_pressing(courses, dues) or courses[0]


def find_pressing(courses: Sequence[Course], dues: Dues) -> Course | None:
    """Return the open course that is due first; what has no due day comes after what has one.

    Among equals the order of the courses decides. None where nothing is open.
    """
    assigned = [course for course in courses if course.id in dues]
    return min(assigned, key=lambda course: rank_due(dues[course.id]), default=None)


def rank_due(due_at: datetime | None) -> tuple[bool, float]:
    """Return by what open courses are sorted: the one that is due first comes first."""
    return (due_at is None, 0.0 if due_at is None else due_at.timestamp())
