"""Reads GIFT, Moodle's format of plain text, with all that real files hold."""

import re
from dataclasses import dataclass
from typing import Any, Final

from bot.content.formats.choices import WHOLE, Choice, describe_kind, mark_choices
from bot.content.formats.columns import MAX_OPTIONS
from bot.content.formats.gift_items import Gift, Item, list_items, open_gift
from bot.content.formats.harvest import Reading, Sketch, Unreadable
from bot.content.formats.pictures import Gallery, find_embedded
from bot.content.formats.prose import FORMATS, convert
from bot.content.formats.text import decode, tidy

BLANK: Final = "_____"  # where the answer is missing in a sentence

_WEIGHT = re.compile(r"\s*%\s*(-?\d{1,3}(?:[.,]\d{0,9})?)\s*%")
_TRUTH: Final = {"t": True, "true": True, "f": False, "false": False}
_SENTENCE = re.compile(r"[.?!:…]\s*\Z")
_WORD = re.compile(r"\w")
_FORMAT = re.compile(r"\[(\w+)\]")
_MOST_ANSWERS: Final = 100  # more are not even looked at
_GENERAL: Final = "####"


def read_gift(data: bytes) -> Reading:
    """Return the questions of a GIFT file, or raise Unreadable."""
    decoded = decode(data)
    gift = open_gift(decoded.text)
    reading = Reading()
    for item in list_items(gift):
        reading.add(_Parser(gift, item, reading.media).parse())
    if not reading.sketches:
        raise Unreadable("no question stands in it")
    if decoded.remark:
        reading.remarks.append(decoded.remark)
    comments = sum(_is_remark(line) for line in gift.raw_lines)
    if comments:
        reading.remarks.append(f"{comments} line(s) of comments (//) are not kept")
    return reading


def _is_remark(line: str) -> bool:
    """Tell whether a line is a comment that says something: Moodle puts ids and tags there."""
    text = line.strip()
    rest = re.sub(r"\[(?:id|tag):[^\]]{0,300}\]|^//|question:\s*\d+\s+name:.*", "", text)
    return text.startswith("//") and bool(re.search(r"\w", rest))


@dataclass(frozen=True)
class _Text:
    """A text as it stands in the file, and the format that it says it has."""

    source: str
    kind: str


