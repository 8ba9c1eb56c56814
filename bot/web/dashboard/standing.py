"""The standing assignments: listed, and ended."""

from typing import Final

from fastapi import Request
from fastapi.responses import Response

from bot.learning.accesses import AccessKind
from bot.learning.assignments import word_terms
from bot.learning.deeds import Deed
from bot.learning.errors import AssignmentGone, PersonGone, RequestDone
from bot.learning.people import Actor
from bot.learning.signin import Viewer
from bot.services.assignment_requests import NamedAssignment, count_people
from bot.web.dashboard.desk import Desk, name_course, read_number
from bot.web.dashboard.forms import Draft, Form
from bot.web.dashboard.wording import name_whom, word_due

LISTED: Final = 25  # on a page


class AssignmentPages:
    """Shows what is assigned, and ends it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._services = desk.services
        self._requests = desk.services.assignment_requests

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """List the assignments, the newest first."""
        try:
            number = read_number(request.query_params.get("page", "1"))
        except PersonGone:
            number = 1
        page = await self._services.compute(self._requests.list_page, number - 1, LISTED)
        await self._note(viewer, page.shown)
        return self._desk.show(
            request,
            viewer,
            "assignments.html",
            message=await self._desk.find_message(request, viewer),
            page=page,
            pages=max(1, -(-page.total // LISTED)),
            describe=self._describe,
        )

    async def show_end(self, request: Request, viewer: Viewer) -> Response:
        """Ask whether to end one, and say what becomes of what is open."""
        try:
            one = await self._find(request)
        except (AssignmentGone, PersonGone):
            return self._desk.show_lost(request, viewer)
        count = self._services.assignments.count_open
        await self._note(viewer, (one,))
        return self._desk.show(
            request,
            viewer,
            "assignment_end.html",
            one=one.assignment,
            described=self._describe(one),
            still_open=await self._services.compute(count, one.assignment.id),
            draft=Draft(),
        )

    async def end(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """End it."""
        try:
            one = await self._find(request)
        except (AssignmentGone, PersonGone):
            return self._desk.show_lost(request, viewer)
        number = one.assignment.id

        def end(actor: Actor) -> int:
            self._services.assignments.end(number, actor)
            return number

        if one.assignment.ended_at is not None and not await self._desk.was_done(viewer, form):
            return await self.show_end(request, viewer)  # a colleague was faster
        try:
            await self._desk.do(viewer, form, Deed.ENDED, end)
        except RequestDone:
            pass  # a second tap
        except AssignmentGone:
            return self._desk.show_lost(request, viewer)
        return self._desk.lead(request, viewer, "/assignments", form)

    async def _find(self, request: Request) -> NamedAssignment:
        number = read_number(request.path_params["assignment_id"])
        return await self._services.compute(self._requests.find, number)

    async def _note(self, viewer: Viewer, shown: tuple[NamedAssignment, ...]) -> None:
        people = count_people(shown)
        if people:
            await self._desk.note(AccessKind.SEARCH, viewer, people=people)

    def _describe(self, one: NamedAssignment) -> dict[str, str]:
        terms = one.assignment.terms
        return {
            "course": name_course(self._services, one.assignment.course_id),
            "whom": name_whom(one.assignment.whom.target, one.name),
            "due": word_due(terms.due),
            "terms": ", ".join(word_terms(terms)),
        }
