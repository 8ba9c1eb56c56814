"""What is chosen, as a file: the same columns as the report, as far as the viewer may see them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from bot.bundle import Services
from bot.learning.accesses import AccessKind
from bot.learning.as_of import place_moment, read_moment
from bot.learning.errors import CountingFailed
from bot.learning.signin import Viewer
from bot.reports.board_files import RESULTS, Form, Wanted
from bot.reports.boards import StillCounting
from bot.reports.parts import NO_DEPARTMENT
from bot.reports.workbook import WorkbookUnwritable
from bot.web.dashboard.choice import MARK_NAMES, Choice
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
            asked, boards = request.query_params.get("as_of", ""), services.boards
            as_of = _read_moment(asked, boards.zone, boards.now())
            if as_of is None:
                status = HTTPStatus.UNPROCESSABLE_ENTITY
                return self._desk.show(request, viewer, "no_moment.html", status, asked=asked)
            wanted = Wanted(
                form,
                as_of,
                choice.course,
                choice.department,
                choice.mark,
                choice.words,
                frozenset() if viewer.sees_results else RESULTS,
                _describe(choice),
            )
            try:
                async with self._slots:
                    file, size, people = await services.compute(self._write, viewer, wanted)
            except (CountingFailed, StillCounting, WorkbookUnwritable):
                status = HTTPStatus.SERVICE_UNAVAILABLE
                return self._desk.show(request, viewer, "unwritten.html", status)
            await self._desk.note(AccessKind.REPORT, viewer, people=people)
            name = f"completion-{as_of.astimezone(boards.zone):%Y-%m-%d}.{form}"
            headers = {
                "content-disposition": f'attachment; filename="{name}"',
                "content-length": str(size),
            }
            return StreamingResponse(
                _stream(file), HTTPStatus.OK, make_headers() | headers, media_type=KINDS[form]
            )

        return sent

    def _write(self, viewer: Viewer, wanted: Wanted) -> tuple[BinaryIO, int, int]:
        """Return a file that is gone once it is closed, its size, and how many are in it."""
        with TemporaryDirectory(prefix="dashboard-") as folder:
            path = Path(folder) / f"report.{wanted.form}"
            people = self._services.boards.write(viewer.member, wanted, path)
            return path.open("rb"), path.stat().st_size, people


def _describe(choice: Choice) -> Mapping[str, str]:
    """Say how the rows were chosen beside what the report's own criteria say."""
    parts = {
        "state": None if choice.mark is None else MARK_NAMES[choice.mark],
        "search": choice.words or None,
        "department": NO_DEPARTMENT if choice.department == "" else None,
    }
    return {name: part for name, part in parts.items() if part}


def _read_moment(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the moment that an address names, now for none; None for what is no moment yet."""
    if not text:
        return now
    try:
        # Copied from a file into an address, the + of +00:00 comes as a space.
        asked = read_moment(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        return None
    moment = place_moment(asked, zone, now)
    return moment if moment <= now else None


def _stream(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
