"""Before somebody is in: the code, the notice, the name."""

import re

from telegram import Update, User
from telegram.constants import ChatType

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers.claiming import answer_claim, ask_whether, open_as_member
from bot.chat.handlers.home import go_home
from bot.chat.handlers.welcoming import welcome
from bot.chat.menus import set_menu
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.joining import ConfirmName, UseTelegramName
from bot.chat.views import joining
from bot.learning.errors import InviteRefused, NameChanged, NameRefused, TooManyJoinAttempts
from bot.learning.people import Claim, Member, clean_name

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


async def start(update: Update, context: LearnerContext) -> None:
    """Show Home; whoever has joined spends no invite, but one for an employee may be theirs."""
    if not await take_code(update, context):
        await go_home(update, context)
        await set_menu(context)


async def take_code(update: Update, context: LearnerContext) -> bool:
    """Take an employee's code that a member sends; tell whether there was something to ask."""
    code = _read_code(update)
    return code is not None and await open_as_member(context, code)


async def let_in(update: Update, context: LearnerContext, member: Member | None) -> None:
    """Take a stranger's code, or a newcomer's name; tell a stranger nothing."""
    user, code = update.effective_user, _read_code(update)
    if user is None:
        return
    if code is not None:
        await _redeem(update, context, user, code)
    elif await answer_claim(update, context, user.id):
        return
    elif member is not None:
        await _take_name(update, context, user)
    else:
        await context.toast(texts.PRIVATE_TOAST)
        if update.callback_query is None:
            await context.send(joining.STRANGER)


async def _redeem(update: Update, context: LearnerContext, user: User, code: str) -> None:
    try:
        redeem = context.services.enrolment.redeem
        joined = await context.ask(redeem, user.id, code, update_id=update.update_id)
    except InviteRefused:
        await context.send(joining.CODE_REFUSED)
    except TooManyJoinAttempts as refusal:
        await context.send(joining.show_too_many_attempts(refusal.wait))
    else:
        if isinstance(joined, Claim):
            await ask_whether(context, joined)
        else:
            await context.send(_ask_name(context, user))


def _read_code(update: Update) -> str | None:
    """Return the code of an invite that stands in a message."""
    text = update.message.text if update.message else None
    found = CODE.search(text.strip()) if text else None
    return found[1] if found else None


async def _take_name(update: Update, context: LearnerContext, user: User) -> None:
    enrolment, query, message = context.services.enrolment, update.callback_query, update.message
    text = message.text if message else None
    try:
        if query is not None and query.data == UseTelegramName().encode():
            context.member = await context.ask(
                enrolment.give_name, user.id, user.full_name, update_id=update.update_id
            )
            await _welcome(update, context)
        elif query is not None and ConfirmName.matches(query.data):
            digest = read_tap(update, ConfirmName).digest
            context.member = await context.ask(
                enrolment.confirm_name, user.id, digest, update_id=update.update_id
            )
            await _welcome(update, context)
        elif text and not text.startswith("/"):
            name = await context.ask(enrolment.propose_name, user.id, text)
            await context.send(joining.confirm_name(context.services.organisation, name))
        else:
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
        await _welcome(update, context)
    else:
        await context.toast(texts.JOINED)


async def _welcome(update: Update, context: LearnerContext) -> None:
    query, user = update.callback_query, update.effective_user
    if query is not None and query.data == UseTelegramName().encode() and user is not None:
        record = _ask_name(context, user).text
    else:
        record = joining.show_name(context.member.name or "").text
    await welcome(update, context, record)


def _ask_name(context: LearnerContext, user: User) -> Screen:
    services = context.services
    try:
        name = clean_name(user.full_name)
    except NameRefused:
        name = None
    return joining.ask_name(services.organisation, services.notice, name)
