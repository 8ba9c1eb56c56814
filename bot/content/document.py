"""The plain data of one file, which remembers where everything stands."""

from dataclasses import dataclass, field
from typing import Any

from bot.content.problems import START, Mark, Page


class Fields(dict[str, Any]):
    """A mapping; `marks` holds the places of the name and the value of each field."""

    __slots__ = ("mark", "marks")
    mark: Mark
    marks: dict[str, tuple[Mark, Mark]]

    def key_mark(self, name: str) -> Mark:
        """Return where the name of that field stands, or the mapping where it has none."""
        return self.marks[name][0] if name in self.marks else self.mark

    def value_mark(self, name: str) -> Mark:
        """Return where the value of that field stands, or the mapping where it has none."""
        return self.marks[name][1] if name in self.marks else self.mark


class Items(list[Any]):
    """A list; `marks` holds the place of each item."""

    __slots__ = ("mark", "marks")
    mark: Mark
    marks: list[Mark]


@dataclass
class Document:
    """The data of one file; what is broken off at a syntax error ends there."""

    page: Page
    text: str
    data: Any = None
    is_broken: bool = False
    mark: Mark = START
    comments: list[tuple[str, Mark, Mark]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.text = self.text

    @property
    def lines(self) -> list[str]:
        """The lines of the file as the parser counts them."""
        return self.page.lines

    def rest_of_line(self, mark: Mark) -> str:
        """Return what stands at that place, up to the end of the line."""
        return self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
