"""The fields that trainers may write, file by file; docs/content-format.md explains them."""

import re
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.learning.course import Level, QuestionType, Use

ID_PATTERN: Final = "^[a-z0-9][a-z0-9-]{0,31}$"

_YES_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Prose:
    """Marks the fields that hold text for people, where a lost half sentence matters."""


def is_yes(value: object) -> bool:
    """Tell whether a value, as it was written, says yes."""
    return isinstance(value, str) and _YES_NO.get(value.strip().casefold(), False)


def _parse_yes_no(value: object) -> bool:
    answer = _YES_NO.get(value.strip().casefold()) if isinstance(value, str) else None
    if answer is None:
        raise PydanticCustomError("yes_no", "must be yes or no")
    return answer


def _parse_whole(value: object) -> int:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,6}", value.strip(), re.ASCII):
        return int(value)
    raise PydanticCustomError("whole", "must be a whole number")


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Prose()]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
YesNo = Annotated[bool, BeforeValidator(_parse_yes_no)]
Whole = Annotated[int, BeforeValidator(_parse_whole), Field(ge=1)]
Percentage = Annotated[int, BeforeValidator(_parse_whole), Field(ge=1, le=100)]
Difficulty = Annotated[int, BeforeValidator(_parse_whole), Field(ge=1, le=3)]
Months = Annotated[int, BeforeValidator(_parse_whole), Field(ge=1, le=600)]
Texts = Annotated[list[Text], Field(min_length=1)]


class Entry(BaseModel):
    """A mapping in which every field is known."""

    model_config = ConfigDict(extra="forbid")


class PictureEntry(Entry):
    """A picture."""

    file: Name
    alt: Text


class LintEntry(Entry):
    """What the check is told."""

    ignore: Annotated[list[Name], Field(min_length=1)]
    because: Text | None = None


class CardEntry(Entry):
    """A card."""

    id: Id
    title: Text
    text: Text
    picture: PictureEntry | None = None


class ObjectiveEntry(Entry):
    """An objective."""

    id: Id | None = None
    text: Text


def _spell_out_objective(value: object) -> object:
    """Take a plain text for an objective without an id."""
    return {"text": value} if isinstance(value, str) else value


Objective = Annotated[ObjectiveEntry, BeforeValidator(_spell_out_objective)]


def read_objective(value: object) -> ObjectiveEntry:
    """Return one objective of a lesson, in either form; raises ValidationError."""
    return ObjectiveEntry.model_validate(_spell_out_objective(value))


class LessonEntry(Entry):
    """A lesson."""

    id: Id
    title: Text
    minutes: Whole
    objectives: Annotated[list[Objective], Field(min_length=1)]
    cards: Annotated[list[CardEntry], Field(min_length=1)]
    takeaways: Texts
    sources: Texts
    task: Text | None = None
    requires: list[Name] = []
    optional: YesNo = False
    lint: LintEntry | None = None


class OptionEntry(Entry):
    """An option."""

    id: Id | None = None
    text: Text
    correct: YesNo = False
    nature: Annotated[Text | None, Field(alias="is")] = None
    why: Text | None = None  # only a draft may lack it


class QuestionEntry(Entry):
    """A question."""

    id: Id
    lesson: Name | None = None  # only a draft may lack it
    card: Name | None = None  # the same
    objective: Name | None = None
    type: QuestionType = QuestionType.SINGLE
    use: Use = Use.PRACTICE
    level: Level = Level.APPLICATION
    difficulty: Difficulty | None = None
    negative: YesNo = False
    keep_order: YesNo = False
    draft: YesNo = False
    tags: list[Name] = []
    picture: PictureEntry | None = None
    ask: Text
    hint: Text | None = None
    options: Annotated[list[OptionEntry], Field(min_length=2, max_length=8)]
    explanation: Text | None = None
    lint: LintEntry | None = None


class QuestionsFile(Entry):
    """The file questions.yaml."""

    questions: Annotated[list[QuestionEntry], Field(min_length=1)]
    lint: LintEntry | None = None


class CheckEntry(Entry):
    """The rule of the check quizzes."""

    questions: Whole = 4
    pass_mark: Percentage = 75


class TestEntry(Entry):
    """The rule of the final test."""

    questions: Whole
    pass_mark: Percentage


class ModuleEntry(Entry):
    """A module."""

    id: Id
    title: Text
    lessons: Annotated[list[Name], Field(min_length=1)]
    summary: Text | None = None


class CourseEntry(Entry):
    """A course."""

    id: Id
    title: Text
    description: Text
    check: CheckEntry = CheckEntry()
    test: TestEntry
    valid_months: Months | None = None
    modules: Annotated[list[ModuleEntry], Field(min_length=1)]
    lint: LintEntry | None = None


class CoursesFile(Entry):
    """The file courses.yaml."""

    courses: Annotated[list[CourseEntry], Field(min_length=1)]


class TermEntry(Entry):
    """A term."""

    id: Id
    term: Text
    also: list[Text] = []
    definition: Text
    example: Text | None = None
    lessons: list[Name] = []
    lint: LintEntry | None = None


class GlossaryFile(Entry):
    """The file glossary.yaml."""

    terms: list[TermEntry]  # a course can do without any


ENTRIES: Final = (
    *(PictureEntry, CardEntry, ObjectiveEntry, LessonEntry),
    *(OptionEntry, LintEntry, QuestionEntry, QuestionsFile, CheckEntry, TestEntry),
    *(ModuleEntry, CourseEntry, CoursesFile, TermEntry, GlossaryFile),
)


@cache
def list_fields(entry: type[Entry]) -> dict[str, bool]:
    """Return the names of an entry's fields as trainers write them, and whether each must stand."""
    return {field.alias or name: field.is_required() for name, field in entry.model_fields.items()}


FIELD_NAMES: Final = frozenset(name for entry in ENTRIES for name in list_fields(entry))


@cache
def find_child(entry: type[Entry], name: str) -> type[Entry] | None:
    """Return what a field holds, where that is an entry or a list of entries."""
    for field_name, field in entry.model_fields.items():
        if name == (field.alias or field_name):
            return _find_entry(field.annotation)
    return None


def _is_prose(annotation: Any) -> bool:
    parts = getattr(annotation, "__args__", ())
    notes = getattr(annotation, "__metadata__", ())
    return any(isinstance(note, Prose) for note in notes) or any(map(_is_prose, parts))


PROSE: Final = frozenset(
    field.alias or name
    for entry in ENTRIES
    for name, field in entry.model_fields.items()
    if _is_prose(field.annotation) or any(isinstance(note, Prose) for note in field.metadata)
)


def _find_entry(annotation: Any) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    inner = (_find_entry(part) for part in getattr(annotation, "__args__", ()))
    return next((entry for entry in inner if entry), None)
