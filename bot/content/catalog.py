"""Puts the files of the content together into one catalogue, or says why that cannot be."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.content import check, ignoring, lengths, links, references
from bot.content.build import build_course, build_lesson, build_question, build_term
from bot.content.entries import Parsed, parse_entry, parse_list
from bot.content.files import Folder, read_folder
from bot.content.lint import lint_questions
from bot.content.problems import Problem, sort_problems
from bot.content.references import Lessons
from bot.content.schema import (
    CourseEntry,
    CoursesFile,
    GlossaryFile,
    LessonEntry,
    QuestionEntry,
    QuestionsFile,
    TermEntry,
)
from bot.learning.course import Catalog, Course, Lesson, Question, Term


@dataclass(frozen=True)
class Loaded:
    """What came of reading a directory; the catalogue is None where there is any error.

    `media` are the pictures that it shows, by their digest. `folder` is the directory as the
    problems name it.
    """

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)
    folder: str = ""


def load_catalog(directory: Path, *, is_linted: bool = False) -> Loaded:
    """Read and check everything in a content directory; problems are returned, never raised.

    Advice on how questions are written is for those who write them: it is given where `is_linted`.
    """
    with garbage_collector_off():
        folder = read_folder(directory)
        catalog, problems = assemble(folder, is_linted=is_linted)
        is_sound = not any(problem.severity == "error" for problem in problems)
        media = folder.media.contents
        return Loaded(catalog if is_sound else None, problems, media, folder.shown)


def assemble(folder: Folder, *, is_linted: bool = False) -> tuple[Catalog, tuple[Problem, ...]]:
    """Return everything sound that stands in those files, and all problems in them."""
    with garbage_collector_off():
        return _Reading(folder, is_linted=is_linted).assemble()


@contextmanager
def garbage_collector_off() -> Iterator[None]:
    """Keep the collector from walking through a million new objects again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Reading:
    """The files of one directory on their way into a catalogue."""

    def __init__(self, folder: Folder, *, is_linted: bool) -> None:
        self.folder = folder
        self.is_linted = is_linted
        has_all = folder.has_all_lessons
        self.known: Lessons = references.find_lessons(folder.lessons, has_all=has_all)
        self.courses = parse_list(folder.courses, CoursesFile, CourseEntry)
        self.questions = parse_list(folder.questions, QuestionsFile, QuestionEntry)
        self.glossary = parse_list(folder.glossary, GlossaryFile, TermEntry)
        self.lists: tuple[Parsed[Any], ...] = (self.courses, self.questions, self.glossary)
        parsed = [(one, parse_entry(one, LessonEntry)) for one in folder.lessons]
        self.lessons = [(one, entry) for one, entry in parsed if entry is not None]

    def assemble(self) -> tuple[Catalog, tuple[Problem, ...]]:
        folder = self.folder
        references.check_unused(self.courses, self.known)
        references.check_supply(self.courses, self.questions, self.known)
        catalog = Catalog(
            courses=self.load_courses(),
            lessons=self.load_lessons(),
            questions=self.load_questions(),
            terms=self.load_terms(),
        )
        self.check_links()
        if self.questions.is_whole and len(catalog.lessons) == len(folder.lessons):
            folder.pages += folder.media.list_unused()
        if self.is_linted:
            lint_questions(self.questions, catalog.questions, folder.questions)
        self.settle()
        return catalog, sort_problems(folder.pages)

    def load_courses(self) -> tuple[Course, ...]:
        courses = self.courses
        check.check_ids(courses.page, courses.raw)
        for raw, entry in courses.rows:
            check.check_course(courses.page, raw, entry)
        references.check_modules(courses, self.known)
        return tuple(build_course(entry) for _, entry in courses.rows)

    def load_lessons(self) -> tuple[Lesson, ...]:
        media = self.folder.media
        for document, entry in self.lessons:
            check.check_lesson(document.page, document.data, entry)
            check.check_ids(document.page, document.data["cards"])
            for raw, card in zip(document.data["cards"], entry.cards, strict=True):
                media.check(document.page, raw, card.picture)
        built = (build_lesson(entry, media.digests) for _, entry in self.lessons)
        # By id: what the files are called makes no other version.
        return tuple(sorted(built, key=lambda lesson: lesson.id))

    def load_questions(self) -> tuple[Question, ...]:
        page, media = self.questions.page, self.folder.media
        check.check_ids(page, self.questions.raw)
        for raw, entry in self.questions.rows:
            check.check_question(page, raw, entry)
            references.check_places(page, raw, entry, self.known)
            media.check(page, raw, entry.picture)
        return tuple(build_question(entry, media.digests) for _, entry in self.questions.rows)

    def load_terms(self) -> tuple[Term, ...]:
        terms = self.glossary
        check.check_ids(terms.page, terms.raw)
        references.check_names(terms)
        for raw, entry in terms.rows:
            lengths.check_term(terms.page, raw, entry)
            references.check_term_lessons(terms.page, raw, entry, self.known)
        return tuple(build_term(entry) for _, entry in terms.rows)

    def check_links(self) -> None:
        """Check what leads from inside one entry to another one."""
        terms = links.find_terms(self.glossary)
        for listed in self.lists:
            terms.check_all(listed.page, [raw for raw, _ in listed.rows])
        for document, _ in self.lessons:
            terms.check_all(document.page, [document.data])
        orders = [
            [lesson_id for module in course.modules for lesson_id in module.lessons]
            for _, course in self.courses.rows
        ]
        rows = [(document.page, document.data, entry) for document, entry in self.lessons]
        links.check_requires(rows, self.known, orders)

    def settle(self) -> None:
        """Take from the pages what is ignored there."""
        wholes = (None, ignoring.find_answer(self.folder.questions.data), None)
        for listed, whole in zip(self.lists, wholes, strict=True):
            lints = [(raw, entry.lint) for raw, entry in listed.rows]
            sections = ignoring.find_sections(listed.page, listed.raw, lints, whole)
            sections.settle(is_linted=self.is_linted)
        for document, _ in self.lessons:
            whole = ignoring.find_answer(document.data)
            sections = ignoring.Sections(document.page, (), (), {}, whole)
            sections.settle(is_linted=self.is_linted)
