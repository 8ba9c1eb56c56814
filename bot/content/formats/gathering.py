"""Makes sound questions of what the readers understood, by the rules of `check` itself."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from bot.content.build import build_question
from bot.content.check import check_question
from bot.content.document import Document, Fields, Items
from bot.content.faults import report_faults
from bot.content.formats.columns import MAX_OPTIONS
from bot.content.formats.harvest import (
    MAX_QUESTIONS,
    TOO_MANY,
    Harvest,
    Reading,
    Shortfall,
    Sketch,
    Unreadable,
)
from bot.content.formats.ids import give_ids
from bot.content.formats.prose import MAX_LETTERS
from bot.content.formats.text import tidy
from bot.content.media import MAX_PICTURES, digest_picture
from bot.content.problems import Page, Place
from bot.content.schema import QuestionEntry
from bot.learning.course import Question
from bot.learning.phrases import count
from bot.limits import MEGABYTE

MIN_OPTIONS: Final = 2

_DIGEST: Final = 8


def gather(readings: Sequence[tuple[str, Reading]]) -> Harvest:
    """Return the questions of all files by their names; every one is taken or accounted for."""
    found = sum(len(reading.sketches) for _, reading in readings)
    if found > MAX_QUESTIONS:
        raise Unreadable(TOO_MANY)
    for _, reading in readings:
        for sketch in reading.sketches:
            sketch.entry = _tidy(sketch.entry)
            _make_draft(sketch)
    media = _collect_media(readings)
    digests = {name: digest_picture(data) for name, data in media.items()}
    give_ids([sketch for _, reading in readings for sketch in reading.sketches])
    questions: list[Question] = []
    shortfalls: list[Shortfall] = []
    lines: dict[str, int] = {}
    for name, reading in readings:
        for sketch in reading.sketches:
            question = None if sketch.refusals else _build(sketch, digests)
            if question is not None:
                questions.append(question)
                lines[question.id] = sketch.line
            reasons = tuple(sketch.refusals or sketch.losses)
            if reasons:
                is_refused = question is None
                shortfall = Shortfall(name, sketch.line, sketch.what, reasons, is_refused)
                shortfalls.append(shortfall)
    shown = {question.picture.file for question in questions if question.picture}
    return Harvest(
        tuple(questions),
        tuple(shortfalls),
        found,
        {name: data for name, data in media.items() if name in shown},
        tuple(f"{name}: {remark}" for name, reading in readings for remark in reading.remarks),
        lines,
    )


def rename_pictures(harvest: Harvest, taken: Mapping[str, bytes]) -> Harvest:
    """Give another name to each picture whose name belongs to another picture already."""
    renamed = {
        name: _add_digest(name, data)
        for name, data in harvest.media.items()
        if taken.get(name, data) != data
    }
    if not renamed:
        return harvest
    questions = []
    for question in harvest.questions:
        picture = question.picture
        if picture is not None and picture.file in renamed:
            picture = dataclasses.replace(picture, file=renamed[picture.file])
        questions.append(dataclasses.replace(question, picture=picture))
    media = {renamed.get(name, name): data for name, data in harvest.media.items()}
    return dataclasses.replace(harvest, questions=tuple(questions), media=media)


def _tidy(value: Any) -> Any:
    """Return an entry without what a file of ours cannot hold, and without empty fields."""
    if isinstance(value, dict):
        return {name: kept for name, held in value.items() if (kept := _tidy(held))}
    if isinstance(value, list):
        return [kept for item in value if (kept := _tidy(item))]
    return tidy(value)


def _make_draft(sketch: Sketch) -> None:
    """Hide from learners what is not complete yet."""
    entry = sketch.entry
    lacks = [name for name in ("lesson", "card") if name not in entry]
    if any("why" not in option for option in entry.get("options", ())):
        lacks.append("why")
    if lacks and entry:
        if entry.get("draft") == "no":
            names = ", ".join(f"'{name}'" for name in lacks)
            sketch.lose(f"it is a draft, as it lacks {names}")
        entry["draft"] = "yes"


def _collect_media(readings: Sequence[tuple[str, Reading]]) -> dict[str, bytes]:
    """Put all pictures together; where two have one name, the later gets another."""
    media: dict[str, bytes] = {}
    size = 0
    for _, reading in readings:
        for sketch in reading.sketches:
            picture = sketch.entry.get("picture")
            data = reading.media.get(picture.get("file", "")) if picture else None
            if picture is None or data is None:
                continue
            name = picture["file"]
            if media.get(name, data) != data:
                name = _add_digest(name, data)
            if name not in media and size + len(data) > MAX_PICTURES:
                del sketch.entry["picture"]
                limit = MAX_PICTURES // MEGABYTE
                sketch.lose(f"its picture is too much: all may have {limit} MB together")
                continue
            picture["file"] = name
            size += 0 if name in media else len(data)
            media[name] = data
    return media


def _add_digest(name: str, data: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem or ending}-{digest_picture(data)[:_DIGEST]}{dot}{ending if stem else ''}"


def _build(sketch: Sketch, digests: Mapping[str, str]) -> Question | None:
    """Return the question where `check` would have no error; else note why it is refused."""
    _check_parts(sketch)
    if sketch.refusals:
        return None
    page = Page("")
    place = Place(sketch.line - 1, 0)
    raw = _mark(sketch.entry, place)
    try:
        entry = QuestionEntry.model_validate(raw)
    except ValidationError as faults:
        report_faults(Document(page, ""), raw, QuestionEntry, faults)
    else:
        check_question(page, raw, entry)
        if not any(problem.severity == "error" for problem in page.problems):
            return build_question(entry, digests)
    for problem in page.problems:
        if problem.severity == "error":
            sketch.refuse(problem.message)
    return None


def _check_parts(sketch: Sketch) -> None:
    """Refuse what is no question at all, in plainer words than those for YAML."""
    options = len(sketch.entry.get("options", ()))
    letters = _count_letters(sketch.entry)
    if letters > MAX_LETTERS:
        sketch.refuse(f"it has {letters:,} letters, which no message holds")
    if not sketch.entry.get("ask"):
        sketch.refuse("the question itself is missing")
    if options < MIN_OPTIONS:
        sketch.refuse(f"it has {count(options, 'option')}, and needs {MIN_OPTIONS}")
    if options > MAX_OPTIONS:
        sketch.refuse(f"it has {options} options, and {MAX_OPTIONS} at most fit")


def _count_letters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    return sum(map(_count_letters, value.values() if isinstance(value, dict) else value))


def _mark(value: Any, place: Place) -> Any:
    """Return plain data that knows its place: that of the question, as far as we can tell."""
    if isinstance(value, dict):
        fields = Fields((name, _mark(held, place)) for name, held in value.items())
        fields.mark, fields.marks = place, dict.fromkeys(fields, (place, place))
        return fields
    if isinstance(value, list):
        items = Items(_mark(item, place) for item in value)
        items.mark, items.marks = place, [place] * len(items)
        return items
    return value
