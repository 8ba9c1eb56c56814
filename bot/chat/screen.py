"""What is shown: a text and rows of buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.callbacks import BELOW, Tap
from bot.chat.richtext import Rich


@dataclass(frozen=True)
class Button:
    """A button under a message; `is_below` where its answer is a new message."""

    text: str
    tap: Tap
    is_below: bool = False

    @property
    def data(self) -> str:
        """The callback data."""
        return (BELOW if self.is_below else "") + self.tap.encode()


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True)
class Screen:
    """A message with its buttons."""

    text: Rich
    rows: Rows = ()

    def below(self) -> "Screen":
        """Return the screen as a record that stays: all its buttons answer with new messages."""
        rows = [[replace(button, is_below=True) for button in row] for row in self.rows]
        return replace(self, rows=rows)

    def markup(self) -> dict[str, Any] | None:
        """Return the buttons as Telegram wants them."""
        if not self.rows:
            return None
        rows = [[{"text": b.text, "callback_data": b.data} for b in row] for row in self.rows]
        return {"inline_keyboard": rows}


@dataclass(frozen=True)
class Paper:
    """A file to send, with a plain caption and rows of buttons."""

    file_name: str
    body: bytes
    caption: str
    rows: Rows = ()
