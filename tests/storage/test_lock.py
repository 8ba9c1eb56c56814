"""The lock: one bot a database, and no lock that outlives its bot."""

import os
from pathlib import Path

import pytest

from bot.storage.engine import DatabaseUnusable, ProcessLock


def test_second_bot_is_kept_out_and_told_by_whom(tmp_path: Path) -> None:
    """The message names the database and the process to stop, in one line."""
    path = tmp_path / "my bot.v2.db"
    with ProcessLock(path):
        with pytest.raises(DatabaseUnusable) as refused, ProcessLock(path):
            pass
        message = str(refused.value)

        assert f"Another bot (process {os.getpid()}) already runs on {path}." in message
        assert len(message.splitlines()) == 1
        with pytest.raises(DatabaseUnusable, match=f"process {os.getpid()}"), ProcessLock(path):
            pass


def test_lock_is_free_afterwards(tmp_path: Path) -> None:
    """The next bot starts after the last one ended, well or badly."""
    path = tmp_path / "bot.db"
    with pytest.raises(RuntimeError), ProcessLock(path):
        raise RuntimeError
    with ProcessLock(path):
        pass
    (tmp_path / "bot.db.lock").write_text("999999")

    with ProcessLock(path):
        assert (tmp_path / "bot.db.lock").read_text() == str(os.getpid())


def test_other_database_is_free(tmp_path: Path) -> None:
    """Two bots with a database each do not meet, even when only the ending differs."""
    with ProcessLock(tmp_path / "bot.db"), ProcessLock(tmp_path / "bot.sqlite"):
        assert (tmp_path / "bot.sqlite.lock").exists()


def test_lock_makes_the_folder(tmp_path: Path) -> None:
    """It is taken before the database is made."""
    with ProcessLock(tmp_path / "new" / "bot.db"):
        assert (tmp_path / "new").is_dir()


@pytest.mark.parametrize("name", ["file/bot.db", "bot.db"])
def test_unusable_place_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    """A file in place of the folder, or a folder in place of the lock."""
    (tmp_path / "file").touch()
    (tmp_path / "bot.db.lock").mkdir()

    with pytest.raises(DatabaseUnusable) as refused, ProcessLock(tmp_path / name):
        pass
    assert str(refused.value).startswith(f"The database {tmp_path / name} cannot be used: ")
    assert len(str(refused.value).splitlines()) == 1
