"""Rules that one entry must keep beyond its schema."""

import re
from collections.abc import Sequence
from typing import Any, Final

from bot.content.build import find_objective_id
from bot.content.document import Fields, Items
from bot.content.lengths import (
    MAX_EXPLANATION,
    MAX_HINT,
    MAX_OPTION,
    MAX_WHY,
    check_card,
    check_explained,
    check_first_card,
    check_fit,
    check_nature_length,
    check_objectives,
    check_takeaways,
    check_title,
    warn_length,
)
from bot.content.measure import count_padding, count_units
from bot.content.naming import NAMED_LETTER, advise
from bot.content.problems import Mark, Page, find_place, shorten
from bot.content.schema import CourseEntry, LessonEntry, OptionEntry, QuestionEntry
from bot.learning.course import QuestionType
from bot.learning.phrases import count

MIN_CARDS: Final = 4
MAX_CARDS: Final = 8
MAX_LESSONS: Final = 60
MIN_NEGATIVE_OPTIONS: Final = 3

_NEGATION = re.compile(r"\b(?:NOT|EXCEPT)\b")
_EMPHASISED = re.compile(r"\*\*[^*]*\b(?:NOT|EXCEPT)\b[^*]*\*\*")


def check_ids(page: Page, rows: Sequence[Any]) -> None:
    """Report an id that stands more than once in a list."""
    first: dict[str, Fields] = {}
    for row in rows:
        entry_id = row.get("id") if isinstance(row, Fields) else None
        if not isinstance(entry_id, str):
            continue
        if entry_id in first:
            line = first[entry_id].value_mark("id").line + 1
            message = f"the id {shorten(entry_id)} is already used in line {line}"
            page.error(
                "duplicate-id", row.value_mark("id"), message, "Give one of the two another id"
            )
        first.setdefault(entry_id, row)


def check_objective_ids(page: Page, raw: Items, lesson: LessonEntry) -> None:
    """Report an objective whose id, given or made from its text, is that of another one."""
    first: dict[str, Mark] = {}
    for row, place, objective in zip(raw, raw.marks, lesson.objectives, strict=True):
        mark = row.value_mark("id") if isinstance(row, Fields) else place
        objective_id = find_objective_id(objective)
        if objective_id in first:
            line = first[objective_id].line + 1
            message = f"the id {shorten(objective_id)} is already used in line {line}"
            page.error("duplicate-id", mark, message, "Give one of the two another id")
        first.setdefault(objective_id, mark)


def check_question(page: Page, raw: Fields, question: QuestionEntry) -> None:
    """Report what is wrong with one question."""
    options = question.options
    folded = [" ".join(option.text.split()).casefold() for option in options]
    if len(set(folded)) < len(folded):
        _report_same_texts(page, raw, folded)
    ids = [option.id for option in options if option.id]
    if len(set(ids)) < len(ids):
        check_ids(page, raw["options"])
    _check_key(page, raw, question)
    _check_missing(page, raw, question)
    _check_notes(page, raw, question)
    is_shuffled = not question.keep_order
    length = len(question.ask) + len(question.explanation or "")
    for number, option in enumerate(options):
        text, why, nature = option.text, option.why or "", option.nature
        length += len(text) + len(why)
        if len(text) > MAX_OPTION:
            warn_length(page, raw["options"][number], "text", len(text), MAX_OPTION)
        if len(why) > MAX_WHY:
            warn_length(page, raw["options"][number], "why", len(why), MAX_WHY)
        if is_shuffled and ("(" in why or "ption" in why or "nswer" in why or "hoice" in why):
            _check_letters(page, raw["options"][number], why, options)
        if nature is not None:
            length += len(nature)
            check_nature_length(page, raw["options"][number], nature)
        if (nature is None) is question.negative:
            _report_nature(page, raw["options"][number], question)
    check_explained(page, raw, question, length)
    if question.negative or "NOT" in question.ask or "EXCEPT" in question.ask:
        _check_negation(page, raw, question)


