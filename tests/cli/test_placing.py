"""Files come into place whole, all together, and over nobody else's."""

from pathlib import Path

import pytest

from bot.cli.placing import Occupied, place_files


def test_all_are_written(tmp_path: Path) -> None:
    """Also into a folder that is new; nothing else is left there."""
    files = {tmp_path / "a.yaml": b"a", tmp_path / "media/b.png": b"b"}

    place_files(files, folder=tmp_path / "media")
    place_files(files, folder=tmp_path / "media")

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files


def test_other_file_is_kept(tmp_path: Path) -> None:
    """Where one is taken, none is written, unless that one may be replaced."""
    taken, free = tmp_path / "taken", tmp_path / "free"
    taken.write_bytes(b"old")

    with pytest.raises(Occupied, match="exists already"):
        place_files({free: b"new", taken: b"new"})
    with pytest.raises(Occupied):
        place_files({free: b"new", taken: b"new"}, replaceable=free)
    assert (taken.read_bytes(), free.exists()) == (b"old", False)

    place_files({free: b"new", taken: b"new"}, replaceable=taken)
    assert (taken.read_bytes(), free.read_bytes()) == (b"new", b"new")


def test_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    """What was in place already when the next one failed is taken back."""
    with pytest.raises(OSError, match="name too long"):
        place_files(
            {tmp_path / "first": b"a", tmp_path / "media" / ("x" * 300): b"b"},
            folder=tmp_path / "media",
        )

    assert list(tmp_path.iterdir()) == []


def test_folder_in_the_way(tmp_path: Path) -> None:
    """A folder is never replaced."""
    (tmp_path / "a.yaml").mkdir()

    with pytest.raises(Occupied):
        place_files({tmp_path / "a.yaml": b"a"}, replaceable=tmp_path / "a.yaml")
