"""Finds the chat and the message a call names, and refuses where Telegram would."""

from bot.simulator.errors import BadRequestError, ForbiddenError
from bot.simulator.parameters import Params
from bot.simulator.people import Chat, Message
from bot.simulator.world import World


def find_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat that a call names."""
    if not isinstance(chat_id, int) or chat_id not in world.chats:
        raise BadRequestError("chat not found")
    return world.chats[chat_id]


def writable_chat(world: World, params: Params) -> Chat:
    """Return the chat, if the bot may write there."""
    chat = find_chat(world, params["chat_id"])
    if not chat.is_started:
        raise ForbiddenError("bot can't initiate conversation with a user")
    if chat.is_deactivated:
        raise ForbiddenError("user is deactivated")
    if chat.is_blocked:
        raise ForbiddenError("bot was blocked by the user")
    return chat


def editable_message(world: World, params: Params) -> tuple[Chat, Message]:
    """Return a message of the bot that may be changed."""
    chat = writable_chat(world, params)
    message = chat.find_message(params["message_id"])
    if message is None:
        raise BadRequestError("message to edit not found")
    if message["from"]["id"] != world.bot.id or message["message_id"] in chat.uneditable:
        raise BadRequestError("message can't be edited")
    return chat, message
