"""The report as a file with names for the chat, as far as whoever asks for it may see it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot.learning.people import REPORTERS, Member
from bot.reports.apart import Apart
from bot.reports.board_files import RESULTS
from bot.reports.completion import CompletionRow, Criteria, Taught, View, name_courses
from bot.reports.completion_files import write_csv, write_html
from bot.reports.completion_workbook import write_completion_workbook
from bot.reports.counts import Counts
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing
from bot.reports.workbook import WorkbookUnwritable
from bot.storage.engine import Database


class FileForm(StrEnum):
    """In which form a file is wanted; the values are the ends of its name."""

    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"


class Written(NamedTuple):
    """How many people are in a file that was written, or why it could not be."""

    people: int
    problem: str | None = None


@dataclass(frozen=True)
class NamedFile:
    """A file with names; `body` is None where it is too large, or a `problem` kept it."""

    name: str
    title: str
    criteria: Criteria
    people: int
    size: int
    body: bytes | None
    problem: str | None


class NamedFiles:
    """Writes files apart from the bot, so that taps do not wait for them."""

    def __init__(self, counts: Counts, apart: Apart) -> None:
        self._counts = counts
        self._apart = apart

    def write(  # noqa: PLR0913 - what is chosen
        self,
        member: Member,
        department_key: str,
        day: date | None,
        course_key: str,
        form: FileForm,
        most: int,
    ) -> NamedFile:
        """Write what is chosen as `Counts.count` reads it: managers' files have no results.

        A file of more than `most` bytes is not kept.
        """
        criteria, taught = self._counts.choose(member, department_key, day, course_key)
        hidden = frozenset() if member.role in REPORTERS else RESULTS
        with TemporaryDirectory(prefix="report-") as folder:
            path = Path(folder) / f"report.{form}"
            asked = taught, criteria, hidden, form, path
            written = self._apart.run(write_named_file, *asked)
            size = path.stat().st_size if path.exists() else 0
            is_kept = written.problem is None and size <= most
            return NamedFile(
                name=f"completion-{criteria.as_of.astimezone(criteria.zone):%Y-%m-%d}.{form}",
                title=_name(taught, criteria),
                criteria=criteria,
                people=written.people,
                size=size,
                body=path.read_bytes() if is_kept else None,
                problem=written.problem,
            )


def write_named_file(  # noqa: PLR0913 - what goes into the process that writes
    database: Database,
    taught: Sequence[Taught],
    criteria: Criteria,
    hidden: Collection[str],
    form: FileForm,
    path: Path,
) -> Written:
    """Write the report to a file, without the hidden columns."""
    people: set[int] = set()
    rows = _note(stream_completion(database, taught, criteria), people)
    passing = Passing(rows, View.COMPLETION, criteria, hidden=hidden)
    title = _name(taught, criteria)
    if form is FileForm.XLSX:
        try:
            write_completion_workbook(passing, title, path)
        except WorkbookUnwritable as error:
            return Written(len(people), str(error))
    elif form is FileForm.CSV:
        # A spreadsheet takes CSV for UTF-8 only with a mark; its lines end as they are.
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            write_csv(passing, out)
    else:
        with path.open("w", encoding="utf-8") as out:
            write_html(passing, title, out)
    return Written(len(people))


def _note(rows: Iterable[CompletionRow], people: set[int]) -> Iterator[CompletionRow]:
    for row in rows:
        people.add(row.person_id)
        yield row


def _name(taught: Sequence[Taught], criteria: Criteria) -> str:
    return name_courses([one.course for one in criteria.choose(taught)])
