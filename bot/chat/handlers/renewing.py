"""A new version of the joining notice: whoever accepted another one reads it first."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers.welcoming import welcome
from bot.chat.taps.joining import AcceptNotice
from bot.chat.views import joining


async def ask_to_read(update: Update, context: LearnerContext) -> None:
    """Show the present notice to a member, and take their word that they have read it."""
    query, notice = update.callback_query, context.services.notice
    if query is not None and query.data == AcceptNotice(notice.version).encode():
        enrolment, member = context.services.enrolment, context.member
        await context.ask(enrolment.accept_notice, member.telegram_id, update_id=update.update_id)
        await welcome(update, context, joining.quote_notice(notice))
        return
    await context.toast()
    await context.send(joining.ask_to_read(notice))


async def read_already(update: Update, context: LearnerContext) -> None:
    """Go on where a crash cut it off; a second tap changes nothing."""
    enrolment, member = context.services.enrolment, context.member
    if await context.look(enrolment.is_accepted_by, member.id, update.update_id):
        await welcome(update, context, joining.quote_notice(context.services.notice))
    else:
        await context.toast(texts.READ_ALREADY)
