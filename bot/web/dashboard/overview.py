"""The pages themselves: everybody at a glance, and one person."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from weakref import WeakKeyDictionary

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from bot.bundle import Services
from bot.learning.accesses import AccessKind
from bot.learning.dossier import EVENT_NAMES
from bot.learning.errors import CountingFailed, PersonGone
from bot.learning.people import ROLE_NAMES
from bot.learning.signin import Viewer
from bot.reports.board import Board
from bot.reports.boards import StillCounting
from bot.reports.kept import Kept
from bot.reports.parts import NO_DEPARTMENT
from bot.reports.shelf import Mark, find_mark
from bot.reports.trend import Step
from bot.web.dashboard.choice import MARK_NAMES, PAGE, Choice, write_department
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.gate import make_seal
from bot.web.dashboard.pages import Pages, find_base
from bot.web.dashboard.tools import find_tools
from bot.web.dashboard.trends import draw_points

DIGITS = 18  # of a person's number, as many as the database holds
KEPT_PAGES: Final = 64  # of a board, drawn
LOOK_AGAIN: Final = "5"  # seconds
WORDS: Final[dict[str, Any]] = {
    "marks": MARK_NAMES,
    "Mark": Mark,
    "find_mark": find_mark,
    "no_department": NO_DEPARTMENT,
    "write_department": write_department,
    "Step": Step,
}


@dataclass(frozen=True)
class Drawn:
    """The part of a page that is the same for all who see it, with how many people are on it."""

    body: Markup
    title: str
    people: int


class Overview:
    """Shows each viewer what their role may see: managers their own people, and no results."""

    def __init__(self, services: Services, pages: Pages, desk: Desk) -> None:
        self._services = services
        self._pages = pages
        self._desk = desk
        self._drawn: WeakKeyDictionary[Board, Kept[Drawn]] = WeakKeyDictionary()

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Show counts, departments, and the people who are chosen."""
        try:
            drawn = await self._services.compute(self._draw, request, viewer)
        except (StillCounting, CountingFailed):
            answer = self._show(request, "counting.html", viewer, HTTPStatus.SERVICE_UNAVAILABLE)
            answer.headers["refresh"] = LOOK_AGAIN
            return answer
        if drawn.people:
            await self._desk.note(AccessKind.SEARCH, viewer, people=drawn.people)
        return self._show(request, "overview.html", viewer, drawn=drawn)

    def _draw(self, request: Request, viewer: Viewer) -> Drawn:
        """Draw what is chosen of a board once for all who may see the same of it."""
        choice, base = Choice.read(request.query_params), find_base(request)
        board = self._services.boards.read(viewer.member)
        if choice.course not in board.titles:
            choice = replace(choice, course=None)
        drawn = self._drawn.setdefault(board, Kept(KEPT_PAGES))
        return drawn.get(
            (choice, base, viewer.sees_results),
            lambda: self._draw_anew(board, choice, base, sees_results=viewer.sees_results),
        )

    def _draw_anew(self, board: Board, choice: Choice, base: str, *, sees_results: bool) -> Drawn:
        places = board.select(choice.course, choice.department, choice.mark, choice.words)
        pages = max(1, -(-len(places) // PAGE))
        page = min(choice.page, pages)
        points = board.trend.list_points(choice.step, choice.course, choice.department)
        rows = board.show(places[(page - 1) * PAGE : page * PAGE])
        body = self._pages.draw(
            "overview_body.html",
            base=base,
            board=board,
            counts=board.count(choice.course, choice.department),
            departments=board.count_departments(choice.course),
            choice=choice,
            points=points,
            pictures=draw_points(points, self._services.boards.zone),
            chosen=len(places),
            rows=rows,
            page=page,
            pages=pages,
            sees_results=sees_results,
            **WORDS,
        )
        return Drawn(body, choice.title(board.titles), len({row.person_id for row in rows}))

    async def show_person(self, request: Request, viewer: Viewer) -> Response:
        """Show one person; for who may not see them it is as if there were nobody."""
        services, person = self._services, request.path_params["person_id"]
        try:
            person_id = int(person[:DIGITS])
            dossier = await services.look(services.people.find, viewer.member, person_id)
        except (ValueError, PersonGone):
            return self._show(request, "nobody.html", viewer, HTTPStatus.NOT_FOUND)
        await self._desk.note(AccessKind.PERSON, viewer, subject_id=person_id)
        rows = await services.compute(services.boards.list_rows, person_id)
        return self._show(
            request,
            "person.html",
            viewer,
            person=dossier,
            rows=rows,
            courses={row.course_id for row in rows},
            events=EVENT_NAMES,
            chosen=Choice.read(request.query_params).link(),
            roles=ROLE_NAMES,
            tools=await find_tools(self._desk, viewer, dossier),
            message=await self._desk.find_message(request, viewer),
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
            **WORDS,
            **values,
        )
