"""The form that revokes a certificate."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from bot.learning.accesses import AccessKind
from bot.learning.certificates import Certificate, format_code
from bot.learning.deeds import Deed
from bot.learning.dossier import Dossier
from bot.learning.errors import (
    CertificateEnded,
    CertificateGone,
    PersonGone,
    Refusal,
    RequestDone,
)
from bot.learning.signin import Viewer
from bot.web.dashboard.desk import Desk, read_number
from bot.web.dashboard.forms import Draft, Form, read_text
from bot.web.dashboard.wording import word_refusal


@dataclass(frozen=True)
class _Case:
    person: Dossier
    certificate: Certificate


class RevokingPages:
    """Revokes a certificate with the reason; its holder is told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._certificates = desk.services.certificates

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Ask why it is revoked."""
        try:
            case = await self._find(request, viewer)
        except (PersonGone, CertificateGone):
            return self._desk.show_nobody(request, viewer)
        return await self._show(request, viewer, case, Draft())

    async def take(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Revoke it, or show what has to be mended."""
        try:
            case = await self._find(request, viewer)
        except (PersonGone, CertificateGone):
            return self._desk.show_nobody(request, viewer)
        problems: dict[str, str] = {}
        reason = read_text(form, "reason", problems, "the reason")
        if problems:
            return await self._show(request, viewer, case, Draft(form.values, problems))
        code, revoke = case.certificate.code, self._certificates.revoke
        try:
            await self._desk.do(
                viewer, form, Deed.REVOKED, lambda actor: revoke(code, reason, actor.person_id)
            )
        except RequestDone:
            pass  # a second tap
        except Refusal as refusal:
            return self._refuse(request, viewer, case, refusal)
        return self._desk.lead(request, viewer, f"/people/{case.person.person_id}", form)

    async def _find(self, request: Request, viewer: Viewer) -> _Case:
        person = await self._desk.find_person(request, viewer)
        number = read_number(request.path_params["certificate_id"])
        certificate = await self._desk.services.look(self._certificates.get, number)
        if certificate.person_id != person.person_id:
            raise CertificateGone
        return _Case(person, certificate)

    async def _show(self, request: Request, viewer: Viewer, case: _Case, draft: Draft) -> Response:
        ending = case.certificate.ending
        if ending is not None:
            refusal = CertificateEnded(is_replaced=ending == "replaced")
            return self._refuse(request, viewer, case, refusal)
        await self._desk.note(AccessKind.CERTIFICATE, viewer, subject_id=case.person.person_id)
        return self._desk.show(
            request,
            viewer,
            "revoke.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if draft.problems else HTTPStatus.OK,
            person=case.person,
            certificate=case.certificate,
            code=format_code(case.certificate.code),
            draft=draft,
        )

    def _refuse(self, request: Request, viewer: Viewer, case: _Case, refusal: Refusal) -> Response:
        why, status = word_refusal(refusal), HTTPStatus.CONFLICT
        return self._desk.show(
            request, viewer, "impossible.html", status, person=case.person, why=why
        )
