"""Before somebody is in: the code, the notice, the name."""

import re

from telegram import Update, User
from telegram.constants import ChatType

from bot.chat import texts
from bot.chat.callbacks import ConfirmName, UseTelegramName
from bot.chat.context import LearnerContext
from bot.chat.handlers.home import go_home
from bot.chat.menus import set_menu
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.views import joining
from bot.learning.errors import InviteRefused, NameChanged, NameRefused, TooManyJoinAttempts
from bot.learning.people import Member, clean_name

# "/start CODE", the link itself, or the code alone, which has exactly this length.
CODE = re.compile(r"(?:^/start\s+|[?&]start=|^)([A-Za-z0-9_-]{22})\s*$")


async def talk_privately(update: Update, context: LearnerContext) -> bool:
    """Answer what comes from elsewhere than a private chat with one sentence; tell whether it did.

    A tap that names no chat is on a message that is none of ours.
    """
    chat = update.effective_chat
    if chat is None:
        await context.toast(texts.OLD_BUTTON)
        return True
    if chat.type == ChatType.PRIVATE:
        return False
    await context.toast(texts.GROUP_TOAST)
    message = update.message
    if message is not None and (message.text or "").startswith("/"):
        await context.send(joining.show_group(context.bot.username))
    return True


async def let_in(update: Update, context: LearnerContext, member: Member | None) -> None:
    """Take a stranger's code, or a newcomer's name; tell a stranger nothing."""
    user = update.effective_user
    if user is None:
        return
    if member is None:
        member = await _redeem(update, context, user)
        if member is not None:
            await context.send(_ask_name(context, user))
        return
    await _take_name(update, context, user)


async def _redeem(update: Update, context: LearnerContext, user: User) -> Member | None:
    text = update.message.text if update.message else None
    code = CODE.search(text.strip()) if text else None
    if code is None:
        await context.toast(texts.PRIVATE_TOAST)
        if update.callback_query is None:
            await context.send(joining.STRANGER)
        return None
    try:
        join = context.services.enrolment.join
        return await context.ask(join, user.id, code[1], update_id=update.update_id)
    except InviteRefused:
        await context.send(joining.CODE_REFUSED)
    except TooManyJoinAttempts as refusal:
        await context.send(joining.show_too_many_attempts(refusal.wait))
    return None


async def _take_name(update: Update, context: LearnerContext, user: User) -> None:
    enrolment, query, message = context.services.enrolment, update.callback_query, update.message
    text = message.text if message else None
    try:
        if query is not None and query.data == UseTelegramName().encode():
            context.member = await context.ask(
                enrolment.give_name, user.id, user.full_name, update_id=update.update_id
            )
            await welcome(update, context)
        elif query is not None and ConfirmName.matches(query.data):
            digest = read_tap(update, ConfirmName).digest
            context.member = await context.ask(
                enrolment.confirm_name, user.id, digest, update_id=update.update_id
            )
            await welcome(update, context)
        elif text and not text.startswith("/") and not CODE.search(text.strip()):
            name = await context.ask(enrolment.propose_name, user.id, text)
            await context.send(joining.confirm_name(context.services.organisation, name))
        else:  # the code once more, too: it must not become the name
            await context.toast()
            await context.send(_ask_name(context, user))
    except NameChanged as refusal:
        await context.toast(texts.word_refusal(refusal))
    except NameRefused:
        await context.toast()
        await context.send(joining.show_name_refused())


async def welcome_again(update: Update, context: LearnerContext) -> None:
    """Go on where a crash cut the welcome off; a second tap changes nothing."""
    enrolment, user_id = context.services.enrolment, context.member.telegram_id
    if await context.look(enrolment.is_named_by, user_id, update.update_id):
        await welcome(update, context)
    else:
        await context.toast(texts.JOINED)


async def welcome(update: Update, context: LearnerContext) -> None:
    """Show Home to somebody whose name is known now; the notice stays, without its button."""
    await context.toast()
    query, user = update.callback_query, update.effective_user
    if query is not None and query.data == UseTelegramName().encode() and user is not None:
        await context.edit(Screen(_ask_name(context, user).text))
    else:
        await context.edit(joining.show_name(context.member.name or ""))
    await go_home(update, context, is_new=True)
    await set_menu(context)


def _ask_name(context: LearnerContext, user: User) -> Screen:
    services = context.services
    try:
        name = clean_name(user.full_name)
    except NameRefused:
        name = None
    return joining.ask_name(services.organisation, services.contact, name)
