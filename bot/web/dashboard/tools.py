"""What HR can do about one person, as their page offers it."""

from dataclasses import dataclass
from functools import partial

from bot.learning.certificates import Certificate, PastEnding, format_code
from bot.learning.dossier import Access, Dossier
from bot.learning.duties import DutyAct, DutyState
from bot.learning.signin import Viewer
from bot.web.dashboard.desk import Desk, name_course
from bot.web.dashboard.wording import word_day, word_ruling


@dataclass(frozen=True)
class DutyTool:
    """An occurrence as it stands at this moment, with what can be done about it."""

    course_title: str
    state: DutyState

    @property
    def acts(self) -> tuple[DutyAct, ...]:
        """What can be done."""
        return self.state.acts

    @property
    def heading(self) -> str:
        """How it stands."""
        occurrence, day = self.state.occurrence, partial(word_day, zone=self.state.zone)
        if occurrence.is_waived:
            return "waived"
        if occurrence.completed_at is not None:
            until = self.state.valid_until
            where = " elsewhere" if self.state.is_elsewhere else ""
            held = f", valid until {day(until)}" if until else ""
            return f"completed{where} on {day(occurrence.completed_at)}{held}"
        what = "renewal due" if occurrence.number > 1 else "due"
        return f"{what} {day(occurrence.due_at)}" if occurrence.due_at else "no due day"

    @property
    def words(self) -> list[str]:
        """What was decided about it."""
        return [word_ruling(word, self.state.zone) for word in self.state.words]


@dataclass(frozen=True)
class PersonTools:
    """All that the person's page offers; nothing of it for managers."""

    duties: tuple[DutyTool, ...]
    certificates: tuple[tuple[Certificate, str], ...]
    ended: tuple[tuple[PastEnding, str], ...]  # certificates
    may_assign: bool
    former: int  # certificates in a former name


async def find_tools(desk: Desk, viewer: Viewer, person: Dossier) -> PersonTools | None:
    """Return what this viewer may do about a person now; None where they may look only."""
    services, member = desk.services, viewer.member
    if not viewer.may_change:
        return None
    held = await services.look(services.certificates.list_all, person.person_id)
    ended = await services.look(services.certificates.list_ended, person.person_id)
    count = services.certificates.count_renamed
    former = await services.look(count, person.person_id) if person.may_change else 0
    duties = await services.look(services.duty_requests.list_all, member, person.person_id)
    given = {duty.course_id for duty in duties}
    is_free = any(
        course.id not in given for course in services.library.get_current().catalog.courses
    )
    return PersonTools(
        tuple(DutyTool(name_course(services, duty.course_id), duty) for duty in duties),
        tuple((one, format_code(one.code)) for one in held if one.ending is None),
        tuple((one, format_code(one.certificate.code)) for one in ended),
        may_assign=is_free and person.access is not Access.LEFT,
        former=former,
    )
