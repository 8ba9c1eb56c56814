"""Reading: where a learner stands, and one card after the other."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.learning.choosing import find_pressing
from bot.learning.course import Card, Catalog, Course, Lesson, Module, Term
from bot.learning.errors import LessonGone, SummaryLocked
from bot.learning.progress import LessonStanding, OtherDuty, Standing
from bot.learning.terms import find_term_ids
from bot.services import Clock
from bot.services.completion import record_completion
from bot.services.courses import enter_course, find_course
from bot.services.library import Edition, Library
from bot.services.standing import find_standing, refuse_locked
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import occurrences, progress
from bot.storage.tables import CardRead, LessonRead


@dataclass(frozen=True)
class OpenCard:
    """A screen of a lesson: a card, or after the last one the takeaways (then `card` is None)."""

    course: Course
    standing: LessonStanding
    index: int
    card: Card | None
    terms: tuple[Term, ...] = ()  # that the card names

    @property
    def lesson(self) -> Lesson:
        """The lesson it belongs to."""
        return self.standing.lesson


class Study:
    """Shows lessons and records what was read."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def stand(self, person_id: int, course_id: str | None = None) -> Standing:
        """Return where the learner stands in a course; without one, in the current one.

        Raises CourseGone.
        """
        catalog, now = self._library.get_current().catalog, self._clock()
        with self._database.reading() as session:
            course = find_course(session, catalog, person_id, course_id)
            standing = find_standing(session, self._library, catalog, course, person_id)
            completion = progress.find_completion(session, person_id, course.id)
            pressing = _find_pressing(session, catalog, course, person_id, now)
        standing = replace(standing, pressing=pressing)
        if standing.is_complete and (completion is None or standing.duty is not None):
            # An edit of the course can complete somebody who does nothing more: what the chat
            # shows and what HR reads must be the same.
            with self._database.writing() as session:
                self._complete(session, course.id, person_id)
            return replace(standing, duty=None)
        is_overdue = standing.duty is not None and standing.duty.is_overdue(now)
        return replace(standing, is_overdue=is_overdue)

    def find_summary(self, person_id: int, module_id: str) -> Module:
        """Return a module whose summary the learner has earned.

        Raises SummaryLocked while lessons are left to do, and LessonGone where there is none.
        """
        catalog = self._library.get_current().catalog
        found = [
            (course, module)
            for course in catalog.courses
            for module in course.modules
            if module.id == module_id and module.summary
        ]
        if not found:
            raise LessonGone
        course, module = found[0]
        left = self.stand(person_id, course.id).count_missing(module)
        if left:
            raise SummaryLocked(left)
        return module

    def find_first_unread(self, person_id: int, lesson_id: str) -> int:
        """Return with which card to go on in a lesson: the first one where all are read.

        Raises LessonGone.
        """
        catalog = self._library.get_current().catalog
        course, lesson, _ = _find_card(catalog, lesson_id, 0)
        with self._database.reading() as session:
            standing = find_standing(session, self._library, catalog, course, person_id)
        here = standing.lessons[course.lesson_ids.index(lesson.id)]
        return 0 if here.is_read else here.first_unread

    def find_opened(self, person_id: int, update_id: int) -> tuple[str, int] | None:
        """Return the lesson and the card's index that this very update has opened already.

        After a crash an update comes again, and "the next card" would be another one.
        """
        catalog = self._library.get_current().catalog
        with self._database.reading() as session:
            opened = progress.find_card_opened_by(session, person_id, update_id)
        if opened is None or catalog.find_course_of(opened[0]) is None:
            return None
        lesson_id, card_id = opened
        ids = [card.id for card in catalog.lessons_by_id[lesson_id].cards]
        return (lesson_id, ids.index(card_id)) if card_id in ids else None

    def open_card(
        self, person_id: int, lesson_id: str, index: int, *, update_id: int | None = None
    ) -> OpenCard:
        """Record a card as read and return it; the index after the last card is the takeaways.

        Raises LessonGone where the course has no such lesson or card, and LessonLocked where
        another lesson must be done first.
        """
        edition = self._library.get_current()
        catalog = edition.catalog
        course, lesson, card = _find_card(catalog, lesson_id, index)
        with self._database.writing() as session:
            if lesson.requires:
                before = find_standing(session, self._library, catalog, course, person_id)
                refuse_locked(before, lesson_id)
            self._record(session, edition, person_id, course, lesson, card, update_id)
            enter_course(Plain.of(session), catalog, person_id, course.id, self._clock())
            standing = find_standing(session, self._library, catalog, course, person_id)
        return _lay_open(catalog, standing, index, lesson, card)

    def peek_card(self, person_id: int, lesson_id: str, index: int) -> OpenCard:
        """Return a card to somebody who edits it: nothing is recorded, and no lesson is locked.

        Raises LessonGone as above.
        """
        catalog = self._library.get_current().catalog
        course, lesson, card = _find_card(catalog, lesson_id, index)
        with self._database.reading() as session:
            standing = find_standing(session, self._library, catalog, course, person_id)
        return _lay_open(catalog, standing, index, lesson, card)

    def _record(  # noqa: PLR0913 - who reads what, and by which tap
        self,
        session: Session,
        edition: Edition,
        person_id: int,
        course: Course,
        lesson: Lesson,
        card: Card | None,
        update_id: int | None,
    ) -> None:
        seen = progress.list_read_cards(session, person_id).get(lesson.id, frozenset())
        if card is not None and card.id not in seen:
            session.add(
                CardRead(
                    person_id=person_id,
                    lesson_id=lesson.id,
                    card_id=card.id,
                    version_id=edition.version_id,
                    read_at=self._clock(),
                    update_id=update_id,
                )
            )
            seen |= {card.id}
        is_read = all(card.id in seen for card in lesson.cards)
        if is_read and lesson.id not in progress.list_read_lessons(session, person_id):
            session.add(
                LessonRead(
                    person_id=person_id,
                    lesson_id=lesson.id,
                    version_id=edition.version_id,
                    read_at=self._clock(),
                )
            )
            session.flush()
            self._complete(session, course.id, person_id)

    def _complete(self, session: Session, course_id: str, person_id: int) -> None:
        chain = self._database.chain
        record_completion(session, chain, self._library, course_id, person_id, self._clock())


