"""One question as one row of a table, and back."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.content.formats.columns import MAX_OPTIONS, YES
from bot.content.formats.harvest import Sketch
from bot.content.formats.text import tidy
from bot.content.writing import to_entry
from bot.learning.course import Question, QuestionType

_LISTS: Final = ("tags", "lint.ignore")
_YES: Final = frozenset(
    {"yes", "y", "true", "on", "x", "+", "1", "✓", "✔", "☑", "✅", "right", "correct"}
    | {"да", "истина", "верно"}
)
_NO: Final = frozenset(
    {"no", "n", "false", "off", "-", "0", "✗", "✘", "☐", "❌", "wrong", "incorrect"}
    | {"нет", "ложь", "неверно"}
)
_SWITCHES: Final = ("negative", "keep_order", "draft")
_WORDS: Final = ("type", "use", "level")
# What other programs call it; a multiple choice may have one right option or several.
_TYPES: Final = {
    **dict.fromkeys(("multiple-choice", "multichoice", "mc", "single-choice", "quiz"), ""),
    **dict.fromkeys(("multiple-response", "multiple-answer", "multiple-answers"), "multiple"),
    **dict.fromkeys(("tf", "t-f", "truefalse", "true-or-false"), "true-false"),
}
_PARTS = re.compile(r"[,;/&\s]+(?:and\s+)?")


def to_cells(question: Question) -> dict[str, str]:
    """Return what stands in the columns of a question, by their keys."""
    entry = to_entry(question)
    options: Any = entry.pop("options")
    cells = {"type": str(question.type), "use": str(question.use), "level": str(question.level)}
    for name, value in entry.items():
        if isinstance(value, dict):
            cells |= {f"{name}.{part}": _to_cell(held) for part, held in value.items()}
        elif name not in cells:
            cells[name] = _to_cell(value)
    for number, option in enumerate(options, 1):
        for name, value in option.items():
            cells[f"{name} {number}"] = _to_cell(value)
    return {key: cell for key, cell in cells.items() if cell}


def to_sketch(line: int, cells: Mapping[str, str]) -> Sketch:
    """Return the question of a row; the cells are by the keys of their columns."""
    cells = {key: kept for key, cell in cells.items() if (kept := tidy(cell))}
    sketch = Sketch(line, entry={})
    entry = sketch.entry
    for key, cell in cells.items():
        if key == "key" or key[-1:].isdecimal():
            continue
        name, _, part = key.partition(".")
        value: Any = _split(cell) if key in _LISTS else cell
        if key in _SWITCHES:
            value = _read_switch(sketch, key, cell)
        elif key in _WORDS:
            value = _read_word(cell)
        if not value:
            continue
        if part:
            entry.setdefault(name, {})[part] = value
        else:
            entry[name] = value
    entry["options"] = _list_options(sketch, cells)
    if "key" in cells:
        _mark_key(sketch, cells["key"])
    if "ask" not in entry:
        sketch.title = entry.get("id", "")
    _find_type(entry)
    return sketch


def _to_cell(value: Any) -> str:
    if isinstance(value, list):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(value)
        cell = line.getvalue().removesuffix("\n")
        return cell.replace(",", ", ") if _is_plain(value) else cell
    if value is None or value is False:
        return ""
    return YES if value is True else str(value)


def _is_plain(values: list[str]) -> bool:
    return not any(sign in value for value in values for sign in ',"\n')


def _split(cell: str) -> list[str]:
    """Return the words of a list: with commas between them, or each on a line of its own."""
    rows = csv.reader(io.StringIO(cell, newline=""), skipinitialspace=True)
    return [value for row in rows for value in row]


def _read_switch(sketch: Sketch, column: str, cell: str) -> str:
    """Return yes or no; empty, and a refusal, where a cell says neither."""
    word = cell.casefold()
    if word in _YES or word in _NO:
        return YES if word in _YES else "no"
    sketch.refuse(f"'{cell[:40]}' under '{column}' is neither yes nor no")
    return ""


def _read_word(cell: str) -> str:
    word = re.sub(r"[\s/_]+", "-", cell.casefold())
    return _TYPES.get(word, word)


def _list_options(sketch: Sketch, cells: Mapping[str, str]) -> list[dict[str, str]]:
    options = []
    for number in range(1, MAX_OPTIONS + 1):
        option = {
            name: cells[f"{name} {number}"]
            for name in ("id", "text", "correct", "is", "why")
            if f"{name} {number}" in cells
        }
        if "correct" in option:
            option["correct"] = _read_switch(sketch, f"correct {number}", option["correct"])
        if "text" in option:
            options.append(option)
        elif set(option) - {"correct"} or option.get("correct") == YES:
            sketch.refuse(f"option {number} has no text")
    return options


def _mark_key(sketch: Sketch, key: str) -> None:
    """Mark the options that a column of right answers names by text, letter or number."""
    options = sketch.entry["options"]
    texts = [option["text"].casefold() for option in options]
    if key.casefold() in texts:
        options[texts.index(key.casefold())]["correct"] = YES
        return
    for part in filter(None, _PARTS.split(key.strip(" .,;()"))):
        word = part.strip(".()").casefold()
        place = int(word) if word.isdecimal() and word.isascii() else _find_letter(word)
        if not 1 <= place <= len(options):
            sketch.refuse(f"the right answer '{key[:40]}' is none of its options")
            return
        options[place - 1]["correct"] = YES


def _find_letter(word: str) -> int:
    """Return the place of an option that is named by a letter; 0 where it is none."""
    for letters in ("abcdefgh", "абвгдежз"):
        if len(word) == 1 and word in letters:
            return letters.index(word) + 1
    return 0


def _find_type(entry: dict[str, Any]) -> None:
    """Say what kind of question it is, where the table does not."""
    options = entry["options"]
    folded = sorted(option["text"].casefold() for option in options)
    kind = entry.get("type") or None
    if folded == ["false", "true"] and kind in {None, QuestionType.TRUE_FALSE}:
        entry["type"] = str(QuestionType.TRUE_FALSE)
        for option in options:
            option["text"] = option["text"].capitalize()
    elif kind is None and sum(option.get("correct") == YES for option in options) > 1:
        entry["type"] = str(QuestionType.MULTIPLE)
