"""One text of a foreign bank as Markdown, whatever format it says it has."""

import re
from typing import Final

from bot.content.formats.literal import write_literally
from bot.content.formats.markup import Converted, convert_html, has_markup

FORMATS: Final = frozenset({"html", "moodle", "plain", "markdown", "moodle_auto_format"})
MAX_LETTERS: Final = 50_000
_PICTURE_DATA = re.compile(r"data:image/[\w.+-]{1,20};base64,[\w+/=]*", re.ASCII)
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(<?([^\s()<>]+)>?(?:\s+\"[^\"]*\")?\)")
_ESCAPE = re.compile(r"\\([\\\[\]])")


def convert(text: str, kind: str) -> Converted:
    """Return a text as Markdown; `kind` is one of Moodle's names of a format."""
    if len(text) > MAX_LETTERS and len(_PICTURE_DATA.sub("", text)) > MAX_LETTERS:
        return Converted(text)  # no message holds it, so it need not be understood
    kind = kind.lower()
    if kind == "markdown":
        return _take_pictures(text)
    if kind == "html":
        return convert_html(text)
    if kind != "plain" and has_markup(text):
        return convert_html(text, keeps_breaks=True)
    return Converted(write_literally(text))


def _take_pictures(text: str) -> Converted:
    """Take the pictures out of Markdown: the chat shows them apart."""
    if "![" not in text:
        return Converted(text)
    images = [(found[2], _ESCAPE.sub(r"\1", found[1])) for found in _PICTURE.finditer(text)]
    return Converted(_PICTURE.sub("", text).strip(), images=images)
