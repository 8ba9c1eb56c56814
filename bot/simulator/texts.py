"""Texts of messages: trimmed, measured in UTF-16 units, with the entities Telegram finds itself."""

import re
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
SPACE = " \n"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
FOUND = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])"),
    ),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]*[^\s<>\".,:;!?)\]]")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
)
UNTOUCHED = {"code", "pre", "text_link", "text_mention", "url", "mention", "bot_command", "email"}
"""Inside these Telegram looks for nothing."""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text with its entities, sorted and within bounds."""

    text: str
    entities: list[Entity]

    def as_json(self, prefix: str = "") -> dict[str, Any]:
        """Give the fields of a message: text and entities, or caption and caption_entities."""
        if not self.text:
            return {}
        names = ("caption", "caption_entities") if prefix == "caption" else ("text", "entities")
        entities = {names[1]: self.entities} if self.entities else {}
        return {names[0]: self.text, **entities}


def utf16_length(text: str) -> int:
    """Count UTF-16 units, in which Telegram measures texts and entities."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Replace control characters by spaces; lengths stay, so entities still fit."""
    return CONTROL.sub(" ", text)


def trim(text: str, entities: list[Entity]) -> FormattedText:
    """Cut white space from both ends and move the entities along.

    White space at the start stays when an entity begins there; an entity of nothing but white
    space goes.
    """
    units = text.encode("utf-16-le")
    visible = [e for e in entities if slice_units(units, e).strip(SPACE)]
    ordered = sorted(visible, key=lambda e: (e["offset"], -e["length"]))
    lead = len(text) - len(text.lstrip(SPACE))
    if ordered:
        lead = min(lead, ordered[0]["offset"])
    trimmed = text[lead:].rstrip(SPACE)
    end = utf16_length(trimmed)
    moved = []
    for entity in ordered:
        offset = entity["offset"] - lead
        moved.append({**entity, "offset": offset, "length": min(entity["length"], end - offset)})
    return FormattedText(trimmed, moved)


def slice_units(units: bytes, entity: Entity) -> str:
    """Return the part of a UTF-16 text that an entity covers."""
    start = entity["offset"] * 2
    return units[start : start + entity["length"] * 2].decode("utf-16-le", "replace")


def add_found(formatted: FormattedText) -> FormattedText:
    """Add commands, web addresses and mentions, which Telegram marks by itself.

    The real server also finds hashtags, e-mail addresses and telephone numbers, and addresses
    without `https://`.
    """
    text, entities = formatted.text, list(formatted.entities)
    if "/" not in text and "@" not in text:  # which each of the three has
        return FormattedText(text, entities[:MAX_ENTITIES])
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            found = {"type": kind, "offset": offset, "length": utf16_length(match.group())}
            if not any(_is_in_the_way(entity, found) for entity in entities):
                entities.append(found)
    entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return FormattedText(text, entities[:MAX_ENTITIES])


def _is_in_the_way(entity: Entity, found: Entity) -> bool:
    """Tell whether a given entity keeps Telegram from marking what it found."""
    start, end = entity["offset"], entity["offset"] + entity["length"]
    found_end = found["offset"] + found["length"]
    if end <= found["offset"] or found_end <= start:
        return False
    is_nested = start <= found["offset"] and found_end <= end
    return entity["type"] in UNTOUCHED or not is_nested
