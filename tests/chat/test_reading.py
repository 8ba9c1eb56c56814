"""Taps are read the short way where they are as usual, and the library's way where they are not."""

from typing import Any

import pytest
from telegram import Bot, Message, Update

from bot.chat.reading import read_update

PERSON = {"id": 5, "is_bot": False, "first_name": "Ana", "last_name": "B", "language_code": "en"}
CHAT = {"id": 5, "type": "private", "first_name": "Ana"}
MESSAGE = {"message_id": 9, "date": 1_790_000_000, "chat": CHAT, "text": "long", "from": PERSON}
QUERY = {"id": "77", "from": PERSON, "chat_instance": "1", "data": "a:1:0:2", "message": MESSAGE}


@pytest.fixture
def bot() -> Bot:
    """A bot that makes no calls."""
    return Bot("1:a")


def tap(**changes: Any) -> dict[str, Any]:
    """Return a tap with parts changed, or left out where they are None."""
    query = {name: part for name, part in (QUERY | changes).items() if part is not None}
    return {"update_id": 3, "callback_query": query}


def test_tap_is_read_as_the_library_reads_it(bot: Bot) -> None:
    """All that handlers look at is the same; the message is only a place."""
    content = tap()
    short, long = read_update(content, bot), Update.de_json(content, bot)

    for update in (short, long):
        assert update.update_id == 3
        assert update.message is None
        query = update.callback_query
        assert query is not None
        assert (query.id, query.data, query.get_bot()) == ("77", "a:1:0:2", bot)
        assert query.message is not None
        assert (query.message.message_id, query.message.is_accessible) == (9, True)
    assert short.effective_user == long.effective_user
    assert short.effective_user is not None
    assert short.effective_user.full_name == "Ana B"
    assert short.effective_chat == long.effective_chat
    assert short.callback_query == long.callback_query
    assert short.callback_query is not None
    assert not isinstance(short.callback_query.message, Message)


def test_message_of_long_ago_is_inaccessible(bot: Bot) -> None:
    """Telegram gives it the date 0."""
    update = read_update(tap(message={"message_id": 9, "date": 0, "chat": CHAT}), bot)

    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


def test_tap_without_a_message_is_read(bot: Bot) -> None:
    """As under a message that was sent through the bot, but not by it."""
    update = read_update(tap(message=None, inline_message_id="x"), bot)

    assert update.callback_query is not None
    assert update.callback_query.message is None
    assert update.effective_chat is None


def test_new_fields_are_no_hindrance(bot: Bot) -> None:
    """Telegram adds some with each version."""
    content = tap(new=1, message=MESSAGE | {"new": 1}, **{"from": PERSON | {"new": 1}})
    update = read_update(content, bot)

    assert update.effective_user is not None
    assert update.effective_user.id == 5


def test_tap_of_nobody_is_read(bot: Bot) -> None:
    """The library does so."""
    assert read_update(tap(**{"from": None}), bot).effective_user is None


@pytest.mark.parametrize("missing", ["id", "chat_instance"])
def test_what_belongs_to_a_tap_is_missed(bot: Bot, missing: str) -> None:
    """By the library, as for any other kind of update."""
    with pytest.raises(TypeError):
        Update.de_json(tap(**{missing: None}), bot)
    with pytest.raises(TypeError):
        read_update(tap(**{missing: None}), bot)
