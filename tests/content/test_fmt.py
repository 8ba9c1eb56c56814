"""Files in canonical form say the same as before, keep their comments, and stay as they are."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.catalog import load_catalog
from bot.content.difference import Content
from bot.content.fmt.canonical import format_file
from bot.content.layout import Line, join, lay_out
from bot.content.writing import to_entry, write_files
from bot.learning.course import Catalog
from tests.conftest import CONTENT
from tests.content.nasty import make_catalog

SIGNS = "ab #:'\"|>-é🙂{["
comments = st.text(st.sampled_from(SIGNS), max_size=6).map(lambda text: f"# {text}".rstrip())


def form(text: str, *, modeline: str | None = None) -> str:
    """Return the canonical form of a file, which must have no errors."""
    formed = format_file(text.encode(), "questions.yaml", modeline)
    assert formed.text is not None, [str(problem) for problem in formed.page.problems]
    return formed.text


def refuse(text: str | bytes) -> str:
    """Return why a file is left as it is."""
    formed = format_file(text if isinstance(text, bytes) else text.encode(), "questions.yaml")
    assert formed.text is None
    return "\n".join(map(str, formed.list_problems()))


@st.composite
def make_commented(draw: st.DrawFn, lines: list[Line]) -> tuple[str, list[str]]:
    """Return a file of these lines with comments wherever there may be some, and those."""
    rows: list[str] = []
    said: list[str] = []
    deepest = 0  # a comment right of it would belong to a text above

    def add(text: str) -> str:
        said.append(text)
        return text

    for line in lines:
        if line.is_apart:
            rows.append("")
        for _ in range(draw(st.integers(0, 2)) if draw(st.booleans()) else 0):
            indent = draw(st.integers(0, min(deepest, line.indent + 6)))
            rows.append(" " * indent + add(draw(comments)))
            deepest = min(deepest, indent) if deepest < 20 else deepest
            rows += [""] * draw(st.integers(0, 1))
        first, *others = (" " * line.indent + line.text).split("\n")
        behind = " " * draw(st.integers(1, 3)) + add(draw(comments)) if draw(st.booleans()) else ""
        rows += [first + behind, *others]
        deepest = line.indent if others else 30
    rows += [add(draw(comments))] if draw(st.booleans()) else []
    return "\n".join(rows) + "\n", said


@settings(max_examples=40)
@given(make_catalog(), st.data())
def test_nothing_is_lost(catalog: Catalog, data: st.DataObject) -> None:
    """Whatever a file says, and wherever its comments stand; the second time changes nothing."""
    files = write_files(catalog)
    entries: dict[str, tuple[str, tuple[Content, ...]]] = {
        "questions.yaml": ("questions", catalog.questions),
        "courses.yaml": ("courses", catalog.courses),
        "glossary.yaml": ("terms", catalog.terms),
    }
    with TemporaryDirectory() as folder:
        for name, clean in files.items():
            if name in entries:
                key, rows = entries[name]
                lines = lay_out({key: [to_entry(row) for row in rows]}, apart=key)
            else:
                lesson = catalog.lessons_by_id[Path(name).stem]
                lines = lay_out(to_entry(lesson))
            assert join(lines) == clean
            assert form(clean) == clean

            text, said = data.draw(make_commented(lines))
            formed = form(text)

            assert form(formed) == formed
            kept = [line for line in formed.split("\n") if "#" in line]
            for comment in said:
                assert any(line.endswith(comment) or f"{comment} #" in line for line in kept)
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(formed, encoding="utf-8", newline="")
        assert load_catalog(Path(folder)).catalog == catalog


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_file_is_in_form(path: Path) -> None:
    """What we ship is an example; after an edit `run_bot.py fmt` brings it back into form."""
    assert form(path.read_text("utf-8")) == path.read_text("utf-8")


def test_other_ways_of_writing() -> None:
    """Comments move with what they speak of; ids and quotes are as the bot writes them."""
    text = """\
# yaml-language-server: $schema=schema/questions.json

# The bank of the north
questions:
# Ours, by hand
- ask: What comes "first"?   # reworded
  # it is the default
  type: single  # and so is this
  options: # two
  - {text: 'Listening', correct: ON, why: Yes}
  - text: "Sell # not buy"  # sic
    why: >-   # folded
      it does
      not

    # - text: Asking
    #   why: perhaps
  # not sure of this one
  draft: yes

# the next one
- id: last
  draft: true
  ask: Что дальше?
  options: [{id: one, text: One, correct: yes}, {text: Один, correct: off}]
# no more
"""

    formed = form(text)
    assert (
        formed.replace(find_id(formed), "option-12345678")
        == """\
# yaml-language-server: $schema=schema/questions.json

