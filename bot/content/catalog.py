"""Puts the files of the content together into one catalogue, or says why that cannot be."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import check, lengths, references
from bot.content.build import build_course, build_lesson, build_question, build_term
from bot.content.entries import Parsed, parse_entry, parse_list
from bot.content.files import Folder, read_folder
from bot.content.media import Media
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

    `media` are the pictures that it shows, by their digest.
    """

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)


def load_catalog(directory: Path) -> Loaded:
    """Read and check everything in a content directory; problems are returned, never raised."""
    with garbage_collector_off():
        folder = read_folder(directory)
        catalog, problems = assemble(folder)
        is_sound = not any(problem.severity == "error" for problem in problems)
        return Loaded(catalog if is_sound else None, problems, folder.media.contents)


def assemble(folder: Folder) -> tuple[Catalog, tuple[Problem, ...]]:
    """Return everything sound that stands in those files, and all problems in them."""
    with garbage_collector_off():
        lessons = references.find_lessons(folder.lessons, has_all=folder.has_all_lessons)
        courses = parse_list(folder.courses, CoursesFile, CourseEntry)
        questions = parse_list(folder.questions, QuestionsFile, QuestionEntry)
        references.check_unused(courses, lessons)
        references.check_supply(courses, questions, lessons)
        catalog = Catalog(
            courses=_load_courses(courses, lessons),
            lessons=_load_lessons(folder),
            questions=_load_questions(questions, lessons, folder.media),
            terms=_load_terms(folder, lessons),
        )
        if questions.is_whole and len(catalog.lessons) == len(folder.lessons):
            folder.pages += folder.media.list_unused()
        return catalog, sort_problems(folder.pages)


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


def _load_courses(courses: Parsed[CourseEntry], lessons: Lessons) -> tuple[Course, ...]:
    check.check_ids(courses.page, courses.raw)
    for raw, entry in courses.rows:
        check.check_course(courses.page, raw, entry)
        references.check_modules(courses.page, raw, entry, lessons)
    return tuple(build_course(entry) for _, entry in courses.rows)


def _load_lessons(folder: Folder) -> tuple[Lesson, ...]:
    built = []
    for document in folder.lessons:
        entry = parse_entry(document, LessonEntry)
        if entry:
            check.check_lesson(document.page, document.data, entry)
            check.check_ids(document.page, document.data["cards"])
            for raw, card in zip(document.data["cards"], entry.cards, strict=True):
                folder.media.check(document.page, raw, card.picture)
            built.append(build_lesson(entry, folder.media.digests))
    # By id: what the files are called makes no other version.
    return tuple(sorted(built, key=lambda lesson: lesson.id))


def _load_questions(
    questions: Parsed[QuestionEntry], lessons: Lessons, media: Media
) -> tuple[Question, ...]:
    page = questions.page
    check.check_ids(page, questions.raw)
    for raw, entry in questions.rows:
        check.check_question(page, raw, entry)
        references.check_places(page, raw, entry, lessons)
        media.check(page, raw, entry.picture)
    return tuple(build_question(entry, media.digests) for _, entry in questions.rows)


def _load_terms(folder: Folder, lessons: Lessons) -> tuple[Term, ...]:
    terms = parse_list(folder.glossary, GlossaryFile, TermEntry)
    check.check_ids(terms.page, terms.raw)
    references.check_names(terms)
    for raw, entry in terms.rows:
        lengths.check_term(terms.page, raw, entry)
        references.check_term_lessons(terms.page, raw, entry, lessons)
    return tuple(build_term(entry) for _, entry in terms.rows)
