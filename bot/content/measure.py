"""Measures a text as it will stand in a message, without rendering it."""

import re

# What may begin or end a span; a star between spaces is only a star. Each pattern is tried once
# for a run of signs: a text of a million stars must not take minutes.
_RUN = re.compile(
    r"(?<!\\)(?:(?<![\s*])\*+|(?<!\*)\*+(?![\s*])|(?<!\w)_+|(?<!_)_+(?!\w)|~~|`+)", re.ASCII
)
_OPENING = re.compile(r"\]\(|<https?:|(?:\A|\n[ \t]*\n)[ \t]*>|^ {0,3}#{1,6}[ \t]", re.MULTILINE)
_BOTH_KINDS = 3  # ***bold and italic***

_LEAD = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_DELIMITERS = re.compile(r"[ \t>]*(?:[|:]|-[-:|])[-:| \t]*")
_NEXT_BLOCK = re.compile(r"[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|```|~~~")
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_GAP = 2  # spaces between the columns of a table


def count_units(*texts: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts)


def count_padding(text: str) -> int:
    """Return by how much the tables of a Markdown text grow: each cell is as wide as its column."""
    if "|" not in text:
        return 0
    lines = text.split("\n")
    padding, number = 0, 1
    while number < len(lines):
        if "|" in lines[number - 1] and _DELIMITERS.fullmatch(lines[number]):
            end = _find_end(lines, number + 1)
            padding += _count_table_padding(lines[number - 1 : end])
            number = end
        number += 1
    return padding


def count_spans(text: str) -> int:
    """Return about how many stretches of a Markdown text are formatted."""
    ends = sum(2 if len(run) == _BOTH_KINDS and run[0] in "*_" else 1 for run in _RUN.findall(text))
    return ends // 2 + len(_OPENING.findall(text))


def _find_end(lines: list[str], number: int) -> int:
    """Return the first line that is no row of the table whose rows begin in that line."""
    depth = _count_quotes(lines[number - 1])
    while number < len(lines):
        line = lines[number]
        content = line.lstrip(" \t>")
        if not content or _count_quotes(line) != depth or _NEXT_BLOCK.match(content):
            break
        number += 1
    return number


def _count_quotes(line: str) -> int:
    return line[: len(line) - len(line.lstrip(" \t>"))].count(">")


def _find_lead(line: str) -> int:
    """Return where a line begins behind the marks of quotes and lists."""
    lead = _LEAD.match(line)
    return lead.end() if lead else 0


def _count_table_padding(lines: list[str]) -> int:
    head, delimiters, *others = [_split_row(line) for line in lines]
    if len(head) != len(delimiters):
        return 0
    rows = [head, *(row[: len(head)] for row in others)]
    widths = [0] * len(head)
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], len(cell))
    starts = [0]
    for width in widths:
        starts.append(starts[-1] + width + _GAP)
    size = len(rows) + _find_lead(lines[0])
    for row in rows:
        last = max((column for column, cell in enumerate(row) if cell), default=None)
        if last is not None:
            size += starts[last] + len(row[last])
    return max(0, size - sum(len(line) + 1 for line in lines))


def _split_row(line: str) -> list[str]:
    """Return the cells of a row as they are shown, but for the marks of bold and the like."""
    cells = _BAR.split(line[_find_lead(line) :].strip())
    if not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return [_LINK.sub(r"\1", cell.strip()) for cell in cells]
