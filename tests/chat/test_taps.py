"""What buttons carry comes back as it was, fits 64 bytes, and nothing else is understood."""

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.application import Connection
from bot.chat.table import TAP_TABLE
from bot.chat.taps import glossary as glossary_taps
from bot.chat.taps import quiz as quiz_taps
from bot.chat.taps import study as study_taps
from bot.chat.taps.tap import DATA_LIMIT, BadTap, Tap
from bot.content.faults import ID_LIMIT

KINDS = list(TAP_TABLE)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "int": st.integers(min_value=0, max_value=2**40),
    "bool": st.booleans(),
    "str": st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True),
    "int | None": st.none() | st.integers(min_value=0, max_value=2**40),
    "str | None": st.none() | st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True),
}
# Reports name what they are of by numbers (bot.learning.assignments.number_name), and days by date.
KEY = st.just("") | st.integers(min_value=0, max_value=2**48 - 1).map(str)
NAMED = {"department": KEY, "course": KEY, "day": st.just("") | st.dates().map(date.isoformat)}


def draw_value(data: st.DataObject, name: str, kind: object) -> object:
    """Draw a value for a field of that name and type."""
    if kind is str and name in NAMED:
        return data.draw(NAMED[name])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return data.draw(st.sampled_from(kind))
    return data.draw(VALUES[kind.__name__ if isinstance(kind, type) else str(kind)])


@given(st.data())
def test_every_tap_comes_back(data: st.DataObject) -> None:
    """Encoding and decoding is the identity, within 64 bytes, and no other kind takes it."""
    kind = data.draw(st.sampled_from(KINDS))
    tap = kind(*(draw_value(data, field.name, field.type) for field in fields(kind)))

    encoded = tap.encode()

    assert len(encoded.encode()) <= DATA_LIMIT
    assert kind.decode(encoded) == tap
    for other in KINDS:
        if other is not kind:
            with pytest.raises(BadTap):
                other.decode(encoded)


@given(st.text())
def test_other_data_is_refused(data: str) -> None:
    """Anything else raises BadTap and nothing worse."""
    for kind in KINDS:
        try:
            tap = kind.decode(data)
        except BadTap:
            continue
        assert tap.encode() == data or ":" in data


def test_longest_ids_fit() -> None:
    """Ids as long as the content may have them fit on a button."""
    longest = "x" * ID_LIMIT
    taps: list[Tap] = [
        study_taps.ReadCardAt(longest, 99),
        quiz_taps.StartPractice(longest),
        glossary_taps.ShowTerm(longest),
    ]

    assert all(len(tap.encode()) <= DATA_LIMIT for tap in taps)


def test_too_long_data_is_our_defect() -> None:
    """A button that Telegram would refuse is not made at all."""
    with pytest.raises(ValueError, match="longer than 64 bytes"):
        glossary_taps.ShowTerm("ü" * 40).encode()


def test_secrets_of_a_connection_are_in_no_repr() -> None:
    """Neither the token nor a proxy's password."""
    shown = repr(Connection("7000000001:secret", None, "http://user:secret@proxy:3128"))

    assert "secret" not in shown
