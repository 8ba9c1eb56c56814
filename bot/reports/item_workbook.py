"""Item analysis as a workbook: questions, their options, quizzes, and what the figures mean."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.learning.items import OptionFigures
from bot.reports.advice import label_options
from bot.reports.item_tables import describe_scope, make_row
from bot.reports.items import Item, ItemReport, QuizRow
from bot.reports.workbook import Column, Look, Sheet, write_workbook

DEFINITIONS = (
    ("Right (facility)", "the share of right answers, with its 95% interval (Wilson)"),
    ("Discrimination", "how well being right here goes with being right in the rest, -100 to 100%"),
    ("Efficiency", "the same in parts of what is possible; dubious under 15%"),
    ("Weight", "how much of the differences between people in its quiz the question makes"),
    ("Median seconds", "from the last time the question was sent to the answer"),
    ("Right elsewhere", "what those who chose an option had in the rest of their attempts"),
    ("Consistency", "whether the questions of a quiz measure one thing (Cronbach's alpha)"),
    ("Error ratio", "how much of the differences between people in a quiz is chance"),
    ("Standard error", "by how much a person's mark may be off"),
    ("Samples", "silent under 10 answers; all but the share of right answers from 30 on"),
    ("Changed questions", "answers to other options or another key are not in the figures"),
    ("More", "docs/items.md, https://docs.moodle.org/dev/Quiz_statistics_calculations"),
)


def write_items_workbook(report: ItemReport, path: Path) -> None:
    """Write the workbook; raise WorkbookUnwritable where that cannot be."""
    write_workbook(path, list(_list_sheets(report)))


def _list_sheets(report: ItemReport) -> Iterator[Sheet]:
    share = Look.PERCENT
    yield Sheet(
        "Questions",
        [
            Column("Id", 24),
            Column("Quiz", 15),
            Column("Question", 50),
            Column("What to do", 50),
            Column("Answers", 9, Look.WHOLE),
            Column("Right", 8, share),
            Column("Right, from", 8, share),
            Column("Right, to", 8, share),
            Column("Standard deviation", 10, share),
            Column("Discrimination", 14, share),
            Column("Efficiency", 10, share),
            Column("Weight", 8, share),
            Column("Median seconds", 9, Look.WHOLE),
            Column("Answers to another wording", 12, Look.WHOLE),
            Column("Answers to other options or another key", 14, Look.WHOLE),
        ],
        map(_list_question_cells, report.items),
    )
    yield Sheet(
        "Options",
        [
            Column("Question", 24),
            Column("Option", 8),
            Column("Text", 60),
            Column("Key", 8),
            Column("Chosen", 9, Look.WHOLE),
            Column("Share", 8, share),
            Column("Right elsewhere", 10, share),
        ],
        (cells for item in report.items for cells in _list_option_cells(item)),
    )
    yield Sheet(
        "Quizzes",
        [
            Column("Quiz", 18),
            Column("Attempts", 10, Look.WHOLE),
            Column("Questions", 10, Look.WHOLE),
            Column("Attempts of another length", 12, Look.WHOLE),
            Column("Mean", 8, share),
            Column("Standard deviation", 10, share),
            Column("Skewness", 10, Look.NUMBER),
            Column("Kurtosis", 10, Look.NUMBER),
            Column("Consistency", 12, share),
            Column("Error ratio", 10, share),
            Column("Standard error", 10, share),
        ],
        map(_list_quiz_cells, report.quizzes),
    )
    about = [("Course", report.title), ("Made of", describe_scope(report)), *DEFINITIONS]
    yield Sheet("About", [Column("", 24), Column("", 90)], about, is_table=False)


def _list_question_cells(item: Item) -> Sequence[Any]:
    row = make_row(item)
    figures = item.figures
    return (
        row.question_id,
        row.quiz,
        row.question,
        row.advice,
        row.answers,
        *map(
            _to_share,
            (
                figures.facility_pct,
                figures.facility_low_pct,
                figures.facility_high_pct,
                figures.sd_pct,
                figures.discrimination_pct,
                figures.efficiency_pct,
                figures.weight_pct,
            ),
        ),
        figures.median_seconds,
        row.reworded_answers,
        row.former_answers,
    )


def _list_option_cells(item: Item) -> Iterator[Sequence[Any]]:
    labels = label_options(item.question)
    figures: dict[str, OptionFigures] = {one.option_id: one for one in item.figures.options}
    for option in item.question.options:
        found = figures.get(option.id)
        key = "right" if option.is_correct else ""
        yield (
            item.question.id,
            labels[option.id],
            option.text,
            key,
            *(
                (found.chosen, _to_share(found.share_pct), _to_share(found.mean_rest_pct))
                if found
                else ()
            ),
        )


def _list_quiz_cells(row: QuizRow) -> Sequence[Any]:
    figures = row.figures
    return (
        row.title,
        figures.attempts,
        figures.questions,
        figures.others,
        _to_share(figures.mean_pct),
        _to_share(figures.sd_pct),
        figures.skewness,
        figures.kurtosis,
        *map(
            _to_share,
            (figures.consistency_pct, figures.error_ratio_pct, figures.standard_error_pct),
        ),
    )


def _to_share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
