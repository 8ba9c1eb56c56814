"""Forms about the way into the bot: a new invitation, and taking an account away."""

from hashlib import sha256
from http import HTTPStatus

import segno
from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from bot.learning.accesses import AccessKind
from bot.learning.deeds import Deed
from bot.learning.dossier import REASONS, Dossier, InviteReason, UnbindReason
from bot.learning.errors import (
    HasLeft,
    NotBound,
    PersonGone,
    Refusal,
    RequestDone,
    RoleRefused,
    StillBound,
)
from bot.learning.people import Actor
from bot.learning.phrases import short_date
from bot.learning.signin import Viewer
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.forms import Draft, Form, read_text
from bot.web.dashboard.wording import word_event, word_refusal

OTHER = "other"  # than the usual reasons: it is written
MADE = (
    "This form has made an invitation already, and showed it. It cannot be shown again: where you "
    "have not kept it, make another one, and the former is void."
)
CHANGED = Markup("Something was done about this person since you opened this page. Last: {}.")


class AccessPages:
    """Makes invitations, whose link is shown once, and takes accounts away, with the reason."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._people = desk.services.people

    async def show_invite(self, request: Request, viewer: Viewer) -> Response:
        """Ask whether to make a new invitation."""
        return await self._open(request, viewer, "invite.html")

    async def show_unbind(self, request: Request, viewer: Viewer) -> Response:
        """Ask why the account is taken away."""
        return await self._open(request, viewer, "unbind.html")

    async def invite(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Make an invitation and show it: this answer alone holds the link."""
        try:
            person = await self._desk.find_person(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)
        if await self._desk.was_done(viewer, form):
            return await self._ask_again(request, viewer, "invite.html", person, MADE)
        if form.get("seen") != _digest(person):
            why = _word_change(person)
            return await self._ask_again(request, viewer, "invite.html", person, why, form)
        problems: dict[str, str] = {}
        reason = _read_reason(form, problems, InviteReason)
        if problems:
            draft = Draft(form.values, problems)
            return await self._show(request, viewer, "invite.html", person, draft)
        return await self._make_invite(request, viewer, form, person, reason)

    async def _make_invite(
        self, request: Request, viewer: Viewer, form: Form, person: Dossier, reason: str
    ) -> Response:
        def make(actor: Actor) -> tuple[str, str]:
            issued = self._people.invite(viewer.member, person.person_id, reason, actor.origin)
            return issued.code, short_date(issued.expires_at)

        try:
            code, until = await self._desk.do(viewer, form, Deed.INVITED, make)
        except RequestDone:
            return await self._ask_again(request, viewer, "invite.html", person, MADE)
        except Refusal as refusal:
            return self._refuse(request, viewer, person, refusal)
        await self._desk.note(AccessKind.INVITATIONS, viewer, subject_id=person.person_id)
        link = self._desk.services.invitations.make_link(code)
        return self._desk.show(
            request,
            viewer,
            "invited.html",
            person=person,
            code=code,
            until=until,
            link=link,
            picture=_draw(link),
        )

    async def unbind(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Take the account away, or show what has to be mended."""
        try:
            person = await self._desk.find_person(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)
        problems: dict[str, str] = {}
        reason = _read_reason(form, problems, UnbindReason)
        if not await self._desk.was_done(viewer, form):
            if form.get("seen") != _digest(person):
                why = _word_change(person)
                return await self._ask_again(request, viewer, "unbind.html", person, why, form)
            if problems:
                draft = Draft(form.values, problems)
                return await self._show(request, viewer, "unbind.html", person, draft)
            try:
                await self._desk.do(
                    viewer,
                    form,
                    Deed.UNBOUND,
                    lambda actor: self._people.unbind(
                        viewer.member, person.person_id, reason, actor.origin
                    ),
                )
            except RequestDone:
                pass  # a second tap
            except Refusal as refusal:
                return self._refuse(request, viewer, person, refusal)
        return self._desk.lead(request, viewer, f"/people/{person.person_id}", form)

    async def _open(self, request: Request, viewer: Viewer, template: str) -> Response:
        try:
            person = await self._desk.find_person(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)
        return await self._show(request, viewer, template, person, Draft())

    async def _ask_again(  # noqa: PLR0913 - what the page is made of
        self,
        request: Request,
        viewer: Viewer,
        template: str,
        person: Dossier,
        why: str,
        form: Form | None = None,
    ) -> Response:
        draft = Draft({} if form is None else form.values)
        return await self._show(request, viewer, template, person, draft, why)

    async def _show(  # noqa: PLR0913 - what the page is made of
        self,
        request: Request,
        viewer: Viewer,
        template: str,
        person: Dossier,
        draft: Draft,
        why: str | None = None,
    ) -> Response:
        is_invite = template == "invite.html"
        refusal = _find_refusal(person, is_invite=is_invite)
        if refusal is not None:
            return self._refuse(request, viewer, person, refusal, why)
        await self._desk.note(AccessKind.PERSON, viewer, subject_id=person.person_id)
        status = HTTPStatus.CONFLICT if why else HTTPStatus.OK
        return self._desk.show(
            request,
            viewer,
            template,
            HTTPStatus.UNPROCESSABLE_ENTITY if draft.problems else status,
            person=person,
            draft=draft,
            why=why,
            seen=_digest(person),
            reasons=_list_reasons(InviteReason if is_invite else UnbindReason),
            other=OTHER,
        )

    def _refuse(
        self,
        request: Request,
        viewer: Viewer,
        person: Dossier,
        refusal: Refusal,
        why: str | None = None,
    ) -> Response:
        words = " ".join(filter(None, (why, word_refusal(refusal))))
        status = HTTPStatus.CONFLICT
        return self._desk.show(request, viewer, "impossible.html", status, person=person, why=words)


def _find_refusal(person: Dossier, *, is_invite: bool) -> Refusal | None:
    """Say why there is nothing to ask; the use case decides itself once more."""
    if not person.may_change:
        return RoleRefused()
    if is_invite:
        if person.may_be_invited:
            return None
        return StillBound() if person.is_bound else HasLeft()
    return None if person.is_bound else NotBound()


def _digest(person: Dossier) -> str:
    """Return what is another text once something was done about a person's access."""
    events = [(event.kind.value, event.at.isoformat()) for event in person.events]
    return sha256(repr((person.access.value, person.role.value, events)).encode()).hexdigest()[:20]


def _word_change(person: Dossier) -> str:
    return CHANGED.format(word_event(person.events[0])) if person.events else "Please look again."


def _list_reasons(kind: type[InviteReason | UnbindReason]) -> dict[str, str]:
    return {one.value: REASONS[one].capitalize() for one in kind}


def _read_reason(
    form: Form, problems: dict[str, str], kind: type[InviteReason | UnbindReason]
) -> str:
    choice = form.get("why")
    if choice in set(kind):
        return REASONS[kind(choice)]
    if choice != OTHER:
        problems["why"] = "Please choose why."
        return ""
    return read_text(form, "reason", problems, "the reason")


def _draw(link: str) -> str:
    """Return a QR code, dark on light on any page, as phones' cameras want it."""
    return segno.make(link, error="m").svg_inline(
        omitsize=True, border=4, light="#fff", title="QR code of the invitation", svgclass="qr"
    )
