"""Reads the XML of Moodle into a small tree whose parts know their lines; no DTD, no entities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.content.formats.harvest import Unreadable
from bot.content.formats.text import Decoded, decode

_MAX_DEPTH: Final = 40
_MAX_NODES: Final = 600_000
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml.*?\?>", re.DOTALL)


@dataclass
class Node:
    """An element: its attributes, its text and the elements in it."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(self.texts).strip()

    def find(self, tag: str) -> "Node":
        """Return the first child of that name, or an empty one."""
        return next(self.list_all(tag), Node(tag, self.line))

    def list_all(self, tag: str) -> Iterator["Node"]:
        """Yield all children of that name."""
        return (child for child in self.children if child.tag == tag)


@dataclass(frozen=True)
class Tree:
    """The outermost element; `remark` says which encoding was guessed."""

    root: Node
    remark: str | None


def read_tree(data: bytes) -> Tree:
    """Return the elements of an XML file, or raise Unreadable."""
    decoded = _decode(data)
    head = _DECLARATION.match(decoded.text)
    # Without its declaration, which may name another encoding; its lines still count.
    text = "\n" * head[0].count("\n") + decoded.text[head.end() :] if head else decoded.text
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(text.lstrip("\ufeff"))
        parser.close()
    except DefusedXmlException:
        raise Unreadable("it has a DTD or entities of its own, which are not read") from None
    except ParseError as error:
        line, column = error.position
        raise Unreadable(
            f"it is broken in line {line}, column {column + 1}: export it from Moodle again"
        ) from None
    return Tree(builder.root.children[0], decoded.remark)


def _decode(data: bytes) -> Decoded:
    """Return the text in the encoding that the file declares, if it is in that."""
    declared = _DECLARED.match(data)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        try:
            return Decoded(data.decode(declared[1].decode()))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


class _Builder:
    """Builds the tree from what the parser finds."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.root = Node("", 0)
        self.open = [self.root]
        self.nodes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        self.nodes += 1
        if len(self.open) > _MAX_DEPTH or self.nodes > _MAX_NODES:
            raise Unreadable("it is nested too deep, or has too many elements")
        node = Node(tag, self.parser.CurrentLineNumber, attributes)
        self.open[-1].children.append(node)
        self.open.append(node)

    def data(self, text: str) -> None:
        """Take a text."""
        self.open[-1].texts.append(text)

    def end(self, _tag: str) -> None:
        """Take a closing tag."""
        self.open.pop()

    def close(self) -> None:
        """Take the end of the file."""
