"""Names: what is taken, what is made of it, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.errors import NameRefused
from bot.learning.people import NAME_LIMIT, Member, Role, clean_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Kovač", "Ana Kovač"),
        ("  Ana \t Kovač  ", "Ana Kovač"),
        ("Ana\nKovač", "Ana Kovač"),
        ("Ana\r\nKovač\u2028", "Ana Kovač"),
        ("Ana\u00a0Kovač", "Ana Kovač"),
        ("O’Brien-Śmith, Jr. 3rd", "O’Brien-Śmith, Jr. 3rd"),
        ("Kovac\u030c", "Kovač"),
        ("李", "李"),
        ("محمد", "محمد"),
        ("Ana 🙂", "Ana 🙂"),
        ("Ana\u202e Kova\u200bč\ufeff", "Ana Kovač"),
        ("\u2066Ana\u2069", "Ana"),
        ("نرگس\u200cزاده", "نرگس\u200cزاده"),
        ("क्\u200dष", "क्\u200dष"),
        ("x" * NAME_LIMIT, "x" * NAME_LIMIT),
        (" " + "e\u0301" * NAME_LIMIT + " ", "é" * NAME_LIMIT),
    ],
)
def test_name_is_brought_into_one_line(text: str, name: str) -> None:
    """Any script is a name; white space becomes single spaces, marks that turn text round go."""
    assert clean_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "x" * (NAME_LIMIT + 1),
        "/start",
        " /home",
        "🙂",
        "🙂🙂👍🏽",
        "12345",
        "\u3164",
        "—",
        "A\x00na",
        "Ana\x1b[31m",
        "A\x07na",
        "Ana\x7f",
        "Ana\x9b",
        "Ana\ud800",
        "\u200b\u202e",
        "\u200b/start",
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    """Nothing, a command, figures, pictures, control characters, or 81 characters."""
    with pytest.raises(NameRefused) as refused:
        clean_name(text)

    assert refused.value.limit == NAME_LIMIT


@given(st.text(st.characters(), max_size=100))
def test_name_is_clean_or_refused(text: str) -> None:
    """Whatever is typed, what is stored is one line that is not cleaned any further."""
    try:
        name = clean_name(text)
    except NameRefused:
        return

    assert 1 <= len(name) <= NAME_LIMIT
    assert len(name.splitlines()) == 1
    assert name == " ".join(name.split())
    assert not name.startswith("/")
    assert name.encode()
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "first"), [("Ana Kovač", "Ana"), ("Ana", "Ana"), (None, ""), ("", "")]
)
def test_chats_use_the_first_word_of_a_name(name: str | None, first: str) -> None:
    """Somebody who has no name yet has no first name either."""
    assert Member(1, 2, name, Role.LEARNER).first_name == first
