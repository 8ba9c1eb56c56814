"""Each rule and each trap: broken text of an otherwise valid directory, and what is said of it."""

import re
import time
from pathlib import Path

import pytest

from bot.content.catalog import load_catalog
from bot.content.rules import WARNINGS
from tests.content.builder import (
    COURSES,
    LESSON,
    QUESTIONS,
    Case,
    edit,
    lint,
    list_problems,
    load,
    read_cases,
    write,
)

CASES = Path(__file__).parent / "cases"
CODE = Path(__file__).parents[2] / "bot/content"
ASK = "ask: What comes first?"
WHY = "why: Nobody buys before being heard."


def test_sound_directory_has_no_problem(tmp_path: Path) -> None:
    """What the other tests break is sound to begin with."""
    loaded = lint(tmp_path)

    assert loaded.problems == ()
    assert loaded.catalog is not None
    assert loaded.catalog.courses[0].lesson_ids == ("in-tune",)


@pytest.mark.parametrize(
    "case",
    [*read_cases(CASES / "syntax.txt"), *read_cases(CASES / "rules.txt")],
    ids=lambda case: case.title,
)
def test_case(tmp_path: Path, case: Case) -> None:
    """Exactly these problems appear, at exactly these places."""
    loaded = load(tmp_path, **edit(case.file, (case.old, case.new)))

    assert list_problems(loaded) == case.expected
    assert (loaded.catalog is None) == any(p.severity == "error" for p in loaded.problems)


@pytest.mark.parametrize("case", read_cases(CASES / "lint.txt"), ids=lambda case: case.title)
def test_advice(tmp_path: Path, case: Case) -> None:
    """Exactly this is said of how questions are written, at exactly these places."""
    assert list_problems(lint(tmp_path, **edit(case.file, (case.old, case.new)))) == case.expected


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "questions",
            f"    {ASK}",
            f"\t{ASK}",
            "5:1: a tab indents this line. Use spaces: YAML does not allow tabs",
        ),
        ("questions", ASK, "ask: x\x07y", "5:11: an invisible control character (U+0007)"),
        ("questions", WHY, 'why: "A\\0B"', "13:14: this text holds an invisible control character"),
        ("questions", WHY, "why: " + "Oh no " * 50, "13:14: warning: 'why' has 299 characters"),
        ("questions", "text: Selling", "text: " + "x" * 201, "12:15: warning: 'text' has 201"),
        ("lesson", "title: Listen", "title: " + "L" * 61, "8:12: warning: 'title' has 61"),
        ("lesson", "title: Listen", "title: " + "L" * 201, "8:12: 'title' has 201 characters"),
        ("lesson", "Ask first.", "Ask. " * 200, "9:11: warning: 'text' has 999 characters"),
        ("lesson", "Ask first.", "Ask. " * 701, "9:11: the card would not fit in one message"),
        ("lesson", "Ask first.", "🙂" * 1751, "9:11: the card would not fit in one message: 3,502"),
        ("courses", "What everybody", "W" * 3500, "4:18: the description would not fit"),
        ("glossary", "What a customer", "W" * 3500, "5:17: the term would not fit"),
    ],
)
def test_length_and_signs(tmp_path: Path, file: str, old: str, new: str, expected: str) -> None:
    """Long texts and invisible signs, which would not be readable in a list of cases."""
    (problem,) = list_problems(load(tmp_path, **edit(file, (old, new))))

    assert problem.split(":", 1)[1].startswith(expected)


def test_question_that_fits_in_no_message(tmp_path: Path) -> None:
    """The question, its options and all reasons are shown together after the answer."""
    problems = list_problems(load(tmp_path, **edit("questions", (ASK, "ask: " + "x" * 3450))))

    assert problems == [
        (
            "questions.yaml:5:10: the question and its reasons would not fit in one message: "
            "3,528 characters. Cut it to 3,500 in all"
        )
    ]


@pytest.mark.parametrize(
    "why",
    [
        "A customer who waits leaves.",
        "If you answer a customer, you win.",
        "That is the answer. A customer waits.",
        "It was their choice: a good one.",
        "There are 3 (three) steps (as shown).",
        "The (c) 2024 mark is no letter.",
        "Vitamin C is not on the menu.",
    ],
)
def test_article_is_no_letter_of_an_option(tmp_path: Path, why: str) -> None:
    """The letter A is mostly an article."""
    block = f"why: |\n          {why}"

    assert list_problems(load(tmp_path, **edit("questions", (WHY, block)))) == []


@pytest.mark.parametrize("text", ["yes", "Yes", "TRUE", "on", "'yes'", '"On"'])
def test_yes_in_any_form(tmp_path: Path, text: str) -> None:
    """Booleans are yes, true and on, in any case, with quotes or without."""
    catalog = load(tmp_path, **edit("questions", ("correct: yes", f"correct: {text}"))).catalog

    assert catalog is not None
    assert catalog.questions[0].correct_ids == {"listen"}


