"""Turns the HTML of question banks into our Markdown, and says what of it cannot be kept."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from bot.content.formats.literal import write_literally

_MAX_DEPTH: Final = 40
_MARKS: Final = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("s", "strike", "del"), "~~"),
}
_CODE: Final = frozenset({"code", "tt", "kbd", "samp"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = frozenset({"p", "div", "section", "article", "center", "dl", "dt", "dd", "figure"})
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col"})
# What the chat cannot show, by the word for it; what is between its tags goes too.
_LOST: Final = {
    **dict.fromkeys(("script", "style", "template"), ""),
    **dict.fromkeys(("video", "audio", "iframe", "object", "embed"), "a film or sound"),
    **dict.fromkeys(("svg", "canvas", "math", "applet"), "a drawing or formula"),
    **dict.fromkeys(("input", "select", "textarea", "button"), "a form"),
}
_RAISED: Final = {
    "sup": ("^", str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")),
    "sub": ("\\_", str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")),
}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_SAFE: Final = ("http://", "https://")


@dataclass
class Converted:
    """The Markdown of an HTML text; `images` are the sources and alternative texts in it."""

    text: str = ""
    losses: list[str] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)


def has_markup(text: str) -> bool:
    """Tell whether a text holds tags or entities of HTML."""
    return _MARKUP.search(text) is not None


def convert_html(html: str, *, keeps_breaks: bool = False) -> Converted:
    """Return HTML as Markdown; `keeps_breaks` where a new line in it is meant as one."""
    reader = _Reader(keeps_breaks=keeps_breaks)
    reader.feed(html)
    reader.close()
    return reader.finish()


@dataclass
class _Frame:
    """A tag that is open, and what has been written inside it."""

    tag: str
    parts: list[str] = field(default_factory=list)
    href: str = ""
    rows: list[list[str]] = field(default_factory=list)  # of a table
    number: int = 0  # of items, in a list


class _Reader(HTMLParser):
    def __init__(self, *, keeps_breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keeps_breaks = keeps_breaks
        self.frames = [_Frame("")]
        self.result = Converted()
        self.hidden = ""  # the tag whose content is left out
        self.depth = 0  # of tags of that name inside it

    def finish(self) -> Converted:
        while len(self.frames) > 1:
            self.close_frame()
        self.result.text = _clean("".join(self.frames[0].parts))
        return self.result

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.hidden:
            self.depth += tag == self.hidden
            return
        values = {name: value or "" for name, value in attrs}
        if tag in _LOST:
            self.lose(tag)
            if tag not in _VOID and tag != "embed":
                self.hidden, self.depth = tag, 1
        elif tag == "br":
            self.write("\\\n")
        elif tag == "hr":
            self.write("\n\n")
        elif tag == "img":
            self.result.images.append((values.get("src", ""), values.get("alt", "")))
        elif tag not in _VOID and len(self.frames) < _MAX_DEPTH:
            self.frames.append(_Frame(tag, href=values.get("href", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.depth -= tag == self.hidden
            self.hidden = self.hidden if self.depth else ""
            return
        if any(frame.tag == tag for frame in self.frames[1:]):
            while self.frames[-1].tag != tag:
                self.close_frame()
            self.close_frame()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        tags = {frame.tag for frame in self.frames}
        if tags & {"pre", *_CODE}:
            self.write(data)
            return
        lines = data.split("\n") if self.keeps_breaks else [data]
        text = "\\\n".join(map(_write_text, lines))
        parts = self.frames[-1].parts
        self.write(text.lstrip(" ") if parts and parts[-1].endswith("\n") else text)

    def write(self, text: str) -> None:
        self.frames[-1].parts.append(text)

    def lose(self, tag: str) -> None:
        reason = f"{_LOST[tag]} (<{tag}>)"
        if _LOST[tag] and reason not in self.result.losses:
            self.result.losses.append(reason)

    def close_frame(self) -> None:
        frame = self.frames.pop()
        self.write(self.render(frame, "".join(frame.parts)))

    def render(self, frame: _Frame, inner: str) -> str:
        """Return what a tag and its content are in Markdown."""
        tag = frame.tag
        if tag in _MARKS:
            return _wrap(inner, _MARKS[tag])
        if tag in _RAISED:
            return _raise(tag, inner)
        if tag in _CODE and not any(outer.tag == "pre" for outer in self.frames):
            return _wrap(inner.replace("`", "'"), "`")
        if tag == "a":
            return self.render_link(frame.href, inner)
        if tag in {"td", "th", "tr", "table", "li"}:
            return self.render_part(frame, _clean(inner))
        return _render_block(tag, inner)

    def render_link(self, href: str, inner: str) -> str:
        text = _clean(inner)
        if not href.startswith(_SAFE):
            if href and not href.startswith("#"):
                self.result.losses.append(f"a link that the chat does not open ({href[:40]})")
            return inner
        target = href.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        return f"[{text or target}]({target})"

    def render_part(self, frame: _Frame, inner: str) -> str:
        """Return an item of a list, or put a cell into its table."""
        if frame.tag == "li":
            owner = next((f for f in reversed(self.frames) if f.tag in {"ul", "ol"}), None)
            mark = "- "
            if owner is not None and owner.tag == "ol":
                owner.number += 1
                mark = f"{owner.number}. "
            return "\n" + mark + inner.replace("\n", "\n" + " " * len(mark))
        table = next((f for f in reversed(self.frames) if f.tag == "table"), None)
        if frame.tag == "table":
            return _render_table(frame.rows)
        if table is None:
            return f" {inner} "
        if frame.tag == "tr":
            table.rows.append([])
            return ""
        if not table.rows:
            table.rows.append([])
        cell = re.sub(r"\\?\n\s*", " ", inner).replace("|", "\\|").replace("\\\\|", "\\|")
        table.rows[-1].append(cell)
        return ""


def _write_text(data: str) -> str:
    """Return text between tags; a space at either end of it stays one."""
    text = write_literally(data) if data.strip() else ""
    before = " " if data[:1].isspace() else ""
    after = " " if text and data[-1:].isspace() else ""
    return f"{before}{text}{after}".replace("\\\n", " ")


def _wrap(inner: str, mark: str) -> str:
    """Put marks around a text, but not around the spaces at its ends."""
    text = inner.strip(" \n\\")
    if not text or "\n\n" in text:
        return inner
    start = inner.index(text)
    return f"{inner[:start]}{mark}{text}{mark}{inner[start + len(text) :]}"


def _raise(tag: str, inner: str) -> str:
    sign, table = _RAISED[tag]
    raised = inner.translate(table)
    known = set(table.values())
    if inner and all(ord(sign) in known or sign in map(chr, known) for sign in raised):
        return raised
    return f"{sign}{inner}" if inner.strip() else inner


def _render_block(tag: str, inner: str) -> str:
    if tag in _HEADINGS:
        return f"\n\n{_wrap(_clean(inner), '**')}\n\n"
    if tag in _BLOCKS or tag in {"ul", "ol"}:
        return f"\n\n{inner.strip(' ')}\n\n"
    if tag == "blockquote":
        quoted = _clean(inner).replace("\n", "\n> ")
        return f"\n\n> {quoted}\n\n"
    if tag == "pre":
        return "\n\n```\n" + inner.strip("\n").replace("```", "'''") + "\n```\n\n"
    return f'"{inner}"' if tag == "q" else inner


def _render_table(rows: list[list[str]]) -> str:
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n\n" + "\n".join(lines) + "\n\n"


def _clean(text: str) -> str:
    """Return Markdown without needless spaces, breaks and empty lines."""
    parts = re.split(r"(^```\n.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    for place in range(0, len(parts), 2):
        part = parts[place]
        part = re.sub(r"[ \t]*\\\n(?:[ \t]*\\\n)+", "\n\n", part)  # two breaks are a paragraph
        part = re.sub(r"[ \t]*\\\n[ \t]*(?=\n|\Z)", "\n", part)
        part = re.sub(r"(?<=\n)[ \t]*\\\n|\A\s*\\\n", "\n", part)
        part = re.sub(r"(?<=\S)[ \t]{2,}", " ", part)
        part = re.sub(r"[ \t]+(?=\n|\Z)", "", part)
        parts[place] = re.sub(r"\n(?:[ \t]*\n)+", "\n\n", part)
    return "".join(parts).strip()
