"""Screens about people, for HR and managers: names are shortened, and no results are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.richtext import Rich, bold, code, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.assigning import StartAssigning
from bot.chat.taps.certificates import ReissueOne
from bot.chat.taps.invitations import ShowInvitations
from bot.chat.taps.people import (
    AskToGiveRole,
    AskToUnbind,
    GiveRole,
    InvitePerson,
    ListRoles,
    ListUnreached,
    MakeInvite,
    ShowPeople,
    ShowPerson,
    Unbind,
    WriteInviteReason,
    WriteRoleReason,
    WriteUnbindReason,
)
from bot.chat.taps.prompts import WriteNothing
from bot.chat.taps.report import ShowReport
from bot.chat.views import duties
from bot.chat.views.home import HOME
from bot.chat.views.wording import close, lines, shorten
from bot.learning.dossier import (
    EVENT_NAMES,
    REASONS,
    Access,
    Dossier,
    Headcount,
    InviteReason,
    PastEvent,
    PersonFound,
    RoleReason,
    SearchResult,
    UnbindReason,
)
from bot.learning.duties import DutyState
from bot.learning.joining import IssuedInvite
from bot.learning.people import (
    GRANTABLE,
    PERSONNEL,
    ROLE_NAMES,
    ActorOrigin,
    EventKind,
    Member,
    Role,
    UnreachableReason,
    abbreviate,
)
from bot.learning.phrases import capital, count, count_people, short_date
from bot.learning.progress import Standing
from bot.learning.roster import Status

PEOPLE = Button("People", ShowPeople())
INVITATIONS = Button("Invitations", ShowInvitations())
REISSUED = "Reissued in the present name."
NAME_UNCHANGED = "No certificate is in a former name any more."
HOW = "Write /people and a name, a number or an e-mail address, such as: /people ana"
ORIGINS = {
    ActorOrigin.COMMAND.value: "by the command line",
    ActorOrigin.ROSTER.value: "by the roster",
    ActorOrigin.INVITE.value: "",
}
UNREACHABLE = {
    UnreachableReason.BLOCKED.value: "blocked the bot",
    UnreachableReason.DEACTIVATED.value: "account deactivated",
}


@dataclass(frozen=True)
class CourseState:
    """How somebody stands in a course; without a standing where it is not taught any more.

    `number` stands for it on buttons; None where there is only one.
    """

    title: str
    standing: Standing | None
    duty: DutyState | None
    number: int | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether it is open after its due day."""
        return self.standing is not None and self.standing.is_overdue


def show_headcount(headcount: Headcount, out_of_reach: int, member: Member) -> Screen:
    """Say how many people there are, how many cannot be told what is due, and how to find one."""
    whole = member.role in PERSONNEL
    here = headcount.joined + headcount.invited + headcount.uninvited
    text = lines(
        bold("People" if whole else "Your people"),
        f"✅ {headcount.joined} of {here} use the bot",
        f"✉️ {headcount.invited} invited · ○ {headcount.uninvited} without an invitation",
        f"{headcount.on_leave} on leave" if headcount.on_leave else None,
        f"{headcount.left} left the company" if headcount.left else None,
        "",
        HOW,
        "To take over a roster, send me the file." if whole else None,
    )
    rows = []
    if out_of_reach:
        rows.append([Button(f"Out of reach: {out_of_reach:,}", ListUnreached(0))])
    if whole:
        rows += [
            [Button("Assign …", StartAssigning()), Button("Report", ShowReport())],
            [INVITATIONS],
        ]
    return Screen(text, [*rows, [HOME]])


def show_found(found: SearchResult, words: str) -> Screen:
    """List who was found; or say that nobody was."""
    if not found.total:
        text = lines("Nobody here is called " + close(shorten(words)), "", HOW)
        return Screen(text, [[PEOPLE], [HOME]])
    more = found.total - len(found.people)
    text = lines(
        bold(f"{count_people(found.total)} found"),
        "Tap one." if not more else f"The first {len(found.people)}; write more of the name.",
    )
    rows = [[Button(_name_found(one), ShowPerson(one.person_id))] for one in found.people]
    return Screen(text, [*rows, [PEOPLE, HOME]])


