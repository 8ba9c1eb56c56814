"""Callback data: of every button of ours with odd values in it, and of no button at all."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from bot.chat.taps.tap import SEPARATOR, Tap

ODD_NUMBERS = ("0", "1", "2", "3", "-1", "00", "٣", "1.0", "1e3", " 1", "", "x", "9" * 16, "9" * 40)
ODD_WORDS = ("", "no-such-thing", "in-tune", "😀", "\u202e", "\ud800", "a:b", "a" * 50, "' OR 1=1")
NO_BUTTONS = (
    "",
    ":",
    "::::",
    "a",
    "a:",
    "a:1:0",
    "a:1:0:0:0",
    "zzz:1",
    "x" * 64,
    "é" * 32,
    "\u0000",
    "\ud83d",
    "below:",
    "below:below:home",
    "HOME",
    "home ",
    "{}",
    "null",
    "-1",
)


@dataclass(frozen=True)
class Shown:
    """What stands in the chats: numbers and words that callback data may name."""

    sessions: tuple[int, ...]
    message_ids: tuple[int, ...]
    words: tuple[str, ...]  # ids of lessons and terms


def list_kinds() -> list[type[Tap]]:
    """Return every kind of button that we have."""
    return Tap.__subclasses__()


@st.composite
def callback_data(draw: st.DrawFn, shown: Shown) -> str:
    """Make callback data; the senders need not be those to whom it was shown."""
    if draw(st.integers(0, 9)) == 7:
        return draw(st.sampled_from(NO_BUTTONS) | st.text(st.characters(), max_size=30))
    kind = draw(st.sampled_from(list_kinds()))
    values = [draw(_values(field.name, field.type, shown)) for field in fields(kind)]
    return SEPARATOR.join([kind.tag, *values])


def _values(name: str, kind: object, shown: Shown) -> st.SearchStrategy[Any]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from([*kind, *ODD_WORDS])
    kind = str(kind)
    if "str" in kind:
        known = st.sampled_from(shown.words)
        return known | known | st.sampled_from(ODD_WORDS)
    number = st.sampled_from(ODD_NUMBERS) | st.integers(-(2**70), 2**70).map(str)
    if "bool" in kind:
        return st.sampled_from(["0", "1"]) | number
    if name == "session_id":
        known = st.sampled_from(shown.sessions).map(str)
        return known | known | known | number
    small = st.integers(0, 4).map(str)
    return small | small | number
