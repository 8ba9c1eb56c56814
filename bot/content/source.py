"""Turns YAML text into plain data that remembers its places; every scalar stays text.

One pass over the parser's events does it. Composing a tree of nodes first would take longer and
crashes on deep nesting; here depth, anchors and aliases are refused as they come by.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
)
from yaml.cyaml import CSafeLoader

from bot.content import syntax
from bot.content.diagnosis import quote_or_block
from bot.content.document import Document, Fields, Items
from bot.content.problems import LINE_BREAK, Page, Place

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 20

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_NULL = 4
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_COMMENT = re.compile(r"[ \t]+#")


class _Stop(Exception):
    """Ends the reading after a problem that has been reported."""


def read_source(raw: bytes, page: Page) -> Document:
    """Return the data of a file; its problems are on the page."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        page.error(*syntax.explain_bytes(raw, error))
        return Document(page, "", is_broken=True)
    document = Document(page, text)
    _Walk(document, raw).read()
    return document


class _Walk:
    def __init__(self, document: Document, raw: bytes) -> None:
        self.document = document
        self.page = document.page
        self.parser = CSafeLoader(raw)
        self.get: Callable[[], Any] = self.parser.get_event
        self.hashes = _find_hashes(document.text)
        self.key = ""  # the field that is being read, for remarks on the values in it

    def read(self) -> None:
        document = self.document
        try:
            self.get()
            if self.get().__class__ is StreamEndEvent:
                return
            event = self.get()
            document.mark = event.start_mark
            document.data = self.start(event)
            self.fill(document.data, 1)
            self.get()
            event = self.get()
            kind = event.__class__
            if kind is DocumentStartEvent:
                document.is_broken = True
                self.page.error(
                    "second-document",
                    event.start_mark,
                    "a second document begins here, and only the first would be read",
                    "Remove the line '---'",
                )
        except YAMLError as error:
            document.is_broken = True
            rule, mark, message, fix = syntax.explain(error, document.lines)
            if not self.page.has_error_at(mark.line):
                self.page.error(rule, mark, message, fix)
        except _Stop:
            document.is_broken = True
        finally:
            self.parser.dispose()

    def start(self, event: Any) -> Any:
        """Return the value that begins with this event; lists and mappings are still empty."""
        kind = event.__class__
        if kind is ScalarEvent:
            return self.scalar(event)
        if kind is AliasEvent:
            self.refuse(event, f"*{event.anchor}", "refers to another place")
            return f"*{event.anchor}"
        if event.anchor is not None or event.tag is not None:
            self.refuse_extras(event)
        if kind is MappingStartEvent:
            fields = Fields()
            fields.mark, fields.marks = event.start_mark, {}
            return fields
        items = Items()
        items.mark, items.marks = event.start_mark, []
        return items

    def scalar(self, event: Any) -> str | None:
        value: str = event.value
        if event.anchor is not None or event.tag is not None:
            self.refuse_extras(event)
        style = event.style
        if not style:
            if len(value) <= _LONGEST_NULL and value in _NULLS:
                return None
            if self.hashes and event.end_mark.line in self.hashes:
                self.note_comment(event)
        elif style == '"' and _CONTROL.search(value):
            self.page.error(
                "control-character",
                event.start_mark,
                "this text holds an invisible control character",
                "Look for a backslash in it: write \\\\ for the sign itself, or use a block (|)",
            )
        return value

    def fill(self, container: Any, depth: int) -> None:
        """Read what is inside a list or a mapping."""
        kind = container.__class__
        if kind is Fields:
            self.check_depth(container, depth)
            self.fill_fields(container, depth)
        elif kind is Items:
            self.check_depth(container, depth)
            self.fill_items(container, depth)

    def fill_fields(self, fields: Fields, depth: int) -> None:
        get, marks, scalar = self.get, fields.marks, self.scalar
        while (key_event := get()).__class__ is not MappingEndEvent:
            name = self.name(key_event)
            event = get()
            is_new = name is not None and name not in fields
            if is_new:
                marks[name] = key_event.start_mark, event.start_mark
                self.key = name
            elif name is not None:
                self.report_duplicate(fields, name, key_event)
            value = scalar(event) if event.__class__ is ScalarEvent else self.start(event)
            if is_new:
                fields[name] = value
            if value.__class__ is not str:
                self.fill(value, depth + 1)

    def fill_items(self, items: Items, depth: int) -> None:
        get, marks, scalar = self.get, items.marks, self.scalar
        key = self.key
        while (event := get()).__class__ is not SequenceEndEvent:
            marks.append(event.start_mark)
            self.key = key
            value = scalar(event) if event.__class__ is ScalarEvent else self.start(event)
            items.append(value)
            if value.__class__ is not str:
                self.fill(value, depth + 1)

    def name(self, event: Any) -> Any:
        """Return the name of a field, or None where it is no name."""
        kind = event.__class__
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self.refuse_extras(event)
            if event.value:
                return event.value
            message = "the name of a field is missing before this ':'"
            self.page.error("no-field-name", event.start_mark, message)
            return None
        message, fix = syntax.explain_key(is_alias=kind is AliasEvent)
        self.page.error("no-field-name", event.start_mark, message, fix)
        if kind is not AliasEvent:
            self.skip()
        return None

    def skip(self) -> None:
        """Read to the end of a list or mapping that has just begun."""
        open_ones = 1
        while open_ones:
            kind = self.get().__class__
            open_ones += kind in (MappingStartEvent, SequenceStartEvent)
            open_ones -= kind in (MappingEndEvent, SequenceEndEvent)

    def check_depth(self, container: Fields | Items, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.page.error(
                "deep-nesting",
                container.mark,
                f"this is nested more than {MAX_DEPTH} levels deep",
                "Put the text in quotes if the brackets belong to it",
            )
            raise _Stop

    def refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self.refuse(event, f"&{event.anchor}", "is a name that vanishes")
        else:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse(event, tag, "is a type that vanishes")

    def refuse(self, event: Any, sign: str, meaning: str) -> None:
        text = self.document.rest_of_line(event.start_mark)
        fix = quote_or_block(f"{self.key}: ", text)
        message = f"'{sign}' {meaning} in YAML"
        self.page.misread("yaml-sign", event.start_mark, message, fix)

    def report_duplicate(self, fields: Fields, name: str, event: Any) -> None:
        first = fields.key_mark(name)
        self.page.error(
            "field-twice",
            event.start_mark,
            f"'{name}' stands here a second time; the first is in line {first.line + 1}",
            "Remove one of the two",
        )

    def note_comment(self, event: Any) -> None:
        """Remember a plain text with a comment behind it; only some of them are a mistake."""
        end = event.end_mark
        found = _COMMENT.match(self.document.rest_of_line(end))
        if found:
            place = Place(end.line, end.column + found.end() - 1)
            self.document.comments.append((self.key, event.start_mark, place))


def _find_hashes(text: str) -> frozenset[int]:
    """Return the lines, counted from 0, in which a '#' may begin a comment."""
    if not re.search("[\r\x85\u2028\u2029]", text):
        lines, line, last = set(), 0, 0
        for sign in (" #", "\t#"):
            line = last = 0
            at = text.find(sign)
            while at >= 0:
                line += text.count("\n", last, at)
                last = at
                lines.add(line)
                at = text.find(sign, at + 1)
        return frozenset(lines)
    rows = LINE_BREAK.split(text)
    return frozenset(n for n, row in enumerate(rows) if " #" in row or "\t#" in row)
