"""Writes plain text as Markdown that shows it as it is."""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

# As the chat reads it.
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

_TOO_LONG: Final = 50_000  # for any message, and perhaps for the parser
_BREAK: Final = "\\\n"
_SUSPECT = re.compile(r"[\\`*_\[\]<>~|&]|^[-+#=:]|^\d+[.)]", re.MULTILINE)
_INLINE = re.compile(r"[\\`*_\[\]<>~|&]")
_START = re.compile(r"^(?:[-+#=:]|(\d+)(?=[.)]))")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def write_literally(text: str) -> str:
    """Return Markdown that shows exactly this text, its line breaks included."""
    if len(text) > _TOO_LONG:
        return text
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    if not _SUSPECT.search("\n".join(lines)):
        return _join(lines)
    shown = _show(lines)
    for attempt in (lines, [_escape(line) for line in lines]):
        if find_text(_join(attempt)) == shown:
            return _join(attempt)
    return _join([_PUNCTUATION.sub(r"\\\g<0>", line) for line in lines])


def find_text(markdown: str) -> str | None:
    """Return what a Markdown text shows, if that is nothing but paragraphs of plain text."""
    paragraphs = []
    for token in _parser.parse(markdown):
        if token.type == "inline":
            parts = [_text(child) for child in token.children or ()]
            if None in parts:
                return None
            paragraphs.append("".join(filter(None, parts)))
        elif token.type not in {"paragraph_open", "paragraph_close"}:
            return None
    return "\n\n".join(paragraphs)


def _text(token: Token) -> str | None:
    if token.type == "text":
        return token.content
    return {"hardbreak": "\n", "softbreak": " "}.get(token.type)


def _show(lines: list[str]) -> str:
    return re.sub("\n{2,}", "\n\n", "\n".join(lines))


def _join(lines: list[str]) -> str:
    """Put lines together: a break between two, and paragraphs where a line is empty."""
    paragraphs = re.split("\n{2,}", "\n".join(lines))
    return "\n\n".join(paragraph.replace("\n", _BREAK) for paragraph in paragraphs)


def _escape(line: str) -> str:
    """Put a backslash before the signs that mean something to Markdown."""
    escaped = _INLINE.sub(r"\\\g<0>", line)
    found = _START.match(escaped)
    if found is None:
        return escaped
    digits = found[1] or ""
    return f"{digits}\\{escaped[len(digits) :]}"
