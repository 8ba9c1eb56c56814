"""What is exported on the command line is written down, and `accesses` reads it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.config import Settings
from bot.learning.accesses import AccessKind, Reader
from bot.learning.people import ActorOrigin
from bot.services.accesses import Accesses
from bot.services.rosters import Rosters
from bot.storage.engine import Database
from bot.storage.evidence_key import find_key_path
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.services.test_rosters import HR

HEADER = "employee_id,status,first_name,last_name,department"
SERVER = Reader(ActorOrigin.COMMAND, login="ruby")


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


@pytest.mark.parametrize(
    ("command", "people"),
    [
        ("evidence n -o n.pdf", 2),
        ("certificate list n", 2),
        ("accesses --about n", 2),
        ("accesses", 1),
        ("roster staff.csv --dry-run", 1),
        ("roster staff.csv --snapshot --dry-run", 2),
    ],
)
def test_names_on_the_screen_are_written_down(
    settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, command: str, people: int
) -> None:
    """Also where a command lists people only to ask which of them is meant, or changes nothing."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("LOGNAME", "opal")
    rows = ["1,active,Ana,N,Sales", "2,active,Ben,N,Sales"]
    with open_database(settings.database) as database:
        rosters = Rosters(database, clock)
        rosters.apply(rosters.propose("staff.csv", "\n".join([HEADER, *rows]).encode()), HR)
        Accesses(database, clock).note(AccessKind.PERSON, SERVER, subject_id=1)
    Path("staff.csv").write_text(f"{HEADER}\n1,active,Anna,N,Sales\n", encoding="utf-8")

    main(command.split())

    with closing(sqlite3.connect(settings.database)) as connection:
        looks = connection.execute("SELECT kind, login, people FROM access_log").fetchall()
    assert looks[1:] == [("search", "opal", people)]


def test_backups_are_written_down(
    settings: Settings,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By whom, before the copy is taken; one that cannot be noted is taken all the same."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    monkeypatch.setenv("LOGNAME", "opal")
    assert main(["backup", "none.db"]) == 1
    assert not settings.database.exists()
    with open_database(settings.database) as database:
        school = School(database, clock)
        school.join()
        school.join(1002, name="Ben")

    assert main(["backup", "copy.db"]) == 0
    assert "access log" not in capsys.readouterr().err
    assert main(["accesses"]) == 0
    noted = capsys.readouterr().out.partition(" UTC  ")[2]
    assert noted == "command by opal  backup  2 people\n"
    with closing(sqlite3.connect("copy.db")) as copy:
        assert copy.execute("SELECT kind, login FROM access_log").fetchall() == [("backup", "opal")]
    assert main(["audit"]) == 0

    with closing(sqlite3.connect(settings.database)) as former:
        former.execute("DROP TABLE access_log")
        version = former.execute("UPDATE alembic_version SET version_num = '0018'").rowcount
        former.commit()
    assert version == 1
    assert main(["backup", "former.db"]) == 0
    said = capsys.readouterr()
    assert "2 people" in said.out
    assert "The access log does not have this backup" in said.err
    with closing(sqlite3.connect(settings.database)) as former:
        assert former.execute("SELECT version_num FROM alembic_version").fetchone() == ("0018",)


def test_backup_without_the_key_is_not_written_down(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor with another one: nothing that it added could be told from somebody else's."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    with open_database(settings.database):
        pass
    key = find_key_path(settings.database)
    kept = key.read_text()
    for other in ("k" * 64, "short"):
        key.write_text(other)
        assert main(["backup", "copy.db"]) == 0
        assert "its evidence key is not here" in capsys.readouterr().err
    key.unlink()
    assert main(["backup", "copy.db"]) == 0
    assert not key.exists()

    key.write_text(kept)
    assert main(["audit"]) == 0


def test_backup_before_the_first_start_of_a_release_is_sealed_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As all looks are that the chain did not cover yet."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    with open_database(settings.database) as database, database.recording() as record:
        record.run("DELETE FROM evidence_mark WHERE kind = 'access'")
        record.run("DROP TRIGGER evidence_event_no_delete")
        record.run("DELETE FROM evidence_event WHERE kind = 'coverage'")  # the last one
    for _ in range(2):
        assert main(["backup", "copy.db"]) == 0
    assert main(["audit"]) == 2

    with open_database(settings.database):
        pass
    assert main(["audit"]) == 0


@pytest.mark.parametrize("change", ["UPDATE access_log SET kind = kind", "DELETE FROM access_log"])
def test_looks_stay(database: Database, change: str) -> None:
    """Not even by hand is one taken out."""
    with database.recording() as plain:
        plain.run(
            "INSERT INTO access_log (at, kind, origin, people)"
            " VALUES ('2026-11-23 09:00:00.000000', 'report', 'command', 1)"
        )
    with pytest.raises(Exception, match="access_log is append-only"), database.recording() as plain:
        plain.run(change)
