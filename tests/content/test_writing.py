"""What is written as YAML is read back as exactly what it was, and looks as a trainer writes it."""

import dataclasses
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from bot.content.catalog import Loaded, load_catalog
from bot.content.fmt.canonical import format_file
from bot.content.scalars import Unwritable, write_scalar
from bot.content.writing import write_files, write_questions
from bot.learning.course import Catalog
from tests.conftest import CONTENT
from tests.content.builder import load
from tests.content.nasty import make_catalog


def write_and_load(catalog: Catalog, media: Path | None = None) -> Loaded:
    """Write a catalogue to a directory of its own, with these pictures, and load it."""
    with TemporaryDirectory() as folder:
        if media is not None:
            shutil.copytree(media, Path(folder) / "media")
        for name, text in write_files(catalog).items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return load_catalog(Path(folder), is_linted=True)


@settings(deadline=None, max_examples=50)
@given(make_catalog())
def test_round_trip(catalog: Catalog) -> None:
    """Whatever texts a catalogue holds, its files hold the same."""
    loaded = write_and_load(catalog)

    assert [p for p in loaded.problems if p.severity == "error" or "dropped" in p.message] == []
    assert loaded.catalog == catalog


def test_content_without_terms_round_trip(tmp_path: Path) -> None:
    """An empty glossary is one: `check` takes what is written, and `fmt` leaves it."""
    catalog = load(tmp_path).catalog
    assert catalog is not None
    catalog = dataclasses.replace(catalog, terms=())

    assert write_files(catalog)["glossary.yaml"] == "terms: []\n"
    assert write_and_load(catalog).catalog == catalog
    assert format_file(b"terms: []\n", "glossary.yaml").text == "terms: []\n"


def test_shipped_content_round_trip() -> None:
    """The course we ship is the same after it was written anew."""
    catalog = load_catalog(CONTENT).catalog
    assert catalog is not None

    assert write_and_load(catalog, CONTENT / "media").catalog == catalog


def test_looks_as_a_trainer_writes_it(tmp_path: Path) -> None:
    """Fields in the order of the schema, no defaults, quotes only where they are needed."""
    catalog = load(tmp_path).catalog
    assert catalog is not None
    first, last = catalog.questions
    options = (
        dataclasses.replace(first.options[0], text="Listening: first", why="Yes " * 31 + "indeed"),
        dataclasses.replace(first.options[1], text="yes", why="""It's "so": why?"""),
    )
    first = dataclasses.replace(
        first, options=options, difficulty=3, is_draft=True, tags=("calls", "2024"), hint="One\ntwo"
    )

    assert (
        write_questions([first, last])
        == f"""\
questions:
  - id: first-step
    lesson: in-tune
    card: listen
    difficulty: 3
    draft: yes
    tags:
      - calls
      - "2024"
    ask: |
      What comes first?
    hint: |
      One
      two
    options:
      - id: listen
        text: "Listening: first"
        correct: yes
        why: |
          {"Yes " * 31}indeed
      - id: sell
        text: "yes"
        why: |
          It's "so": why?

  - id: last-step
    lesson: in-tune
    card: share
    use: test
    ask: |
      What comes last?
    options:
      - id: share
        text: Sharing
        correct: yes
        why: Others learn from it.
      - id: guess
        text: Guessing
        why: It teaches nobody.
"""
    )


@pytest.mark.parametrize("text", ["", " a", "a\n", "a\x07b", "a\rb", "a\x85b", "\ud800", "\xa0a"])
def test_text_that_no_file_can_hold_is_refused(text: str) -> None:
    """Nothing is written that would come back as something else."""
    with pytest.raises(Unwritable):
        write_scalar(text, 2)
