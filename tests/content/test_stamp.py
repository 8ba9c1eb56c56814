"""A saved file is noticed by its stamp; what the content does not read is not looked at."""

import os
from pathlib import Path

import pytest

from bot.content.stamp import take_stamp
from tests.content import builder


@pytest.mark.parametrize(
    "name", ["questions.yaml", "lessons/in-tune.yaml", "lessons/new.yaml", "media/chart.png"]
)
def test_save_changes_the_stamp(tmp_path: Path, name: str) -> None:
    """Of an old file and of a new one, in every folder."""
    directory = builder.write(tmp_path)
    before = take_stamp(directory)

    path = directory / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("another text", encoding="utf-8")

    assert take_stamp(directory) != before


def test_save_that_keeps_size_and_time_changes_the_stamp(tmp_path: Path) -> None:
    """Many editors write a new file and put it in place of the old one."""
    directory = builder.write(tmp_path)
    path = directory / "questions.yaml"
    state = path.stat()
    before = take_stamp(directory)

    new = directory / ".questions.yaml.swp"
    new.write_text(path.read_text().replace("first-step", "first-leap"), encoding="utf-8")
    os.utime(new, ns=(state.st_atime_ns, state.st_mtime_ns))
    new.replace(path)

    assert path.stat().st_size == state.st_size
    assert take_stamp(directory) != before


def test_file_behind_a_link_is_looked_at(tmp_path: Path) -> None:
    """The link itself never changes."""
    directory = builder.write(tmp_path)
    path, elsewhere = directory / "glossary.yaml", tmp_path / "glossary.yaml"
    path.replace(elsewhere)
    path.symlink_to(elsewhere)
    before = take_stamp(directory)

    elsewhere.write_text("terms: []\n", encoding="utf-8")

    assert take_stamp(directory) != before


def test_hidden_files_and_reading_change_nothing(tmp_path: Path) -> None:
    """Editors keep their own files beside what they edit."""
    directory = builder.write(tmp_path)
    before = take_stamp(directory)

    (directory / ".questions.yaml.swp").write_text("x", encoding="utf-8")
    (directory / "questions.yaml").read_text(encoding="utf-8")

    assert take_stamp(directory) == before


def test_missing_folder_has_an_empty_stamp(tmp_path: Path) -> None:
    """It may come back."""
    assert take_stamp(tmp_path / "nowhere") == frozenset()
