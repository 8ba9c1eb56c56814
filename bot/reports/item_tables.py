"""Item analysis for other programs: CSV with a line for each question, and JSON with everything."""

import json
from dataclasses import asdict, dataclass
from typing import Any, TextIO

from bot.learning.items import ItemFigures
from bot.reports.advice import label_options
from bot.reports.items import Item, ItemReport
from bot.reports.tabular import write_csv

DIGITS = 2  # of percentages
ATTEMPTS = {True: "first attempts", False: "all attempts"}


@dataclass(frozen=True)
class ItemRow:
    """A question as a line of a table; percentages from 0 to 100, options in the bank's order."""

    question_id: str
    quiz: str
    question: str
    answers: int
    facility_pct: float | None
    facility_low_pct: float | None
    facility_high_pct: float | None
    sd_pct: float | None
    discrimination_pct: float | None
    efficiency_pct: float | None
    weight_pct: float | None
    median_seconds: float | None
    right: str
    options: str
    advice: str
    reworded_answers: int
    former_answers: int


def write_items_csv(report: ItemReport, out: TextIO) -> None:
    """Write a line for each question, the one that deserves work first in front."""
    write_csv([make_row(item) for item in report.items], ItemRow, out)


def write_items_json(report: ItemReport, out: TextIO) -> None:
    """Write everything, for machines."""
    data = {
        "report": "items",
        "courses": [course.id for course in report.courses],
        "as_of": report.as_of.isoformat(timespec="seconds"),
        "attempts_counted": "first" if report.is_first_only else "all",
        "attempts": report.attempts,
        "answers": report.answers,
        "quizzes": [{"title": one.title} | _trim(asdict(one.figures)) for one in report.quizzes],
        "questions": [_dump_item(item) for item in report.items],
    }
    json.dump(data, out, ensure_ascii=False, indent=2)
    out.write("\n")


def describe_scope(report: ItemReport) -> str:
    """Say in one line what the figures are made of."""
    return (
        f"{report.answers:,} answers in {report.attempts:,} {ATTEMPTS[report.is_first_only]} "
        f"to {len(report.items):,} questions, as of {report.as_of:%F %H:%M} UTC"
    )


def word_options(item: Item) -> str:
    """Name the options with the share that chose each: "A 62% right, B 30%, C 8%"."""
    labels = label_options(item.question)
    return ", ".join(
        f"{labels[one.option_id]} {one.share_pct:.0f}%{' right' if one.is_correct else ''}"
        for one in item.figures.options
    )


def make_row(item: Item) -> ItemRow:
    """Return a question as a line."""
    figures = item.figures
    labels = label_options(item.question)
    return ItemRow(
        question_id=item.question.id,
        quiz=item.quiz_title,
        question=_flatten(item.question.ask),
        answers=figures.answers,
        **_pick(figures),
        right=", ".join(labels[o.id] for o in item.question.options if o.is_correct),
        options=word_options(item),
        advice=" ".join(item.advice),
        reworded_answers=item.reworded,
        former_answers=item.former,
    )


def _pick(figures: ItemFigures) -> dict[str, Any]:
    """Return the figures that stand in a line."""
    data = asdict(figures)
    for name in ("answers", "options", "right_rest_pct"):
        del data[name]
    return _trim(data)


def _dump_item(item: Item) -> dict[str, Any]:
    labels = label_options(item.question)
    texts = {option.id: option.text for option in item.question.options}
    figures = item.figures
    return {
        "id": item.question.id,
        "quiz": item.quiz_title,
        "ask": item.question.ask,
        "answers": figures.answers,
        **_pick(figures),
        "right_rest_pct": _round(figures.right_rest_pct),
        "options": [
            {"label": labels[one.option_id], "text": texts[one.option_id]} | _trim(asdict(one))
            for one in figures.options
        ],
        "findings": [finding.fault.name.lower() for finding in item.findings],
        "advice": list(item.advice),
        "reworded_answers": item.reworded,
        "former_answers": item.former,
    }


def _trim(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _round(value) for name, value in data.items()}


def _round(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else value


def _flatten(text: str) -> str:
    return " ".join(text.split())
