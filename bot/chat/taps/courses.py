"""What the buttons for several courses carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowCourses(Tap):
    """List a page of the courses, counted from 0."""

    tag = "courses"
    page: int


@dataclass(frozen=True)
class ChooseCourse(Tap):
    """Be in a course from now on, and show its Home."""

    tag = "course"
    course_id: str


@dataclass(frozen=True)
class PractiseCourse(Tap):
    """Practise all topics of a course."""

    tag = "mix"
    course_id: str
