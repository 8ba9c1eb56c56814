"""What the buttons of item analysis carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowItems(Tap):
    """List a page of the questions with what their answers say, counted from 0."""

    tag = "items"
    page: int


@dataclass(frozen=True)
class ShowItem(Tap):
    """Show what the answers say of one question."""

    tag = "item"
    question_id: str
