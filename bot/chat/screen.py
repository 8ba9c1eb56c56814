"""What is shown: a text and rows of buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.richtext import Rich
from bot.chat.taps.tap import BELOW, Tap


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

    def below(self) -> "Button":
        """Return the same button, whose answer is a new message."""
        return replace(self, is_below=True)

    def markup(self) -> dict[str, Any]:
        """Return the button as Telegram wants it."""
        return {"text": self.text, "callback_data": self.data}


@dataclass(frozen=True)
class Link:
    """A button that opens a page with a public address; `is_app` where inside Telegram."""

    text: str
    url: str
    is_app: bool = False

    def below(self) -> "Link":
        """Return the same button: a page opens beside the chat anyway."""
        return self

    def markup(self) -> dict[str, Any]:
        """Return the button as Telegram wants it."""
        way = {"web_app": {"url": self.url}} if self.is_app else {"url": self.url}
        return {"text": self.text, **way}


Rows = Sequence[Sequence[Button | Link]]


@dataclass(frozen=True)
class Screen:
    """A message with its buttons."""

    text: Rich
    rows: Rows = ()

    def below(self) -> "Screen":
        """Return the screen as a record that stays: all its buttons answer with new messages."""
        rows = [[button.below() for button in row] for row in self.rows]
        return replace(self, rows=rows)

    def markup(self) -> dict[str, Any] | None:
        """Return the buttons as Telegram wants them."""
        if not self.rows:
            return None
        return {"inline_keyboard": [[button.markup() for button in row] for row in self.rows]}


@dataclass(frozen=True)
class Illustrated(Screen):
    """A screen that comes after a picture, and says all that the picture shows."""

    picture: bytes = b""
    caption: str = ""


@dataclass(frozen=True)
class Paper:
    """A file to send, with a plain caption and rows of buttons."""

    file_name: str
    body: bytes
    caption: str
    rows: Rows = ()
