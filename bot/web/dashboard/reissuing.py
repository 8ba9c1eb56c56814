"""The form that reissues what a person holds in a former name."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from bot.learning.accesses import AccessKind
from bot.learning.deeds import Deed
from bot.learning.dossier import Dossier
from bot.learning.errors import NameUnchanged, PersonGone, Refusal, RequestDone, RoleRefused
from bot.learning.people import Actor
from bot.learning.signin import Viewer
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.forms import Draft, Form
from bot.web.dashboard.wording import word_refusal


class ReissuingPages:
    """Replaces certificates in a former name by the same in the name of today."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._certificates = desk.services.certificates

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Ask whether to do it."""
        try:
            person = await self._desk.find_person(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)
        count = self._certificates.count_renamed
        former = await self._desk.services.look(count, person.person_id)
        refusal = RoleRefused() if not person.may_change else None if former else NameUnchanged()
        if refusal is not None:
            return self._refuse(request, viewer, person, refusal)
        await self._desk.note(AccessKind.CERTIFICATE, viewer, subject_id=person.person_id)
        return self._desk.show(
            request, viewer, "reissue.html", person=person, former=former, draft=Draft()
        )

    async def take(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Do it; where nothing is in a former name any more, say so."""
        try:
            person = await self._desk.find_person(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)

        def reissue(actor: Actor) -> int:
            if not person.may_change:
                raise RoleRefused
            made = self._certificates.reissue_renamed(actor.person_id, person.person_id)
            if not made:
                raise NameUnchanged
            return made

        try:
            await self._desk.do(viewer, form, Deed.REISSUED, reissue)
        except RequestDone:
            pass  # a second tap
        except Refusal as refusal:
            return self._refuse(request, viewer, person, refusal)
        return self._desk.lead(request, viewer, f"/people/{person.person_id}", form)

    def _refuse(
        self, request: Request, viewer: Viewer, person: Dossier, refusal: Refusal
    ) -> Response:
        why, status = word_refusal(refusal), HTTPStatus.CONFLICT
        return self._desk.show(request, viewer, "impossible.html", status, person=person, why=why)