def show_person(person: Dossier, state: CourseState, member: Member, former: int) -> Screen:
    """Show where somebody stands with the bot and a course, and what can be done about it.

    `former` is how many certificates bear a former name.
    """
    duty = state.duty
    text = lines(
        *_introduce(person),
        _describe_course(state),
        *duties.describe_duty(duty, is_overdue=state.is_overdue),
        describe_former(former) if former else None,
        *_list_events(person),
    )
    may_rule = member.role in PERSONNEL and member.id != person.person_id
    is_closed = person.access is Access.LEFT or state.standing is None  # nothing more is given
    acts = []
    if may_rule and not (duty is None and is_closed):
        acts = duties.list_acts(duty, person.person_id, state.number)
    whole = [[Button("All courses", ShowPerson(person.person_id))]] if state.number else []
    actions = [*_offer_reissue(person, former), *_list_actions(person)]
    return Screen(text, [*acts, *whole, *actions, [PEOPLE, HOME]])


def show_person_in_courses(person: Dossier, states: Sequence[CourseState], former: int) -> Screen:
    """Show where somebody stands with the bot and each of several courses; `former` as above."""
    parts: list[Rich | str] = []
    for state in states:
        parts += ["", bold(state.title), _describe_progress(state)]
        duty = duties.describe_duty(state.duty, is_overdue=state.is_overdue)
        parts.append(next(iter(duty)))
    names = ["", describe_former(former)] if former else []
    text = lines(*_introduce(person), *parts, *names, *_list_events(person))
    rows = [
        [Button(shorten(f"{state.title} …"), ShowPerson(person.person_id, state.number))]
        for state in states
    ]
    actions = [*_offer_reissue(person, former), *_list_actions(person)]
    return Screen(text, [*rows, *actions, [PEOPLE, HOME]])


def describe_former(number: int) -> str:
    """Say that certificates bear a former name."""
    return f"✏️ {count(number, 'valid certificate')} in a former name"


def _offer_reissue(person: Dossier, former: int) -> list[list[Button]]:
    label = f"Reissue {count(former, 'certificate')}"
    return [[Button(label, ReissueOne(person.person_id))]] if former else []


def _introduce(person: Dossier) -> list[Rich | str]:
    employee = person.employee
    place = [ROLE_NAMES[person.role]]
    if employee is not None:
        place = [employee.department, employee.employee_id, *place]
    return [
        bold(abbreviate(person.name)),
        " · ".join(place),
        "",
        *_describe_access(person),
    ]


def _list_events(person: Dossier) -> list[Rich | str]:
    past = [_describe_event(event) for event in person.events]
    return ["", bold("What was done"), *past] if past else []


def ask_to_invite(person: Dossier) -> Screen:
    """Ask why somebody gets a new invitation."""
    text = lines(
        bold(f"A new invitation for {abbreviate(person.name)}?"),
        "Earlier ones are void then.",
        "",
        "Tap the reason, and you see the link, once:",
    )
    rows = [
        [Button(capital(REASONS[one]), MakeInvite(person.person_id, one))] for one in InviteReason
    ]
    other = [Button("Another reason …", WriteInviteReason(person.person_id))]
    return Screen(text, [*rows, other, [Button("No, leave it", ShowPerson(person.person_id))]])


def ask_for_invite_reason(person: Dossier) -> Screen:
    """Ask HR to write the reason; it makes the invitation."""
    text = "Write the reason, and you see the link for " + close(abbreviate(person.name))
    return Screen(text, [[Button("Leave it", WriteNothing())]])


def show_invite(issued: IssuedInvite, username: str) -> Screen:
    """Show a new invitation; the code cannot be shown again."""
    text = lines(
        "Invitation for " + bold(abbreviate(issued.name)),
        f"https://t.me/{username}?start={issued.code}",
        "",
        f"It lets in one person, once, until {short_date(issued.expires_at)}. "
        "Earlier ones are void. Hand it to this person only: whoever opens it can join.",
        "",
        "Code to paste: " + code(issued.code),
    )
    return Screen(text, [[Button("Back", ShowPerson(issued.person_id))]])


def ask_to_unbind(person: Dossier) -> Screen:
    """Ask why an account is taken away."""
    text = lines(
        bold(f"Take the account from {abbreviate(person.name)}?"),
        "They cannot use the bot then, until they open a new invitation. All progress stays.",
        "",
        "Tap the reason, and it is done:",
    )
    rows = [[Button(capital(REASONS[one]), Unbind(person.person_id, one))] for one in UnbindReason]
    other = [Button("Another reason …", WriteUnbindReason(person.person_id))]
    return Screen(text, [*rows, other, [Button("No, leave it", ShowPerson(person.person_id))]])


