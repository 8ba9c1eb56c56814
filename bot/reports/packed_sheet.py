"""A sheet of a workbook whose rows wait compressed until the workbook is put together.

XlsxWriter lets them wait as plain XML in a temporary file, and the report of a large company held
up the bot's own commits to the same disk. It has no option for this, so a method of the version
pinned in `pyproject.toml` is overridden; `test_packed_sheet.py` tells when another version no
longer calls it.
"""

import gzip
from pathlib import Path
from typing import Any, TextIO

from xlsxwriter.worksheet import Worksheet

LEVEL = 1  # the fastest; as rows resemble each other, it makes them ten times smaller or more


class PackedSheet(Worksheet):  # type: ignore[misc]
    """A sheet in `constant_memory`, its waiting rows compressed."""

    row_data_fh: Any
    fh: Any

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data)
        self.row_data_fh.close()
        self.row_data_fh = self.fh = PackedRows(Path(self.row_data_filename))


class PackedRows:
    """Text that is written once, and then read once from its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Closed by XlsxWriter, with `close`.
        self._file: TextIO = gzip.open(path, "wt", LEVEL, encoding="utf-8")  # noqa: SIM115
        self.write = self._file.write

    def seek(self, _: int) -> None:
        """End the writing, and begin to read."""
        self._file.close()
        self._file = gzip.open(self._path, "rt", encoding="utf-8")  # noqa: SIM115

    def read(self, size: int) -> str:
        """Return the next characters, none at the end."""
        return self._file.read(size)

    def close(self) -> None:
        """Close the file; once more does no harm."""
        self._file.close()
