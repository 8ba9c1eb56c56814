"""The people who chat with the bot, the bot's own identity, and the chats they share."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.simulator.errors import SimulatorError

Message = dict[str, Any]
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,}")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a Telegram account; `note` and `start_payload` are for the chat page."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"
    note: str | None = None
    start_payload: str | None = None

    def as_user(self) -> dict[str, Any]:
        """Give the Bot API's User."""
        return {"id": self.id, "is_bot": False, **self._names(), **self._language()}

    def as_chat(self) -> dict[str, Any]:
        """Give the Bot API's Chat of the private chat with this person."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> dict[str, Any]:
        names = {"last_name": self.last_name, "username": self.username}
        return {"first_name": self.first_name, **{k: v for k, v in names.items() if v}}

    def _language(self) -> dict[str, Any]:
        return {"language_code": self.language_code} if self.language_code else {}


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """Who the bot is to Telegram; the token stays out of its repr."""

    token: str = field(repr=False)
    name: str
    username: str

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.token):
            raise SimulatorError("A token looks like 12345:ABCdef")

    @property
    def id(self) -> int:
        """The part of the token before the colon."""
        return int(self.token.partition(":")[0])

    def as_user(self) -> dict[str, Any]:
        """Give the Bot API's User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


@dataclass(slots=True)
class Chat:
    """A private chat or a group; its messages are replaced on edit, never changed in place."""

    id: int
    kind: Literal["private", "group"]
    json: dict[str, Any]
    members: tuple[int, ...]
    is_started: bool = False
    is_blocked: bool = False
    is_deactivated: bool = False
    next_message_id: int = 1
    typing_until: float = 0.0
    reply_keyboard: dict[str, Any] | None = None
    uneditable: set[int] = field(default_factory=set)
    by_id: dict[int, Message] = field(default_factory=dict)

    @property
    def messages(self) -> list[Message]:
        """The messages in order, as the Bot API shows them; deleted ones are gone."""
        return list(self.by_id.values())

    def find_message(self, message_id: int) -> Message | None:
        """Return the message as it is now, or None when it is gone."""
        return self.by_id.get(message_id)
