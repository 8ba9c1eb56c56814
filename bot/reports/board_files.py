"""What is chosen on the dashboard as a file: the report itself, as far as its reader may see it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from bot.reports.completion import CompletionRow
from bot.reports.completion_files import write_csv, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.passing import Passing, describe

# What tests said of somebody, and why HR ruled as it did: for HR only.
RESULTS: Final = frozenset(
    {
        "first_attempt_at",
        "first_score_pct",
        "attempts",
        "best_score_pct",
        "last_attempt_at",
        "last_score_pct",
        "success",
        "waived_by",
        "waived_reason",
        "certificate_id",
        "certificate_status",
    }
)


class Form(StrEnum):
    """In which form the rows are wanted; ABOUT says what they are, and their checksum."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ABOUT = "txt"


@dataclass(frozen=True)
class BoardFile:
    """A file that is written; it is gone as soon as it is closed."""

    file: BinaryIO
    size: int
    people: int  # who are in it


class _People:
    """Counts the people of the rows that pass by."""

    def __init__(self, rows: Iterator[CompletionRow]) -> None:
        self._rows = rows
        self.seen: set[int] = set()

    def __iter__(self) -> Iterator[CompletionRow]:
        for row in self._rows:
            self.seen.add(row.person_id)
            yield row


def write_board(
    make: Callable[[Iterator[CompletionRow]], Passing],
    rows: Iterator[CompletionRow],
    title: str,
    form: Form,
) -> BoardFile:
    """Write the rows to a file that nobody else can open; raise WorkbookUnwritable."""
    people = _People(rows)
    passing = make(iter(people))
    with TemporaryDirectory(prefix="dashboard-") as folder:
        path = Path(folder) / f"report.{form}"
        if form is Form.XLSX:
            write_completion_workbook(passing, title, path)
        else:
            # A spreadsheet takes CSV for UTF-8 only with a mark; its lines end as they are.
            encoding = "utf-8-sig" if form is Form.CSV else "utf-8"
            with path.open("w", encoding=encoding, newline="") as out:
                _WRITERS[form](passing, out)
        file = path.open("rb")
        return BoardFile(file, path.stat().st_size, len(people.seen))


def _write_about(passing: Passing, out: TextIOWrapper) -> None:
    """Write what the rows are made of and their checksum, for those who have only the rows."""
    for _ in passing:
        pass
    words: Mapping[str, str] = {
        **passing.criteria_words,
        "columns": " ".join(passing.columns),
        "counts": describe(passing.tally.total),
        **passing.closing_words,
    }
    out.writelines(f"{name}: {word}\n" for name, word in words.items())


_WRITERS: Final[Mapping[Form, Callable[[Passing, TextIOWrapper], None]]] = {
    Form.CSV: write_csv,
    Form.JSON: write_json,
    Form.ABOUT: _write_about,
}
