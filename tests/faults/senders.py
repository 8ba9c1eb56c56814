"""Who sends updates, and what odd things people write."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.faults.taps import Shown

Json = dict[str, Any]
Made = st.SearchStrategy[Json]

ODD_TEXTS = (
    " ",
    "x" * 4096,
    "🙂" * 5000,
    "\u202e\u2067مرحبا abc\u2069",
    "\u200b\u200c\u200d\ufeff",
    "e\u0301" * 300,
    "\ud800 lonely \udfff",
    "\x00\x07\n\r\t\u2028",
    "Robert'); DROP TABLE person;--",
    "<b>&amp;</b> *_[`\\",
    "👩‍👩‍👧‍👦🏳️‍🌈🇸🇮",
    "/",
    "//",
    "/@",
    "/start",
    "/start " + "A" * 22,
    "/start " + "_" * 64,
    "t.me/training_bot?start=" + "B" * 22,
    "C" * 22,
    "/home@training_bot",
    "/home@other_bot",
    "/glossary",
    "/glossary \ud83d",
    "/glossary " + "segment " * 400,
    "/HOME",
    "/report",
    "/bank",
    "/lessons \u202e",
    "/practice",
    "/progress 1 2 3",
    "/help",
    "customer segment",
    "Ana Kovač",
)


@dataclass(frozen=True)
class Cast:
    """Who and what the updates name."""

    members: tuple[int, ...]
    outsiders: tuple[int, ...]  # strangers, and who has not given a name yet
    bot_id: int
    group_id: int
    shown: Shown


def texts() -> st.SearchStrategy[str]:
    """Make texts, odd ones before all; lone halves of a character among them."""
    return st.sampled_from(ODD_TEXTS) | st.text(st.characters(), min_size=1, max_size=40)


def users(cast: Cast) -> Made:
    """Make senders: members, outsiders, the bot itself."""
    return st.fixed_dictionaries(
        {
            "id": st.sampled_from((*cast.members, *cast.outsiders, cast.bot_id)),
            "is_bot": st.booleans(),
            "first_name": texts(),
        },
        optional={
            "last_name": texts(),
            "username": texts(),
            "language_code": st.sampled_from(["en", "sl", "", "xx-YY"]),
            "is_premium": st.just(value=True),
        },
    )


def private(user: Json) -> Json:
    """Return the private chat with a user."""
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}
