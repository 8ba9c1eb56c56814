"""Text with formatting as Telegram wants it: plain text and entities, so nothing needs escaping."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from telegram.constants import MessageEntityType as Kind

TEXT_LIMIT = 4096  # UTF-16 units of a message
ENTITY_LIMIT = 100


class Span(NamedTuple):
    """A formatted stretch; offset and length in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True)
class Rich:
    """Text with spans; joined with `+`, formatted by wrapping."""

    text: str = ""
    spans: tuple[Span, ...] = field(default=())

    def __radd__(self, other: str) -> "Rich":
        return Rich(other) + self

    def __add__(self, other: "Rich | str") -> "Rich":
        return join([self, other])

    def wrap(self, kind: str, url: str | None = None) -> "Rich":
        """Return the whole text in that format; an empty text stays as it is."""
        length = utf16_length(self.text)
        if not length:
            return self
        return Rich(self.text, (Span(kind, 0, length, url), *self.spans))

    def entities(self) -> list[dict[str, Any]]:
        """Return the spans as Telegram's entities, the outer ones first, at most 100."""
        ordered = sorted(self.spans, key=lambda span: (span.offset, -span.length))
        return [
            {"type": span.kind, "offset": span.offset, "length": span.length}
            | ({"url": span.url} if span.url else {})
            for span in ordered[:ENTITY_LIMIT]
        ]

    def cut(self, limit: int = TEXT_LIMIT) -> "Rich":
        """Return the text itself, or as much of it as fits a message, with an ellipsis."""
        if utf16_length(self.text) <= limit:
            return self
        units = self.text.encode("utf-16-le")[: 2 * (limit - 1)]
        text = units.decode("utf-16-le", errors="ignore")
        end = utf16_length(text)
        spans = tuple(
            span._replace(length=min(span.length, end - span.offset))
            for span in self.spans
            if span.offset < end
        )
        return Rich(text + "…", spans)

    def strip(self) -> Self:
        """Cut white space at both ends, as Telegram does, and move the spans along."""
        text = self.text.strip()
        if text == self.text:
            return self
        lead = utf16_length(self.text) - utf16_length(self.text.lstrip())
        end = utf16_length(text)
        kept = []
        for span in self.spans:
            start = max(span.offset - lead, 0)
            stop = min(span.offset - lead + span.length, end)
            if stop > start:
                kept.append(span._replace(offset=start, length=stop - start))
        return type(self)(text, tuple(kept))


def rich(text: "Rich | str") -> Rich:
    """Take plain text as it is, with no meaning in any character."""
    return text if isinstance(text, Rich) else Rich(text)


def join(parts: Sequence[Rich | str], separator: str = "") -> Rich:
    """Join texts."""
    texts: list[str] = []
    spans: list[Span] = []
    gap, shift = utf16_length(separator), 0
    for part in parts:
        text = part if isinstance(part, str) else part.text
        if not isinstance(part, str):
            spans += [Span(s.kind, s.offset + shift, s.length, s.url) for s in part.spans]
        texts.append(text)
        shift += utf16_length(text) + gap
    return Rich(separator.join(texts), tuple(spans))


def bold(text: Rich | str) -> Rich:
    """Make bold."""
    return rich(text).wrap(Kind.BOLD)


def italic(text: Rich | str) -> Rich:
    """Make italic."""
    return rich(text).wrap(Kind.ITALIC)


def code(text: Rich | str) -> Rich:
    """Make monospaced."""
    return rich(text).wrap(Kind.CODE)


def quote(text: Rich | str, *, is_folded: bool = False) -> Rich:
    """Make a block quotation, folded to its first lines where `is_folded`."""
    kind = Kind.EXPANDABLE_BLOCKQUOTE if is_folded else Kind.BLOCKQUOTE
    return rich(text).wrap(kind)


def utf16_length(text: str) -> int:
    """Count UTF-16 units, as Telegram does."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
