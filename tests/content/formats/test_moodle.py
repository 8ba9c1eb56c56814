"""Moodle XML as Moodle exports it: kinds, formats, pictures, weights, feedback."""

from pathlib import Path

import pytest

from bot.content.formats.bank import read_bank
from bot.content.formats.harvest import Harvest, Unreadable
from bot.learning.course import Picture
from tests.pictures import make_png

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def messy() -> Harvest:
    """A file with all that questions of Moodle may have."""
    return read_bank("messy.xml", (CASES / "messy.xml").read_bytes())


def test_everything_is_accounted_for(messy: Harvest) -> None:
    """Each question is taken, or named with its line and the reason."""
    assert messy.report() == (CASES / "messy.xml.report").read_text("utf-8")
    assert (messy.found, messy.taken, messy.partly, messy.refused) == (16, 2, 4, 10)


def test_what_was_taken(messy: Harvest) -> None:
    """HTML is Markdown, categories are tags, feedback is reasons, pictures are files."""
    greeting, pick, even, calls, pictures, waving = messy.questions
    assert greeting.tags == ("Phone calls", "calls")
    assert greeting.ask == "A customer calls.\n\nWhat do you say **first**?"
    assert greeting.hint == "Who is it?\n\nThink of yourself."
    assert greeting.explanation == (
        "See [chapter 2](https://example.org/a_%28b%29):\n\n- name\n- firm & *help*"
    )
    assert [(o.text, o.is_correct, o.why) for o in greeting.options] == [
        ("Your name", True, "People want to know whom they talk to."),
        ("The price", False, ""),
        ("2 < 3 * 4", False, "No."),
    ]
    assert [one.type for one in messy.questions] == [
        *("single", "multiple", "multiple", "true-false", "single", "single")
    ]
    assert pick.ask == "Which two help?\\\nBoth count."
    assert (greeting.keeps_order, pick.keeps_order) == (False, True)
    assert even.correct_ids == {"2", "4"}
    assert calls.ask.startswith("| Day | Calls |\n| --- | --- |\n| Monday | 12 |\n\nOn Monday")
    assert [(o.text, o.is_correct, o.why) for o in calls.options] == [
        ("False", False, "Look at the table."),
        ("True", True, "So it says."),
    ]
    assert pictures.ask == "Which one? H₂O, x^ab"
    assert greeting.picture is not None
    assert (greeting.picture.file, greeting.picture.alt) == (
        "phone desk.png",
        "A desk with a phone",
    )
    assert messy.media[greeting.picture.file] == make_png(40, 30, 90)
    assert isinstance(waving.picture, Picture)
    assert set(messy.media) == {"phone desk.png", "a.png", waving.picture.file}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("<quiz>", '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>'), "a DTD or entities"),
        (("<quiz>", '<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz>'), "a DTD or entities"),
        (("</quiz>", ""), "it is broken in line 105, column 1"),
        (("&lt;p&gt;Who", "&nbsp;Who"), "it is broken in line 89"),
        (("<quiz>", "<quiz>" + "<a>" * 50_000), "it is nested too deep"),
        (("<quiz>", "<quiz><!--"), "it is broken in line"),
    ],
)
def test_broken_file(change: tuple[str, str], reason: str) -> None:
    """One line says what is wrong; nothing outside the file is ever read."""
    text = (CASES / "messy.xml").read_text("utf-8").replace(*change)

    with pytest.raises(Unreadable, match=reason):
        read_bank("messy.xml", text.encode())


def test_too_many_elements() -> None:
    """A file of nothing but empty elements ends in one line, and not in a full memory."""
    with pytest.raises(Unreadable, match="has too many elements"):
        read_bank("a.xml", b"<quiz>" + b"<a/>" * 600_001 + b"</quiz>")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", "UTF-16"),
        ("utf-8-sig", "UTF-8"),
        ("cp1251", "windows-1251"),
        ("cp1251", "UTF-8"),
        ("utf-8", "no-such"),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    """The declared encoding is tried first; a wrong one does not mislead."""
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<quiz><question type="truefalse">'
        "<questiontext><text>Верно ли это утверждение?</text></questiontext>"
        '<answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer></question></quiz>'
    )

    harvest = read_bank("банк.xml", text.encode(encoding))

    assert [question.ask for question in harvest.questions] == ["Верно ли это утверждение?"]
    assert harvest.shortfalls == ()


def test_empty_quiz() -> None:
    """A category alone is no bank."""
    with pytest.raises(Unreadable, match="no question stands in it"):
        read_bank("a.xml", b'<quiz><question type="category"/></quiz>')
