"""What the buttons of ratings carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class RateLesson(Tap):
    """Say whether a lesson was good."""

    tag = "rate"
    lesson_id: str
    is_good: bool


@dataclass(frozen=True)
class ShowRatings(Tap):
    """Show trainers how the lessons are rated."""

    tag = "ratings"


@dataclass(frozen=True)
class ShowRatingComments(Tap):
    """Show trainers what learners say of a lesson."""

    tag = "rated"
    lesson_id: str
