"""From what Telegram handed over to the library's objects."""

from datetime import UTC, datetime
from typing import Any

from telegram import Bot, CallbackQuery, Chat, MaybeInaccessibleMessage, Update, User

TAP = frozenset({"update_id", "callback_query"})
PLACE = ("message_id", "date", "chat")  # of a tapped message


def read_update(content: dict[str, Any], bot: Bot) -> Update:
    """Read an update; of a tapped message only where it stands.

    No handler reads what it says, and the library's object for it takes longer than all others.
    """
    query = find_part(content, "callback_query")
    message = find_part(query, "message")
    if not message:
        return Update.de_json(content, bot)
    if content.keys() == TAP and _is_usual(query, message):
        return Update(content["update_id"], callback_query=_read_tap(query, message, bot))
    place = {name: message[name] for name in PLACE if name in message}
    return Update.de_json({**content, "callback_query": {**query, "message": place}}, bot)


def _is_usual(query: dict[str, Any], message: dict[str, Any]) -> bool:
    """Tell whether a tap has all that belongs to it, and its message can be edited."""
    date = message.get("date")
    return (
        type(date) is int
        and date > 0
        and "message_id" in message
        and isinstance(message.get("chat"), dict)
        and isinstance(query.get("from"), dict)
        and "id" in query
        and "chat_instance" in query
    )


def _read_tap(query: dict[str, Any], message: dict[str, Any], bot: Bot) -> CallbackQuery:
    tap = CallbackQuery(
        id=query["id"],
        from_user=User.de_json(query["from"], bot),
        chat_instance=query["chat_instance"],
        message=MaybeInaccessibleMessage(
            chat=Chat.de_json(message["chat"], bot),
            message_id=message["message_id"],
            date=datetime.fromtimestamp(message["date"], UTC),
        ),
        data=query.get("data"),
    )
    tap.set_bot(bot)
    return tap


def find_part(json_object: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object inside an update, or an empty one: updates set aside may be odd."""
    part = json_object.get(name)
    return part if isinstance(part, dict) else {}
