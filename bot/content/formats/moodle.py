"""Reads Moodle XML: the questions of choice, with their pictures."""

import re
from collections import Counter
from typing import Final

from bot.content.formats.choices import Choice, describe_kind, mark_choices
from bot.content.formats.gift_items import read_category
from bot.content.formats.harvest import Reading, Sketch, Unreadable
from bot.content.formats.ids import is_id
from bot.content.formats.moodle_tree import Node, read_tree
from bot.content.formats.pictures import Gallery, find_picture
from bot.content.formats.prose import convert
from bot.content.formats.text import tidy
from bot.learning.phrases import count

_CHOICES: Final = {"multichoice": "", "multichoiceset": "set"}
_ANSWERS: Final = {"true": "True", "false": "False"}
# What Moodle says itself after each question, in the languages that we have met.
_SAID_ANYWAY = re.compile(
    r"(?:your answer is (?:partially )?(?:in)?correct"
    r"|ваш ответ (?:частично )?(?:не)?(?:верный|правильный|верен)"
    r"|die antwort ist (?:teilweise )?(?:richtig|falsch))\.?",
    re.IGNORECASE,
)


def read_moodle(data: bytes) -> Reading:
    """Return the questions of a Moodle XML file, or raise Unreadable."""
    tree = read_tree(data)
    if tree.root.tag != "quiz":
        raise Unreadable(f"it is XML, but <{tree.root.tag[:40]}> and not Moodle's <quiz>")
    reading = Reading()
    notes: Counter[str] = Counter()
    category: list[str] = []
    for node in tree.root.list_all("question"):
        if node.attributes.get("type") == "category":
            category = read_category(node.find("category").find("text").text)
        else:
            reading.add(_Reader(node, reading, notes).read(category))
    if not reading.sketches:
        raise Unreadable("no question stands in it")
    if tree.remark:
        reading.remarks.append(tree.remark)
    for note, number in notes.items():
        reading.remarks.append(f"{count(number, 'question')}: {note}")
    return reading


class _Reader:
    """Reads one question; pictures go into the reading, what concerns many into the notes."""

    def __init__(self, node: Node, reading: Reading, notes: Counter[str]) -> None:
        self.node = node
        self.notes = notes
        self.sketch = Sketch(node.line, tidy(node.find("name").find("text").text))
        self.gallery = Gallery(self.sketch, reading.media)

    def read(self, category: list[str]) -> Sketch:
        node, sketch = self.node, self.sketch
        sketch.may_be_renamed = True
        own = [tag.find("text").text for tag in node.find("tags").list_all("tag")]
        hints = [self.convert(hint, "a hint") for hint in node.list_all("hint")]
        sketch.entry = {
            "id": node.find("idnumber").text,
            "tags": list(dict.fromkeys(filter(None, map(tidy, [*category, *own])))),
            "ask": self.convert(node.find("questiontext"), "the question", shows_picture=True),
            "hint": "\n\n".join(filter(None, hints)),
            "explanation": self.convert(node.find("generalfeedback"), "the explanation"),
        }
        sketch.entry["picture"] = self.gallery.picture
        if node.find("shuffleanswers").text.lower() in {"false", "0"}:
            sketch.entry["keep_order"] = "yes"
        kind = node.attributes.get("type", "")
        if kind == "truefalse":
            self.read_truth()
        elif kind in _CHOICES:
            self.read_choices(is_set=bool(_CHOICES[kind]))
        else:
            sketch.refuse(describe_kind(kind))
        if not sketch.refusals:
            self.note_rest()
        return sketch

    def read_truth(self) -> None:
        options = []
        for answer in self.node.list_all("answer"):
            text = self.convert(answer, "an answer").casefold()
            if text not in _ANSWERS:
                self.sketch.refuse(f"its answer '{text[:40]}' is neither true nor false")
            options.append(
                {
                    "text": _ANSWERS.get(text, ""),
                    "correct": "yes" if self.read_number(answer) > 0 else "",
                    "why": self.convert(answer.find("feedback"), "a reason"),
                }
            )
        self.sketch.entry |= {"type": "true-false", "options": options}

    def read_choices(self, *, is_set: bool) -> None:
        choices = [
            Choice(
                self.convert(answer, "an answer"),
                self.read_number(answer),
                self.convert(answer.find("feedback"), "a reason"),
            )
            for answer in self.node.list_all("answer")
        ]
        is_single = self.node.find("single").text.lower() in {"true", "1"} and not is_set
        if is_set:
            # All of them or nothing, as with us: the weights say only which are right.
            right = sum(choice.weight > 0 for choice in choices) or 1
            choices = [
                Choice(choice.text, 100 / right if choice.weight > 0 else 0, choice.why)
                for choice in choices
            ]
        mark_choices(self.sketch, choices, has_one_right=is_single)
        if not is_single and self.sketch.entry.get("type") is None:
            self.sketch.lose("several answers could be chosen; here only the right one")

    def read_number(self, answer: Node) -> float:
        """Return the weight of an answer."""
        text = answer.attributes.get("fraction", "0").strip().replace(",", ".")
        try:
            return float(text)
        except ValueError:
            self.sketch.refuse(f"the weight '{text[:40]}' of an answer is no number")
            return 0.0

    def convert(self, node: Node, what: str, *, shows_picture: bool = False) -> str:
        """Return a text as Markdown; only that of the question may show a picture."""
        kind = node.attributes.get("format", "moodle_auto_format")
        converted = convert(node.find("text").text, kind)
        for loss in converted.losses:
            self.sketch.lose(f"{what} has {loss}")
        for source, alt in converted.images:
            data = find_picture(node, source)
            if data is None:
                self.sketch.lose(f"{what} shows a picture that is not in the file ({source[:60]})")
            elif shows_picture:
                self.gallery.show(data, source, alt)
            else:
                self.sketch.lose(f"{what} shows a picture, which only a question can")
        return converted.text

    def note_rest(self) -> None:
        """Note what else the question says, and we do not."""
        node = self.node
        number = node.find("idnumber").text
        if number and not is_id(number):
            self.notes["its id number cannot be an id here"] += 1
        if node.find("defaultgrade").text.strip("0.") not in {"", "1"}:
            self.notes["worth more or less than one point; here all count alike"] += 1
        if node.find("hidden").text == "1":
            self.notes["hidden in Moodle"] += 1
        for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            said = self.convert(node.find(tag), "a feedback")
            if said and not _SAID_ANYWAY.fullmatch(said):
                self.sketch.lose(f"one feedback for all answers ('{said[:40]}')")
