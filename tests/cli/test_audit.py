"""`audit` as a person or a timer runs it: what it says, and its status."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.cli.progress import Progress
from bot.config import Settings
from bot.storage.evidence_key import find_key_path
from tests.conftest import FakeClock
from tests.services.builder import School


@pytest.fixture
def path(settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database in which somebody has completed the course."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    with open_database(settings.database) as database:
        school = School(database, clock)
        school.complete(school.join())
    return settings.database


def tamper(path: Path) -> None:
    """Set back a completion."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER completion_no_update")
        connection.execute("UPDATE completion SET completed_at = '2020-01-01 00:00:00.000000'")


def test_audit_says_what_it_found(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sound: the counts and an anchor, status 0. Not sound: the first thing, status 1."""
    assert main(["audit"]) == 0
    out = capsys.readouterr().out
    assert "The evidence is sound: 12 events (1 certificate, 1 completion, 1 content" in out
    assert "Anchor: 12:" in out

    tamper(path)
    assert main(["audit"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("Event 11: completion 1 basics was altered: completed_at is '2020-01-01")
    assert out.endswith("1 thing(s) to look into. The first is event 11.\n")


def test_anchors_are_kept_and_checked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each sound audit adds where the evidence ends, once; a file of something else is refused."""
    anchors = path.with_name("anchors.txt")
    assert main(["audit", "--anchor", str(anchors)]) == 0
    assert main(["audit", "--anchor", str(anchors)]) == 0
    [line] = anchors.read_text().splitlines()
    assert line.startswith("12:")

    anchors.write_text(line.replace("12:", "13:"))
    assert main(["audit", "--anchor", str(anchors)]) == 1
    assert "the evidence went to event 13 and ends at 12" in capsys.readouterr().out

    anchors.write_text("7 dwarfs")
    assert main(["audit", "--anchor", str(anchors)]) == 2
    assert "cannot be read as a file of anchors" in capsys.readouterr().err


def test_new_key_is_asked_for(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a yes nothing changes; afterwards the old one is named as missing, or given."""
    former = find_key_path(path).read_text()
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert main(["audit", "--new-key"]) == 1
    assert main(["audit", "--new-key", "--yes"]) == 0
    assert "From event 13 on" in capsys.readouterr().out
    assert find_key_path(path).read_text() != former

    assert main(["audit"]) == 0
    assert "12 event(s) were sealed with a key that is not at hand" in capsys.readouterr().out
    kept = path.with_name("kept")
    kept.write_text(former)
    assert main(["audit", "--former-key", str(kept)]) == 0
    assert "not at hand" not in capsys.readouterr().out

    monkeypatch.setenv("EVIDENCE_KEY", "e" * 40)
    assert main(["audit", "--new-key", "--yes"]) == 0
    assert main(["audit", "--new-key", "--yes"]) == 2
    assert "in use already" in capsys.readouterr().err


def test_what_cannot_be_checked_has_a_status_of_its_own(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No key, another key, no evidence, no database: each says what to do."""
    assert main(["audit", "--former-key", "nowhere"]) == 2
    monkeypatch.setenv("EVIDENCE_KEY", "k" * 40)
    assert main(["audit"]) == 2
    monkeypatch.delenv("EVIDENCE_KEY")
    find_key_path(path).unlink()
    assert main(["audit"]) == 2
    monkeypatch.setenv("EVIDENCE_KEY", "k" * 40)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (mine TEXT)")
    assert main(["audit"]) == 2
    path.unlink()
    assert main(["audit"]) == 2

    says = capsys.readouterr().err.splitlines()
    for line, words in zip(
        says,
        ["key nowhere cannot be read", "another key", "is missing", "no evidence yet", "Run the"],
        strict=True,
    ):
        assert words in line


def test_bar_moves_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer's mail holds no bar."""
    monkeypatch.setattr("bot.cli.progress.EVERY_SECONDS", 0)
    for is_terminal in (False, True):
        shown = io.StringIO()
        monkeypatch.setattr(shown, "isatty", lambda here=is_terminal: here)
        monkeypatch.setattr("sys.stderr", shown)
        progress = Progress("events")
        progress.show(512, 1024)
        progress.close()

        assert ("███" in shown.getvalue()) is is_terminal
        assert ("512 of 1,024 events" in shown.getvalue()) is is_terminal
