"""Rows that wait compressed: little on the disk meanwhile, and the same sheet in the end."""

import errno
import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.reports.packed_sheet import PackedSheet, fill
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
FULL = Path("/dev/full")


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


def write_rows(file: Path | IO[bytes], sheet_class: type[Worksheet]) -> Worksheet:
    """Write a workbook with XlsxWriter itself."""
    with Workbook(file, OPTIONS) as workbook:
        page = workbook.add_worksheet("Data", sheet_class)
        page.freeze_panes(1, 1)
        for number in range(ROWS):
            page.write_row(number, 0, [f"Zoë {number} <&>", "<!--rows-->", "of Č"] * 4)
        page.autofilter(0, 0, ROWS, 3)
    return page


def test_rows_that_wait_packed_become_the_same_sheet(tmp_path: Path) -> None:
    """Part by part, each is byte for byte what XlsxWriter makes by itself."""
    write_rows(tmp_path / "plain.xlsx", Worksheet)
    empty = BytesIO()
    page = write_rows(empty, PackedSheet)
    with (tmp_path / "packed.xlsx").open("wb") as file:
        fill(empty, [page], file)
    with ZipFile(tmp_path / "plain.xlsx") as one, ZipFile(tmp_path / "packed.xlsx") as other:
        assert [part.filename for part in other.infolist()] == one.namelist()
        for name in set(one.namelist()) - {"docProps/core.xml"}:  # it holds the time of writing
            assert other.read(name) == one.read(name), name
        sheet = other.getinfo(SHEET)
        assert sheet.date_time == one.getinfo(SHEET).date_time
        assert sheet.compress_size < sheet.file_size / 2
    assert page.rows_size < sheet.file_size < page.rows_size + 2_000


def test_rows_lie_in_a_tenth_of_the_room_all_the_time(
    tmp_path: Path, waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while they come nor when the workbook is put together are they on the disk plain."""
    sizes: list[int] = []
    copy_rows = PackedSheet.copy_rows

    def copy_and_look(sheet: PackedSheet, target: IO[bytes]) -> None:
        sizes.append(sum(map(find_size, waiting.iterdir())))
        copy_rows(sheet, target)

    def make_rows() -> Iterator[list[str]]:
        for number in range(ROWS):
            yield [f"Person {number}"] * 10
        sizes.append(sum(map(find_size, waiting.iterdir())))

    monkeypatch.setattr(PackedSheet, "copy_rows", copy_and_look)
    columns = [Column(f"c{number}", 10) for number in range(10)]
    write_workbook(tmp_path / "a.xlsx", [Sheet("Data", columns, make_rows())])
    with ZipFile(tmp_path / "a.xlsx") as file:
        assert len(sizes) == 1 + 1
        assert max(sizes) * LEAST_TIMES < file.getinfo(SHEET).file_size
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


def test_a_disk_that_is_full_when_the_rows_are_copied_is_told_in_words(waiting: Path) -> None:
    """The workbook itself finds no room, not only what waits for it."""
    if not FULL.exists():
        pytest.skip("only Linux has such a device")
    with pytest.raises(WorkbookUnwritable, match="No space left on device"):
        write_workbook(FULL, [Sheet("Data", [Column("a", 5)], [[f"{n}"] for n in range(ROWS)])])
    assert list(waiting.iterdir()) == []