# The bank of the north
questions:
  # Ours, by hand
  - id: what-comes-first
    # not sure of this one
    draft: yes
    ask: | # reworded
      What comes "first"?
    options: # two
      - id: listening
        text: Listening
        correct: yes
        why: "Yes"
      - id: sell-not-buy
        text: "Sell # not buy" # sic
        why: it does not # folded

        # - text: Asking
        #   why: perhaps
    # it is the default
    # and so is this

  # the next one
  - id: last
    draft: yes
    ask: |
      Что дальше?
    options:
      - id: one
        text: One
        correct: yes
      - id: option-12345678
        text: Один
  # no more
"""
    )


def find_id(text: str) -> str:
    """Return the id that was made from a text without a Latin letter."""
    return "option-" + text.partition("- id: option-")[2][:8]


def test_missing_ids_are_made_and_are_different() -> None:
    """In every list, and the same each time."""
    text = """\
terms:
  - term: Need
    definition: What is lacking.
  - id: need-2
    term: Other
    definition: What else is lacking.
  - term: need
    definition: The same.
  - term: Спрос
    definition: Much.
"""
    formed = format_file(text.encode(), "glossary.yaml")

    assert formed.ids == 3
    assert formed.text is not None
    ids = [line[8:] for line in formed.text.split("\n") if line.startswith("  - id: ")]
    assert ids[:3] == ["need", "need-2", "need-3"]
    assert ids[3].startswith("term-")
    assert format_file(formed.text.encode(), "glossary.yaml").ids == 0


def test_lessons_and_courses_get_ids_too() -> None:
    """A lesson, its cards and its objectives; a course and its modules."""
    lesson = """\
title: In tune
minutes: 5
objectives: [Name it, {id: see, text: See it}]
cards:
  - title: Listen
    text: Ask.
takeaways: [Listen.]
sources: [Ours]
"""
    course = """\
courses:
  - title: All
    description: Much.
    test: {questions: 1, pass_mark: 80}
    modules:
      - title: First
        lessons: [in-tune]
"""
    formed = format_file(lesson.encode(), "lessons/new.yaml")
    assert formed.ids == 3
    assert formed.text is not None
    assert formed.text.startswith(
        "id: in-tune\ntitle: In tune\nminutes: 5\nobjectives:\n  - id: na"
    )
    formed = format_file(course.encode(), "courses.yaml")
    assert formed.ids == 2
    assert formed.text is not None
    assert "  - id: all\n" in formed.text


def test_what_a_whole_file_ignores_stands_first() -> None:
    """It belongs to no question, and so no catalogue has it."""
    lint = "lint:\n  ignore:\n    - unfinished-draft\n  because: They come.\n"
    question = (
        "questions:\n  - id: a\n    draft: yes\n    ask: |\n      What?\n    options:\n"
        "      - id: one\n        text: One\n      - id: two\n        text: Two\n"
    )

    assert form(question + lint) == lint + question


def test_modeline_is_added_once() -> None:
    """Where there is one already, wherever it leads, it stays."""
    text = "# Ours\nterms:\n  - id: a\n    term: A\n    definition: A.\n"
    line = "# yaml-language-server: $schema=x.json"

    assert form(text, modeline=line) == f"{line}\n\n{text}"
    assert form(f"{line}\n{text}", modeline=line.replace("x", "y")) == f"{line}\n{text}"
    assert form(text.removeprefix("# Ours\n"), modeline=line).startswith(f"{line}\nterms:\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("questions: [", "the bracket [ that opens here is never closed"),
        ("", "questions.yaml:1:1: the file holds no fields"),
        ("- a", "questions.yaml:1:1: the file holds no fields"),
        (b"\xff", "the file is not UTF-8"),
        ("terms:\n  - term: A\n    definitoin: B\n", "3:5: unknown field 'definitoin'. Did you"),
        ("terms:\n  - {term: A, definition: &b c}\n", "'&b' is a name that vanishes in YAML"),
        ("terms:\n  - {term: A, term: B, definition: c}\n", "'term' stands here a second time"),
        ('terms:\n  - {term: "A\\0", definition: c}\n', "an invisible control character"),
        ('terms:\n  - {term: "A\\rB", definition: c}\n', "invisible control character"),
    ],
)
def test_file_with_errors_is_left_alone(text: str | bytes, said: str) -> None:
    """And it is said why, in the words of `check`."""
    assert said in refuse(text)


def test_line_breaks_and_marks_of_windows_go() -> None:
    """CRLF and a byte order mark are no part of what is said."""
    text = "terms:\n  - id: a # short\n    term: A\n    definition: A.\n"

    assert form("\ufeff" + text.replace("\n", "\r\n")) == text
