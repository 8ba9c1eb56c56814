"""Reads Aiken: a question, lettered options, and the letter of the right one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.content.formats.harvest import Reading, Sketch, Unreadable
from bot.content.formats.literal import write_literally
from bot.content.formats.text import decode, tidy

_OPTION = re.compile(r"\(?([A-Za-z])[.)][ \t]+(\S.*)|([A-Z])[.)](\S.*)")
_ANSWER = re.compile(r"(?:ANSWERS?|KEY)\s*:\s*(.*)", re.IGNORECASE)
_AFTER = re.compile(r"(?:FEEDBACK|EXPLANATION|REASON)\s*:\s*(.*)", re.IGNORECASE)


@dataclass
class _Block:
    """One question while its lines are read."""

    line: int
    ask: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    key: str | None = None
    explanation: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def read_aiken(data: bytes) -> Reading:
    """Return the questions of an Aiken file, or raise Unreadable."""
    decoded = decode(data)
    lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reading = Reading()
    for block in _list_blocks(lines):
        reading.add(_sketch(block))
    if not reading.sketches:
        raise Unreadable("no question stands in it")
    if decoded.remark:
        reading.remarks.append(decoded.remark)
    return reading


def _list_blocks(lines: list[str]) -> Iterator[_Block]:
    """Yield the questions; one ends with its answer, or where the next text begins after it."""
    block: _Block | None = None
    after_gap = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            after_gap = True
            continue
        if block is None or _is_next(block, text, after_gap=after_gap):
            if block is not None:
                yield block
            block = _Block(number)
        _add(block, text)
        after_gap = False
    if block is not None:
        yield block


def _is_next(block: _Block, text: str, *, after_gap: bool) -> bool:
    """Tell whether a line begins another question."""
    if _AFTER.match(text) or _ANSWER.match(text):
        return False
    if block.key is not None:
        return not block.explanation or after_gap
    # The answer of this one was forgotten.
    return after_gap and bool(block.options) and not _find_option(block, text)


def _add(block: _Block, text: str) -> None:
    answer, after = _ANSWER.match(text), _AFTER.match(text)
    option = _find_option(block, text)
    if answer and block.key is None:
        block.key = answer[1]
    elif answer:
        block.troubles.append("it has a second line ANSWER")
    elif after:
        block.explanation.append(after[1])
    elif block.explanation:
        block.explanation.append(text)
    elif option and block.key is None:
        block.options[option[0]] = [option[1]]
    elif block.options:
        block.options[next(reversed(block.options))].append(text)
    else:
        block.ask.append(text)


def _find_option(block: _Block, text: str) -> tuple[str, str] | None:
    """Return letter and text of an option: the letters follow each other."""
    found = _OPTION.fullmatch(text)
    if not found or not block.ask:
        return None
    letter = (found[1] or found[3]).upper()
    due = chr(ord("A") + len(block.options))
    return (letter, found[2] or found[4]) if letter == due else None


def _sketch(block: _Block) -> Sketch:
    sketch = Sketch(block.line, refusals=block.troubles)
    ask = write_literally("\n".join(block.ask))
    options = [{"text": write_literally(" ".join(text))} for text in block.options.values()]
    sketch.entry = {"ask": ask, "options": options}
    sketch.entry["explanation"] = write_literally("\n".join(block.explanation))
    sketch.title = tidy(" ".join(block.ask))
    if not block.options:
        sketch.refuse("it has no options: write each as 'A. …' in a line of its own")
    elif block.key is None:
        sketch.refuse("its line 'ANSWER: …' is missing")
    elif not sketch.refusals:
        _mark_key(sketch, list(block.options), block.key)
    return sketch


def _mark_key(sketch: Sketch, letters: list[str], key: str) -> None:
    plain = re.sub(r"\b(?:AND|OR)\b", " ", key.upper())
    named = re.findall(r"\b[A-Z]\b", plain)
    if not named or set(named) - set(letters) or re.search(r"\w{2}", plain):
        sketch.refuse(f"its answer '{key[:40]}' is none of its options")
        return
    for letter in named:
        sketch.entry["options"][letters.index(letter)]["correct"] = "yes"
    if len(set(named)) > 1:
        sketch.entry["type"] = "multiple"
