"""The bot's commands and descriptions: one list a scope and language."""

import re
from typing import Any

from bot.simulator.errors import BadRequestError

MAX_COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_DESCRIPTION = 256
LANGUAGE = re.compile(r"([a-z]{2})?")
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}

Command = dict[str, str]


class CommandMenus:
    """Who sees which commands."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, str], list[Command]] = {}

    def put(self, scope: str, language: str, commands: list[Command]) -> None:
        """Keep a list; an empty one is the same as none."""
        if commands:
            self.lists[scope, language] = commands
        else:
            self.lists.pop((scope, language), None)

    def shown(self, scopes: list[str], language_code: str | None) -> list[Command]:
        """Choose the first list there is: narrow scopes first, in each the person's language."""
        language = (language_code or "")[:2].lower()
        for scope in scopes:
            for code in (language, ""):
                if (scope, code) in self.lists:
                    return self.lists[scope, code]
        return []


def read_language(params: dict[str, Any]) -> str:
    """Check a language code: two letters, or nothing for everybody."""
    code = params.get("language_code", "")
    if not LANGUAGE.fullmatch(code):
        raise BadRequestError("invalid language code specified")
    return str(code)


def scope_key(scope: dict[str, Any] | None) -> str:
    """Name a scope in one word, as a key."""
    scope = scope or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES:
        raise BadRequestError("can't parse BotCommandScope: Unsupported type specified")
    fields = SCOPES[kind]
    for name in fields:
        if name not in scope:
            raise BadRequestError(f"can't parse BotCommandScope: Can't find field \"{name}\"")
    for name in scope:
        if name not in {"type", *fields}:
            raise BadRequestError(f'unknown field "{name}" of BotCommandScope "{kind}"')
    return ":".join([kind, *(str(scope[name]) for name in fields)])


def read_commands(commands: list[Any]) -> list[Command]:
    """Check the commands of a menu."""
    if len(commands) > MAX_COMMANDS:
        raise BadRequestError("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or set(command) != {"command", "description"}:
            raise BadRequestError("can't parse BotCommand: expected command and description")
        if not isinstance(command["command"], str) or not COMMAND.fullmatch(command["command"]):
            raise BadRequestError("BOT_COMMAND_INVALID")
        description = command["description"]
        if not isinstance(description, str) or not 1 <= len(description.strip()) <= MAX_DESCRIPTION:
            raise BadRequestError("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