def check_lesson(page: Page, raw: Fields, lesson: LessonEntry) -> None:
    """Report what is wrong with one lesson."""
    check_title(page, raw, lesson.title)
    if not MIN_CARDS <= len(lesson.cards) <= MAX_CARDS:
        page.warn(
            "card-count",
            raw.key_mark("cards"),
            f"the lesson has {count(len(lesson.cards), 'card')}",
            f"Aim at {MIN_CARDS} to {MAX_CARDS}",
        )
    fits = [
        check_card(page, row, card) for row, card in zip(raw["cards"], lesson.cards, strict=True)
    ]
    if check_objectives(page, raw, lesson) and fits[0]:
        check_first_card(page, raw["cards"][0], lesson)
    check_takeaways(page, raw, lesson)
    check_objective_ids(page, raw["objectives"], lesson)


def check_course(page: Page, raw: Fields, course: CourseEntry) -> None:
    """Report what is wrong with one course."""
    check_title(page, raw, course.title)
    parts = (course.title, course.description)
    check_fit(page, raw.value_mark("description"), count_units(*parts), "the description")
    for row, module in zip(raw["modules"], course.modules, strict=True):
        check_title(page, row, module.title)
        if module.summary is not None:
            padding = count_padding(module.summary)
            length = count_units(module.title, module.summary) + padding
            check_fit(page, row.value_mark("summary"), length, "the summary", padding)
    lessons = sum(len(module.lessons) for module in course.modules)
    if lessons > MAX_LESSONS:
        message = f"the course has {lessons:,} lessons, and lists in the chat get long"
        page.warn(
            "course-length", raw.key_mark("modules"), message, f"Aim at {MAX_LESSONS} at most"
        )


def _check_notes(page: Page, raw: Fields, question: QuestionEntry) -> None:
    """Warn of a hint or an explanation that is too long for a phone screen."""
    notes = (
        ("hint", question.hint, MAX_HINT),
        ("explanation", question.explanation, MAX_EXPLANATION),
    )
    for name, text, limit in notes:
        if text is not None and len(text) > limit:
            warn_length(page, raw, name, len(text), limit)


def _check_missing(page: Page, raw: Fields, question: QuestionEntry) -> None:
    """Report what a question lacks; in a draft that is work to do, and no error."""
    places = (("lesson", question.lesson), ("card", question.card))
    lacking = [name for name, value in places if value is None]
    rows = zip(raw["options"], question.options, strict=True)
    unexplained = [row for row, option in rows if option.why is None]
    if question.draft:
        if lacking or unexplained:
            _report_draft(page, raw, lacking, len(unexplained))
        return
    for name in lacking:
        page.error("missing-field", raw.mark, f"a question has no '{name}'", f"Add '{name}: …'")
    for row in unexplained:
        page.error("no-why", row.mark, "an option has no 'why'", "Add 'why: …'")


def _report_draft(page: Page, raw: Fields, lacking: list[str], unexplained: int) -> None:
    """Say in one warning what is left to do; a bank from elsewhere has hundreds of drafts."""
    parts = [f"no '{name}'" for name in lacking]
    if unexplained:
        parts.append(f"no 'why' in {count(unexplained, 'option')}")
    what = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    fix = "Add what is missing, then remove 'draft: yes'"
    page.warn("unfinished-draft", raw.mark, f"the draft has {what}", fix)


def _report_same_texts(page: Page, raw: Fields, folded: list[str]) -> None:
    first: dict[str, int] = {}
    for number, text in enumerate(folded):
        row = raw["options"][number]
        if text in first:
            line = raw["options"][first[text]].value_mark("text").line + 1
            message = f"this option says the same as the one in line {line}"
            page.error(
                "duplicate-option",
                row.value_mark("text"),
                message,
                "Reword or remove one of the two",
            )
        first.setdefault(text, number)


