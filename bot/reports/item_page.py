"""Item analysis as a page of text: the quizzes, then what to do about which question."""

import textwrap
from collections.abc import Iterator, Sequence

from bot.reports.item_tables import describe_scope, word_options
from bot.reports.items import Item, ItemReport, QuizRow

WIDTH = 100
INDENT = " " * 10
NOTHING = "–"
QUIZ_HEADER = (
    "quiz",
    "attempts",
    "mean",
    "SD",
    "skewness",
    "kurtosis",
    "consistency",
    "error ratio",
    "SE",
)
QUIZ_WIDTHS = (-16, 8, 6, 6, 8, 8, 11, 11, 6)  # below 0: to the left
ITEM_HEADER = ("right", "95%", "discr.", "effic.", "weight", "median", "answers", " question")
ITEM_WIDTHS = (6, 8, 7, 7, 7, 7, 8, -1)


def write_page(report: ItemReport) -> str:
    """Return the page; questions with too few answers are only counted."""
    return "\n".join(_list_lines(report)) + "\n"


def _list_lines(report: ItemReport) -> Iterator[str]:
    yield f"{report.title}: {describe_scope(report)}"
    yield ""
    yield _align(QUIZ_HEADER, QUIZ_WIDTHS)
    for quiz in report.quizzes:
        yield _align(_list_quiz_cells(quiz), QUIZ_WIDTHS)
    telling = report.telling
    silent = len(report.items) - len(telling)
    if telling:
        yield ""
        yield _align(ITEM_HEADER, ITEM_WIDTHS)
    for item in telling:
        yield _align(_list_item_cells(item), ITEM_WIDTHS)
        if item.is_work:
            yield f"{INDENT}{word_options(item)}"
        for sentence in item.advice:
            yield textwrap.fill(
                sentence, WIDTH, initial_indent=f"{INDENT}→ ", subsequent_indent=f"{INDENT}  "
            )
    if silent:
        yield ""
        yield f"{silent} question(s) have fewer than 10 answers: nothing is said of them yet."


def _list_quiz_cells(row: QuizRow) -> Sequence[str]:
    figures = row.figures
    return (
        row.title,
        f"{figures.attempts:,}",
        word_percent(figures.mean_pct),
        word_percent(figures.sd_pct),
        _word_number(figures.skewness),
        _word_number(figures.kurtosis),
        word_percent(figures.consistency_pct),
        word_percent(figures.error_ratio_pct),
        word_percent(figures.standard_error_pct),
    )


def _list_item_cells(item: Item) -> Sequence[str]:
    figures = item.figures
    seconds = figures.median_seconds
    return (
        word_percent(figures.facility_pct),
        f"{figures.facility_low_pct or 0:.0f}–{figures.facility_high_pct or 0:.0f}%",
        word_percent(figures.discrimination_pct),
        word_percent(figures.efficiency_pct),
        word_percent(figures.weight_pct),
        NOTHING if seconds is None else f"{seconds:.0f} s",
        f"{figures.answers:,}",
        f" {item.question.id} ({item.quiz_title})",
    )


def word_percent(percent: float | None) -> str:
    """Return a percentage without decimals, or a dash where nothing is said."""
    if percent is None:
        return NOTHING
    return f"{round(percent) + 0}%".replace("-", "−")


def _word_number(number: float | None) -> str:
    return NOTHING if number is None else f"{number:.1f}".replace("-", "−")


def _align(cells: Sequence[str], widths: Sequence[int]) -> str:
    return " ".join(
        cell.rjust(width) if width > 0 else cell.ljust(-width)
        for cell, width in zip(cells, widths, strict=True)
    ).rstrip()