def _find_pressing(
    session: Session, catalog: Catalog, course: Course, person_id: int, now: datetime
) -> OtherDuty | None:
    """Return what somebody should rather do than this course."""
    if not catalog.has_several:
        return None
    opened = {one.course_id: one for one in occurrences.list_open_of(Plain.of(session), person_id)}
    dues = {course_id: one.due_at for course_id, one in opened.items()}
    pressing = find_pressing(catalog.courses, dues)
    if pressing is None or pressing.id == course.id:
        return None
    duty = opened[pressing.id].duty
    return OtherDuty(pressing.id, pressing.title, duty, duty.is_overdue(now))


def _find_card(catalog: Catalog, lesson_id: str, index: int) -> tuple[Course, Lesson, Card | None]:
    course = catalog.find_course_of(lesson_id)
    if course is None:
        raise LessonGone
    lesson = catalog.lessons_by_id[lesson_id]
    if not 0 <= index <= len(lesson.cards):
        raise LessonGone
    return course, lesson, lesson.cards[index] if index < len(lesson.cards) else None


def _lay_open(
    catalog: Catalog, standing: Standing, index: int, lesson: Lesson, card: Card | None
) -> OpenCard:
    course = standing.course
    here = standing.lessons[course.lesson_ids.index(lesson.id)]
    return OpenCard(course, here, index, card, _list_terms(catalog, card))


def _list_terms(catalog: Catalog, card: Card | None) -> tuple[Term, ...]:
    ids = find_term_ids(card.text) if card is not None else ()
    return tuple(catalog.terms_by_id[one] for one in ids if one in catalog.terms_by_id)
