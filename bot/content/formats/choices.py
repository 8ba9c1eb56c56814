"""Weighted answers of other systems as our options, of which each is right or wrong."""

from dataclasses import dataclass
from typing import Final

from bot.content.formats.harvest import Sketch

WHOLE: Final = 100.0
_ROUNDING: Final = 0.6  # three times 33.3% are a whole

_KINDS: Final = {
    "essay": "learners write a text",
    "shortanswer": "learners type a word",
    "numerical": "learners type a number",
    "calculated": "learners type a number that differs each time",
    "calculatedsimple": "learners type a number that differs each time",
    "calculatedmulti": "its numbers differ each time",
    "matching": "learners match pairs",
    "match": "learners match pairs",
    "randomsamatch": "learners match pairs",
    "ordering": "learners put things in order",
    "cloze": "it has gaps with answers of their own",
    "multianswer": "it has gaps with answers of their own",
    "gapselect": "it has gaps with answers of their own",
    "ddwtos": "learners drag words into gaps",
    "ddmarker": "learners drag marks onto a picture",
    "ddimageortext": "learners drag things onto a picture",
    "description": "it is a text without answers",
    "random": "it stands for a question drawn at random",
}
_ADVICE: Final = "make a question with options of it"


@dataclass(frozen=True)
class Choice:
    """An answer to choose and the percentage of the mark that it gives."""

    text: str
    weight: float
    why: str = ""


def describe_kind(kind: str) -> str:
    """Say why a kind of question that has no options to choose from is not taken."""
    if kind in _KINDS:
        return f"{_KINDS[kind]}: {_ADVICE}"
    return f"its type '{kind[:40]}' is not known: {_ADVICE}"


def mark_choices(sketch: Sketch, choices: list[Choice], *, has_one_right: bool) -> None:
    """Put the choices into the question; what their weights say beyond right and wrong is a loss.

    `has_one_right` where one choice is made, and not several.
    """
    weights = [choice.weight for choice in choices]
    best = max(weights, default=0.0)
    if best <= 0:
        sketch.refuse("no answer is marked right")
    if has_one_right:
        right = [weight == best for weight in weights]
        _note_single(sketch, weights, best)
    else:
        right = [weight > 0 for weight in weights]
        _note_multiple(sketch, [weight for weight in weights if weight > 0])
    sketch.entry["options"] = [
        {"text": choice.text, "correct": "yes" if is_right else "", "why": choice.why}
        for choice, is_right in zip(choices, right, strict=True)
    ]
    if sum(right) > 1:
        sketch.entry["type"] = "multiple"


def _note_single(sketch: Sketch, weights: list[float], best: float) -> None:
    if weights.count(best) > 1:
        sketch.lose("any one of its right answers counted; here all are to be chosen")
    if best < WHOLE:
        sketch.lose(f"its best answer gave {best:g}% of the mark; here it is right")
    partial = [weight for weight in weights if 0 < weight < best]
    if partial:
        shown = ", ".join(f"{weight:g}%" for weight in partial)
        sketch.lose(f"an answer gave part of the mark ({shown}); here it is wrong")
    if any(weight < 0 for weight in weights):
        sketch.lose("a wrong answer took marks away; here it gives none")


def _note_multiple(sketch: Sketch, weights: list[float]) -> None:
    if not weights:
        return
    if max(weights) - min(weights) > _ROUNDING:
        shown = ", ".join(f"{weight:g}%" for weight in weights)
        sketch.lose(f"its right answers had different weights ({shown}); here all must be chosen")
    elif abs(sum(weights) - WHOLE) > _ROUNDING * len(weights):
        sketch.lose(f"its right answers gave {sum(weights):g}% in all; here all must be chosen")
