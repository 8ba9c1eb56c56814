"""How learners like the lessons they have done: counts and comments, never who."""

from dataclasses import dataclass

from bot.learning.course import Lesson

SAMPLE = 5  # ratings; with fewer a trainer could guess whose they are


@dataclass(frozen=True)
class Rated:
    """A learner's rating is recorded; `is_repeat` when it was the same before."""

    is_good: bool
    is_repeat: bool
    is_comment_wanted: bool


@dataclass(frozen=True)
class LessonRatings:
    """What learners say of a lesson; the newest comments come first.

    `course_title` is that of its course where there are several.
    """

    number: int
    lesson: Lesson
    course_title: str | None
    good: int
    bad: int
    comments: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many have rated it."""
        return self.good + self.bad

    @property
    def is_shown(self) -> bool:
        """Whether there are enough ratings that none can be told from the others."""
        return self.total >= SAMPLE
