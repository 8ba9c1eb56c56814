"""The table has a place for every field, and finds its columns again."""

import pytest

from bot.content.formats.columns import MAX_OPTIONS, find_key, list_columns
from bot.content.schema import Entry, OptionEntry, QuestionEntry, find_child, list_fields


def list_keys(entry: type[Entry], prefix: str = "") -> set[str]:
    """Return the fields of an entry as columns name them."""
    keys = set()
    for name in list_fields(entry):
        child = find_child(entry, name)
        if child is OptionEntry:
            keys |= {f"{field} 8" for field in list_fields(OptionEntry)}
        else:
            keys |= list_keys(child, f"{name}.") if child else {prefix + name}
    return keys


def test_every_field_has_a_column() -> None:
    """A field that is new in questions.yaml must not get lost in a workbook."""
    assert list_keys(QuestionEntry) <= {column.key for column in list_columns(MAX_OPTIONS)}


def test_every_column_is_found_by_its_header() -> None:
    """What we write, we read."""
    for column in list_columns(MAX_OPTIONS):
        assert find_key(column.header) == column.key
        assert find_key(column.header.upper() + " ") == column.key


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Question text", "ask"),
        ("Answer A", "text 1"),
        ("Option_3", "text 3"),
        ("choice4", "text 4"),
        ("Correct answer(s) - choose at least one", "key"),
        ("Feedback 2", "why 2"),
        ("Category", "tags"),
        ("Вопрос", "ask"),
        ("Вариант 2", "text 2"),
        ("Answer 9", None),
        ("Time limit (sec)", None),
        ("", None),
    ],
)
def test_headers_of_others(header: str, key: str | None) -> None:
    """Usual names are understood; what is not known is not guessed."""
    assert find_key(header) == key
