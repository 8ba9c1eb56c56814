"""Splits a GIFT file into its items, however untidily it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_ESCAPED: Final = "~=#{}:\\n"
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_SPARE: Final = range(0xF0000, 0xFFFFE)  # for private use: no file gives these a meaning
_ID = re.compile(r"\[id:((?:\\\]|[^\]]){1,300})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]]){1,300})\]")
_ENDS: Final = ("}", ".", "?", "!", "…")
_LONGEST_COMMENT: Final = 10_000
_CATEGORY: Final = "$CATEGORY:"
_NO_TOPIC = re.compile(r"\$\w+\$|top|default(?: for .*)?|по умолчанию(?: для .*)?", re.IGNORECASE)


@dataclass
class Item:
    """What stands between two items; signs that were escaped are signs for private use in it."""

    line: int
    text: str = ""
    tags: list[str] = field(default_factory=list)
    question_id: str = ""
    is_open: bool = False  # its { has no }
    is_nested: bool = False  # there is a { between its { and }


@dataclass
class Gift:
    """A file whose escapes are out of the way; `restore` brings the signs back."""

    lines: list[str]
    raw_lines: list[str]
    signs: dict[int, str]

    def restore(self, text: str) -> str:
        """Return a part of the text with the signs that had been escaped."""
        return text.translate(self.signs)


def open_gift(text: str) -> Gift:
    """Return the lines of a file, with one private sign for each escape."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    used = set(text)
    spare = (chr(code) for code in _SPARE if chr(code) not in used)
    by_sign = {sign: next(spare) for sign in _ESCAPED}
    signs = {ord(private): "\n" if sign == "n" else sign for sign, private in by_sign.items()}
    hidden = _ESCAPE.sub(lambda found: by_sign[found[1]], text)
    return Gift(hidden.split("\n"), text.split("\n"), signs)


def list_items(gift: Gift) -> Iterator[Item]:
    """Yield everything that stands in the file, one question or other text at a time."""
    return _Splitter(gift).split()


def read_category(path: str) -> list[str]:
    """Return the names in the path of a category that say what the questions are about."""
    # A // is a slash in a name.
    parts = re.split(r"(?<!/)/(?!/)", path.strip())
    names = [part.replace("//", "/").strip() for part in parts]
    return [name for name in names if name and not _NO_TOPIC.fullmatch(name)]


class _Splitter:
    def __init__(self, gift: Gift) -> None:
        self.gift = gift
        self.category: list[str] = []
        self.comments: list[str] = []
        self.lines: list[str] = []
        self.start = 0
        self.depth = 0
        self.is_nested = False
        self.has_block = False
        self.has_gap = False  # an empty line stands in its answers

    def split(self) -> Iterator[Item]:
        ahead = self.find_braces_ahead()
        for number, line in enumerate(self.gift.lines):
            text = line.strip()
            if text.startswith("//"):
                self.comments.append(self.gift.raw_lines[number].strip())
                continue
            if self.is_end(text, has_brace_ahead=ahead[number]):
                yield from self.flush()
            if text.startswith(_CATEGORY):
                self.category = read_category(self.gift.restore(text[len(_CATEGORY) :]))
                continue
            if text:
                self.add(text, number)
            elif self.lines:
                self.has_gap = True
        yield from self.flush()

    def find_braces_ahead(self) -> list[bool]:
        """Tell for each line whether a { follows before the next empty line."""
        found = False
        ahead = []
        for line in reversed(self.gift.lines):
            found = bool(line.strip()) and (found or "{" in line)
            ahead.append(found)
        return ahead[::-1]

    def is_end(self, text: str, *, has_brace_ahead: bool) -> bool:
        """Tell whether an item ends before this line."""
        if not self.lines:
            return False
        if text.startswith(("::", _CATEGORY)):
            return True
        if self.depth:
            # The } is missing where a new question begins after an empty line.
            return self.has_gap and "{" in text and not text.startswith(("=", "~", "#", "}"))
        # Questions without an empty line between them: one that has its answers ends with its line.
        is_whole = self.has_block and self.lines[-1].endswith(_ENDS)
        return not text or (is_whole and has_brace_ahead)

    def add(self, text: str, number: int) -> None:
        if not self.lines:
            self.start = number + 1
        self.lines.append(text)
        for found in re.finditer("[{}]", text):
            if found[0] == "{":
                self.is_nested |= self.depth > 0
                self.depth += 1
            elif self.depth:
                self.depth -= 1
                self.has_block = True

    def flush(self) -> Iterator[Item]:
        """Yield the item that has been read, if there is any, and forget it."""
        if self.lines:
            comment = "\n".join(self.comments)[:_LONGEST_COMMENT]
            item = Item(self.start, "\n".join(self.lines), is_nested=self.is_nested)
            item.is_open = self.depth > 0
            found = _ID.search(comment)
            item.question_id = found[1].replace("\\]", "]").strip() if found else ""
            own = [tag.replace("\\]", "]").strip() for tag in _TAG.findall(comment)]
            item.tags = list(dict.fromkeys([*self.category, *own]))
            self.comments.clear()
            yield item
        self.lines, self.depth = [], 0
        self.is_nested = self.has_block = self.has_gap = False
