"""Gives a file its canonical form: what it says and its comments stay as they are."""

from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from bot.content.build import build_course, build_lesson, build_question, build_term
from bot.content.document import Document, Fields
from bot.content.faults import report_faults
from bot.content.fmt.comments import TOP, Note, find_notes
from bot.content.fmt.ids import fill_ids
from bot.content.fmt.weaving import weave
from bot.content.layout import Value, lay_out
from bot.content.problems import START, Page, Problem, sort_problems
from bot.content.scalars import Unwritable
from bot.content.schema import (
    CourseEntry,
    CoursesFile,
    Entry,
    GlossaryFile,
    LessonEntry,
    LintEntry,
    QuestionEntry,
    QuestionsFile,
    TermEntry,
)
from bot.content.source import read_source
from bot.content.writing import to_entry

KINDS: Final[dict[str, type[Entry]]] = {
    "questions": QuestionsFile,
    "courses": CoursesFile,
    "terms": GlossaryFile,
}
_MODELINE: Final = "yaml-language-server:"


@dataclass(frozen=True)
class Canonical:
    """The canonical text of a file, and how many ids were made; None where it has errors."""

    text: str | None
    page: Page
    ids: int = 0

    def list_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the file."""
        return sort_problems([self.page])


@dataclass(frozen=True)
class _Form:
    """What a file says, its new text, and its comments."""

    entry: dict[str, Value]
    text: str
    comments: list[str]
    ids: int


def format_file(raw: bytes, file: str, modeline: str | None = None) -> Canonical:
    """Return the canonical form of a file; `modeline` is put first where there is none like it.

    A file with errors is left alone: they are on the page. So is one that would say something else.
    """
    page = Page(file)
    form = _form(raw, page, modeline)
    if form is None:
        return Canonical(None, page)
    again = _form(form.text.encode(), Page(file), modeline)
    if again is None or (again.entry, again.text) != (form.entry, form.text):
        page.error("unwritable", START, "the file cannot be written anew as it is")
        return Canonical(None, page)
    if again.comments != form.comments:
        page.error("unwritable", START, "a comment would be lost or cut")
        return Canonical(None, page)
    return Canonical(form.text, page, form.ids)


def _form(raw: bytes, page: Page, modeline: str | None) -> _Form | None:
    document = read_source(raw, page)
    if _has_errors(page) or document.is_broken or not isinstance(document.data, Fields):
        if not page.problems:
            page.error("empty-file", document.mark, "the file holds no fields")
        return None
    kind = next((KINDS[name] for name in document.data if name in KINDS), LessonEntry)
    filled, ids = fill_ids(document.data, kind)
    entry = _read(document, filled, kind)
    if entry is None:
        return None
    notes = find_notes(document)
    if modeline is not None and not any(_MODELINE in text for text in notes.list_texts()):
        top = notes.before.pop(TOP, None)
        notes.add_before(TOP, Note((modeline,), is_apart_below=top is not None))
        if top is not None:
            notes.add_before(TOP, replace(top, is_apart_above=True))
    apart = next((name for name in KINDS if name in entry), None)
    try:
        text = weave(lay_out(entry, apart=apart), notes)
    except Unwritable as error:
        page.error("unwritable", START, str(error))
        return None
    return _Form(entry, text, notes.list_texts(), ids)


def _read(document: Document, data: Fields, kind: type[Entry]) -> dict[str, Value] | None:
    """Return what a file says, by the names that trainers write; None where it has errors."""
    try:
        whole: Any = kind.model_validate(data)
    except ValidationError as faults:
        report_faults(document, data, kind, faults)
        return None
    match whole:
        case LessonEntry():
            return to_entry(build_lesson(whole, {}))
        case QuestionsFile():
            rows: list[Value] = [_write_question(row) for row in whole.questions]
            return {"lint": _write_lint(whole.lint), "questions": rows}
        case CoursesFile():
            return {"courses": [_write_course(row) for row in whole.courses]}
        case _:
            return {"terms": [_write_term(row) for row in whole.terms]}


def _write_question(row: QuestionEntry) -> dict[str, Value]:
    return to_entry(build_question(row, {}))


def _write_course(row: CourseEntry) -> dict[str, Value]:
    return to_entry(build_course(row))


def _write_term(row: TermEntry) -> dict[str, Value]:
    return to_entry(build_term(row))


def _write_lint(lint: LintEntry | None) -> Value:
    return None if lint is None else {"ignore": list(lint.ignore), "because": lint.because}


def _has_errors(page: Page) -> bool:
    return any(problem.severity == "error" for problem in page.problems)
