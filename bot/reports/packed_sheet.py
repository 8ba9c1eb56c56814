"""A sheet of a workbook whose rows wait compressed, and go from there straight into the file.

XlsxWriter lets them wait as plain XML in a temporary file, copies them to a second one, and puts
that into the workbook: so much to write that the report of a large company held up the bot's own
commits to the same disk. It has no option for this. So it makes a workbook without the rows, and
`fill` puts them in. Two methods of the version pinned in `pyproject.toml` are overridden for it;
`test_packed_sheet.py` tells when another version no longer calls them.
"""

import gzip
from collections.abc import Sequence
from shutil import copyfileobj
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter.worksheet import Worksheet

LEVEL = 1  # the fastest; as rows resemble each other, it makes them ten times smaller or more
HERE = b"<!--rows-->"  # no text of a cell can be this: its brackets would be escaped
CHUNK = 1 << 16  # bytes


class PackedSheet(Worksheet):  # type: ignore[misc]
    """A sheet in `constant_memory`, its rows compressed and left out of the workbook."""

    row_data_fh: Any
    fh: Any
    rows_size = 0
    """The bytes of the rows; known when the workbook is closed."""

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data)
        self.row_data_fh.close()
        # Closed below, or by XlsxWriter where it fails before.
        rows = gzip.open(self.row_data_filename, "wt", LEVEL, encoding="utf-8")  # noqa: SIM115
        self.row_data_fh = self.fh = rows

    def _write_optimized_sheet_data(self) -> None:
        self.row_data_fh.flush()
        self.rows_size = self.row_data_fh.buffer.tell()
        self.row_data_fh.close()
        self.fh.write(
            f"<sheetData>{HERE.decode()}</sheetData>" if self.rows_size else "<sheetData/>"
        )

    def copy_rows(self, target: IO[bytes]) -> None:
        """Write the rows, as XML; the workbook must be closed, its folder still there."""
        with gzip.open(self.row_data_filename) as rows:
            copyfileobj(rows, target, CHUNK)


def fill(empty: IO[bytes], sheets: Sequence[PackedSheet], file: IO[bytes]) -> None:
    """Write the workbook with the rows of its sheets to a file.

    `empty` is the workbook that XlsxWriter made without them, `sheets` all sheets it has, in order.
    """
    by_name = {f"xl/worksheets/sheet{place}.xml": sheet for place, sheet in enumerate(sheets, 1)}
    with ZipFile(empty) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            sheet = by_name.get(part.filename)
            if sheet is None or not sheet.rows_size:
                target.writestr(part, source.read(part))
                continue
            before, _, after = source.read(part).partition(HERE)
            part.file_size = len(before) + sheet.rows_size + len(after)
            with target.open(part, "w") as written:
                written.write(before)
                sheet.copy_rows(written)
                written.write(after)
