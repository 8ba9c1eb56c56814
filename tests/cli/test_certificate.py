"""`certificate` on the command line."""

from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.config import Settings
from tests.conftest import FakeClock
from tests.services.builder import School


@pytest.fixture
def code(settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of Ana's certificate."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    with open_database(settings.database) as database:
        school = School(database, clock)
        school.complete(school.join())
        [certificate] = school.certificates.list_own(1)
    return certificate.code


def test_life_of_a_certificate(
    code: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Shown, printed, reissued in a new name, revoked; what is over stays over."""
    assert main(["certificate", "show", code.lower()]) == 0
    out = capsys.readouterr().out
    assert out.startswith("valid\n")
    assert "Ana, Basics, version 1, completed 2026-11-23, no end" in out
    assert main(["certificate", "reissue", code]) == 1
    assert "Mend the name first" in capsys.readouterr().err
    paper = Path("ana.pdf")
    assert main(["certificate", "print", code, "-o", str(paper)]) == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert main(["certificate", "print", code, "-o", "nowhere/ana.pdf"]) == 1

    with open_database(settings.database) as database, database.recording() as record:
        record.run("UPDATE person SET name = '李小龍', search_key = '李小龍'")
    assert main(["certificate", "reissue", code]) == 0
    new = capsys.readouterr().out.partition("Issued: ")[2].partition(",")[0]
    assert main(["certificate", "show", code]) == 0
    assert capsys.readouterr().out.startswith("replaced by a newer certificate")
    assert main(["certificate", "print", code, "-o", str(paper)]) == 1
    assert main(["certificate", "print", new, "-o", str(paper)]) == 0
    assert "The name is left out" in capsys.readouterr().out

    assert main(["certificate", "revoke", new, "--reason", " "]) == 1
    assert main(["certificate", "revoke", new, "--reason", "x" * 1001]) == 1
    assert main(["certificate", "revoke", new, "--reason", "Copied answers"]) == 0
    assert main(["certificate", "revoke", new, "--reason", "Again"]) == 1
    assert "was revoked already" in capsys.readouterr().err
    assert main(["certificate", "show", "0" * 20]) == 1
    assert main(["audit"]) == 0

    capsys.readouterr()
    assert main(["certificate", "list", "李"]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert newest.startswith(f"revoked   {new}, 李小龍, Basics")
    assert oldest.startswith("replaced  ")
    assert main(["certificate", "list", "#9"]) == 0
    assert capsys.readouterr().out == "No certificate.\n"
    assert main(["certificate", "list", "Zoe"]) == 1
    assert "There is nobody by 'Zoe'." in capsys.readouterr().err


def test_font_that_is_none_is_refused(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, before anything is written."""
    monkeypatch.setenv("CERTIFICATE_FONT", "gone.ttf")

    assert main(["certificate", "print", code, "-o", "ana.pdf"]) == 1
    assert "gone.ttf is no TrueType font" in capsys.readouterr().err
    assert not Path("ana.pdf").exists()


def test_former_names_are_replaced_in_one_go(
    code: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """And none the second time."""
    with open_database(settings.database) as database, database.recording() as record:
        record.run("UPDATE person SET name = 'Anna', search_key = 'anna'")
    capsys.readouterr()
    for made in (1, 0):
        assert main(["certificate", "reissue-renamed"]) == 0
        assert capsys.readouterr().out.startswith(f"Reissued: {made}.")
    assert main(["certificate", "show", code]) == 0
    assert capsys.readouterr().out.startswith("replaced by a newer certificate")
    assert main(["audit"]) == 0
