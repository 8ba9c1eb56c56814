"""Turns what the page posts into an act of a person."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator.errors import SimulatorError
from bot.simulator.files import PIXEL
from bot.simulator.simulator import Simulator

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One posted act, whose fields are checked when they are read."""

    simulator: Simulator
    body: dict[str, Any]

    @property
    def person(self) -> int:
        """Who acts."""
        return self.number("person")

    @property
    def chat_id(self) -> int | None:
        """Where; None is the private chat with the bot."""
        return self.number("chat_id") if self.body.get("chat_id") is not None else None

    def number(self, name: str) -> int:
        """Read an integer field."""
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise SimulatorError(f'"{name}" must be an integer')
        return value

    def words(self, name: str, default: str | None = None) -> str:
        """Read a text field."""
        value = self.body.get(name, default)
        if not isinstance(value, str):
            raise SimulatorError(f'"{name}" must be a string')
        value.encode()  # half a surrogate pair is a ValueError, and so a refusal
        return value

    def content(self, default: bytes | None = None) -> bytes:
        """Read the bytes of a file."""
        if default is not None and "content_base64" not in self.body:
            return default
        return base64.b64decode(self.words("content_base64"), validate=True)


def perform(simulator: Simulator, body: dict[str, Any]) -> Result:
    """Carry out an act, and return what the page may want to know of it."""
    kind = body.get("do")
    if not isinstance(kind, str) or kind not in ACTS:
        raise SimulatorError(f'"do" must be one of {", ".join(ACTS)}')
    return ACTS[kind](Act(simulator, body))


def _text(act: Act) -> Result:
    return _sent(act.simulator.send_text(act.person, act.words("text"), act.chat_id))


def _start(act: Act) -> Result:
    payload = act.words("payload") if act.body.get("payload") else None
    return _sent(act.simulator.press_start(act.person, payload))


def _edit(act: Act) -> Result:
    message_id, text = act.number("message_id"), act.words("text")
    return _sent(act.simulator.edit_text(act.person, message_id, text, act.chat_id))


def _tap(act: Act) -> Result:
    message_id, data = act.number("message_id"), act.words("data")
    return {"callback_query_id": act.simulator.tap(act.person, message_id, data, act.chat_id)}


def _sticker(act: Act) -> Result:
    return _sent(act.simulator.send_sticker(act.person, act.chat_id))


def _photo(act: Act) -> Result:
    content, caption = act.content(PIXEL), act.words("caption", "")
    return _sent(act.simulator.send_photo(act.person, content, caption, act.chat_id))


def _document(act: Act) -> Result:
    name, content, caption = act.words("file_name"), act.content(), act.words("caption", "")
    return _sent(act.simulator.send_document(act.person, name, content, caption, act.chat_id))


def _block(act: Act) -> Result:
    act.simulator.block(act.person)
    return {}


def _unblock(act: Act) -> Result:
    act.simulator.unblock(act.person)
    return {}


def _sent(message: dict[str, Any]) -> Result:
    return {"message_id": message["message_id"]}


ACTS: dict[str, Callable[[Act], Result]] = {
    "text": _text,
    "start": _start,
    "edit": _edit,
    "tap": _tap,
    "sticker": _sticker,
    "photo": _photo,
    "document": _document,
    "block": _block,
    "unblock": _unblock,
}
