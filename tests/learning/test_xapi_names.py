"""Names of what statements are about."""

from uuid import NAMESPACE_URL, uuid5

import pytest

from bot.learning.xapi.names import Names, find_home


def test_names_are_safe_in_an_address() -> None:
    """Whatever an id is made of, it cannot be taken for another place."""
    names = Names("https://hr.example.org")

    assert names.name_course("a/b ü") == "https://hr.example.org/xapi/courses/a%2Fb%20%C3%BC"
    assert names.name_quiz("c", 2, "test", "").endswith("/courses/c/versions/2/test")
    assert names.name_quiz("c", 2, "check", "test").endswith("/versions/2/checks/test")
    assert names.name_question("c", 2, "q?").endswith("/versions/2/questions/q%3F")


def test_ids_depend_on_all_that_a_statement_is_about() -> None:
    """The home, what it is, and each part; parts do not run into each other."""
    names = Names("https://hr.example.org")
    ids = [
        names.make_id("answer", 1, 23),
        names.make_id("answer", 12, 3),
        names.make_id("answer", 1, 2, 3),
        names.make_id("result", 1, 23),
        names.make_id("answer", "1", 23),
        Names("https://other.example.org").make_id("answer", 1, 23),
    ]

    assert len(set(ids)) == len(ids)
    space = uuid5(NAMESPACE_URL, "https://hr.example.org")
    for number in range(100):
        name = f"answer\n{number}\n'q'"
        assert names.make_id("answer", number, "q") == str(uuid5(space, name))
    assert names.make_id("answer", 1, 23) == ids[0] == "3753de8c-9335-57e8-b808-6ec1f7fdbf52"


@pytest.mark.parametrize(
    ("setting", "public_url", "home"),
    [
        ("https://hr.example.org/", "https://bot.example.org", "https://hr.example.org"),
        (None, "https://bot.example.org", "https://bot.example.org"),
        (None, None, "urn:x-training-bot:s%C3%B6hne%20%26%20co"),
    ],
)
def test_home_is_what_is_known(setting: str | None, public_url: str | None, home: str) -> None:
    """The setting, else the public address, else the organisation."""
    assert find_home(setting, public_url, "Söhne & Co") == home
