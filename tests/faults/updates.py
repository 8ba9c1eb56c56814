"""Updates of all kinds that Bot API 10.0 describes, as Telegram could send them."""

from hypothesis import strategies as st

from bot.chat.taps.tap import BELOW
from tests.faults.rare import polls, rare_kinds
from tests.faults.senders import Cast, Json, Made, private, texts, users
from tests.faults.taps import callback_data


@st.composite
def messages(draw: st.DrawFn, cast: Cast, *, is_anonymous: bool = False) -> Json:
    """Make messages: of a person in private or in the group, or of a channel, of nobody."""
    message: Json = {
        "message_id": draw(st.sampled_from((0, 1, 2, 5, 2**31, *cast.shown.message_ids))),
        "date": draw(st.integers(1, 2**33)),
    }
    if is_anonymous:
        message["chat"] = {"id": -1009999999999, "type": "channel", "title": draw(texts())}
        message["sender_chat"] = message["chat"]
    else:
        user = draw(users(cast))
        group = {"id": cast.group_id, "type": draw(st.sampled_from(["group", "supergroup"]))}
        is_private = user["id"] != cast.bot_id and draw(st.integers(0, 3)) > 0
        message["from"] = user
        message["chat"] = private(user) if is_private else {**group, "title": "G"}
    message |= draw(contents(cast))
    if draw(st.integers(0, 5)) == 0:
        message["reply_to_message"] = {**message, "message_id": 1}
    return message


@st.composite
def contents(draw: st.DrawFn, cast: Cast) -> Json:
    """Make what a message holds: mostly text, else a file, a place, news of the chat."""
    if draw(st.integers(0, 3)):
        text = draw(texts())
        word = text.split(" ")[0]
        entities = [{"type": "bot_command", "offset": 0, "length": len(word)}]
        odd = {"type": "bold", "offset": draw(st.integers(0, 5000)), "length": 7}
        content: Json = {"text": text}
        if word.startswith("/"):
            content["entities"] = entities
        elif draw(st.booleans()):
            content["entities"] = [odd]
        return content
    file = {"file_id": "F", "file_unique_id": "U"}
    size = {"width": 1, "height": 1}
    user = draw(users(cast))
    return draw(
        st.sampled_from(
            [
                {},
                {"photo": [{**file, **size}], "caption": draw(texts())},
                {"document": {**file, "file_name": draw(texts())}, "caption": "/home"},
                {
                    "sticker": {
                        **file,
                        **size,
                        "type": "regular",
                        "is_animated": False,
                        "is_video": False,
                    }
                },
                {"voice": {**file, "duration": 1}},
                {"location": {"latitude": 0.5, "longitude": -179.99}},
                {"contact": {"phone_number": "+386", "first_name": draw(texts())}},
                {"dice": {"emoji": "🎲", "value": 6}},
                {"poll": draw(polls())},
                {"new_chat_members": [user]},
                {"left_chat_member": user},
                {"new_chat_title": draw(texts())},
                {"delete_chat_photo": True},
                {"group_chat_created": True},
                {"migrate_to_chat_id": -1001234567890},
                {"web_app_data": {"data": draw(texts()), "button_text": "x"}},
                {"pinned_message": {"message_id": 1, "date": 0, "chat": private(user)}},
                {"some_field_of_bot_api_11": {"new": [1, 2]}},
            ]
        )
    )


@st.composite
def callback_queries(draw: st.DrawFn, cast: Cast) -> Json:
    """Make taps on buttons: of ours, of nobody's, on messages that are gone, in groups, inline."""
    user = draw(users(cast))
    query: Json = {
        "id": str(draw(st.integers(10**17, 10**18))),
        "from": user,
        "chat_instance": draw(st.sampled_from(["1", "-7"])),
    }
    message = {
        "message_id": draw(st.sampled_from((1, 2**31, *cast.shown.message_ids))),
        "chat": private(user),
    }
    bot = {"id": cast.bot_id, "is_bot": True, "first_name": "Bot"}
    group = {"id": cast.group_id, "type": "group", "title": "G"}
    where = draw(st.sampled_from(["here"] * 4 + ["gone", "group", "inline", "nowhere"]))
    if where == "here":
        query["message"] = {**message, "date": 1, "from": bot, "text": "x"}
    elif where == "gone":
        query["message"] = {**message, "date": 0}
    elif where == "group":
        query["message"] = {**message, "chat": group, "date": 1, "from": bot, "text": "x"}
    elif where == "inline":
        query["inline_message_id"] = "inline"
    if draw(st.integers(0, 19)) == 13:
        query["game_short_name"] = draw(texts())
    else:
        data = draw(callback_data(cast.shown))
        query["data"] = draw(st.sampled_from(["", "", BELOW])) + data
    return query


def kinds(cast: Cast) -> dict[str, Made]:
    """Make every kind of update of Bot API 10.0."""
    message, post = messages(cast), messages(cast, is_anonymous=True)
    return {
        "message": message,
        "edited_message": message,
        "callback_query": callback_queries(cast),
        "channel_post": post,
        "edited_channel_post": post,
        "business_message": message,
        "edited_business_message": message,
        "guest_message": message,
        **rare_kinds(cast),
    }


def sound_updates(cast: Cast) -> Made:
    """Make updates without an id, as Telegram could; most are of kinds we ask for."""
    made = kinds(cast)
    usual = ["message"] * 12 + ["callback_query"] * 24 + ["edited_message"] * 4

    def make(kind: str) -> Made:
        return made[kind].map(lambda content: {kind: content})

    return st.sampled_from([*usual, *made]).flatmap(make)
