"""The trainers' Markdown as Telegram entities."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from telegram.constants import MessageEntityType as Kind

from bot.chat.richtext import Rich, bold, code, italic, join, quote, rich
from bot.learning.terms import SCHEME

SAFE_LINKS = ("http://", "https://", "tg://")

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=4096)
def render(text: str) -> Rich:
    """Render Markdown: headings become bold lines, lists get bullets, tables are monospaced."""
    return _blocks(SyntaxTreeNode(_parser.parse(text)).children).strip()


@lru_cache(maxsize=4096)
def render_inline(text: str) -> Rich:
    """Render a text that stands inside a line: block marks in it mean nothing."""
    return _inline(SyntaxTreeNode(_parser.parseInline(text)).children[0]).strip()


def _blocks(nodes: list[SyntaxTreeNode], separator: str = "\n\n") -> Rich:
    return join([_block(node) for node in nodes], separator)


def _block(node: SyntaxTreeNode) -> Rich:  # noqa: PLR0911 - one return for each kind of block
    match node.type:
        case "paragraph":
            return _inline(node)
        case "heading":
            return bold(_inline(node))
        case "bullet_list":
            return join([_item("•", item) for item in node.children], "\n")
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            numbered = enumerate(node.children, start=first)
            return join([_item(f"{number}.", item) for number, item in numbered], "\n")
        case "blockquote":
            return quote(_without_quotes(_blocks(node.children)))
        case "fence" | "code_block":
            return rich(node.content.rstrip("\n")).wrap(Kind.PRE)
        case "table":
            return _table(node)
        case "hr":
            return rich("———")
        case _:
            return rich(node.content)


def _item(bullet: str, node: SyntaxTreeNode) -> Rich:
    return rich(f"{bullet} ") + _blocks(node.children, "\n")


def _without_quotes(text: Rich) -> Rich:
    """Take out inner quotations: Telegram refuses one inside another."""
    return Rich(text.text, tuple(span for span in text.spans if span.kind != Kind.BLOCKQUOTE))


def _table(node: SyntaxTreeNode) -> Rich:
    rows = [
        [_inline(cell).text for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return rich("\n".join(lines)).wrap(Kind.PRE)


def _inline(node: SyntaxTreeNode) -> Rich:
    return join([_span(child) for child in node.children])


def _span(node: SyntaxTreeNode) -> Rich:  # noqa: PLR0911 - one return for each kind of span
    match node.type:
        case "inline":
            return _inline(node)
        case "strong":
            return bold(_inline(node))
        case "em":
            return italic(_inline(node))
        case "s":
            return _inline(node).wrap(Kind.STRIKETHROUGH)
        case "code_inline":
            return code(node.content)
        case "link":
            url = str(node.attrs.get("href", ""))
            text = _inline(node)
            if url.startswith(SCHEME):
                return italic(text)  # the screen has a button for the term
            return text.wrap(Kind.TEXT_LINK, url) if url.startswith(SAFE_LINKS) else text
        case "softbreak" | "hardbreak":
            return rich("\n" if node.type == "hardbreak" else " ")
        case "image":
            return _inline(node)
        case _:
            return rich(node.content)
