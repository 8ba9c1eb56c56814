"""What the answers say of the questions, for trainers: the list, and one question."""

from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import ShowBank
from bot.chat.taps.items import ShowItem, ShowItems
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines, name_question
from bot.learning.items import FACILITY_FROM, ItemFigures
from bot.learning.phrases import count, short_moment
from bot.reports.advice import label_options
from bot.reports.items import Item, ItemReport

PAGE = 6  # questions on a screen
ROW = 3  # their buttons
BANK = Button("Question bank", ShowBank())
COUNTING = "The answers of all learners are being counted. One moment …"


def say_counting() -> Screen:
    """Say that it takes a while."""
    return Screen(Rich(COUNTING))


def show_items(report: ItemReport, page: int) -> Screen:
    """List a page of questions, what deserves work first in front; silent ones are counted."""
    items = report.telling
    if not items:
        text = lines(
            bold("Which questions deserve work"),
            f"None has {FACILITY_FROM} answers yet in checks and tests. Figures begin there.",
        )
        return Screen(text, [[BANK, HOME]])
    pages = -(-len(items) // PAGE)
    page = min(page, pages - 1)
    start = page * PAGE
    shown = list(enumerate(items[start : start + PAGE], start=start + 1))
    place = f" · page {page + 1} of {pages}" if pages > 1 else ""
    parts: list[Rich | str] = [bold("Which questions deserve work") + place, _date(report)]
    for number, item in shown:
        parts += ["", f"{number}. " + bold(name_question(item.question)), _word_facility(item)]
        parts.append(f"{_mark(item)} {item.advice[0]}")
    silent = len(report.items) - len(items)
    if silent and page == pages - 1:
        parts += ["", f"{count(silent, 'question')} more with under {FACILITY_FROM} answers."]
    buttons = [Button(str(number), ShowItem(item.question.id)) for number, item in shown]
    rows = [buttons[first : first + ROW] for first in range(0, len(buttons), ROW)]
    turns = [Button("← Back", ShowItems(page - 1))] if page > 0 else []
    turns += [Button("More →", ShowItems(page + 1))] if page < pages - 1 else []
    return Screen(lines(*parts), [*rows, *([turns] if turns else []), [BANK, HOME]])


def show_item(report: ItemReport, question_id: str) -> Screen:
    """Show what the answers say of one question; where it is gone or silent, the list."""
    items = report.telling
    for number, item in enumerate(items):
        if item.question.id == question_id:
            text = lines(
                italic(f"{question_id} · {item.quiz_title}"),
                render(item.question.ask),
                "",
                *list_figures(item),
                "",
                _date(report),
            )
            back = Button("← All questions", ShowItems(number // PAGE))
            return Screen(text, [[back], [BANK, HOME]])
    return show_items(report, 0)


def list_figures(item: Item) -> list[Rich | str]:
    """Return what the answers to a question say, line by line."""
    figures = item.figures
    parts: list[Rich | str] = list(_list_options(item))
    parts += ["", _word_facility(item), *_list_more(figures)]
    if item.reworded:
        parts.append(f"{count(item.reworded, 'answer')} to an earlier wording are in it.")
    if item.former:
        parts.append(
            f"{count(item.former, 'answer')} from before its options or key changed are left out."
        )
    return [*parts, *(f"{_mark(item)} {sentence}" for sentence in item.advice)]


def _list_options(item: Item) -> list[Rich]:
    """Name each option with its share, lettered as in the bank, for learners see them shuffled."""
    labels = label_options(item.question)
    parts = []
    for figures in item.figures.options:
        option = item.question.get_option(figures.option_id)
        mark, label = "✅" if option.is_correct else "▫️", labels[option.id]
        text = render_inline(option.text)
        name = text if label == option.text else f"{label} " + text
        parts.append(f"{mark} " + bold(f"{figures.share_pct:.0f}%") + " · " + name)
    return parts


def _list_more(figures: ItemFigures) -> list[str]:
    parts = []
    if figures.discrimination_pct is not None and figures.efficiency_pct is not None:
        weight = figures.weight_pct
        parts.append(
            f"Discrimination {_percent(figures.discrimination_pct)}, "
            f"efficiency {_percent(figures.efficiency_pct)}"
            + ("" if weight is None else f", weight {_percent(weight)}")
        )
    if figures.median_seconds is not None:
        parts.append(f"Half of them answer within {figures.median_seconds:.0f} s")
    return parts


def _word_facility(item: Item) -> str:
    figures = item.figures
    low, high = figures.facility_low_pct or 0.0, figures.facility_high_pct or 0.0
    return (
        f"{figures.facility_pct or 0.0:.0f}% right ({low:.0f} to {high:.0f}%) "
        f"of {figures.answers:,} answers"
    )


def _percent(value: float) -> str:
    return f"{round(value)}%".replace("-", "−")


def _mark(item: Item) -> str:
    return "⚠️" if item.is_work else "✓"


def _date(report: ItemReport) -> Rich:
    return italic(f"First attempts at checks and tests, as of {short_moment(report.as_of)} UTC")