def _check_key(page: Page, raw: Fields, question: QuestionEntry) -> None:
    """Report a wrong number of right options."""
    right = sum(option.correct for option in question.options)
    mark = raw.key_mark("options")
    if question.negative:
        _check_odd_one_out(page, raw, question, right)
        return
    if question.type is QuestionType.MULTIPLE:
        if right < 2:  # noqa: PLR2004 - that is what "multiple" means
            fix = "Add 'correct: yes' to each right one, or write 'type: single'"
            message = f"a multiple question needs 2 right options, but {right} is"
            page.error("right-options", mark, message, fix)
        elif right == len(question.options):
            page.warn("all-right", mark, "every option is right", "Add one that is wrong")
        return
    if question.type is QuestionType.TRUE_FALSE:
        _check_true_false(page, raw, question.options)
    if right == 0:
        page.error(
            "no-right-option", mark, "no option is right", "Add 'correct: yes' to the right one"
        )
    elif right > 1:
        fix = "Keep 'correct: yes' on one of them"
        if question.type is QuestionType.SINGLE:
            fix += ", or write 'type: multiple'"
        message = f"{right} options are right, and there must be one"
        page.error("right-options", mark, message, fix)


def _check_odd_one_out(page: Page, raw: Fields, question: QuestionEntry, right: int) -> None:
    """Report what keeps a negative question from having one odd option among others."""
    mark, options = raw.key_mark("options"), len(question.options)
    if question.type is not QuestionType.SINGLE:
        message = f"an odd one out has one right option, but this question is '{question.type}'"
        page.error("negative-type", raw.value_mark("type"), message, "Use 'type: single'")
    if options < MIN_NEGATIVE_OPTIONS and question.type is not QuestionType.TRUE_FALSE:
        message = f"an odd one out needs {MIN_NEGATIVE_OPTIONS} options, but here are {options}"
        page.error("option-count", mark, message, "Add an option that fits")
    if right == 0:
        fix = "Add 'correct: yes' to the odd one out"
        page.error("no-right-option", mark, "no option is right", fix)
    elif right > 1:
        message = f"{right} options are right, and there must be one"
        page.error("right-options", mark, message, "Keep 'correct: yes' on the odd one out")


def _check_true_false(page: Page, raw: Fields, options: list[OptionEntry]) -> None:
    if sorted(option.text for option in options) != ["False", "True"]:
        texts = ", ".join(shorten(option.text, 20) for option in options)
        page.error(
            "true-false-options",
            raw.key_mark("options"),
            f"a true-false question has the two options 'True' and 'False', but here are {texts}",
            "Write them so, or remove 'type: true-false'",
        )


def _report_nature(page: Page, raw: Fields, question: QuestionEntry) -> None:
    if question.negative:
        message = "an option of a negative question has no 'is'"
        page.error("no-is", raw.mark, message, "Add 'is: …' and say what the option is")
    else:
        fix = "Add 'negative: yes' to the question, or remove 'is'"
        page.error("needless-is", raw.key_mark("is"), "only a negative question has 'is'", fix)


def _check_letters(page: Page, raw: Fields, why: str, options: Sequence[OptionEntry]) -> None:
    found = NAMED_LETTER.search(why)
    if found:
        page.warn(
            "names-letter",
            find_place(page, raw.value_mark("why"), found[0]),
            f"{shorten(found[0])} names an option by its letter, but options are shuffled",
            advise(found[0], options),
        )


def _check_negation(page: Page, raw: Fields, question: QuestionEntry) -> None:
    mark = raw.value_mark("ask")
    if question.negative:
        if not _EMPHASISED.search(question.ask):
            message = "a negative question does not emphasise what makes it negative"
            page.warn("negative-unmarked", mark, message, "Write **NOT** or **EXCEPT**")
    elif found := _NEGATION.search(question.ask):
        fix = "Add 'negative: yes' if it asks for the odd one out"
        message = f"'{found[0]}' stands in a question that is not negative"
        place = find_place(page, mark, found[0])
        page.warn("negative-undeclared", place, message, fix)