def list_roles(person: Dossier, member: Member) -> Screen:
    """Offer the roles that a member may give."""
    text = lines(
        bold(f"{abbreviate(person.name)}: {ROLE_NAMES[person.role]}"), "Which role instead?"
    )
    roles = [role for role in Role if role in GRANTABLE.get(member.role, ())]
    rows = [
        [Button(capital(ROLE_NAMES[role]), AskToGiveRole(person.person_id, role))]
        for role in roles
        if role != person.role
    ]
    return Screen(text, [*rows, [Button("No, leave it", ShowPerson(person.person_id))]])


def ask_to_give_role(person: Dossier, role: Role) -> Screen:
    """Ask why somebody gets a role."""
    text = lines(
        bold(
            f"{abbreviate(person.name)}: {ROLE_NAMES[role]} instead of {ROLE_NAMES[person.role]}?"
        ),
        "Tap the reason, and it is done:",
    )
    rows = [
        [Button(capital(REASONS[one]), GiveRole(person.person_id, role, one))] for one in RoleReason
    ]
    other = [Button("Another reason …", WriteRoleReason(person.person_id, role))]
    return Screen(text, [*rows, other, [Button("No, leave it", ShowPerson(person.person_id))]])


def ask_for_reason(person: Dossier, role: Role | None) -> Screen:
    """Ask HR to write the reason; it does what was chosen."""
    what = "the account is taken away" if role is None else f"they become {ROLE_NAMES[role]}"
    text = f"Write the reason, and {what}: " + close(abbreviate(person.name))
    return Screen(text, [[Button("Leave it", WriteNothing())]])


def confirm_reason(person_id: int) -> Screen:
    """Say that it is done."""
    return Screen(Rich("Done, and written down."), [[Button("Show it", ShowPerson(person_id))]])


def _list_actions(person: Dossier) -> list[list[Button]]:
    if not person.may_change:
        return []
    rows = [[Button("Role …", ListRoles(person.person_id))]]
    if person.is_bound:
        rows[0].append(Button("Unbind …", AskToUnbind(person.person_id)))
    if person.may_be_invited:
        rows[0].append(Button("New invite …", InvitePerson(person.person_id)))
    return rows


def _describe_access(person: Dossier) -> Iterator[str]:
    until = "" if person.invited_until is None else short_date(person.invited_until)
    since = "" if person.joined_at is None else f", first joined {short_date(person.joined_at)}"
    words = {
        Access.JOINED: f"✅ Uses the bot{since}",
        Access.INVITED: f"✉️ Invited, until {until}",
        Access.INVITE_EXPIRED: f"⏳ The invitation ran out on {until}",
        Access.UNINVITED: f"○ No account and no invitation{since}",
        Access.LEFT: "🔒 Left the company",
    }
    yield words[person.access]
    if person.employee is not None and person.employee.status is Status.LEAVE:
        yield "On leave"
    if person.unreachable_since is not None:
        reason = UNREACHABLE.get(person.unreachable_reason or "", "")
        yield f"⚠️ Cannot be reached since {short_date(person.unreachable_since)}: {reason}"


def _describe_course(state: CourseState) -> str:
    is_complete = state.standing is not None and state.standing.is_complete
    mark = "🎓 " if is_complete else ""
    return f"{mark}{state.title}: {_describe_progress(state).removeprefix(mark)}"


def _describe_progress(state: CourseState) -> str:
    standing = state.standing
    if standing is None:
        return "not taught any more"
    if standing.is_complete:
        return "🎓 completed"
    if not standing.is_started:
        return "not started"
    return f"{standing.done_lessons} of {count(len(standing.required), 'lesson')}"


def _describe_event(event: PastEvent) -> Rich:
    what = EVENT_NAMES[event.kind]
    if event.kind is EventKind.ROLE:
        what = " → ".join(ROLE_NAMES[Role(one)] for one in event.detail.get("role", ()))
    elif event.kind is EventKind.CHANGED:
        what = f"the roster changed {', '.join(event.detail) or 'what is erased now'}"
    reason = f": {shorten(event.reason)}" if event.reason else ""
    by = f", by {abbreviate(event.actor)}" if event.actor else ""
    way = ORIGINS.get(event.origin, "") if not by else ""
    return italic(f"{short_date(event.at)} ") + f"{what}{reason}{by}{', ' + way if way else ''}"


def _name_found(one: PersonFound) -> str:
    place = " · ".join(filter(None, (one.employee_id, one.department)))
    mark = "🔒 " if one.has_left else ""
    return shorten(f"{mark}{abbreviate(one.name)}{' · ' + place if place else ''}")
