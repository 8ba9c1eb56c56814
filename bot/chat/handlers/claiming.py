"""Whose invite is this? An invite for one person asks whoever opens it."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers.welcoming import welcome
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.joining import AcceptInvite, DeclineInvite
from bot.chat.views import joining
from bot.learning.errors import InviteRefused
from bot.learning.people import Claim


async def ask_whether(context: LearnerContext, claim: Claim) -> None:
    """Ask whether the invite is for who has opened it, below the notice."""
    services = context.services
    await context.send(joining.ask_whether(services.organisation, services.notice, claim))


async def answer_claim(update: Update, context: LearnerContext, user_id: int) -> bool:
    """Take a stranger's yes or no to an invite, or ask again; tell whether one was open."""
    query = update.callback_query
    claim = await context.look(context.services.accounts.find_claim, user_id)
    if claim is None:
        return False
    if query is not None and AcceptInvite.matches(query.data):
        await accept(update, context)
        return True
    if query is not None and DeclineInvite.matches(query.data):
        await decline(update, context)
        return True
    if not claim.is_valid:
        return False
    await context.toast()
    await ask_whether(context, claim)
    return True


async def accept(update: Update, context: LearnerContext) -> None:
    """Join as the person whom the invite is for."""
    user, tap = update.effective_user, read_tap(update, AcceptInvite)
    if user is None:
        return
    services = context.services
    if await context.look(services.enrolment.is_named_by, user.id, update.update_id):
        member = await context.look(services.enrolment.find_member, user.id)
    else:
        try:
            member = await context.ask(
                services.accounts.accept, user.id, tap.invite_id, update_id=update.update_id
            )
        except InviteRefused:
            await _say_spent(context)
            return
    if member is not None:
        context.member = member
        record = joining.describe_accepted(services.organisation, services.notice, member)
        await welcome(update, context, record)


async def accept_again(update: Update, context: LearnerContext) -> None:
    """Go on where a crash cut the welcome off, or let a member become an employee."""
    services, member = context.services, context.member
    is_same = await context.look(
        services.enrolment.is_named_by, member.telegram_id, update.update_id
    )
    claim = await context.look(services.accounts.find_claim, member.telegram_id)
    if is_same or claim is not None:
        await accept(update, context)
    else:
        await context.toast(texts.JOINED)


async def decline(update: Update, context: LearnerContext) -> None:
    """Leave the invite to whom it is for."""
    user = update.effective_user
    if user is not None:
        await context.ask(context.services.accounts.decline, user.id)
    await context.reply(joining.INVITE_DECLINED)


async def open_as_member(context: LearnerContext, code: str) -> bool:
    """Ask a member who opens somebody's invite; tell whether there was something to ask."""
    claim = await context.ask(context.services.accounts.open_again, context.member, code)
    if claim is None:
        return False
    await ask_whether(context, claim)
    return True


async def _say_spent(context: LearnerContext) -> None:
    await context.toast()
    await context.edit(Screen(joining.CODE_REFUSED.text))
