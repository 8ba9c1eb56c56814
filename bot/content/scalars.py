"""Writes one text as YAML the way a careful trainer would: plain, in quotes or as a block."""

import json
import re
from typing import Final

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

LONGEST_LINE: Final = 120

# What our reader refuses, or the schema strips: no way of writing makes these come back.
_LOST = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]|\A\s|\s\Z")
# Line breaks of another kind and invisible marks, which only an escape keeps.
_ESCAPED = re.compile("[\u2028\u2029\ufeff\ufffe\uffff]")
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^\n\t:#]|:(?=[^\s:])|(?<=[^\s])#)*")
_STRING: Final = "tag:yaml.org,2002:str"

_resolver = Resolver()


class Unwritable(ValueError):
    """A text that no YAML file of ours can hold."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"control characters and spaces around a text cannot be written: {self.text[:40]!r}"


def write_scalar(text: str, indent: int, *, prefers_block: bool = False) -> str:
    """Return what stands behind a field's name and its colon; a block is indented that far.

    Raise Unwritable for a text that would not be read back as it is: one that is empty, begins or
    ends with spaces, or holds control characters.
    """
    if not text or _LOST.search(text):
        raise Unwritable(text)
    if _ESCAPED.search(text):
        return _escape(text)
    is_long = prefers_block or "\n" in text or len(text) > LONGEST_LINE
    if is_long:
        return _block(text, indent)
    if _PLAIN.fullmatch(text) and _is_string(text):
        return text
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return _block(text, indent)


def _block(text: str, indent: int) -> str:
    margin = " " * indent
    return "|\n" + "\n".join(margin + line if line else "" for line in text.split("\n"))


def _escape(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04X}", quoted)


def _is_string(text: str) -> bool:
    """Tell whether other YAML tools, too, would read it as text and not as a number or a date."""
    tag = _resolver.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == _STRING)
