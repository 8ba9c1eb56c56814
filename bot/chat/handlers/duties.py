"""What HR does about one person's course: later, not at all, again, or done elsewhere."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers import people
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.duties import OfferExtension, ShowReminders, WriteDutyDay, WriteDutyReason
from bot.chat.views import duties
from bot.learning.accesses import AccessKind
from bot.learning.duties import DutyAct, DutyMark, DutyRequest, read_number
from bot.learning.errors import DutyChanged, PersonGone


async def show_reminders(update: Update, context: LearnerContext) -> None:
    """List which reminders a person got."""
    person_id = read_tap(update, ShowReminders).person_id
    name = await _find_name(context, person_id)
    told = await context.look(context.services.duty_requests.list_told, person_id)
    await context.reply(duties.show_reminders(name, person_id, told))


async def offer_extension(update: Update, context: LearnerContext) -> None:
    """Offer later due days."""
    mark, use_cases = read_tap(update, OfferExtension).mark, context.services.duty_requests
    try:
        state = await context.look(use_cases.get, context.member, DutyAct.EXTEND, mark)
    except DutyChanged:
        await _show_changed(context, mark)
        return
    days = use_cases.propose_days(state)
    name = await _find_name(context, state.person_id)
    await context.reply(duties.offer_extension(name, state, days))


async def write_day(update: Update, context: LearnerContext) -> None:
    """Ask HR to write a day."""
    tap = read_tap(update, WriteDutyDay)
    ask = context.services.duty_requests.ask_for_day
    try:
        state = await context.ask(ask, context.member, tap.act, tap.mark)
    except DutyChanged:
        await _show_changed(context, tap.mark)
        return
    await context.reply(duties.ask_for_day(await _find_name(context, state.person_id), tap.act))


async def write_reason(update: Update, context: LearnerContext) -> None:
    """Ask HR to write the reason; it does what was chosen."""
    tap = read_tap(update, WriteDutyReason)
    request = DutyRequest(tap.act, tap.mark, read_number(tap.day))
    ask = context.services.duty_requests.ask_for_reason
    try:
        state = await context.ask(ask, context.member, request)
    except DutyChanged:
        await _show_changed(context, tap.mark)
        return
    await context.reply(duties.ask_for_reason(await _find_name(context, state.person_id), request))


async def confirm_day(context: LearnerContext, subject: str, *, is_hasty: bool = False) -> Screen:
    """Show which day was understood; the reason is still to come, or came too early."""
    request = DutyRequest.read(subject)
    person_id = await _find_person_id(context, request.mark)
    name = await _find_name(context, person_id)
    return duties.confirm_day(name, person_id, request, is_hasty=is_hasty)


async def confirm_done(context: LearnerContext, subject: str) -> Screen:
    """Say that it is done, or that somebody else had come first."""
    request = DutyRequest.read(subject)
    is_done = await context.look(context.services.duty_requests.is_done, context.member, request)
    person_id = await _find_person_id(context, request.mark)
    return duties.confirm_done(person_id, is_done=is_done)


async def _show_changed(context: LearnerContext, mark: DutyMark) -> None:
    """Show a person anew whose state has changed since the button was made."""
    person_id = await context.look(context.services.duty_requests.find_person_id, mark)
    if person_id is None:
        raise DutyChanged
    await people.show(context, person_id, texts.CHANGED_MEANWHILE)


async def _find_person_id(context: LearnerContext, mark: DutyMark) -> int:
    person_id = await context.look(context.services.duty_requests.find_person_id, mark)
    if person_id is None:
        raise PersonGone
    return person_id


async def _find_name(context: LearnerContext, person_id: int) -> str:
    """Return whom a screen is about, once it is written down that the member sees it."""
    person = await context.look(context.services.people.find, context.member, person_id)
    await context.note_access(AccessKind.PERSON, subject_id=person_id)
    return person.name
