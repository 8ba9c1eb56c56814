"""Invitations for many at once, for HR: how many wait for one, and the files with them."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.screen import Paper
from bot.chat.tapping import read_tap
from bot.chat.taps.invitations import MakeInvitations
from bot.chat.views import invitations
from bot.learning.accesses import Reader
from bot.learning.people import ActorOrigin


async def show_invitations(update: Update, context: LearnerContext) -> None:
    """Show how many people have no account, and what can be made for them."""
    del update
    services = context.services
    waiting = await context.compute(services.invitations.count, context.member)
    screen = invitations.show(waiting, may_send=services.has_personal_files)
    await context.reply(screen)


async def make_invitations(update: Update, context: LearnerContext) -> None:
    """Send the links and the sheet; with them it is said how many were made."""
    services = context.services
    if not services.has_personal_files:
        await show_invitations(update, context)  # the setting was another one when it was sent
        return
    tap = read_tap(update, MakeInvitations)
    reader = Reader(ActorOrigin.CHAT, context.member.id, update_id=update.update_id)
    batch = await context.ask(services.invitations.issue, reader, is_again=tap.is_again)
    await context.toast(invitations.MAKING)
    files = await context.compute(services.invitations.write, batch)
    await context.send_paper(Paper(invitations.LINKS, files.links, invitations.LINKS_CAPTION))
    await context.send_paper(Paper(invitations.SHEET, files.sheet, invitations.SHEET_CAPTION))
    await context.send(invitations.show_made(batch))
