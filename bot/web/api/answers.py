"""What the API answers: the report's rows page by page, and the little that helps to ask."""

import asyncio
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from bot.bundle import Services
from bot.learning.accesses import AccessKind, Reader
from bot.learning.errors import CountingFailed, CourseUnknown, DepartmentUnknown, MomentToCome
from bot.learning.people import ActorOrigin
from bot.learning.tokens import Token
from bot.reports.completion import CompletionRow
from bot.reports.feed import Page, Run
from bot.reports.passing import ENCODER
from bot.reports.tabular import flatten
from bot.web.api.asking import BAD_CURSOR, Asked, make_cursor, read
from bot.web.api.problems import API_PATH, Problem, send, write

COMPLETIONS = "completions"
NO_COURSE = "There is no such course. /api/v1/courses lists those there are."
NO_DEPARTMENT = "The roster has no such department, or it is not for this token."
TOO_MUCH = "Reading took too long just now. Try again in a minute, with a smaller limit."
TO_COME = "This moment is still to come. Give `as_of` of your last run, or leave it out for all."


class Answers:
    """Answers who has a good token."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._reading = asyncio.Semaphore(1)  # whoever taps a button needs threads, too

    async def show_completions(self, request: Request, token: Token) -> Response:
        """Show a page of the report."""
        asked = read(request.query_params.multi_items())
        if request.method == "HEAD":
            return write(None)
        services = self._services
        run = await self._begin(asked, token)
        async with self._reading:
            page = await self._read(run, asked.limit)
            if page.shown:
                reader = Reader(ActorOrigin.API, token.owner_id, f"token {token.id}")
                note = services.accesses.note
                await services.ask(note, AccessKind.API, reader, people=page.shown)
            return await services.compute(_draw, page, self._find_next(request, page, asked.limit))

    async def _begin(self, asked: Asked, token: Token) -> Run:
        if asked.run is not None:
            try:
                return await self._services.look(
                    self._services.feed.go_on, asked.run, token.departments
                )
            except (DepartmentUnknown, MomentToCome):
                status = HTTPStatus.UNPROCESSABLE_ENTITY
                raise Problem(status, BAD_CURSOR, parameter="cursor") from None
        wanted = asked.since, asked.course_id, asked.department, token.departments
        try:
            return await self._services.ask(self._services.feed.begin, *wanted)
        except DepartmentUnknown:
            raise Problem(HTTPStatus.NOT_FOUND, NO_DEPARTMENT, parameter="department") from None
        except MomentToCome:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            raise Problem(status, TO_COME, parameter="changed_since") from None

    async def _read(self, run: Run, limit: int) -> Page:
        try:
            return await self._services.compute(self._services.feed.read, run, limit)
        except CourseUnknown:
            raise Problem(HTTPStatus.NOT_FOUND, NO_COURSE, parameter="course") from None
        except CountingFailed:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            raise Problem(status, TOO_MUCH, headers={"retry-after": "60"}) from None

    def _find_next(self, request: Request, page: Page, limit: int) -> str | None:
        if page.rest is None:
            return None
        public = self._services.public_url
        base = f"{public}{API_PATH}/{COMPLETIONS}" if public else str(request.url.replace(query=""))
        return f"{base}?{urlencode({'cursor': make_cursor(page.rest), 'limit': limit})}"

    async def show_courses(self, request: Request, token: Token) -> Response:
        """Show the courses of the report."""
        del request, token
        found = await self._services.compute(self._services.feed.list_courses)
        courses = [
            {"course_id": one.course.id, "title": one.course.title, "is_taught": one.is_current}
            for one in found
        ]
        return write({"courses": courses})

    async def show_status(self, request: Request, token: Token) -> Response:
        """Show what the token is good for, without reading about anybody."""
        del request
        limits = None if token.departments is None else sorted(token.departments)
        return write(
            {
                "now": self._services.clock().isoformat(),
                "token": token.name,
                "expires_at": token.expires_at.isoformat(),
                "departments": limits,
            }
        )


def _draw(page: Page, following: str | None) -> Response:
    head = {"as_of": page.run.as_of.isoformat(), "next": following, "people": page.people}
    # Row by row: encoding all in one go would hold up whoever taps a button.
    rows = (
        ENCODER.encode(dict(zip(CompletionRow._fields, map(flatten, row), strict=True)))
        for row in page.rows
    )
    text = f'{ENCODER.encode(head)[:-1]},"rows":[{",".join(rows)}]}}'
    return send(text, headers={"link": f'<{following}>; rel="next"'} if following else {})
