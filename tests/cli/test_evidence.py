"""The evidence file of one person, as the command writes it."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.config import Settings
from bot.learning.evidence import Anchor
from bot.services.audit import audit
from tests.conftest import FakeClock
from tests.services.builder import School


@pytest.fixture
def school_path(settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ana has completed the course at her second test; two Bens have done something else."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    with open_database(settings.database) as database:
        school = School(database, clock)
        ana = school.join(name="Ana Kovač")
        school.do_lessons(ana)
        school.finish(ana, school.quizzes.start_test(ana.id), right=1)
        clock.advance(minutes=5)
        school.finish(ana, school.quizzes.start_test(ana.id))
        school.finish(ana, school.quizzes.start_practice(ana.id, "one"))
        ben = school.join(1002, name="Ben Berg")
        school.answer(ben, school.quizzes.start_check(ben.id, "one"))
        school.join(1003, name="Ben Adler")
    return settings.database


def write(person: str, name: str) -> Any:
    """Write the file of somebody and read it again."""
    assert main(["evidence", person, "-o", name]) == 0
    return json.loads(Path(name).read_text(encoding="utf-8"))


def test_file_says_what_was_asked_and_answered(school_path: Path) -> None:
    """As it was shown: texts, order of options, what was chosen; version and pass mark."""
    file = write("ana kov", "ana.json")

    assert file["person"]["name"] == "Ana Kovač"
    assert [(quiz["kind"], quiz["is_passed"]) for quiz in file["quizzes"]] == [
        ("check", True),
        ("check", True),
        ("test", False),
        ("test", True),
    ]
    test = file["quizzes"][2]
    assert (test["right"], test["total"], test["score_pct"]) == (1, 4, 25)
    assert test["pass_mark_pct"] == 75
    first, second = test["questions"][:2]
    assert first["counted_as_right"]
    assert not second["counted_as_right"]
    with open_database(school_path) as database, database.peeking() as plain:
        [[order]] = plain.fetch(
            "SELECT option_ids FROM quiz_item WHERE session_id = ? AND position = 0",
            test["session_id"],
        )
        [[digest]] = plain.fetch("SELECT digest FROM content_version")
    assert [option["option_id"] for option in first["options"]] == json.loads(order)
    assert [o["was_chosen"] for o in first["options"]] == [o["is_right"] for o in first["options"]]
    assert len(first["sha256"]) == 64
    assert first["answered_at"].endswith("Z")
    assert [version["sha256"] for version in file["content_versions"]] == [digest]
    assert [one["kind"] for one in file["messages"]] == ["certificate"]
    assert file["notices_accepted"][0]["text"].startswith("What is stored")
    assert file["completions"][0]["course_id"] == "basics"
    assert file["certificates"][0]["name"] == "Ana Kovač"
    assert [event["kind"] for event in file["events"]][-2:] == ["completion", "certificate"]


def test_file_is_an_anchor(school_path: Path) -> None:
    """What it says of the end of the evidence, an audit can check later."""
    anchor = Anchor.read(write("#1", "ana.json")["anchor"])

    with open_database(school_path) as database:
        audited = audit(database.path, database.chain, [], [anchor], lambda _done, _total: None)
    assert audited.breaches == ()


def test_pdf_is_written_for_whoever_may_read_it(
    school_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same content each time, readable by its owner alone; the output warns."""
    assert main(["evidence", "#1", "-o", "ana.pdf"]) == 0
    assert main(["evidence", "#2", "--format", "pdf", "-o", "ben"]) == 0

    assert Path("ana.pdf").read_bytes().startswith(b"%PDF")
    assert Path("ana.pdf").read_bytes() != Path("ben").read_bytes()
    assert stat.S_IMODE(Path("ana.pdf").stat().st_mode) == 0o600
    out = capsys.readouterr().out
    assert "person 1, 4 checks and tests, 1 certificates" in out
    assert "It holds personal data" in out
    assert school_path.is_file()


def test_what_was_erased_is_said_to_be(school_path: Path) -> None:
    """The file of somebody whose name is gone is still whole."""
    with open_database(school_path) as database, database.recording() as record:
        record.run("UPDATE certificate SET name = NULL, name_salt = NULL")
        record.run("UPDATE person SET name = NULL WHERE id = 1")

    assert write("#1", "ana.json")["certificates"][0]["name"] is None
    assert main(["evidence", "#1", "-o", "ana.pdf"]) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ben", "-o", "x.pdf"], "There are 2 by that name. Name one by its number:\n  #3  Ben A"),
        (["zoe", "-o", "x.pdf"], "There is nobody by 'zoe'."),
        (["", "-o", "x.pdf"], "There is nobody by ''."),
        (["#99", "-o", "x.pdf"], "There is nobody by '#99'."),
        (["#1", "-o", "x.doc"], "Say in which form"),
        (["#1", "-o", "nowhere/x.pdf"], "cannot be written: No such file"),
    ],
)
def test_what_cannot_be_written_is_said(
    school_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    """Nobody, somebody of several, no form, no place."""
    assert main(["evidence", *arguments]) == 1

    assert says in capsys.readouterr().err
    assert not list(school_path.parent.glob("x*"))
