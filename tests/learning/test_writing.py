"""Texts that people write: what stays of them, and what counts as nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.errors import TextTooLong, TokenNameRefused
from bot.learning.prompt import TEXT_LIMIT, clean_text
from bot.learning.tokens import clean_token_name


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  On leave\r\n\r\nuntil\tMonday \n", "On leave\n\nuntil Monday"),
        ("sheet \u202e21 .on\u202c", "sheet 21 .on"),
        ("\ufeff\u2066no phone\u2069\u00ad", "no phone"),
        ("می\u200cروم", "می\u200cروم"),
        ("👩\u200d🏭", "👩\u200d🏭"),
        ("A\x00n\x1ba\ud800\x85", "Ana"),
        ("?", "?"),
        ("", ""),
        ("\u200b\u200b", ""),
        ("\u200d\ufe0f\u034f", ""),
        (" \u3164\n\u2800 ", ""),
        ("\u202e" * TEXT_LIMIT + "x", "x"),
    ],
)
def test_what_can_be_seen_stays(text: str, clean: str) -> None:
    """Lines, any script and joined pictures stay; where none can be seen, nothing was written."""
    assert clean_text(text) == clean


@given(st.text(st.characters(), max_size=TEXT_LIMIT))
def test_clean_text_is_cleaned_once(text: str) -> None:
    """Whatever is typed: nothing in it turns the text beside round, and it can be stored."""
    clean = clean_text(text)

    assert clean_text(clean) == clean
    assert clean.encode().decode() == clean
    assert {unicodedata.bidirectional(c) for c in clean}.isdisjoint(
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    )


def test_only_what_is_kept_counts_for_the_length() -> None:
    """It is refused whole."""
    with pytest.raises(TextTooLong):
        clean_text("x" * (TEXT_LIMIT + 1))


@pytest.mark.parametrize("text", ["\u3164", "\u2800", "Pay\u202eroll", "…"])
def test_token_is_named_by_what_can_be_seen(text: str) -> None:
    """A list of tokens is where somebody looks for the one to revoke."""
    with pytest.raises(TokenNameRefused):
        clean_token_name(text)
