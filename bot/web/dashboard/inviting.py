"""Invitations for many at once: how many wait for one, and the files that hand them out."""

from http import HTTPStatus
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import Request
from fastapi.responses import Response

from bot.learning.accesses import Reader
from bot.learning.deeds import Deed
from bot.learning.errors import NobodyToInvite, Refusal, RequestDone
from bot.learning.people import Actor
from bot.learning.signin import Viewer
from bot.services.invitations import InvitationFiles, IssuedBatch
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.forms import Draft, Form
from bot.web.dashboard.pages import make_headers
from bot.web.dashboard.wording import word_refusal

SHEET, LINKS, BOTH = "html", "csv", "zip"
MEDIA: Final = {
    SHEET: "text/html; charset=utf-8",
    LINKS: "text/csv; charset=utf-8",
    BOTH: "application/zip",
}
FIRST: Final = {"scope": "new", "file": SHEET}
MADE = (
    "This form has made its invitations already. They cannot be made into a file again: where the "
    "file has not come, choose those whose invitation is still valid, too, and theirs are new."
)
NOBODY = (
    "Nobody waits for an invitation: every active employee has an account or a valid invitation."
)


class InvitationPages:
    """Makes the files; what is not handed out has to be made anew, as only hashes are kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._invitations = desk.services.invitations

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Say how many wait, and what can be made for them."""
        return await self._show(request, viewer, Draft(FIRST))

    async def make(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Make invitations and send the file with them."""
        kind = form.get("file")
        problems = {} if kind in MEDIA else {"file": "Please choose what you need."}
        if form.get("scope") not in {"new", "again"}:
            problems["scope"] = "Please choose for whom."
        if problems:
            return await self._show(request, viewer, Draft(form.values, problems))

        def issue(actor: Actor) -> IssuedBatch:
            reader = Reader(actor.origin, actor.person_id)
            return self._invitations.issue(reader, is_again=form.get("scope") == "again")

        try:
            batch = await self._desk.do(viewer, form, Deed.PRINTED, issue)
        except RequestDone:
            return await self._show(request, viewer, Draft(form.values), MADE)
        except NobodyToInvite:
            return await self._show(request, viewer, Draft(form.values), NOBODY)
        except Refusal as refusal:
            return await self._show(request, viewer, Draft(form.values), word_refusal(refusal))
        files = await self._desk.services.compute(self._invitations.write, batch)
        body = await self._desk.services.compute(_pack, files, kind)
        headers = make_headers() | {
            "content-disposition": f'attachment; filename="invitations.{kind}"'
        }
        return Response(body, media_type=MEDIA[kind], headers=headers)

    async def _show(
        self, request: Request, viewer: Viewer, draft: Draft, why: str | None = None
    ) -> Response:
        count = self._invitations.count
        status = HTTPStatus.CONFLICT if why else HTTPStatus.OK
        return self._desk.show(
            request,
            viewer,
            "invitations.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if draft.problems else status,
            waiting=await self._desk.services.compute(count, viewer.member),
            headcount=await self._desk.services.compute(
                self._desk.services.people.count, viewer.member
            ),
            draft=draft,
            why=why,
            at_once=self._invitations.at_once,
        )


def _pack(files: InvitationFiles, kind: str) -> bytes:
    if kind != BOTH:
        return files.sheet if kind == SHEET else files.links
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("invitations.html", files.sheet)
        archive.writestr("invitations.csv", files.links)
    return packed.getvalue()
