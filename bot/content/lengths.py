"""How long texts may be: alone, and together with what is shown in the same message."""

from collections.abc import Sequence
from typing import Final

from bot.content.document import Fields
from bot.content.measure import count_padding, count_spans, count_units
from bot.content.problems import Mark, Page
from bot.content.schema import CardEntry, LessonEntry, QuestionEntry, TermEntry

# Telegram takes 4,096 units; the rest is for headings, marks and the number of the question.
MAX_MESSAGE: Final = 3500
MAX_TITLE: Final = 60
MAX_TITLE_IN_CHAT: Final = 200
MAX_OPTION: Final = 200
MAX_WHY: Final = 250
MAX_NATURE: Final = 60
MAX_HINT: Final = 300
MAX_EXPLANATION: Final = 400
MAX_CARD: Final = 900
MAX_OBJECTIVE: Final = 150
MAX_TAKEAWAY: Final = 200
MAX_ITEM_IN_CHAT: Final = 400
# Telegram ignores what is formatted beyond 100 spans; ours are counted roughly.
MAX_SPANS: Final = 90

_BULLET = 3  # a bullet, a space and the end of the line
_HEADINGS = 2  # the place in the course, and the title or the verdict
_MARKS = "*_~`[<>#"


def check_title(page: Page, raw: Fields, title: str, name: str = "title") -> None:
    """Report a title that is too long for a heading or a button."""
    length = count_units(title)
    if length > MAX_TITLE_IN_CHAT:
        message = f"'{name}' has {length:,} characters, and {MAX_TITLE_IN_CHAT} at most fit"
        page.error(f"{name}-length", raw.value_mark(name), message, f"Aim at {MAX_TITLE}")
    elif length > MAX_TITLE:
        warn_length(page, raw, name, length, MAX_TITLE)


def check_card(page: Page, raw: Fields, card: CardEntry) -> bool:
    """Report a card that is too long; tell whether it fits in a message."""
    check_title(page, raw, card.title)
    padding = count_padding(card.text)
    length = count_units(card.text) + padding
    mark = raw.value_mark("text")
    _check_spans(page, mark, (card.text,), _HEADINGS, "the card")
    if not check_fit(page, mark, length, "the card", padding):
        return False
    if length > MAX_CARD:
        fix = f"Aim at {MAX_CARD} at most"
        page.warn("card-length", mark, f"'text' has {_describe(length, padding)}", fix)
    return True


def check_first_card(page: Page, raw: Fields, lesson: LessonEntry) -> None:
    """Report a first card that does not fit together with what the lesson promises."""
    card = lesson.cards[0]
    padding = count_padding(card.text)
    length = _count_objectives(lesson) + count_units(card.title, card.text) + padding
    what = "the first card, with the lesson's title, minutes and objectives,"
    check_fit(page, raw.value_mark("text"), length, what, padding)


def check_objectives(page: Page, raw: Fields, lesson: LessonEntry) -> bool:
    """Report objectives that are too long; tell whether they fit in a message."""
    marks = raw["objectives"].marks
    texts = [objective.text for objective in lesson.objectives]
    if not _check_items(page, marks, texts, "objective", MAX_OBJECTIVE):
        return False
    mark = raw.value_mark("objectives")
    return check_fit(page, mark, _count_objectives(lesson), "the objectives")


def check_takeaways(page: Page, raw: Fields, lesson: LessonEntry) -> None:
    """Report takeaways that are too long."""
    marks = raw["takeaways"].marks
    if _check_items(page, marks, lesson.takeaways, "takeaway", MAX_TAKEAWAY):
        items = (*lesson.takeaways, *lesson.sources)
        task = lesson.task or ""
        padding = count_padding(task)
        length = count_units(lesson.title, task, *items) + _BULLET * len(items) + padding
        what = "the takeaways" + (", with the task," if task else "")
        check_fit(page, raw.value_mark("takeaways"), length, what, padding)


def check_nature_length(page: Page, raw: Fields, nature: str) -> None:
    """Report what an option is said to be, where it does not fit beside the option."""
    length = count_units(nature)
    if length > MAX_NATURE:
        message = f"'is' has {length:,} characters, and {MAX_NATURE} at most fit beside the option"
        page.error("is-length", raw.value_mark("is"), message, "Put the rest into 'why'")


