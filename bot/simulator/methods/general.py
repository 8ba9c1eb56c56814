"""The bot itself: who it is, its menus and descriptions."""

from typing import Any

from bot.simulator import menus
from bot.simulator.errors import BadRequestError
from bot.simulator.methods.reach import find_chat
from bot.simulator.parameters import Params
from bot.simulator.world import World

MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120


def get_me(world: World, _params: Params) -> dict[str, Any]:
    """Return who the bot is, in privacy mode."""
    return {
        **world.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    """Set the menu of a scope and language."""
    commands = menus.read_commands(params["commands"])
    world.menus.put(_scope(world, params), menus.read_language(params), commands)
    _menus_changed(world)
    return True


def delete_my_commands(world: World, params: Params) -> bool:
    """Remove the menu of a scope and language."""
    world.menus.put(_scope(world, params), menus.read_language(params), [])
    _menus_changed(world)
    return True


def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    """Return the menu of exactly this scope and language."""
    key = (_scope(world, params), menus.read_language(params))
    return world.menus.lists.get(key, [])


def set_my_description(world: World, params: Params) -> bool:
    """Set what an empty chat shows."""
    text = params.get("description", "")
    return _describe(world, params, "description", text, MAX_DESCRIPTION)


def set_my_short_description(world: World, params: Params) -> bool:
    """Set what the bot's profile shows."""
    text = params.get("short_description", "")
    return _describe(world, params, "short_description", text, MAX_SHORT_DESCRIPTION)


def _describe(world: World, params: Params, kind: str, text: str, limit: int) -> bool:
    language = menus.read_language(params)
    if len(text) > limit:
        raise BadRequestError(f"{kind} is longer than {limit} characters")
    world.descriptions[kind, language] = text
    _menus_changed(world)
    return True


def _scope(world: World, params: Params) -> str:
    """Name the scope, whose chat must exist."""
    scope = params.get("scope")
    key = menus.scope_key(scope)
    if scope and "chat_id" in scope:
        find_chat(world, scope["chat_id"])
    return key


def _menus_changed(world: World) -> None:
    for chat in world.chats.values():
        world.changed(chat)
