"""What is chosen, as a file: the same columns as the report, as far as the viewer may see them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import BinaryIO, Final

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from bot.bundle import Services
from bot.learning.accesses import AccessKind
from bot.learning.signin import Viewer
from bot.reports.board_files import RESULTS, BoardFile, Form, write_board
from bot.reports.completion import CompletionRow, View
from bot.reports.passing import Passing
from bot.reports.shelf import has_mark
from bot.web.dashboard.choice import MARK_NAMES, NO_DEPARTMENT, Choice
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.pages import make_headers

AT_ONCE: Final = 2  # files being written; whoever comes then waits
CHUNK: Final = 65_536
KINDS: Final[Mapping[Form, str]] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSON: "application/json",
    Form.ABOUT: "text/plain; charset=utf-8",
}


class Files:
    """Writes files from the record itself, as it was at the moment that the page shows."""

    def __init__(self, services: Services, desk: Desk) -> None:
        self._services = services
        self._desk = desk
        self._slots = asyncio.Semaphore(AT_ONCE)

    def send(self, form: Form) -> Callable[[Request, Viewer], Awaitable[Response]]:
        """Return the page that sends what is chosen in that form."""

        async def sent(request: Request, viewer: Viewer) -> Response:
            choice, services = Choice.read(request.query_params), self._services
            as_of = _read_moment(request.query_params.get("as_of", ""), services.boards.now())
            async with self._slots:
                written = await services.compute(self._write, choice, viewer, as_of, form)
            await self._desk.note(AccessKind.REPORT, viewer, people=written.people)
            name = f"completion-{as_of.astimezone(services.boards.zone):%Y-%m-%d}.{form}"
            headers = {
                "content-disposition": f'attachment; filename="{name}"',
                "content-length": str(written.size),
            }
            return StreamingResponse(
                _stream(written.file),
                HTTPStatus.OK,
                make_headers() | headers,
                media_type=KINDS[form],
            )

        return sent

    def _write(self, choice: Choice, viewer: Viewer, as_of: datetime, form: Form) -> BoardFile:
        boards = self._services.boards
        report = boards.open_report(
            viewer.member, as_of, choice.course, choice.department or None, choice.words
        )
        hidden = frozenset() if viewer.sees_results else RESULTS
        make = partial(
            Passing,
            view=View.COMPLETION,
            criteria=report.criteria,
            hidden=hidden,
            chosen=_describe(choice),
        )
        return write_board(make, _choose(choice, report.rows), report.title, form)


def _choose(choice: Choice, rows: Iterator[CompletionRow]) -> Iterator[CompletionRow]:
    for row in rows:
        is_there = choice.department in {None, row.department or ""}
        if is_there and (choice.mark is None or has_mark(row, choice.mark)):
            yield row


def _describe(choice: Choice) -> Mapping[str, str]:
    """Say how the rows were chosen beside what the report's own criteria say."""
    parts = {
        "state": None if choice.mark is None else MARK_NAMES[choice.mark],
        "search": choice.words or None,
        "department": NO_DEPARTMENT if choice.department == "" else None,
    }
    return {name: part for name, part in parts.items() if part}


def _read_moment(text: str, now: datetime) -> datetime:
    """Return the moment that an address names; now where it names none, or one to come."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return now
    return now if moment.tzinfo is None else min(moment.astimezone(UTC), now)


def _stream(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
