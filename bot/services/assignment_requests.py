"""What HR does about assignments in the chat: whom to choose, by when, and what was given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.learning.assignments import Due, Target, Terms, Whom, number_name
from bot.learning.course import Course
from bot.learning.duties import read_day
from bot.learning.errors import AssignmentGone, CourseGone, NobodyCovered
from bot.learning.people import Actor, ActorOrigin, Member
from bot.learning.prompt import PromptKind, Written
from bot.services import Clock
from bot.services.assignments import Assignments, Given, ListedAssignment
from bot.storage.engine import Database
from bot.storage.queries import prompts
from bot.storage.tables import Person


@dataclass(frozen=True)
class Choice:
    """A department or group that can be chosen, by the number that stands for its name."""

    number: int
    name: str
    people: int


@dataclass(frozen=True)
class ChosenCourse:
    """A course to give, and the number that stands for it; None where there is only one."""

    course: Course
    number: int | None = None


@dataclass(frozen=True)
class NamedAssignment:
    """An assignment with the name of whom it is for; None where that is erased.

    `course` is the title where there are several courses, or the id of one that is gone.
    """

    assignment: ListedAssignment
    name: str | None
    course: str | None = None


def count_people(shown: Iterable[NamedAssignment]) -> int:
    """Return how many of these name a person."""
    return sum(one.assignment.whom.target is Target.PERSON for one in shown)


@dataclass(frozen=True)
class AssignmentPage:
    """Some of the assignments; pages count from 0, and `total` is how many there are in all."""

    shown: tuple[NamedAssignment, ...]
    number: int
    total: int


class AssignmentRequests:
    """Turns what buttons say into assignments; the buttons hold numbers, never names."""

    def __init__(
        self, database: Database, assignments: Assignments, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._database = database
        self._assignments = assignments
        self._clock = clock
        self._zone = zone

    def list_courses(self) -> list[ChosenCourse]:
        """Return the courses that can be given, each with its number where there are several."""
        courses = self._assignments.list_courses()
        if len(courses) == 1:
            return [ChosenCourse(courses[0])]
        return [ChosenCourse(one, number_name(one.id)) for one in courses]

    def find_course(self, number: int | None) -> ChosenCourse | None:
        """Return the course that a number stands for; None where none is named of several.

        Without a number the only one is meant. Raises CourseGone.
        """
        courses = self.list_courses()
        if number is None:
            return courses[0] if len(courses) == 1 else None
        found = [one for one in courses if number_name(one.course.id) == number]
        if not found:
            raise CourseGone
        return found[0]

    def list_choices(self, target: Target) -> list[Choice]:
        """Return the departments or groups, by name."""
        is_group = target is Target.GROUP
        source = self._assignments.list_groups if is_group else self._assignments.list_departments
        return [Choice(number_name(name), name, people) for name, people in source()]

    def find_whom(self, target: Target, number: int) -> tuple[Whom, str]:
        """Return for whom an assignment would be, and their name; raises NobodyCovered."""
        if target is Target.EVERYONE:
            return Whom(target), ""
        if target is Target.PERSON:
            whom = Whom(target, str(number))
            with self._database.reading() as session:
                name = _find_name(session, whom)
            if name is None:
                raise NobodyCovered
            return whom, name
        found = (one.name for one in self.list_choices(target) if one.number == number)
        name = next(found, None)
        if name is None:
            raise NobodyCovered
        return Whom(target, name), name

    def ask_for_day(
        self, member: Member, target: Target, number: int, course: int | None = None
    ) -> str:
        """Let HR write the due day; return the name of whom it is for. Raises NobodyCovered."""
        _, name = self.find_whom(target, number)
        with self._database.writing() as session:
            subject = f"{target}:{number}:{'' if course is None else course}"
            prompts.put(session, member.id, PromptKind.ASSIGNMENT_DAY, subject, self._clock())
        return name

    def take_day(self, session: Session, written: Written) -> None:
        """Look at the day that was written; nothing is done. Raises DayUnclear or DateRefused."""
        del session
        self.check_day(read_day(written.text))

    def check_day(self, day: date | None) -> None:
        """Raise DateRefused for a due day that is over, or too far ahead."""
        self._assignments.check_due(Due(on=day))

    def assign(self, member: Member, whom: Whom, due: Due, course_id: str | None = None) -> Given:
        """Give a course, on its own terms but for the due day; twice is once.

        Without a course the only one is meant. Raises NobodyCovered, DateRefused, CourseGone and
        CourseUnclear.
        """
        self.check_day(due.on)
        actor = Actor(ActorOrigin.CHAT, member.id)
        return self._assignments.assign(whom, Terms(due), actor, course_id)

    def end(self, member: Member, assignment_id: int) -> None:
        """Open nothing by an assignment any more; twice is once. Raises AssignmentGone."""
        self._assignments.end(assignment_id, Actor(ActorOrigin.CHAT, member.id))

    def list_page(self, page: int, size: int) -> AssignmentPage:
        """Return a page of all assignments, the newest first; the last one where it is beyond."""
        listed = self._assignments.list_all()
        page = max(0, min(page, (len(listed) - 1) // size))
        shown = self._name(listed[page * size : (page + 1) * size])
        return AssignmentPage(tuple(shown), page, len(listed))

    def find(self, assignment_id: int) -> NamedAssignment:
        """Return an assignment; raises AssignmentGone."""
        found = [one for one in self._assignments.list_all() if one.id == assignment_id]
        if not found:
            raise AssignmentGone
        return self._name(found)[0]

    def _name(self, listed: Sequence[ListedAssignment]) -> list[NamedAssignment]:
        titles = {one.id: one.title for one in self._assignments.list_courses()}
        given = {one.course_id for one in listed}
        if len(titles) == 1 and given <= titles.keys():
            titles = {}
        else:
            titles |= {one: one for one in given - titles.keys()}
        with self._database.reading() as session:
            return [
                NamedAssignment(one, _find_name(session, one.whom), titles.get(one.course_id))
                for one in listed
            ]


def _find_name(session: Session, whom: Whom) -> str | None:
    if whom.target is not Target.PERSON:
        return whom.key
    person = session.get(Person, int(whom.key))
    return None if person is None or person.replaced_by is not None else person.name
