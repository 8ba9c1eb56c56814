"""A small valid content directory, and the ways in which tests break it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.content.catalog import Loaded, load_catalog

COURSES: Final = """\
courses:
  - id: basics
    title: Basics
    description: What everybody should know.
    check:
      questions: 1
      pass_mark: 75
    test:
      questions: 1
      pass_mark: 80
    modules:
      - id: first
        title: First steps
        lessons:
          - in-tune
"""

LESSON: Final = """\
id: in-tune
title: In tune with customers
minutes: 5
objectives:
  - Name the components of the model
cards:
  - id: listen
    title: Listen
    text: Ask first.
  - id: adjust
    title: Adjust
    text: Change what does not work.
  - id: measure
    title: Measure
    text: Count what matters.
  - id: share
    title: Share
    text: Tell the others.
takeaways:
  - Listening comes first.
sources:
  - The handbook
"""

QUESTIONS: Final = """\
questions:
  - id: first-step
    lesson: in-tune
    card: listen
    ask: What comes first?
    options:
      - id: listen
        text: Listening
        correct: yes
        why: You need to know what is wrong.
      - id: sell
        text: Selling
        why: Nobody buys before being heard.
  - id: last-step
    lesson: in-tune
    card: share
    use: test
    ask: What comes last?
    options:
      - id: share
        text: Sharing
        correct: yes
        why: Others learn from it.
      - id: guess
        text: Guessing
        why: It teaches nobody.
"""

GLOSSARY: Final = """\
terms:
  - id: need
    term: Need
    also: [want]
    definition: What a customer lacks.
    lessons: [in-tune]
"""

FILES: Final = {
    "courses.yaml": COURSES,
    "lessons/in-tune.yaml": LESSON,
    "questions.yaml": QUESTIONS,
    "glossary.yaml": GLOSSARY,
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the files and return their directory; a change names a file without its ending.

    `lesson` is lessons/in-tune.yaml. None leaves a file away.
    """
    directory = folder / "content"
    for name, text in FILES.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        key = "lesson" if "/" in name else path.stem
        content = changed.get(key, text)
        if content is None:
            continue
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory


def load(folder: Path, **changed: str | bytes | None) -> Loaded:
    """Load the directory after those changes."""
    return load_catalog(write(folder, **changed))


def lint(folder: Path, **changed: str | bytes | None) -> Loaded:
    """Load the directory after those changes, with advice on how questions are written."""
    return load_catalog(write(folder, **changed), is_linted=True)


def edit(file: str, *changes: tuple[str, str]) -> dict[str, str]:
    """Return a change to one file: each old text, which must be there, gives way to a new one."""
    text = FILES["lessons/in-tune.yaml" if file == "lesson" else f"{file}.yaml"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return {file: text}


def list_problems(loaded: Loaded) -> list[str]:
    """Return the problems as they are printed, without the name of the directory."""
    return [str(problem).removeprefix("content/") for problem in loaded.problems]


@dataclass(frozen=True)
class Case:
    """One way to break a file, and what must be said about it."""

    title: str
    file: str
    old: str
    new: str
    expected: list[str]


def read_cases(path: Path) -> list[Case]:
    """Read cases: a title, a file, a change as in a diff, and the problems behind `=`."""
    cases = []
    for block in path.read_text(encoding="utf-8").split("## ")[1:]:
        title, file, *lines = block.rstrip("\n").split("\n")
        marked = [(line[:1], line[2:]) for line in lines]
        old = "\n".join(text for sign, text in marked if sign in " -")
        new = "\n".join(text for sign, text in marked if sign in " +")
        expected = [text for sign, text in marked if sign == "="]
        cases.append(Case(title, file, f"{old}\n", f"{new}\n" if new else "", expected))
    return cases
