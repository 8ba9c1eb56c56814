"""The pages themselves: everybody at a glance, one person, and the files."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from bot.bundle import Services
from bot.learning.accesses import AccessKind, Reader
from bot.learning.errors import PersonGone
from bot.learning.people import ActorOrigin, EventKind
from bot.learning.signin import Viewer
from bot.reports.board import Mark, find_mark
from bot.reports.board_files import write_board_csv, write_board_workbook
from bot.web.dashboard.choice import MARK_NAMES, NO_DEPARTMENT, NONE, PAGE, Choice
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.gate import make_seal
from bot.web.dashboard.pages import Pages, make_headers
from bot.web.dashboard.tools import find_tools

EVENT_NAMES = {
    EventKind.ADDED: "on the roster",
    EventKind.CHANGED: "changed by the roster",
    EventKind.LEFT: "left the company",
    EventKind.RETURNED: "came back",
    EventKind.INVITED: "invited",
    EventKind.BOUND: "joined with an account",
    EventKind.UNBOUND: "account taken away",
    EventKind.ROLE: "role",
    EventKind.REPLACED: "is the same person as another one",
}
DIGITS = 18  # of a person's number, as many as the database holds
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Overview:
    """Shows each viewer what their role may see: managers their own people, and no results."""

    def __init__(self, services: Services, pages: Pages, desk: Desk) -> None:
        self._services = services
        self._pages = pages
        self._desk = desk

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Show counts, departments, and the people who are chosen."""
        answer, shown = await self._services.compute(self._draw, request, viewer)
        if shown:
            await self._note(AccessKind.SEARCH, viewer, people=shown)
        return answer

    def _draw(self, request: Request, viewer: Viewer) -> tuple[Response, int]:
        choice = Choice.read(request.query_params)
        board = self._services.boards.read(viewer.member)
        chosen = choice.select(board.rows)
        here = board.departments.get(choice.department) if choice.department is not None else None
        pages = max(1, -(-len(chosen) // PAGE))
        page = min(choice.page, pages)
        rows = chosen[(page - 1) * PAGE : page * PAGE]
        answer = self._show(
            request,
            "overview.html",
            viewer,
            board=board,
            counts=here or board.total,
            departments=board.departments,
            choice=choice,
            chosen=len(chosen),
            rows=rows,
            page=page,
            pages=pages,
        )
        return answer, len(rows)

    async def show_person(self, request: Request, viewer: Viewer) -> Response:
        """Show one person; for who may not see them it is as if there were nobody."""
        services, person = self._services, request.path_params["person_id"]
        try:
            person_id = int(person[:DIGITS])
            dossier = await services.look(services.people.find, viewer.member, person_id)
        except (ValueError, PersonGone):
            return self._show(request, "nobody.html", viewer, HTTPStatus.NOT_FOUND)
        await self._note(AccessKind.PERSON, viewer, subject_id=person_id)
        board = await services.compute(services.boards.read, viewer.member)
        return self._show(
            request,
            "person.html",
            viewer,
            board=board,
            person=dossier,
            rows=board.list_of(person_id),
            events=EVENT_NAMES,
            tools=await find_tools(self._desk, viewer, dossier),
            message=await self._desk.find_message(request, viewer),
        )

    async def download_csv(self, request: Request, viewer: Viewer) -> Response:
        """Send what is chosen as CSV."""
        return await self._send(request, viewer, "csv")

    async def download_workbook(self, request: Request, viewer: Viewer) -> Response:
        """Send what is chosen as a workbook."""
        return await self._send(request, viewer, "xlsx")

    async def _send(self, request: Request, viewer: Viewer, form: str) -> Response:
        choice = Choice.read(request.query_params)
        board = await self._services.compute(self._services.boards.read, viewer.member)
        rows = await self._services.compute(choice.select, board.rows)
        await self._note(AccessKind.REPORT, viewer, people=len({row.person_id for row in rows}))
        write = write_board_csv if form == "csv" else write_board_workbook
        body = await self._services.compute(
            write, board, rows, choice.describe(), has_results=viewer.sees_results
        )
        name = f"completion-{board.as_of:%Y-%m-%d}.{form}"
        headers = make_headers() | {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=KINDS[form], headers=headers)

    async def _note(
        self, kind: AccessKind, viewer: Viewer, *, subject_id: int | None = None, people: int = 1
    ) -> None:
        """Write down who looks at whom, before it is shown."""
        services, reader = self._services, Reader(ActorOrigin.WEB, viewer.member.id)
        await services.ask(
            services.accesses.note, kind, reader, subject_id=subject_id, people=people
        )

    def _show(
        self,
        request: Request,
        template: str,
        viewer: Viewer,
        status: HTTPStatus = HTTPStatus.OK,
        **values: Any,
    ) -> Response:
        return self._pages.show(
            request,
            template,
            status,
            viewer=viewer,
            seal=make_seal(self._pages.read_token(request)),
            marks=MARK_NAMES,
            Mark=Mark,
            find_mark=find_mark,
            no_department=NO_DEPARTMENT,
            none=NONE,
            **values,
        )
