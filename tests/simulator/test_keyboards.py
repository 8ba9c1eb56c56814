"""Keyboards are refused in the server's own words."""

from typing import Any

import pytest

from .harness import Api, keyboard

PARSE = "can't parse inline keyboard button: "
ONLY_HTTPS = (
    "inline keyboard button web app URL 'http://example.com' is invalid: "
    "Only HTTPS links are allowed"
)
TEXT_BUTTON = PARSE + "Text buttons are unallowed in the inline keyboard"


def button(**fields: Any) -> dict[str, Any]:
    """Make a keyboard of one button."""
    return {"inline_keyboard": [[{"text": "Go", **fields}]]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (button(callback_data="ü" * 33), "BUTTON_DATA_INVALID"),
        (button(callback_data=""), TEXT_BUTTON),
        (button(), TEXT_BUTTON),
        (
            button(callback_data="a", url="https://example.com"),
            PARSE + "exactly one of the optional fields must be used, not callback_data and url",
        ),
        (button(text="", callback_data="a"), "inline keyboard button text must be non-empty"),
        (button(text=1, callback_data="a"), PARSE + 'Field "text" must be of type String'),
        (button(callback_data="a", color="x"), 'unknown field "color" of InlineKeyboardButton'),
        (button(callback_data="a", style="blue"), "BUTTON_STYLE_INVALID"),
        (
            button(url="http://localhost"),
            "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        (
            button(url="http://localhost:8080/x"),
            "inline keyboard button URL 'http://localhost:8080/x' is invalid: Wrong HTTP URL",
        ),
        (
            button(url="ftp://example.com"),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            button(web_app={"url": "http://example.com"}),
            ONLY_HTTPS,
        ),
        (keyboard([("x", "x")] * 9), "inline keyboard has a row of 9 buttons; at most 8 fit"),
        (keyboard(*[[("x", "x")] * 8] * 13), "reply markup is too long"),
        ({"remove_keyboard": False}, 'field "remove_keyboard" of the reply markup must be True'),
        ({"buttons": []}, "object expected as reply markup"),
    ],
)
async def test_keyboards_have_rules(api: Api, markup: dict[str, Any], words: str) -> None:
    """One button does one thing, and what it carries is limited."""
    assert await api.send_refused(reply_markup=markup) == f"Bad Request: {words}"


async def test_the_largest_keyboard_passes(api: Api) -> None:
    """A hundred buttons with 64 bytes each."""
    rows = [[("x", "ü" * 32)] * 8] * 12 + [[("x", "y")] * 4]

    sent = await api.send(reply_markup=keyboard(*rows))

    assert sum(len(row) for row in sent["reply_markup"]["inline_keyboard"]) == 100


async def test_a_reply_keyboard_is_shown_by_the_chat(api: Api) -> None:
    """Until it is removed."""
    await api.send(reply_markup={"keyboard": [["Yes", {"text": "No"}]], "resize_keyboard": True})
    shown = await api.client.get(f"/page/api/chats/{api.chat_id}")
    assert shown.json()["reply_keyboard"]["keyboard"] == [["Yes", {"text": "No"}]]

    await api.send(reply_markup={"remove_keyboard": True})
    shown = await api.client.get(f"/page/api/chats/{api.chat_id}")
    assert shown.json()["reply_keyboard"] is None
