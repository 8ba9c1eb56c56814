"""Rows that wait compressed: little on the disk meanwhile, and the same sheet in the end."""

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.reports.packed_sheet import PackedSheet
from bot.reports.workbook import (
    OPTIONS,
    Column,
    Sheet,
    WorkbookUnwritable,
    write_workbook,
)

ROWS = 3_000
SHEET = "xl/worksheets/sheet1.xml"
LEAST_TIMES = 10


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have temporary files in a folder of their own."""
    folder = tmp_path / "waiting"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def find_size(folder: Path) -> int:
    """Return the bytes of the files in it."""
    return sum(file.stat().st_size for file in folder.iterdir())


def write(path: Path, sheet_class: type[Worksheet], waiting: Path) -> int:
    """Write a workbook with XlsxWriter itself; return how many bytes waited before its end."""
    with Workbook(str(path), OPTIONS) as workbook:
        page = workbook.add_worksheet("Data", sheet_class)
        for number in range(ROWS):
            page.write_row(number, 0, [f"Zoë {number} <&>", number, "Department of Č"] * 4)
        return find_size(waiting)


def test_rows_wait_in_a_tenth_of_the_room_and_become_the_same_sheet(
    tmp_path: Path, waiting: Path
) -> None:
    """The sheet is byte for byte what XlsxWriter makes without it, and nothing stays behind."""
    plain = write(tmp_path / "plain.xlsx", Worksheet, waiting)
    packed = write(tmp_path / "packed.xlsx", PackedSheet, waiting)
    assert plain > LEAST_TIMES * packed > 0
    with ZipFile(tmp_path / "plain.xlsx") as one, ZipFile(tmp_path / "packed.xlsx") as other:
        assert other.namelist() == one.namelist()
        assert other.read(SHEET) == one.read(SHEET)
    assert find_size(waiting) == 0


def test_the_workbooks_written_here_wait_packed(tmp_path: Path, waiting: Path) -> None:
    """What waits while rows come is smaller than the sheet's XML in the end."""
    sizes: list[int] = []

    def make_rows() -> Iterator[list[str]]:
        for number in range(ROWS):
            yield [f"Person {number}"] * 10
        sizes.append(sum(map(find_size, waiting.iterdir())))

    columns = [Column(f"c{number}", 10) for number in range(10)]
    write_workbook(tmp_path / "a.xlsx", [Sheet("Data", columns, make_rows())])
    with ZipFile(tmp_path / "a.xlsx") as file:
        assert sizes[0] * LEAST_TIMES < file.getinfo(SHEET).file_size
    assert list(waiting.iterdir()) == []


def test_sheets_without_rows_are_empty_and_leave_nothing_behind(
    tmp_path: Path, waiting: Path
) -> None:
    """A sheet without any row is no broken one, and the one beside it is whole."""
    one = Sheet("One", [Column("a", 5)], [["only"]], is_table=False)
    write_workbook(tmp_path / "b.xlsx", [Sheet("None", [], [], is_table=False), one])
    with ZipFile(tmp_path / "b.xlsx") as file:
        assert b"<sheetData/>" in file.read(SHEET)
        assert b"only" in file.read("xl/worksheets/sheet2.xml")
    assert list(waiting.iterdir()) == []


def test_a_disk_that_is_full_at_the_end_is_told_and_leaves_nothing_behind(
    tmp_path: Path, waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What XlsxWriter wraps in an error of its own is said like any other reason."""

    def fail(_: Workbook) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Workbook, "_store_workbook", fail)
    with pytest.raises(WorkbookUnwritable, match="No space left on device"):
        write_workbook(tmp_path / "c.xlsx", [Sheet("Data", [Column("a", 5)], [["b"]])])
    assert list(waiting.iterdir()) == []
