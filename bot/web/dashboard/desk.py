"""What all pages with HR's forms share: who is meant, what is written down, how it is answered."""

import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from bot.bundle import Services
from bot.learning.accesses import AccessKind, Reader
from bot.learning.deeds import Deed
from bot.learning.dossier import Dossier
from bot.learning.errors import PersonGone
from bot.learning.people import Actor, ActorOrigin
from bot.learning.signin import Viewer, Way
from bot.web.dashboard.forms import Form
from bot.web.dashboard.gate import make_seal
from bot.web.dashboard.pages import Pages, find_base, make_headers
from bot.web.dashboard.wording import word_done

DIGITS = 18  # of a number in the address, as many as the database holds
KEY = 64  # characters of what stands for a form

T = TypeVar("T")


class Desk:
    """Shows forms, and does what they ask for once."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self.services = services
        self._pages = pages

    def show(
        self,
        request: Request,
        viewer: Viewer,
        template: str,
        status: HTTPStatus = HTTPStatus.OK,
        **values: Any,
    ) -> Response:
        """Answer with a page."""
        seal = make_seal(self._pages.read_token(request))
        return self._pages.show(request, template, status, viewer=viewer, seal=seal, **values)

    def seal(self, request: Request, text: str) -> str:
        """Return what proves that a text comes from a page of this session."""
        return make_seal(self._pages.read_token(request), f"text {text}")

    def is_sealed(self, request: Request, text: str, seal: str) -> bool:
        """Tell whether a text comes from a page of this session."""
        return hmac.compare_digest(self.seal(request, text).encode(), seal.encode())

    def show_nobody(self, request: Request, viewer: Viewer) -> Response:
        """Answer that there is nobody by that number, or nothing of the kind."""
        return self.show(request, viewer, "nobody.html", HTTPStatus.NOT_FOUND)

    def show_lost(self, request: Request, viewer: Viewer) -> Response:
        """Answer that there is nothing at that address, or nothing for this viewer."""
        return self.show(request, viewer, "lost.html", HTTPStatus.NOT_FOUND)

    async def find_person(self, request: Request, viewer: Viewer) -> Dossier:
        """Return the person in the address; raises PersonGone."""
        person_id = read_number(request.path_params["person_id"])
        return await self.services.look(self.services.people.find, viewer.member, person_id)

    async def note(
        self, kind: AccessKind, viewer: Viewer, *, subject_id: int | None = None, people: int = 1
    ) -> None:
        """Write down who looks at whom, before it is shown."""
        services, reader = self.services, Reader(ActorOrigin.WEB, viewer.member.id)
        await services.ask(
            services.accesses.note, kind, reader, subject_id=subject_id, people=people
        )

    async def do(self, viewer: Viewer, form: Form, deed: Deed, act: Callable[[Actor], T]) -> T:
        """Do what a form asks for; raises RequestDone where it was sent before."""
        services = self.services
        done = await services.ask(
            services.dashboard_requests.do, viewer.member, form.key, deed, act
        )
        services.boards.outdate()
        return done

    async def was_done(self, viewer: Viewer, form: Form) -> bool:
        """Tell whether a form was sent before, with all that is in it."""
        find = self.services.dashboard_requests.find_done
        return await self.services.look(find, viewer.member, form.key) is not None

    async def find_message(self, request: Request, viewer: Viewer) -> str | None:
        """Return what the form has done that has led here."""
        key = request.query_params.get("done", "")[:KEY]
        if not key:
            return None
        find = self.services.dashboard_requests.find_done
        done = await self.services.look(find, viewer.member, key)
        return None if done is None else word_done(done)

    def lead(self, request: Request, viewer: Viewer, path: str, form: Form) -> Response:
        """Lead to the page that shows what was done: a reload sends nothing again."""
        return RedirectResponse(
            f"{find_base(request)}{path}?done={form.key}",
            HTTPStatus.SEE_OTHER,
            make_headers(is_framed=viewer.way is Way.APP),
        )


def name_course(services: Services, course_id: str) -> str:
    """Return the title of a course; its id where it is not taught any more."""
    course = services.library.get_current().catalog.find_course(course_id)
    return course_id if course is None else course.title


def read_number(text: str) -> int:
    """Return a number in an address; raises PersonGone for anything else."""
    if not (text.isascii() and text.isdigit()):
        raise PersonGone
    return int(text[:DIGITS])
