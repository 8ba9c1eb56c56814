"""Sending, editing and deleting messages."""

from typing import Any

from bot.simulator import keyboards
from bot.simulator.entities import format_text
from bot.simulator.errors import BadRequestError
from bot.simulator.methods.reach import editable_message, find_chat, writable_chat
from bot.simulator.parameters import Params
from bot.simulator.people import Chat, Message
from bot.simulator.world import TYPING_LASTS, World

DELETABLE_FOR = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(world: World, params: Params) -> Message:
    """Send a text."""
    chat = writable_chat(world, params)
    formatted = format_text(params["text"], params.get("entities"), world.people)
    return post(world, chat, params, formatted.as_json())


def post(world: World, chat: Chat, params: Params, content: dict[str, Any]) -> Message:
    """Add the bot's message with its keyboard; what is not inline belongs to the chat."""
    inline, other = keyboards.read_markup(params.get("reply_markup"))
    reply = _find_reply(chat, params.get("reply_parameters"))
    if inline:
        content = {**content, "reply_markup": inline}
    if reply:
        content = {**content, "reply_to_message": reply}
    message = world.post(chat, world.bot.as_user(), content)
    if other:
        chat.uneditable.add(message["message_id"])
        chat.reply_keyboard = None if "remove_keyboard" in other else other
    chat.typing_until = 0.0
    world.changed(chat)
    return message


def edit_message_text(world: World, params: Params) -> Message:
    """Change text and keyboard; without reply_markup the keyboard goes, as on the real server."""
    chat, message = editable_message(world, params)
    if "text" not in message:
        raise BadRequestError("there is no text in the message to edit")
    formatted = format_text(params["text"], params.get("entities"), world.people)
    kept = {k: v for k, v in message.items() if k not in {"text", "entities"}}
    return _replace(world, chat, message, {**kept, **formatted.as_json()}, params)


def edit_message_reply_markup(world: World, params: Params) -> Message:
    """Change or remove the keyboard."""
    chat, message = editable_message(world, params)
    return _replace(world, chat, message, message, params)


def delete_message(world: World, params: Params) -> bool:
    """Delete a message of the bot, or anybody's in a private chat, within 48 hours."""
    chat = find_chat(world, params["chat_id"])
    message = chat.find_message(params["message_id"])
    if message is None:
        raise BadRequestError("message to delete not found")
    is_foreign = message["from"]["id"] != world.bot.id and chat.kind == "group"
    if is_foreign or world.now() - message["date"] > DELETABLE_FOR:
        raise BadRequestError("message can't be deleted")
    del chat.by_id[message["message_id"]]
    world.changed(chat)
    return True


def send_chat_action(world: World, params: Params) -> bool:
    """Show for five seconds that the bot is busy."""
    if params["action"] not in ACTIONS:
        raise BadRequestError("wrong parameter action in request")
    chat = writable_chat(world, params)
    chat.typing_until = world.clock() + TYPING_LASTS
    world.changed(chat)
    return True


def _replace(world: World, chat: Chat, old: Message, new: Message, params: Params) -> Message:
    """Put the edited message in the old one's place, unless nothing would change."""
    inline = keyboards.read_inline(params.get("reply_markup"))
    new = {k: v for k, v in new.items() if k != "reply_markup"}
    if inline:
        new["reply_markup"] = inline
    if new == old:
        raise BadRequestError(NOT_MODIFIED)
    new["edit_date"] = world.now()
    chat.by_id[new["message_id"]] = new
    world.changed(chat)
    return new


def _find_reply(chat: Chat, reply: dict[str, Any] | None) -> Message | None:
    """Return the message that is replied to, without its own reply."""
    if reply is None:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise BadRequestError("the simulator does not support replies to another chat")
    message = chat.find_message(reply.get("message_id", 0))
    if message is not None:
        return {k: v for k, v in message.items() if k != "reply_to_message"}
    if reply.get("allow_sending_without_reply"):
        return None
    raise BadRequestError("message to be replied not found")