class _Parser:
    def __init__(self, gift: Gift, item: Item, media: dict[str, bytes]) -> None:
        self.gift = gift
        self.item = item
        self.sketch = Sketch(item.line)
        self.gallery = Gallery(self.sketch, media)
        self.kind = "moodle"

    def parse(self) -> Sketch:
        sketch, item = self.sketch, self.item
        sketch.may_be_renamed = True
        text = self.take_title(item.text)
        stem, block = self.split_block(text)
        ask = self.read_format(stem)
        self.kind = ask.kind
        sketch.entry = {
            "id": item.question_id,
            "tags": item.tags,
            "ask": self.convert(ask, "the question", shows_picture=True),
            "picture": self.gallery.picture,
        }
        if not sketch.title:
            sketch.title = tidy(sketch.entry["ask"])
        if block is None:
            if not sketch.refusals:
                sketch.refuse("it is a text without answers")
        elif not sketch.refusals:
            self.read_block(block)
        return sketch

    def take_title(self, text: str) -> str:
        """Take the title off the text."""
        if not text.startswith("::"):
            return text
        title, ends, rest = text[2:].partition("::")
        if not ends:
            return title
        self.sketch.title = self.gift.restore(title).strip()
        return rest.strip()

    def split_block(self, text: str) -> tuple[str, str | None]:
        """Return the text around the answers, and what stands between their braces."""
        start, end = text.find("{"), text.find("}")
        if self.item.is_open:
            self.sketch.refuse("its { has no }: add it, or write \\{ for the sign itself")
        elif self.item.is_nested:
            self.sketch.refuse("a { stands among its answers: write \\{ for the sign itself")
        elif start >= 0 and "{" in text[end:]:
            self.sketch.refuse("it has more than one gap: make a question of each")
        if start < 0 or self.sketch.refusals:
            return text, None
        end = text.find("}", start)
        before, after = text[:start], text[end + 1 :]
        # What follows a whole sentence without a word in it is a slip.
        is_gap = after.strip() and not (_SENTENCE.search(before) and not _WORD.search(after))
        stem = f"{before}{BLANK}{after}" if is_gap else before
        if not stem.strip():
            self.sketch.refuse("it has answers, but no question")
        return stem, text[start + 1 : end].strip()

    def read_format(self, text: str) -> _Text:
        """Return a text, and its format: its own, or that of the question."""
        text = text.strip()
        found = _FORMAT.match(text)
        if found and found[1].lower() in FORMATS:
            return _Text(text[found.end() :].strip(), found[1])
        return _Text(text, self.kind)

    def convert(self, text: _Text, what: str, *, shows_picture: bool = False) -> str:
        converted = convert(self.gift.restore(text.source), text.kind)
        for loss in converted.losses:
            self.sketch.lose(f"{what} has {loss}")
        for source, alt in converted.images:
            data = find_embedded(source)
            if data is None:
                self.sketch.lose(f"{what} shows a picture that is not in the file ({source[:60]})")
            elif shows_picture:
                self.gallery.show(data, source, alt)
            else:
                self.sketch.lose(f"{what} shows a picture, which only a question can")
        return converted.text

    def read_block(self, block: str) -> None:
        """Read the answers, whatever kind of question they make."""
        answers, general, explanation = block.rpartition(_GENERAL)
        if not general:
            answers, explanation = block, ""
        answers = answers.strip()
        entry = self.sketch.entry
        entry["explanation"] = self.convert(self.read_format(explanation), "the explanation")
        head, *feedback = answers.split("#")
        if head.strip().lower() in _TRUTH:
            self.read_truth(_TRUTH[head.strip().lower()], feedback)
        elif "~" in answers and not answers.startswith("#"):
            self.read_choices(answers)
        else:
            self.sketch.refuse(describe_kind(_find_kind(answers)))

    def read_truth(self, truth: bool, feedback: list[str]) -> None:  # noqa: FBT001 - it is the answer
        """Read a statement; the first feedback is for who is wrong, the second for who is right."""
        wrong, right, *more = [*feedback, "", ""]
        if any(part.strip() for part in more):
            self.sketch.lose("it has a third feedback")
        options: list[dict[str, Any]] = []
        for text in ("True", "False"):
            is_right = (text == "True") is truth
            why = self.convert(self.read_format(right if is_right else wrong), "a reason")
            options.append({"text": text, "correct": "yes" if is_right else "", "why": why})
        self.sketch.entry |= {"type": "true-false", "options": options}

    def read_choices(self, answers: str) -> None:
        first, *parts = re.split("([=~])", answers)
        if first.strip():
            lost = tidy(self.gift.restore(first))
            self.sketch.lose(f"what stands before its first answer: '{lost[:60]}'")
        signs, bodies = parts[::2], parts[1::2]
        if len(signs) > _MOST_ANSWERS:
            self.sketch.refuse(f"it has {len(signs):,} answers, and {MAX_OPTIONS} at most fit")
            return
        choices = [self.read_choice(*pair) for pair in zip(signs, bodies, strict=True)]
        # A = that gives but a part of the mark is one right answer of several.
        has_one_right = any(
            sign == "=" and choice.weight == WHOLE
            for sign, choice in zip(signs, choices, strict=True)
        )
        choices = [choice for choice in choices if choice.text or choice.why]
        mark_choices(self.sketch, choices, has_one_right=has_one_right)

    def read_choice(self, sign: str, body: str) -> Choice:
        weight = 100.0 if sign == "=" else 0.0
        found = _WEIGHT.match(body)
        if found:
            weight = float(found[1].replace(",", "."))
            body = body[found.end() :]
        text, _, why = body.partition("#")
        return Choice(
            self.convert(self.read_format(text), "an answer"),
            weight,
            self.convert(self.read_format(why), "a reason"),
        )


def _find_kind(answers: str) -> str:
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    return "matching" if "->" in answers else "shortanswer"
