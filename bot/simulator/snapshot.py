"""Writes the state of a simulator as JSON values and reads it back, so that demos keep chats."""

import base64
import dataclasses
from typing import Any

from bot.simulator.callbacks import Tap
from bot.simulator.errors import SimulatorError
from bot.simulator.files import StoredFile
from bot.simulator.people import Chat, Person
from bot.simulator.updates import Queued
from bot.simulator.webhooks import Webhook
from bot.simulator.world import World

VERSION = 1


def dump(world: World) -> dict[str, Any]:
    """Return everything but the token, the call log and answers already shown."""
    return {
        "version": VERSION,
        "bot_id": world.bot.id,
        "people": [dataclasses.asdict(person) for person in world.people.values()],
        "chats": [_dump_chat(chat) for chat in world.chats.values()],
        "files": [_dump_file(file) for file in world.files.by_id.values()],
        "menus": [[*key, commands] for key, commands in world.menus.lists.items()],
        "descriptions": [[*key, text] for key, text in world.descriptions.items()],
        "callbacks": {
            "next_id": world.callbacks.next_id,
            "open": [dataclasses.asdict(tap) for tap in world.callbacks.open.values()],
        },
        "updates": {
            "next_id": world.updates.next_id,
            "allowed": list(world.updates.allowed),
            "queued": [[entry.at, entry.update] for entry in list(world.updates.queued.values())],
        },
        "webhook": dataclasses.asdict(world.webhook) if world.webhook else None,
    }


def restore(world: World, data: dict[str, Any]) -> None:
    """Fill a new world with what `dump` returned."""
    if data.get("version") != VERSION or data.get("bot_id") != world.bot.id:
        raise SimulatorError("This is the state of another version or another bot")
    world.people = {raw["id"]: Person(**raw) for raw in data["people"]}
    world.chats = {raw["id"]: _load_chat(raw) for raw in data["chats"]}
    world.files.by_id = {raw["id"]: _load_file(raw) for raw in data["files"]}
    world.menus.lists = {(scope, lang): commands for scope, lang, commands in data["menus"]}
    world.descriptions = {(kind, lang): text for kind, lang, text in data["descriptions"]}
    world.callbacks.next_id = data["callbacks"]["next_id"]
    world.callbacks.open = {raw["id"]: Tap(**raw) for raw in data["callbacks"]["open"]}
    world.updates.next_id = data["updates"]["next_id"]
    world.updates.allowed = list(data["updates"]["allowed"])
    for at, update in data["updates"]["queued"]:
        world.updates.put(Queued(at, update))
    if data.get("webhook"):
        world.webhook = Webhook(**data["webhook"])


def _dump_chat(chat: Chat) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(chat) if field.name != "by_id"]
    plain = {name: getattr(chat, name) for name in names}
    converted = {"members": list(chat.members), "uneditable": sorted(chat.uneditable)}
    return {**plain, **converted, "messages": chat.messages}


def _load_chat(raw: dict[str, Any]) -> Chat:
    fields = dict(raw)
    messages = {message["message_id"]: message for message in fields.pop("messages")}
    fields["members"] = tuple(fields["members"])
    fields["uneditable"] = set(fields["uneditable"])
    return Chat(**fields, by_id=messages)


def _dump_file(file: StoredFile) -> dict[str, Any]:
    return {**dataclasses.asdict(file), "data": base64.b64encode(file.data).decode()}


def _load_file(raw: dict[str, Any]) -> StoredFile:
    return StoredFile(**{**raw, "data": base64.b64decode(raw["data"])})
