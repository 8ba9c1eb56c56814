"""Which course is meant: the one that is named, the only one, or the one that a learner is in."""

from datetime import datetime

from sqlmodel import Session

from bot.learning.choosing import choose_current
from bot.learning.course import Catalog, Course
from bot.learning.errors import CourseGone, CourseUnclear
from bot.storage.plain import Plain
from bot.storage.queries import choices, occurrences


def get_course(catalog: Catalog, course_id: str) -> Course:
    """Return a course that is taught; raise CourseGone where there is none of that id."""
    course = catalog.find_course(course_id)
    if course is None:
        raise CourseGone
    return course


def pick_course(catalog: Catalog, course_id: str | None) -> Course:
    """Return the course that is named, or the only one; raise CourseGone or CourseUnclear."""
    if course_id is not None:
        return get_course(catalog, course_id)
    if catalog.has_several:
        raise CourseUnclear(tuple(course.id for course in catalog.courses))
    return catalog.courses[0]


def find_course(
    session: Session, catalog: Catalog, person_id: int, course_id: str | None
) -> Course:
    """Return the course that is named, or the one that a learner is in; raise CourseGone."""
    if course_id is not None:
        return get_course(catalog, course_id)
    if not catalog.has_several:
        return catalog.courses[0]
    plain = Plain.of(session)
    dues = {one.course_id: one.due_at for one in occurrences.list_open_of(plain, person_id)}
    return choose_current(catalog.courses, choices.find(plain, person_id), dues)


def enter_course(
    plain: Plain, catalog: Catalog, person_id: int, course_id: str, now: datetime
) -> None:
    """Remember that a learner is in a course from now on; of a course that is gone, nothing."""
    if not catalog.has_several or catalog.find_course(course_id) is None:
        return
    if choices.find(plain, person_id) != course_id:
        choices.put(plain, person_id, course_id, now)
