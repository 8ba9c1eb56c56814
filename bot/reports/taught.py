"""Which courses a report is about: those taught at its moment, and those there is a record of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content.snapshot import restore_courses
from bot.learning.course import Course
from bot.reports.completion import Taught
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import taught


@dataclass(frozen=True)
class _Version:
    """A version of the content, by its courses."""

    id: int
    courses: Sequence[Course]

    def find(self, course_id: str) -> Course | None:
        return next((one for one in self.courses if one.id == course_id), None)


class TaughtCourses:
    """Says what was taught; what a version holds never changes, and is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions: dict[int, _Version] = {}

    def find(self, as_of: datetime) -> tuple[Taught, ...]:
        """Return the courses taught at a moment, in their order, then those only on record by then.

        Before the first version, those of that one; none where nothing was ever published.
        A course that is taught no more is as the last version had it.
        """
        with self._database.peeking() as plain:
            taught_ids = taught.list_taught(plain, as_of)
            versions = [self._load(plain, one) for one in taught_ids]
            if not versions:
                versions = [self._load(plain, one) for one in taught.find_first(plain)]
            if not versions:
                return ()
            newest, numbers = versions[0], taught.list_numbers(plain)
            found = [(course, newest.id) for course in newest.courses]
            found += [
                (course, version_id)
                for course, version_id in _list_former(versions)
                if taught.is_on_record(plain, course.id, as_of)
            ]
            lessons = _gather_lessons(versions)
            return tuple(
                Taught(
                    course=course,
                    version_id=version_id,
                    numbers=numbers,
                    is_assigned=taught.is_assigned(plain, course.id, as_of),
                    is_first=not place,
                    is_current=version_id == newest.id,
                    lesson_ids=None if len(lessons) == 1 else lessons[course.id],
                )
                for place, (course, version_id) in enumerate(found)
            )

    def _load(self, plain: Plain, version_id: int) -> _Version:
        version = self._versions.get(version_id)
        if version is None:
            version = _Version(version_id, restore_courses(taught.get_body(plain, version_id)))
            self._versions[version_id] = version
        return version


def _list_former(versions: Sequence[_Version]) -> list[tuple[Course, int]]:
    """Return the courses that the newest version has no more, each as the last one had it."""
    former: dict[str, tuple[Course, int]] = {}
    for version in versions[1:]:
        for course in version.courses:
            if versions[0].find(course.id) is None:
                former.setdefault(course.id, (course, version.id))
    return [former[course_id] for course_id in sorted(former)]


def _gather_lessons(versions: Iterable[_Version]) -> Mapping[str, frozenset[str]]:
    """Return the lessons that each course has ever had: who read one has begun it."""
    lessons: dict[str, set[str]] = {}
    for version in versions:
        for course in version.courses:
            lessons.setdefault(course.id, set()).update(course.lesson_ids)
    return {course_id: frozenset(ids) for course_id, ids in lessons.items()}
