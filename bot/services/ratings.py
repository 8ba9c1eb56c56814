"""Ratings: one tap after a lesson, a comment for those who like, and counts for trainers."""

from collections import defaultdict

from sqlmodel import Session

from bot.learning.errors import LessonGone, LessonNotDone
from bot.learning.prompt import PromptKind, Written
from bot.learning.ratings import LessonRatings, Rated
from bot.services import Clock
from bot.services.library import Library
from bot.services.standing import find_standing
from bot.storage.engine import Database
from bot.storage.queries import prompts, ratings
from bot.storage.tables import LessonRating


class Ratings:
    """Takes ratings of lessons and counts them."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def rate(self, person_id: int, lesson_id: str, *, is_good: bool, update_id: int) -> Rated:
        """Record or change a rating, and ask for a comment where there is none.

        Raises LessonGone, and LessonNotDone before the lesson's check is passed.
        """
        edition = self._library.get_current()
        catalog = edition.catalog
        course = catalog.find_course_of(lesson_id)
        if course is None:
            raise LessonGone
        now = self._clock()
        with self._database.writing() as session:
            standing = find_standing(session, self._library, catalog, course, person_id)
            if not standing.lessons[course.lesson_ids.index(lesson_id)].is_check_passed:
                raise LessonNotDone
            row = ratings.find(session, person_id, lesson_id)
            is_same = row is not None and row.is_good == is_good
            is_repeat = row is not None and is_same and row.update_id != update_id
            comment = None if row is None else row.comment
            if not is_same:
                session.merge(
                    LessonRating(
                        person_id=person_id,
                        lesson_id=lesson_id,
                        version_id=edition.version_id,
                        is_good=is_good,
                        comment=comment,
                        rated_at=now,
                        update_id=update_id,
                    )
                )
            if comment is None:
                prompts.put(session, person_id, PromptKind.RATING_COMMENT, lesson_id, now)
            return Rated(is_good, is_repeat, comment is None)

    def take_comment(self, session: Session, written: Written) -> None:
        """Add a comment to a rating."""
        row = ratings.find(session, written.person_id, written.subject)
        if row is None:
            raise LessonGone
        row.comment = written.text
        session.add(row)

    def list_lessons(self) -> list[LessonRatings]:
        """Return the ratings of each lesson that is taught, in the order of the courses."""
        catalog = self._library.get_current().catalog
        taught = [(course, one) for course in catalog.courses for one in course.lesson_ids]
        given: dict[str, list[LessonRating]] = defaultdict(list)
        with self._database.reading() as session:
            for row in ratings.list_all(session):
                given[row.lesson_id].append(row)
        return [
            LessonRatings(
                number=number,
                lesson=catalog.lessons_by_id[lesson_id],
                course_title=course.title if catalog.has_several else None,
                good=sum(row.is_good for row in given[lesson_id]),
                bad=sum(not row.is_good for row in given[lesson_id]),
                comments=tuple(row.comment for row in given[lesson_id] if row.comment),
            )
            for number, (course, lesson_id) in enumerate(taught, start=1)
        ]
