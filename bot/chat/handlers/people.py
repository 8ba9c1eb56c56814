"""What HR and managers ask about people, and what HR changes."""

from contextlib import suppress
from dataclasses import replace

from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.menus import show_commands
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.certificates import ReissueOne
from bot.chat.taps.people import (
    AskToGiveRole,
    AskToUnbind,
    GiveRole,
    InvitePerson,
    ListRoles,
    ListUnreached,
    MakeInvite,
    ShowPerson,
    Unbind,
    WriteInviteReason,
    WriteRoleReason,
    WriteUnbindReason,
)
from bot.chat.views import people, unreached
from bot.chat.views.people import CourseState
from bot.learning.accesses import AccessKind
from bot.learning.assignments import number_name
from bot.learning.dossier import REASONS, Dossier
from bot.learning.errors import RoleRefused
from bot.learning.people import Role


async def show_people(update: Update, context: LearnerContext) -> None:
    """Show who matches the words after /people, or how many there are."""
    del update
    words = " ".join(context.args or [])
    use_cases, member = context.services.people, context.member
    if not words:
        headcount = await context.compute(use_cases.count, member)
        out_of_reach = await context.compute(use_cases.count_unreached, member)
        await context.reply(people.show_headcount(headcount, out_of_reach, member))
        return
    found = await context.compute(use_cases.search, member, words)
    if found.total == 1:
        await show(context, found.people[0].person_id)
        return
    if found.people:
        await context.note_access(AccessKind.SEARCH, people=len(found.people))
    await context.reply(people.show_found(found, words))


async def list_unreached(update: Update, context: LearnerContext) -> None:
    """List who cannot be told what they have to complete."""
    tap, services = read_tap(update, ListUnreached), context.services
    page = await context.compute(services.people.list_unreached, context.member, tap.page)
    if page.shown:
        await context.note_access(AccessKind.SEARCH, people=len(page.shown))
    await context.reply(unreached.list_unreached(page))


async def show_person(update: Update, context: LearnerContext) -> None:
    """Show one person."""
    tap = read_tap(update, ShowPerson)
    await show(context, tap.person_id, course=tap.course)


async def ask_to_invite(update: Update, context: LearnerContext) -> None:
    """Ask why there is to be a new invitation; the reason makes it."""
    tap = read_tap(update, InvitePerson)
    person = await context.look(context.services.people.find, context.member, tap.person_id)
    await context.reply(people.ask_to_invite(person))


async def invite(update: Update, context: LearnerContext) -> None:
    """Show a new invitation, once."""
    tap = read_tap(update, MakeInvite)
    await context.reply(await make_invite(context, tap.person_id, REASONS[tap.reason]))


async def write_invite_reason(update: Update, context: LearnerContext) -> None:
    """Ask HR to write why there is to be a new invitation."""
    person_id = read_tap(update, WriteInviteReason).person_id
    use_cases = context.services.people
    await context.ask(use_cases.ask_for_invite_reason, context.member, person_id)
    person = await context.look(use_cases.find, context.member, person_id)
    await context.reply(people.ask_for_invite_reason(person))


async def make_invite(context: LearnerContext, person_id: int, reason: str) -> Screen:
    """Make an invitation, and return the one screen with its link."""
    make = context.services.people.invite
    issued = await context.ask(make, context.member, person_id, reason)
    await context.note_access(AccessKind.INVITATIONS, subject_id=person_id)
    return people.show_invite(issued, context.bot.username)


async def ask_to_unbind(update: Update, context: LearnerContext) -> None:
    """Ask why the account is taken away; the reason does it."""
    tap = read_tap(update, AskToUnbind)
    person = await context.look(context.services.people.find, context.member, tap.person_id)
    await context.reply(people.ask_to_unbind(person))


async def unbind(update: Update, context: LearnerContext) -> None:
    """Take the account away."""
    tap = read_tap(update, Unbind)
    use_cases, reason = context.services.people, REASONS[tap.reason]
    account = await context.look(use_cases.find_account, tap.person_id)
    is_new = await context.ask(use_cases.unbind, context.member, tap.person_id, reason)
    await _refresh_menu(context, account, None)
    await show(context, tap.person_id, None if is_new else texts.NO_ACCOUNT)


