"""Backups are taken while the bot writes, are whole, and come back as they were."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.config import Settings
from bot.storage.backup import back_up, restore
from bot.storage.engine import Database, DatabaseUnusable, ProcessLock
from bot.storage.tables import Person
from tests.conftest import FakeClock


def add_pair(database: Database, number: int, clock: FakeClock) -> None:
    """Store two people in one transaction: a whole copy has both or neither."""
    with database.writing() as session:
        for telegram_id in (2 * number, 2 * number + 1):
            session.add(Person(telegram_id=telegram_id, role="learner", joined_at=clock()))


def count_people(path: Path) -> int:
    """Count the people in a database file."""
    with closing(sqlite3.connect(path)) as connection:
        [count] = connection.execute("SELECT count(*) FROM person").fetchone()
    return int(count)


def test_backup_under_load_is_one_moment(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """While a writer goes on, each copy is sound and holds only whole transactions."""
    stop = Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            add_pair(database, written, clock)
            written += 1

    writer = Thread(target=write)
    writer.start()
    try:
        counts = [back_up(database.path, tmp_path / "copy.db").people for _ in range(10)]
    finally:
        stop.set()
        writer.join()

    assert all(count % 2 == 0 for count in counts)
    assert counts == sorted(counts)
    assert back_up(database.path, tmp_path / "copy.db").people == 2 * written
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_restore_brings_back_what_was_and_keeps_what_is(
    settings: Settings, clock: FakeClock, tmp_path: Path
) -> None:
    """The backup takes the database's place; the former one is kept, with all it had."""
    with open_database(settings.database) as database:
        add_pair(database, 1, clock)
        back_up(settings.database, tmp_path / "copy.db")
        add_pair(database, 2, clock)

    copied, former = restore(tmp_path / "copy.db", settings.database, clock())

    assert copied.people == count_people(settings.database) == 2
    assert former is not None
    assert count_people(former) == 4
    with open_database(settings.database) as database:
        add_pair(database, 3, clock)


def ruin_middle(path: Path) -> None:
    """Overwrite a part of a file, as a bad disk does."""
    content = bytearray(path.read_bytes())
    content[4096:12288] = bytes(8192)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    "spoil",
    [
        ruin_middle,
        lambda path: path.write_bytes(path.read_bytes()[:6000]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("not a database"),
        lambda path: path.unlink(),
    ],
)
def test_bad_backup_changes_nothing(
    database: Database, clock: FakeClock, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    """A backup that is damaged, cut off, empty, something else or missing is refused in a line."""
    add_pair(database, 1, clock)
    backup = tmp_path / "copy.db"
    back_up(database.path, backup)
    spoil(backup)

    with pytest.raises(DatabaseUnusable) as refused:
        restore(backup, database.path, clock())

    assert "\n" not in str(refused.value)
    assert count_people(database.path) == 2
    assert sorted(p.name for p in tmp_path.glob("bot.db*.new*")) == []


def test_database_is_never_its_own_backup(database: Database, tmp_path: Path) -> None:
    """By whatever path: replacing the file under an open writer would ruin it."""
    (tmp_path / "link.db").symlink_to(database.path)
    (tmp_path / "hard.db").hardlink_to(database.path)
    for target in ("bot.db", "link.db", "hard.db", "../" + tmp_path.name + "/bot.db", "bot.db-wal"):
        with pytest.raises(DatabaseUnusable, match="belongs to the database itself"):
            back_up(database.path, tmp_path / target)
    with pytest.raises(DatabaseUnusable, match="belongs to the database itself"):
        restore(database.path, database.path, FakeClock()())


def test_restore_waits_for_no_running_bot(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """While the bot runs, nothing is exchanged under its feet."""
    back_up(database.path, tmp_path / "copy.db")

    with (
        ProcessLock(database.path),
        pytest.raises(DatabaseUnusable, match="Another bot"),
    ):
        restore(tmp_path / "copy.db", database.path, clock())


def test_commands_say_what_they_did(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Both commands name the file and count what is in it; a bad target is one line."""
    monkeypatch.setenv("DATABASE", str(settings.database))
    assert main(["backup", "x.db"]) == 1
    assert capsys.readouterr().err == f"There is no database at {settings.database}.\n"
    with open_database(settings.database):
        pass

    assert main(["backup", "x.db"]) == 0
    assert capsys.readouterr().out.startswith("Backed up x.db: 0 people, 0 answers, 0.")
    assert main(["restore", "x.db"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Restored {settings.database}: 0 people, 0 answers")
    assert "The former database is kept as " in out
    assert main(["backup", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
