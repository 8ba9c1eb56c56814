"""What is exported on the command line is written down, and `accesses` reads it."""

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.config import Settings
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School


def test_exports_are_written_down(
    settings: Settings,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By whom on the server, what, about whom; what failed before anything was read is none."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("LOGNAME", "opal")
    assert main(["accesses"]) == 1
    assert "There is no database" in capsys.readouterr().err
    with open_database(settings.database) as database:
        school = School(database, clock)
        school.complete(school.join())
        school.join(1002, name="Ben")
        [certificate] = school.certificates.list_own(1)
    assert main(["accesses"]) == 0
    assert capsys.readouterr().out == "Nobody has looked at named data of others.\n"

    assert main(["evidence", "ana", "-o", "ana.json"]) == 0
    assert main(["evidence", "zoe", "-o", "zoe.json"]) == 1
    assert main(["report", "completion", "-o", "all.csv"]) == 0
    assert main(["certificate", "show", certificate.code]) == 0
    assert main(["certificate", "show", "0" * 20]) == 1
    assert main(["certificate", "list", "#2"]) == 0
    capsys.readouterr()
    assert main(["accesses", "--limit", "3"]) == 0
    newest = [line.partition(" UTC  ")[2] for line in capsys.readouterr().out.splitlines()]
    assert newest == [
        "command by opal  certificate  Ben #2",
        "command by opal  certificate  Ana #1",
        "command by opal  completion report  2 people",
    ]
    assert main(["accesses", "--about", "ana"]) == 0
    assert "evidence file  Ana #1" in capsys.readouterr().out
    assert main(["accesses", "--about", "zoe"]) == 1
    assert "There is nobody by 'zoe'" in capsys.readouterr().err


@pytest.mark.parametrize("change", ["UPDATE access_log SET kind = kind", "DELETE FROM access_log"])
def test_looks_stay(database: Database, change: str) -> None:
    """Not even by hand is one taken out."""
    with database.recording() as plain:
        plain.run(
            "INSERT INTO access_log (at, kind, origin, people) VALUES ('', 'report', 'command', 1)"
        )
    with pytest.raises(Exception, match="access_log is append-only"), database.recording() as plain:
        plain.run(change)
