"""Signing in and out, and the guard before each page: the role is read anew at every request."""

import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha256
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from bot.bundle import Services
from bot.learning.errors import LinkSpent
from bot.learning.signin import Viewer, Way
from bot.web.dashboard.forms import CHANGE_LIMIT, Form, read_form
from bot.web.dashboard.pages import HOME, Pages, is_own, lead
from bot.web.rates import RateLimit, name_client

Page = Callable[[Request, Viewer], Awaitable[Response]]
Change = Callable[[Request, Viewer, Form], Awaitable[Response]]
MEANT = {"/assign/confirm": "/assign", "/leave": ""}  # pages whose address only takes a form
A_MINUTE, A_MINUTE_IN_ALL = 30, 600  # tries to sign in


class Gate:
    """Lets in who has a link or comes from Telegram, and lets nobody else see a page."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self._services = services
        self._pages = pages
        self._limit = RateLimit(A_MINUTE, A_MINUTE_IN_ALL)

    def guard(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """Let a page be seen only by who is signed in and has the role now."""

        async def guarded(request: Request) -> Response:
            viewer = await self._find_viewer(request)
            if viewer is None:
                answer = self._refuse(request)
                self._pages.keep_wish(request, answer)
                return answer
            return await page(request, viewer)

        return guarded

    def guard_desk(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """Let a page be seen only by whoever may change something now."""

        async def show(request: Request, viewer: Viewer) -> Response:
            if not viewer.may_change:
                return self._deny(request, viewer, "denied.html")
            return await page(request, viewer)

        return self.guard(show)

    def guard_change(self, change: Change) -> Callable[[Request], Awaitable[Response]]:
        """Take a form only from whoever may change something now, and from a page of theirs."""

        async def take(request: Request, viewer: Viewer) -> Response:
            if not viewer.may_change:
                return self._deny(request, viewer, "denied.html")
            form = await read_form(request, CHANGE_LIMIT)
            if not self._is_sealed(request, form):
                return self._deny(request, viewer, "stale.html")
            return await change(request, viewer, form)

        return self.guard(take)

    async def offer_link(self, request: Request) -> Response:
        """Show the button that spends a link; showing it, as for a preview, spends nothing."""
        if (busy := self._slow_down(request)) is not None:
            return busy
        code = request.query_params.get("code", "")
        member = await self._services.look(self._services.signin.find_linked, code)
        if member is None:
            viewer = await self._find_viewer(request)
            return self._refuse(request) if viewer is None else lead(request, viewer.way)
        return self._pages.show(request, "enter.html", code=code, name=member.first_name)

    async def spend_link(self, request: Request) -> Response:
        """Sign in by a link."""
        return await self._let_in(request, "code", self._services.signin.enter, Way.LINK)

    async def offer_app(self, request: Request) -> Response:
        """Show what a Mini App begins with; its script sends what Telegram says of the user."""
        return self._pages.show(request, "app.html", is_app=True)

    async def enter_by_app(self, request: Request) -> Response:
        """Sign in inside Telegram."""
        signin = self._services.signin
        return await self._let_in(request, "init_data", signin.enter_by_app, Way.APP)

    async def leave(self, request: Request, viewer: Viewer) -> Response:
        """Sign out."""
        token = self._pages.read_token(request)
        if not self._is_sealed(request, await read_form(request)):
            return self._refuse(request, HTTPStatus.FORBIDDEN)
        await self._services.ask(self._services.signin.leave, token)
        answer = self._pages.show(request, "left.html", is_app=viewer.way is Way.APP)
        self._pages.let_out(answer, viewer.way)
        return answer

    async def show_lost(self, request: Request) -> Response:
        """Answer what no page does: with the page that was meant, where that is plain."""
        path = request.url.path.partition(f"/{HOME}")[2]
        meant = MEANT.get(path, path.rstrip("/") if request.method == "GET" else path)
        viewer = await self._find_viewer(request)
        if meant != path:
            meant += f"?{request.url.query}" if request.url.query else ""
            return lead(request, Way.LINK if viewer is None else viewer.way, meant)
        if viewer is None:
            return self._pages.show(request, "lost.html", HTTPStatus.NOT_FOUND)
        return self._deny(request, viewer, "lost.html", HTTPStatus.NOT_FOUND)

    async def _let_in(
        self, request: Request, field: str, enter: Callable[[str], str], way: Way
    ) -> Response:
        if (busy := self._slow_down(request)) is not None:
            return busy
        if not is_own(request):
            return self._refuse(request, HTTPStatus.FORBIDDEN)
        form = await read_form(request)
        try:
            token = await self._services.ask(enter, form.get(field))
        except LinkSpent:
            # A button that was tapped twice, or an app that was opened long ago.
            viewer = await self._find_viewer(request)
            return self._refuse(request) if viewer is None else lead(request, viewer.way)
        return self._pages.let_in(request, token, way)

    async def _find_viewer(self, request: Request) -> Viewer | None:
        token = self._pages.read_token(request)
        if not token:
            return None
        return await self._services.look(self._services.signin.find_viewer, token)

    def _is_sealed(self, request: Request, form: Form) -> bool:
        """Tell whether a form comes from a page of this session."""
        seal = make_seal(self._pages.read_token(request)).encode()
        return is_own(request) and hmac.compare_digest(seal, form.get("seal").encode())

    def _deny(
        self,
        request: Request,
        viewer: Viewer,
        template: str,
        status: HTTPStatus = HTTPStatus.FORBIDDEN,
    ) -> Response:
        seal = make_seal(self._pages.read_token(request))
        return self._pages.show(request, template, status, viewer=viewer, seal=seal)

    def _refuse(self, request: Request, status: HTTPStatus = HTTPStatus.UNAUTHORIZED) -> Response:
        # Also in Telegram's frame: there is nothing on it to see or to tap.
        return self._pages.show(request, "refused.html", status, is_app=True)

    def _slow_down(self, request: Request) -> Response | None:
        wait = self._limit.find_wait(name_client(request))
        if wait is None:
            return None
        answer = self._pages.show(request, "busy.html", HTTPStatus.TOO_MANY_REQUESTS, is_app=True)
        answer.headers["retry-after"] = str(wait)
        return answer


def make_seal(token: str, what: str = "form") -> str:
    """Return what a form carries to prove that it, or what is in it, is from a page of ours."""
    return hmac.new(token.encode(), what.encode(), sha256).hexdigest()