async def write_unbind_reason(update: Update, context: LearnerContext) -> None:
    """Ask HR to write why the account is taken away."""
    await _ask_for_reason(context, read_tap(update, WriteUnbindReason).person_id, None)


async def list_roles(update: Update, context: LearnerContext) -> None:
    """Offer the roles that this member may give."""
    tap = read_tap(update, ListRoles)
    person = await context.look(context.services.people.find, context.member, tap.person_id)
    await context.reply(people.list_roles(person, context.member))


async def ask_to_give_role(update: Update, context: LearnerContext) -> None:
    """Ask why somebody gets the role; the reason does it."""
    tap = read_tap(update, AskToGiveRole)
    person = await context.look(context.services.people.find, context.member, tap.person_id)
    await context.reply(people.ask_to_give_role(person, tap.role))


async def give_role(update: Update, context: LearnerContext) -> None:
    """Give the role."""
    tap = read_tap(update, GiveRole)
    place = context.member, tap.person_id, tap.role, REASONS[tap.reason]
    use_cases = context.services.people
    is_new = await context.ask(use_cases.give_role, *place)
    account = await context.look(use_cases.find_account, tap.person_id)
    await _refresh_menu(context, account, tap.role)
    await show(context, tap.person_id, None if is_new else texts.SAME_ROLE)


async def write_role_reason(update: Update, context: LearnerContext) -> None:
    """Ask HR to write why somebody gets the role."""
    tap = read_tap(update, WriteRoleReason)
    await _ask_for_reason(context, tap.person_id, tap.role)


async def reissue(update: Update, context: LearnerContext) -> None:
    """Replace what a person holds in a former name by the same in the name of today."""
    person_id = read_tap(update, ReissueOne).person_id
    services, member = context.services, context.member
    person = await context.look(services.people.find, member, person_id)
    if not person.may_change:
        raise RoleRefused
    made = await context.ask(services.certificates.reissue_renamed, member.id, person_id)
    await show(context, person_id, people.REISSUED if made else people.NAME_UNCHANGED)


async def _ask_for_reason(context: LearnerContext, person_id: int, role: Role | None) -> None:
    ask = context.services.people.ask_for_reason
    await context.ask(ask, context.member, person_id, role)
    person = await context.look(context.services.people.find, context.member, person_id)
    await context.reply(people.ask_for_reason(person, role))


async def _refresh_menu(context: LearnerContext, account: int | None, role: Role | None) -> None:
    """Let somebody's menu follow; where Telegram will not, their next /start does it."""
    if account is not None:
        with suppress(BadRequest, Forbidden):
            await show_commands(context, account, role)


async def show(
    context: LearnerContext, person_id: int, toast: str | None = None, course: int | None = None
) -> None:
    """Answer with one person as they stand now, in all courses or in the one of that number."""
    services, member = context.services, context.member
    person = await context.look(services.people.find, member, person_id)
    states = await _list_states(context, person_id)
    await context.note_access(AccessKind.PERSON, subject_id=person_id)
    former = await _count_former(context, person)
    found = [one for one in states if len(states) == 1 or one.number == course]
    if len(found) == 1:
        screen = people.show_person(person, found[0], member, former)
    else:
        screen = people.show_person_in_courses(person, states, former)
    await context.reply(screen, toast)


async def _count_former(context: LearnerContext, person: Dossier) -> int:
    """Return how many certificates in a former name a member may have replaced."""
    if not person.may_change:
        return 0
    return await context.look(context.services.certificates.count_renamed, person.person_id)


async def _list_states(context: LearnerContext, person_id: int) -> list[CourseState]:
    """Return how somebody stands in each course, and in those that are gone but were given."""
    services = context.services
    standings = await context.look(services.curriculum.list_standings, person_id)
    given = await context.look(services.duty_requests.list_all, context.member, person_id)
    duties = {duty.course_id: duty for duty in given}
    states = [
        CourseState(
            one.course.title, one, duties.pop(one.course.id, None), number_name(one.course.id)
        )
        for one in standings
    ]
    states += [CourseState(name, None, duty, number_name(name)) for name, duty in duties.items()]
    return [replace(states[0], number=None)] if len(states) == 1 else states
