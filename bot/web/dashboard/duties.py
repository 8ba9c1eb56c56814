"""Forms about what somebody has to complete: extend, waive, require again, completed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from bot.learning.accesses import AccessKind
from bot.learning.deeds import DEEDS
from bot.learning.dossier import Dossier
from bot.learning.duties import (
    DutyAct,
    DutyChange,
    DutyMark,
    DutyRequest,
    DutyState,
    PastWord,
    read_day,
)
from bot.learning.errors import (
    CompletionRefused,
    DateRefused,
    DayUnclear,
    DutyChanged,
    ExtensionRefused,
    PersonGone,
    Refusal,
    RequestDone,
)
from bot.learning.phrases import short_date
from bot.learning.signin import Viewer
from bot.web.dashboard.desk import Desk, name_course, read_number
from bot.web.dashboard.forms import Draft, Form, read_text
from bot.web.dashboard.wording import word_day, word_refusal, word_ruling

DATED = {DutyAct.EXTEND, DutyAct.ELSEWHERE}
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class _Case:
    """What a form is about."""

    person: Dossier
    act: DutyAct
    state: DutyState
    last: PastWord | None = None  # what was decided about it last


class DutyPages:
    """Takes HR's word on an occurrence as they saw it, with the reason."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._requests = desk.services.duty_requests

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Show the form."""
        try:
            case = await self._find(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)
        try:
            await self._look(viewer, case)
        except Refusal as refusal:
            return await self._refuse(request, viewer, case, refusal)
        values = {}
        if case.act is DutyAct.EXTEND:
            days = await self._desk.services.look(self._requests.propose_days, case.state)
            values["day"] = days[0].isoformat()
        return await self._show(request, viewer, case, Draft(values))

    async def take(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Do it, or show what has to be mended."""
        try:
            case = await self._find(request, viewer)
        except PersonGone:
            return self._desk.show_nobody(request, viewer)
        answer = None
        if not await self._desk.was_done(viewer, form):  # whose day does not fit any more, perhaps
            answer = await self._rule(request, viewer, case, form)
        where = f"/people/{case.person.person_id}"
        return answer or self._desk.lead(request, viewer, where, form)

    async def _rule(
        self, request: Request, viewer: Viewer, case: _Case, form: Form
    ) -> Response | None:
        """Do what a form asks for, or return the page that says what has to be mended."""
        seen = DutyMark(case.state.mark.occurrence_id, _read_mark(form))
        problems: dict[str, str] = {}
        day = self._read_day(form, case, problems) if case.act in DATED else None
        proof = ""
        if case.act is DutyAct.ELSEWHERE:
            proof = read_text(form, "proof", problems, "what proves it")
        reason = read_text(form, "reason", problems, "the reason")
        if problems and seen == case.state.mark:
            draft = Draft(form.values, problems)
            return await self._show(request, viewer, case, draft)
        if problems:
            return await self._show_change(request, viewer, case, seen, form.values)
        word = DutyRequest(case.act, seen, day), reason, proof
        try:
            await self._desk.do(
                viewer, form, DEEDS[case.act], lambda actor: self._requests.rule(actor, *word)
            )
        except RequestDone:
            pass  # a second tap
        except DutyChanged:
            return await self._show_change(request, viewer, case, seen, form.values)
        except Refusal as refusal:
            return await self._refuse(request, viewer, case, refusal)
        return None

    async def _find(self, request: Request, viewer: Viewer) -> _Case:
        person = await self._desk.find_person(request, viewer)
        act = request.path_params["act"]
        mark = DutyMark(read_number(request.path_params["occurrence_id"]), 0)
        change = await self._desk.services.look(self._requests.find_change, mark)
        is_theirs = change is not None and change.state.person_id == person.person_id
        if change is None or not is_theirs or act not in set(DutyAct):
            raise PersonGone
        return _Case(person, DutyAct(act), change.state, next(iter(change.words), None))

    async def _look(self, viewer: Viewer, case: _Case) -> None:
        get = self._requests.get
        await self._desk.services.look(get, viewer.member, case.act, case.state.mark)

    def _read_day(self, form: Form, case: _Case, problems: dict[str, str]) -> date | None:
        try:
            day = read_day(form.get("day"))
            self._requests.check_day(case.state, case.act, day)
        except DayUnclear:
            problems["day"] = "Please give a day, such as 2026-12-18 or 18 Dec 2026."
        except CompletionRefused:
            problems["day"] = (
                "That day is still to come, or long over. Choose today or an earlier day, from "
                "2000 on."
            )
        except ExtensionRefused:
            assert case.state.due_day is not None  # noqa: S101 - what a later day is refused for
            problems["day"] = (
                f"That is not after the present due day, {short_date(case.state.due_day)}. Choose "
                "a later one."
            )
        except DateRefused:
            problems["day"] = "Choose today or a later day, within ten years."
        else:
            return day
        return None

    async def _show_change(
        self,
        request: Request,
        viewer: Viewer,
        case: _Case,
        seen: DutyMark,
        values: Mapping[str, str],
    ) -> Response:
        """Say what has changed since the form was shown; where it still can be, ask once more."""
        change = await self._desk.services.look(self._requests.find_change, seen)
        if change is None:
            return self._desk.show_nobody(request, viewer)
        case = _Case(case.person, case.act, change.state)
        draft = Draft(values)
        return await self._show(request, viewer, case, draft, HTTPStatus.CONFLICT, change)

    async def _refuse(
        self, request: Request, viewer: Viewer, case: _Case, refusal: Refusal
    ) -> Response:
        if isinstance(refusal, DutyChanged):  # an old link, or the button of an old page
            return await self._show_change(request, viewer, case, case.state.mark, {})
        await self._desk.note(AccessKind.PERSON, viewer, subject_id=case.person.person_id)
        return self._desk.show(
            request,
            viewer,
            "impossible.html",
            HTTPStatus.CONFLICT,
            person=case.person,
            why=word_refusal(refusal),
        )

    async def _show(  # noqa: PLR0913 - what the page is made of
        self,
        request: Request,
        viewer: Viewer,
        case: _Case,
        draft: Draft,
        status: HTTPStatus | None = None,
        change: DutyChange | None = None,
    ) -> Response:
        await self._desk.note(AccessKind.PERSON, viewer, subject_id=case.person.person_id)
        if status is None:
            status = HTTPStatus.UNPROCESSABLE_ENTITY if draft.problems else HTTPStatus.OK
        is_fresh = case.last and self._desk.services.boards.now() - case.last.at < JUST_NOW
        zone, today = case.state.zone, self._requests.find_today(case.state)
        return self._desk.show(
            request,
            viewer,
            "duty.html",
            status,
            person=case.person,
            act=case.act,
            state=case.state,
            day_of=partial(word_day, zone=zone),
            today=today.isoformat(),
            course=name_course(self._desk.services, case.state.course_id),
            draft=draft,
            change=change,
            last=case.last if is_fresh and change is None else None,
            word_ruling=partial(word_ruling, zone=zone),
        )


def _read_mark(form: Form) -> int:
    try:
        return read_number(form.get("mark"))
    except PersonGone:
        return -1  # that of no event