@pytest.mark.parametrize(
    "text", ["no", "on", "010", "1.10", "12:30", "1_000", "2024-01-01", "0x1F", "1e3", ".inf", "="]
)
def test_scalar_stays_the_text_that_was_written(tmp_path: Path, text: str) -> None:
    """Nothing becomes a number, a date or a boolean behind the trainer's back."""
    catalog = load(tmp_path, **edit("questions", ("Selling", text))).catalog

    assert catalog is not None
    assert catalog.questions[0].options[1].text == text


def test_runaway_quote_is_blamed_where_it_opens(tmp_path: Path) -> None:
    """A quote that is closed by the next quote of another line is not that line's fault."""
    change = edit("questions", (ASK, 'ask: "What comes first?'), ("Listening", '"Listening"'))

    assert list_problems(load(tmp_path, **change)) == [
        (
            'questions.yaml:5:10: the quote " that opens here is not closed. '
            'Add " at the end of the text, or write it as a block (|)'
        )
    ]


def test_optional_lesson_lends_the_test_no_question(tmp_path: Path) -> None:
    """Its reserved questions are not drawn."""
    change = edit("lesson", ("minutes: 5", "minutes: 5\noptional: yes"))

    assert list_problems(load(tmp_path, **change)) == [
        (
            "courses.yaml:9:18: the final test draws 1 question, but only 0 are reserved for it. "
            "Write more with 'use: test', or draw fewer"
        )
    ]


def test_every_warning_has_its_name_in_the_list() -> None:
    """Or nobody could ignore it."""
    code = "\n".join(path.read_text("utf-8") for path in CODE.rglob("*.py"))
    warned = set(re.findall(r'(?:\bwarn\w*|report)\(\s*"([a-z-]+)"', code))

    assert len(warned) > 25
    assert warned <= set(WARNINGS)
    assert {name for name in WARNINGS if not name.endswith("-length")} <= warned


def test_lessons_that_wait_for_each_other(tmp_path: Path) -> None:
    """The way round is told once, and a lesson that comes too late."""
    directory = write(
        tmp_path,
        **edit("lesson", ("minutes: 5", "minutes: 5\nrequires: [second]")),
        courses=COURSES.replace("- in-tune", "- in-tune\n          - second\n          - third"),
    )
    for name, required in (("second", "third"), ("third", "in-tune")):
        text = LESSON.replace("id: in-tune", f"id: {name}\nrequires: [{required}]", 1)
        (directory / f"lessons/{name}.yaml").write_text(text, encoding="utf-8")

    problems = [p for p in list_problems(load_catalog(directory)) if p.startswith("lessons")]

    assert problems == [
        (
            "lessons/in-tune.yaml:4:12: these lessons would never open: "
            "in-tune → second → third → in-tune. Remove one of them from 'requires'"
        ),
        (
            "lessons/in-tune.yaml:4:12: warning: 'second' comes later in the course than this "
            "lesson. Move one of the two in courses.yaml [late-requires]"
        ),
        (
            "lessons/second.yaml:2:12: warning: 'third' comes later in the course than this "
            "lesson. Move one of the two in courses.yaml [late-requires]"
        ),
    ]


def test_problem_knows_its_line_and_its_entry(tmp_path: Path) -> None:
    """For a look at the text, and for a list of warnings that are known already."""
    (problem,) = lint(tmp_path, **edit("questions", ("Guessing", "Never asking"))).problems

    assert (problem.entry, problem.source) == ("last-step", "        text: Never asking")


@pytest.mark.parametrize(
    "text",
    [
        "what " * 680,
        "what is you " * 280,
        "„" * 3400,
        "not “" * 680,
        "who isn't " * 340,
        "A" + " " * 3390 + "B",
        "a" * 3400 + "n't",
        "all of the " * 300,
        "1" + "'" * 3300 + "x",
        "option " * 480,
        "word" + "-word" * 680,
    ],
    ids=lambda text: text[:12].strip(),
)
def test_advice_on_hostile_texts_is_quick(tmp_path: Path, text: str) -> None:
    """No text takes more than its share, wherever it stands."""
    bank = QUESTIONS
    for number in range(30):
        bank += (
            f"  - id: q-{number}\n    draft: yes\n    ask: '{_escape(text[:2000])} not {number}?'\n"
            f"    options:\n      - text: '{_escape(text[:600])}'\n        correct: yes\n"
            f"      - text: '{_escape(text[:600][::-1])}'\n        why: '{_escape(text)}'\n"
        )
    start = time.process_time()

    lint(tmp_path, questions=bank)

    assert time.process_time() - start < 3


def _escape(text: str) -> str:
    return text.strip().replace("'", "''")