def check_explained(page: Page, raw: Fields, question: QuestionEntry, length: int) -> None:
    """Report a question that does not fit together with its options and reasons."""
    ask, options = question.ask, question.options
    mark = raw.value_mark("ask")
    if 2 * length > MAX_MESSAGE or "|" in ask:
        parts = [p for o in options for p in (o.text, o.nature or "", o.why or "")]
        parts.append(question.explanation or "")
        padding = count_padding(ask)
        length = count_units(ask, *parts) + padding
        check_fit(page, mark, length, "the question and its reasons", padding)
    if question.hint and (2 * len(question.hint) + length > MAX_MESSAGE or "|" in ask):
        shown = (ask, question.hint, *(option.text for option in options))
        padding = count_padding(ask) + count_padding(question.hint)
        what = "the question with its hint"
        check_fit(page, raw.value_mark("hint"), count_units(*shown) + padding, what, padding)
    own = _HEADINGS + 2 * len(options)
    texts = [ask, *(text for o in options for text in (o.text, o.why or ""))]
    _check_spans(page, mark, texts, own, "the explained question")


def check_term(page: Page, raw: Fields, term: TermEntry) -> None:
    """Report a term that is too long."""
    check_title(page, raw, term.term, "term")
    parts = (term.term, *term.also, term.definition, term.example or "")
    length = count_units(*parts) + _BULLET * len(term.also)
    check_fit(page, raw.value_mark("definition"), length, "the term")


def check_fit(page: Page, mark: Mark, length: int, what: str, padding: int = 0) -> bool:
    """Report what does not fit in one message; tell whether it does."""
    if length <= MAX_MESSAGE:
        return True
    message = f"{what} would not fit in one message: {_describe(length, padding)}"
    fix = f"Cut it to {MAX_MESSAGE:,} in all"
    if padding:
        fix = f"Shorten the longest cells, or cut it to {MAX_MESSAGE:,} in all"
    page.error("message-length", mark, message, fix)
    return False


def warn_length(page: Page, raw: Fields, name: str, length: int, limit: int) -> None:
    """Warn of a text that is longer than it should be."""
    message = f"'{name}' has {length:,} characters"
    page.warn(f"{name}-length", raw.value_mark(name), message, f"Aim at {limit} at most")


def _describe(length: int, padding: int) -> str:
    aligned = f", {padding:,} of them to align its table" if padding else ""
    return f"{length:,} characters{aligned}"


def _count_objectives(lesson: LessonEntry) -> int:
    items = [objective.text for objective in lesson.objectives]
    return count_units(lesson.title, str(lesson.minutes), *items) + _BULLET * len(items)


def _check_items(
    page: Page, marks: Sequence[Mark], items: Sequence[str], noun: str, limit: int
) -> bool:
    """Report the items of a list that are too long; tell whether each could be shown."""
    fit = True
    for mark, item in zip(marks, items, strict=True):
        length = count_units(item)
        message = f"this {noun} has {length:,} characters"
        if length > MAX_ITEM_IN_CHAT:
            message = f"{message}, and {MAX_ITEM_IN_CHAT} at most fit"
            page.error(f"{noun}-length", mark, message, f"Aim at {limit}")
            fit = False
        elif length > limit:
            page.warn(f"{noun}-length", mark, message, f"Aim at {limit} at most")
    return fit


def _check_spans(page: Page, mark: Mark, texts: Sequence[str], own: int, what: str) -> None:
    """Warn of more formatting than Telegram shows; `own` is what the chat adds to it."""
    text = "\n\n".join(texts)
    if sum(map(text.count, _MARKS)) + own <= MAX_SPANS:
        return
    spans = count_spans(text) + own
    if spans > MAX_SPANS:
        message = f"{what} has about {spans:,} formatted pieces"
        message += ", and Telegram ignores what is over 100"
        fix = f"Use less bold, italic, code, links and quotes: {MAX_SPANS} at most in all"
        page.warn("much-formatting", mark, message, fix)
