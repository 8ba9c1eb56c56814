"""What is shown: a text and rows of buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.callbacks import Tap
from bot.chat.richtext import Rich


@dataclass(frozen=True)
class Button:
    """A button under a message."""

    text: str
    tap: Tap


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True)
class Screen:
    """A message with its buttons."""

    text: Rich
    rows: Rows = ()

    def markup(self) -> InlineKeyboardMarkup | None:
        """Return the buttons as Telegram wants them."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(b.text, callback_data=b.tap.encode()) for b in row]
                for row in self.rows
            ]
        )
