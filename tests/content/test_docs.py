"""The format and its description stay the same."""

import re
from pathlib import Path

import pytest

from bot.content.catalog import load_catalog
from bot.content.rules import WARNINGS
from bot.content.schema import (
    CourseEntry,
    CoursesFile,
    Entry,
    GlossaryFile,
    LessonEntry,
    QuestionEntry,
    QuestionsFile,
    TermEntry,
    find_child,
    list_fields,
)
from tests.content.builder import COURSES, GLOSSARY, LESSON, write

DOCS = (Path(__file__).parents[2] / "docs/content-format.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \| (.+?) \|", DOCS, re.MULTILINE)
SECTIONS: list[type[Entry]] = [LessonEntry, QuestionEntry, CourseEntry, TermEntry]


def list_paths(entry: type[Entry], prefix: str = "") -> dict[str, bool]:
    """Return every field as the description names it, and whether it is required."""
    paths: dict[str, bool] = {}
    for name, is_required in list_fields(entry).items():
        child = find_child(entry, name)
        if child is None:
            paths[prefix + name] = is_required
            continue
        is_list = "list" in str(next(f for n, f in entry.model_fields.items() if n == name))
        if is_list:
            paths[prefix + name] = is_required
        paths |= list_paths(child, f"{prefix}{name}{'[]' if is_list else ''}.")
    return paths


@pytest.mark.parametrize("entry", SECTIONS)
def test_every_field_is_described(entry: type[Entry]) -> None:
    """A field that is not in the description would be found by nobody."""
    described = [(name, meaning == "required") for name, meaning in ROWS]

    assert [path for path in list_paths(entry).items() if path not in described] == []


def test_every_described_field_exists() -> None:
    """What the description promises can be written."""
    known = {path for entry in SECTIONS for path in list_paths(entry)}

    assert [name for name, _ in ROWS if name not in known] == []


def test_every_warning_is_described() -> None:
    """By the name with which it can be ignored."""
    described = re.findall(r"^\| ([^|]+) \| `([a-z-]+)` \|$", DOCS, re.MULTILINE)

    assert [(name, meaning) for meaning, name in described] == list(WARNINGS.items())


@pytest.mark.parametrize("file", [CoursesFile, QuestionsFile, GlossaryFile])
def test_name_of_every_list_is_described(file: type[Entry]) -> None:
    """Each file says under which name its list stands."""
    name, *others = list_fields(file)

    assert f"A list under `{name}:`." in DOCS
    assert set(others) <= {"lint"}


def test_example_in_the_description_is_sound(tmp_path: Path) -> None:
    """What writers copy from the description has no problem of its own."""
    example = next(
        text
        for text in re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
        if text.startswith("questions:")
    )
    twice = example.removeprefix("questions:\n").replace("id: odd", "use: test\n    id: other", 1)
    directory = write(
        tmp_path,
        questions=example + twice,
        lesson=LESSON.replace("id: listen", "id: odd-one-out"),
        courses=COURSES,
        glossary=GLOSSARY,
    )

    assert load_catalog(directory).problems == ()
