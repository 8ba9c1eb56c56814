"""What the buttons of lessons carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowSummary(Tap):
    """Show the summary of a module that is done."""

    tag = "keep"
    module_id: str


@dataclass(frozen=True)
class OpenLesson(Tap):
    """Open a lesson where reading stopped."""

    tag = "lesson"
    lesson_id: str


@dataclass(frozen=True)
class ReadCardAt(Tap):
    """Turn this message into a card of a lesson, counted from 0."""

    tag = "card"
    lesson_id: str
    index: int


@dataclass(frozen=True)
class ShowCardPicture(Tap):
    """Send the picture of a card of a lesson, counted from 0."""

    tag = "pic"
    lesson_id: str
    index: int
