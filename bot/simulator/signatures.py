"""The parameters of every method the simulator answers, as Bot API 10.0 lists them.

Three kinds of parameter exist: those that are simulated; those that change nothing here and are
accepted (`IGNORED`: notification, link preview, effects, protection); and those that would change
what happens but are not simulated (`refused`), which end in an error so that nobody relies on
them unknowingly.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a parameter's value must be; the words stand in error messages."""

    INTEGER = "Integer"
    STRING = "String"
    BOOLEAN = "Boolean"
    CHAT = "Integer or String"
    ARRAY = "Array"
    OBJECT = "Object"
    FILE = "InputFile or String"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method."""

    kind: Kind
    is_required: bool = False
    is_refused: bool = False


def required(kind: Kind) -> Parameter:
    """Describe a parameter that must be given."""
    return Parameter(kind, is_required=True)


def refused(kind: Kind) -> Parameter:
    """Describe a parameter of the real API that the simulator does not imitate."""
    return Parameter(kind, is_refused=True)


Signature = dict[str, Parameter]

INTEGER = Parameter(Kind.INTEGER)
STRING = Parameter(Kind.STRING)
BOOLEAN = Parameter(Kind.BOOLEAN)
ARRAY = Parameter(Kind.ARRAY)
OBJECT = Parameter(Kind.OBJECT)
CHAT = required(Kind.CHAT)

IGNORED: Signature = {
    "disable_notification": BOOLEAN,
    "protect_content": BOOLEAN,
    "message_effect_id": STRING,
}
SEND: Signature = {
    "chat_id": CHAT,
    **IGNORED,
    "reply_parameters": OBJECT,
    "reply_markup": OBJECT,
    "business_connection_id": refused(Kind.STRING),
    "message_thread_id": refused(Kind.INTEGER),
    "direct_messages_topic_id": refused(Kind.INTEGER),
    "allow_paid_broadcast": refused(Kind.BOOLEAN),
    "suggested_post_parameters": refused(Kind.OBJECT),
}
CAPTION: Signature = {"caption": STRING, "parse_mode": STRING, "caption_entities": ARRAY}
EDIT: Signature = {
    "chat_id": CHAT,
    "message_id": required(Kind.INTEGER),
    "reply_markup": OBJECT,
    "business_connection_id": refused(Kind.STRING),
    "inline_message_id": refused(Kind.STRING),
}
MENU: Signature = {"scope": OBJECT, "language_code": STRING}

SIGNATURES: dict[str, Signature] = {
    "getMe": {},
    "getUpdates": {
        "offset": INTEGER,
        "limit": INTEGER,
        "timeout": INTEGER,
        "allowed_updates": ARRAY,
    },
    "setWebhook": {
        "url": required(Kind.STRING),
        "certificate": refused(Kind.FILE),
        "ip_address": refused(Kind.STRING),
        "max_connections": INTEGER,
        "allowed_updates": ARRAY,
        "drop_pending_updates": BOOLEAN,
        "secret_token": STRING,
    },
    "deleteWebhook": {"drop_pending_updates": BOOLEAN},
    "getWebhookInfo": {},
    "sendMessage": {
        **SEND,
        "text": required(Kind.STRING),
        "parse_mode": STRING,
        "entities": ARRAY,
        "link_preview_options": OBJECT,
    },
    "sendDocument": {
        **SEND,
        **CAPTION,
        "document": required(Kind.FILE),
        "disable_content_type_detection": BOOLEAN,
        "thumbnail": refused(Kind.FILE),
    },
    "sendPhoto": {
        **SEND,
        **CAPTION,
        "photo": required(Kind.FILE),
        "show_caption_above_media": BOOLEAN,
        "has_spoiler": BOOLEAN,
    },
    "sendChatAction": {
        "chat_id": CHAT,
        "action": required(Kind.STRING),
        "business_connection_id": refused(Kind.STRING),
        "message_thread_id": refused(Kind.INTEGER),
    },
    "editMessageText": {
        **EDIT,
        "text": required(Kind.STRING),
        "parse_mode": STRING,
        "entities": ARRAY,
        "link_preview_options": OBJECT,
    },
    "editMessageReplyMarkup": EDIT,
    "deleteMessage": {"chat_id": CHAT, "message_id": required(Kind.INTEGER)},
    "answerCallbackQuery": {
        "callback_query_id": required(Kind.STRING),
        "text": STRING,
        "show_alert": BOOLEAN,
        "cache_time": INTEGER,
        "url": refused(Kind.STRING),
    },
    "setMyCommands": {"commands": required(Kind.ARRAY), **MENU},
    "deleteMyCommands": MENU,
    "getMyCommands": MENU,
    "setMyDescription": {"description": STRING, "language_code": STRING},
    "setMyShortDescription": {"short_description": STRING, "language_code": STRING},
    "getFile": {"file_id": required(Kind.STRING)},
}

BY_LOWER_NAME = {name.lower(): name for name in SIGNATURES}
"""The real server takes method names in any case."""

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "action": "wrong parameter action in request",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "file_id": "file_id is not specified",
}
"""The server's own words about a required parameter that is not there."""

FIELDS: dict[str, set[str]] = {
    "link_preview_options": {
        "is_disabled",
        "url",
        "prefer_small_media",
        "prefer_large_media",
        "show_above_text",
    },
    "reply_parameters": {"message_id", "chat_id", "allow_sending_without_reply"},
}
"""Fields of objects that no other module checks."""
