"""Entities that the bot sends: refused like on the real server when they do not fit the text."""

from collections.abc import Collection
from typing import Any

from bot.simulator import links
from bot.simulator.errors import BadRequestError
from bot.simulator.texts import (
    MAX_CAPTION,
    MAX_ENTITIES,
    MAX_TEXT,
    Entity,
    FormattedText,
    add_found,
    clean,
    trim,
    utf16_length,
)

PLAIN = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
}
FOUND_BY_TELEGRAM = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
}
EXTRA = {
    "pre": {"language"},
    "text_link": {"url"},
    "text_mention": {"user"},
    "custom_emoji": {"custom_emoji_id"},
    "date_time": {"unix_time", "date_time_format"},
}
QUOTES = {"blockquote", "expandable_blockquote"}
KNOWN = PLAIN | FOUND_BY_TELEGRAM | EXTRA.keys()
COMMON = {"type", "offset", "length"}


def format_text(text: str, given: list[Any] | None, people: Collection[int]) -> FormattedText:
    """Prepare the text of a message, with the limits of a text."""
    if not text:
        raise BadRequestError("message text is empty")
    formatted = _prepare(text, given, people)
    if not formatted.text:
        raise BadRequestError("text must be non-empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise BadRequestError("message is too long")
    return formatted


def format_caption(text: str, given: list[Any] | None, people: Collection[int]) -> FormattedText:
    """Prepare the caption of a file, with the limits of a caption."""
    formatted = _prepare(text, given, people)
    if utf16_length(formatted.text) > MAX_CAPTION:
        raise BadRequestError("message caption is too long")
    return formatted


def _prepare(text: str, given: list[Any] | None, people: Collection[int]) -> FormattedText:
    """Check the entities against the text as it was sent, then trim both."""
    text = clean(text)
    entities = [_read(raw, people) for raw in given or []]
    entities = [e for e in entities if e["length"] > 0]
    entities.sort(key=lambda e: (e["offset"], -e["length"]))
    entities = entities[:MAX_ENTITIES]
    for entity in entities:
        _check_place(text, entity)
    _check_quotes(entities)
    return add_found(trim(text, entities))


def _read(raw: Any, people: Collection[int]) -> Entity:
    """Check one entity by itself: its type, its fields and what they say."""
    if not isinstance(raw, dict):
        raise BadRequestError("can't parse MessageEntity: expected an object")
    kind = raw.get("type")
    if kind not in KNOWN:
        raise BadRequestError("can't parse MessageEntity: Unsupported type specified")
    extra = EXTRA.get(kind, ())
    for name in raw:
        if name not in COMMON and name not in extra:
            raise BadRequestError(f'unknown field "{name}" of MessageEntity "{kind}"')
    for name in ("offset", "length"):
        _check_number(raw, name)
    _check_extra(raw, people)
    return dict(raw)


def _check_number(raw: Entity, name: str) -> None:
    value = raw.get(name)
    if value is None:
        raise BadRequestError(f"can't parse MessageEntity: Can't find field \"{name}\"")
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequestError(
            f'can\'t parse MessageEntity: Field "{name}" must be of type Number',
        )
    if value < 0:
        raise BadRequestError(f"receive an entity with incorrect {name} {value}")


def _check_extra(raw: Entity, people: Collection[int]) -> None:
    """Check what only some types carry: a link, a person, an emoji."""
    if raw["type"] == "text_link":
        url = str(raw.get("url", ""))
        problem = links.find_problem(url)
        if problem:
            raise BadRequestError(f"entity URL '{url}' is invalid: {problem}")
    if raw["type"] == "text_mention":
        user = raw.get("user")
        if not isinstance(user, dict) or user.get("id") not in people:
            raise BadRequestError("user not found")
    if raw["type"] == "custom_emoji" and not str(raw.get("custom_emoji_id", "")).isdecimal():
        raise BadRequestError(
            'can\'t parse MessageEntity: Field "custom_emoji_id" must be a valid Number',
        )


def _check_place(text: str, entity: Entity) -> None:
    """Refuse an entity that leaves the text or cuts a character in two."""
    offset, end = entity["offset"], entity["offset"] + entity["length"]
    total = utf16_length(text)
    if offset >= total:
        raise BadRequestError(
            f"entity begins after the end of the text at UTF-16 offset {offset}",
        )
    if end > total:
        raise BadRequestError(
            f"entity beginning at UTF-16 offset {offset} "
            f"ends after the end of the text at UTF-16 offset {end}",
        )
    if _is_inside_character(text, offset):
        raise BadRequestError(
            f"entity begins in a middle of a UTF-16 symbol at byte offset {_bytes(text, offset)}",
        )
    if _is_inside_character(text, end):
        raise BadRequestError(
            f"entity beginning at UTF-16 offset {offset} "
            f"ends in a middle of a UTF-16 symbol at byte offset {_bytes(text, end)}",
        )


def _is_inside_character(text: str, unit: int) -> bool:
    """Tell whether a UTF-16 offset falls between the halves of a surrogate pair."""
    following = text.encode("utf-16-le")[unit * 2 : unit * 2 + 2]
    return bool(following) and 0xDC <= following[1] <= 0xDF  # noqa: PLR2004 (low surrogates)


def _bytes(text: str, unit: int) -> int:
    """Convert a UTF-16 offset to the UTF-8 offset of the character it falls into."""
    before = text.encode("utf-16-le")[: unit * 2].decode("utf-16-le", "ignore")
    return len(before.encode())


def _check_quotes(entities: list[Entity]) -> None:
    """Refuse a quotation within a quotation.

    The real server silently drops the inner one; for a developer that is worse than an error.
    """
    end = 0
    for quote in (e for e in entities if e["type"] in QUOTES):
        if quote["offset"] < end:
            raise BadRequestError(
                "blockquote and expandable_blockquote entities can't be nested: "
                f"one begins at UTF-16 offset {quote['offset']}",
            )
        end = quote["offset"] + quote["length"]
