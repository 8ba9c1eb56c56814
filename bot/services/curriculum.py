"""The courses that there are for a learner, and going from one to another."""

from bot.learning.progress import Standing
from bot.services import Clock
from bot.services.courses import enter_course, get_course
from bot.services.library import Library, NothingPublished
from bot.services.study import Study
from bot.storage.engine import Database


class Curriculum:
    """Lists the courses of the content, and lets a learner choose one."""

    def __init__(self, database: Database, library: Library, study: Study, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._study = study
        self._clock = clock

    def has_several(self) -> bool:
        """Tell whether there is anything to choose; not before something is taught."""
        try:
            return self._library.get_current().catalog.has_several
        except NothingPublished:
            return False

    def list_standings(self, person_id: int) -> list[Standing]:
        """Return where a learner stands in each course, in the order of the content."""
        courses = self._library.get_current().catalog.courses
        return [self._study.stand(person_id, course.id) for course in courses]

    def choose(self, person_id: int, course_id: str) -> None:
        """Let a learner be in a course from now on; twice is once. Raises CourseGone."""
        catalog = self._library.get_current().catalog
        get_course(catalog, course_id)
        with self._database.recording() as plain:
            enter_course(plain, catalog, person_id, course_id, self._clock())
