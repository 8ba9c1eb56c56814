"""Texts and entities are refused in the server's own words."""

from typing import Any

import pytest

from .harness import Api

GRIN = "😀"
AT_0 = "entity beginning at UTF-16 offset 0 "


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    """Write an entity."""
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: text must be non-empty"),
        ("x" * 4097, "Bad Request: message is too long"),
        (GRIN * 2049, "Bad Request: message is too long"),
    ],
)
async def test_texts_have_limits(api: Api, text: str, words: str) -> None:
    """A text has 1 to 4096 UTF-16 units."""
    assert await api.send_refused(text) == words


async def test_half_a_character_is_no_text(api: Api) -> None:
    """JSON can write half of a surrogate pair."""
    body = b'{"chat_id": %d, "text": "\\ud83d"}' % api.chat_id

    response = await api.post("sendMessage", content=body)

    assert response.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_the_longest_text_passes(api: Api) -> None:
    """White space around it does not count."""
    sent = await api.send("  " + GRIN * 2048 + "\n")

    assert sent["text"] == GRIN * 2048


async def test_white_space_is_trimmed_and_entities_move_along(api: Api) -> None:
    """Offsets of the answer belong to the trimmed text."""
    sent = await api.send("\n one two \n", entities=[entity("bold", 6, 5)])

    assert sent["text"] == "one two"
    assert sent["entities"] == [entity("bold", 4, 3)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            entity("bold", 0, 100),
            AT_0 + "ends after the end of the text at UTF-16 offset 100",
        ),
        (entity("bold", 100, 1), "entity begins after the end of the text at UTF-16 offset 100"),
        (entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (entity("bolt", 0, 1), "can't parse MessageEntity: Unsupported type specified"),
        (entity("bold", 0, 1, colour="red"), 'unknown field "colour" of MessageEntity "bold"'),
        ({"type": "bold", "offset": 0}, "can't parse MessageEntity: Can't find field \"length\""),
        (
            entity("bold", 0, 1),
            AT_0 + "ends in a middle of a UTF-16 symbol at byte offset 0",
        ),
        (
            entity("bold", 1, 2),
            "entity begins in a middle of a UTF-16 symbol at byte offset 0",
        ),
        (entity("text_link", 0, 2, url=""), "entity URL '' is invalid: URL host is empty"),
        (
            entity("text_link", 0, 2, url="http://localhost/x"),
            "entity URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        (
            entity("text_link", 0, 2, url="ftp://example.com"),
            "entity URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            entity("text_link", 0, 2, url="javascript:alert(1)"),
            "entity URL 'javascript:alert(1)' is invalid: Unsupported URL protocol",
        ),
        (entity("text_mention", 0, 2, user={"id": 7}), "user not found"),
    ],
)
async def test_entities_must_fit_the_text(api: Api, given: dict[str, Any], words: str) -> None:
    """The text is one emoji of two UTF-16 units and a word."""
    assert await api.send_refused(f"{GRIN} fine", entities=[given]) == f"Bad Request: {words}"


async def test_quotations_do_not_nest(api: Api) -> None:
    """The real server drops the inner one without a word."""
    entities = [entity("blockquote", 0, 9), entity("expandable_blockquote", 4, 3)]

    words = await api.send_refused("one two three", entities=entities)

    assert words.startswith("Bad Request: blockquote and expandable_blockquote entities can't be")


async def test_only_the_first_hundred_entities_count(api: Api) -> None:
    """Further ones are ignored."""
    sent = await api.send("ab" * 120, entities=[entity("bold", i * 2, 1) for i in range(120)])

    assert len(sent["entities"]) == 100
    assert sent["entities"][-1]["offset"] == 198


async def test_links_within_telegram_and_the_web_pass(api: Api) -> None:
    """Also those without a scheme, which count as http."""
    urls = [
        "https://example.com/a?b=c",
        "tg://resolve?domain=x",
        "example.com",
        "http://1.2.3.4:80/",
    ]
    given = [entity("text_link", i, 1, url=url) for i, url in enumerate(urls)]

    assert len((await api.send("abcd", entities=given))["entities"]) == 4


async def test_telegram_marks_commands_links_and_mentions_itself(api: Api) -> None:
    """But not within code."""
    sent = await api.send(
        f"{GRIN} /learn https://example.com. @ana_k /code",
        entities=[entity("code", 38, 5)],
    )

    assert [(e["type"], e["offset"], e["length"]) for e in sent["entities"]] == [
        ("bot_command", 3, 6),
        ("url", 10, 19),
        ("mention", 31, 6),
        ("code", 38, 5),
    ]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("HTML", "the simulator does not parse HTML: send entities, not parse_mode"),
        ("Latex", "unsupported parse_mode"),
    ],
)
async def test_markup_in_texts_is_refused(api: Api, mode: str, words: str) -> None:
    """Our bot sends entities."""
    assert await api.send_refused(parse_mode=mode) == f"Bad Request: {words}"
