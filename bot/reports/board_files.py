"""What is chosen on the dashboard as a file: the report itself, as far as its reader may see it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO

from bot.reports.completion import CompletionRow, Criteria, Taught, View, name_courses
from bot.reports.completion_files import write_csv, write_json
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing, describe
from bot.reports.shelf import Mark, has_mark
from bot.storage.engine import Database

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
class Wanted:
    """What is to be written; None and empty choose all."""

    form: Form
    as_of: datetime
    course_id: str | None
    department: str | None  # "" for those without one
    mark: Mark | None
    words: str  # each begins a name or a number
    hidden: frozenset[str]  # columns
    chosen: Mapping[str, str]  # what there is to say about the choice besides


def write_board(
    database: Database, taught: Sequence[Taught], criteria: Criteria, wanted: Wanted, path: Path
) -> int:
    """Write the rows of the report that are wanted; return how many people are in them."""
    people: set[int] = set()

    def choose() -> Iterator[CompletionRow]:
        for row in stream_completion(database, taught, criteria):
            is_there = wanted.department in {None, row.department or ""}
            if is_there and (wanted.mark is None or has_mark(row, wanted.mark)):
                people.add(row.person_id)
                yield row

    passing = Passing(
        choose(), View.COMPLETION, criteria, hidden=wanted.hidden, chosen=wanted.chosen
    )
    if wanted.form is Form.XLSX:
        title = name_courses([one.course for one in criteria.choose(taught)])
        write_completion_workbook(passing, title, path)
        return len(people)
    # A spreadsheet takes CSV for UTF-8 only with a mark; its lines end as they are.
    encoding = "utf-8-sig" if wanted.form is Form.CSV else "utf-8"
    with path.open("w", encoding=encoding, newline="") as out:
        _WRITERS[wanted.form](passing, out)
    return len(people)


def _write_about(passing: Passing, out: TextIO) -> None:
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


_WRITERS: Final[Mapping[Form, Callable[[Passing, TextIO], None]]] = {
    Form.CSV: write_csv,
    Form.JSON: write_json,
    Form.ABOUT: _write_about,
}
