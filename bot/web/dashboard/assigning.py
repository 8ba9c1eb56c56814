"""The forms that give a course to people: whom and on which terms, how many that is, and done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from bot.learning.accesses import AccessKind
from bot.learning.assignments import Coverage, Target, Whom, word_terms
from bot.learning.course import Course
from bot.learning.deeds import Deed
from bot.learning.dossier import PersonFound
from bot.learning.errors import (
    AssignedAlready,
    DateRefused,
    NobodyCovered,
    PersonGone,
    Refusal,
    RequestDone,
)
from bot.learning.people import Actor
from bot.learning.signin import Viewer
from bot.web.dashboard.desk import Desk, read_number
from bot.web.dashboard.forms import Draft, Form
from bot.web.dashboard.plans import Plan, list_people, read_terms, read_whom
from bot.web.dashboard.wording import name_whom, word_due, word_refusal

FIND, CHANGE = "find", "change"  # buttons beside the one that goes on
NO_NAME = "Please write a name or number to find. Or choose above whom it is for."
FIRST = {"due": "days", "days": "14"}


@dataclass(frozen=True)
class _Named:
    """Somebody who can be ticked."""

    person_id: int
    name: str
    place: str


@dataclass(frozen=True)
class _Found:
    """Whom the name that was written finds, besides those who are ticked."""

    people: tuple[_Named, ...] = ()
    total: int = 0
    left: int = 0  # who cannot be assigned anything any more


class AssigningPages:
    """Assigns in two steps; the second carries what the first has shown, under a seal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._services = desk.services

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """Show the form; for one person where the address names somebody."""
        values, ticked = dict(FIRST), []
        if request.query_params.get("person"):
            try:
                ticked = [read_number(request.query_params["person"])]
            except PersonGone:
                return self._desk.show_nobody(request, viewer)
            values["whom"] = Target.PERSON.value
        return await self._show(request, viewer, Draft(values), ticked)

    async def review(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Show how many that is before anything happens; or whom a name finds; or what to mend."""
        ticked, step = list_people(form), form.get("step")
        if step == CHANGE:
            return await self._show(request, viewer, Draft(form.values), ticked)
        if step == FIND and form.get("find"):
            found = await self._find(viewer, form.get("find"), ticked)
            values = form.values | {"whom": Target.PERSON.value}
            return await self._show(request, viewer, Draft(values), ticked, found)
        problems: dict[str, str] = {}
        course = self._read_course(form, problems)
        whom, terms = read_whom(form, problems), read_terms(form, problems)
        # Enter in any field is Find to a browser: it goes on where somebody is chosen.
        if step == FIND and "whom" in problems and not form.get("whom"):
            del problems["whom"]
            problems["find"] = NO_NAME
        try:
            self._services.assignments.check_due(terms.due)
        except DateRefused:
            problems["day"] = "That day is over, or more than ten years ahead. Choose another one."
        if problems or course is None:
            words = form.get("find") if "find" in problems else ""
            near = await self._find(viewer, words, ticked) if words else None
            return await self._show(request, viewer, Draft(form.values, problems), ticked, near)
        plan = Plan(course.id, whom, terms)
        try:
            return await self._ask(request, viewer, form, plan, course)
        except Refusal as refusal:
            draft = Draft(form.values, {"whom": word_refusal(refusal)})
            return await self._show(request, viewer, draft, ticked)

    async def assign(self, request: Request, viewer: Viewer, form: Form) -> Response:
        """Do what was shown."""
        text = form.get("plan")
        if not self._desk.is_sealed(request, text, form.get("plan_seal")):
            return self._desk.show(request, viewer, "stale.html", HTTPStatus.FORBIDDEN)
        plan = Plan.read(text)
        try:
            await self._desk.do(viewer, form, Deed.ASSIGNED, lambda actor: self._give(plan, actor))
        except RequestDone:
            pass  # a second tap
        except Refusal as refusal:
            draft = Draft(form.values, {"whom": word_refusal(refusal)})
            return await self._show(request, viewer, draft, list_people(form))
        return self._desk.lead(request, viewer, "/assignments", form)

    def _give(self, plan: Plan, actor: Actor) -> int | None:
        """Assign to all or to none; return the number where it is one."""
        assign = self._services.assignments.assign
        given = [assign(whom, plan.terms, actor, plan.course_id) for whom in plan.whom]
        if not any(one.is_new for one in given):
            raise AssignedAlready(given[0].assignment_id)
        return given[0].assignment_id if len(given) == 1 else None

    def _read_course(self, form: Form, problems: dict[str, str]) -> Course | None:
        catalog = self._services.library.get_current().catalog
        course = catalog.find_course(form.get("course"))
        if course is None:
            problems["course"] = "Please choose a course that is taught."
        return course

    async def _ask(
        self, request: Request, viewer: Viewer, form: Form, plan: Plan, course: Course
    ) -> Response:
        names, covered = [], Coverage(0, 0, 0)
        for whom in plan.whom:
            names.append(await self._name(viewer, whom))
            one = await self._services.compute(self._services.assignments.count, whom, course.id)
            if whom.target is not Target.EVERYONE and not one.people:
                raise NobodyCovered
            covered = Coverage(
                covered.people + one.people,
                covered.have_open + one.have_open,
                covered.have_closed + one.have_closed,
            )
        await self._note(viewer, plan.whom)
        months = plan.terms.valid_months or course.valid_months
        terms = replace(plan.terms, valid_months=months)
        text = plan.write()
        return self._desk.show(
            request,
            viewer,
            "assign_review.html",
            course=course,
            names=names,
            due=word_due(terms.due),
            terms=word_terms(terms),
            covered=covered,
            plan=text,
            plan_seal=self._desk.seal(request, text),
            draft=Draft(form.values),
            people=list_people(form),
        )

    async def _name(self, viewer: Viewer, whom: Whom) -> str:
        if whom.target is not Target.PERSON:
            return name_whom(whom.target, whom.key)
        find = self._services.people.find
        try:
            return (await self._services.look(find, viewer.member, int(whom.key))).name
        except PersonGone:
            raise NobodyCovered from None

    async def _find(self, viewer: Viewer, words: str, ticked: Sequence[int]) -> _Found:
        search = self._services.people.search
        found = await self._services.compute(search, viewer.member, words)
        here = [one for one in found.people if not one.has_left]
        await self._desk.note(AccessKind.SEARCH, viewer, people=len(found.people))
        people = tuple(_name_found(one) for one in here if one.person_id not in ticked)
        return _Found(people, found.total, len(found.people) - len(here))

    async def _show(
        self,
        request: Request,
        viewer: Viewer,
        draft: Draft,
        ticked: Sequence[int],
        found: _Found | None = None,
    ) -> Response:
        services, people = self._services, []
        for person_id in ticked:
            try:
                person = await services.look(services.people.find, viewer.member, person_id)
            except PersonGone:
                continue
            employee = person.employee
            place = f"{employee.department} · {employee.employee_id}" if employee else ""
            people.append(_Named(person_id, person.name, place))
        if people:
            await self._desk.note(AccessKind.SEARCH, viewer, people=len(people))
        status = HTTPStatus.UNPROCESSABLE_ENTITY if draft.problems else HTTPStatus.OK
        return self._desk.show(
            request,
            viewer,
            "assign.html",
            status,
            draft=draft,
            courses=services.library.get_current().catalog.courses,
            departments=await services.compute(services.assignments.list_departments),
            groups=await services.compute(services.assignments.list_groups),
            ticked=people,
            found=found,
        )

    async def _note(self, viewer: Viewer, whom: Sequence[Whom]) -> None:
        people = sum(one.target is Target.PERSON for one in whom)
        if people:
            await self._desk.note(AccessKind.SEARCH, viewer, people=people)


def _name_found(one: PersonFound) -> _Named:
    place = " · ".join(filter(None, (one.department, one.employee_id)))
    return _Named(one.person_id, one.name, place)
