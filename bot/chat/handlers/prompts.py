"""Texts that the bot has asked for, and leaving them out."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers import assigning, duties, keys, rulings
from bot.chat.handlers.people import make_invite
from bot.chat.richtext import Rich
from bot.chat.screen import Screen
from bot.chat.views import certificates, flags, people, ratings
from bot.chat.views.home import HOME
from bot.learning.prompt import Asked, PromptKind, clean_text
from bot.services.people import INVITE


async def take_text(update: Update, context: LearnerContext) -> bool:
    """Take a text that was asked for; tell whether it was."""
    prompts, message = context.services.prompts, update.effective_message
    if await context.look(prompts.find, context.member, update.update_id) is None:
        return False
    text = (message.text if message else None) or ""
    asked = await context.ask(prompts.take, context.member, text, update.update_id)
    if asked is None:
        return False  # it was too late by a moment
    await context.reply(await _show_taken(context, asked, clean_text(text)))
    return True


async def take_hasty_text(update: Update, context: LearnerContext) -> bool:
    """Ask once more where a reason came before the yes to its day; tell whether it did."""
    del update
    asked = await context.look(context.services.prompts.find_taken, context.member)
    if asked is None or asked.kind is not PromptKind.DUTY_DAY:
        return False
    await context.reply(await duties.confirm_day(context, asked.subject, is_hasty=True))
    return True


async def write_nothing(update: Update, context: LearnerContext) -> None:
    """Leave out the text; any button has ended the question, this one says so."""
    del update
    await context.reply(Screen(Rich(texts.LEFT_OUT)))


async def cancel(update: Update, context: LearnerContext) -> None:
    """Say that nothing is asked any more; any command has ended the question."""
    del update
    await context.say(texts.CANCELLED, [HOME])


async def _show_taken(context: LearnerContext, asked: Asked, text: str) -> Screen:
    match asked.kind:
        case PromptKind.FLAG_COMMENT:
            return flags.thank_for_comment()
        case PromptKind.FLAG_REPLY:
            return flags.confirm_reply()
        case PromptKind.RATING_COMMENT:
            return ratings.thank_for_comment()
        case PromptKind.PERSON_REASON:
            return await _confirm_about_person(context, asked.subject, text)
        case PromptKind.REVOKE_REASON:
            return certificates.confirm_revoked()
        case _:
            return await _carry_on(context, asked, text)


async def _confirm_about_person(context: LearnerContext, subject: str, text: str) -> Screen:
    person_id, _, what = subject.partition(":")
    if what == INVITE:
        return await make_invite(context, int(person_id), text)
    return people.confirm_reason(int(person_id))


async def _carry_on(context: LearnerContext, asked: Asked, text: str) -> Screen:
    """Carry out what the text has decided, or show what it leads to."""
    match asked.kind:
        case PromptKind.REGRADE_REASON:
            return await keys.regrade(context, int(asked.subject))
        case PromptKind.DUTY_DAY:
            return await duties.confirm_day(context, asked.subject)
        case PromptKind.DUTY_REASON:
            return await duties.confirm_done(context, asked.subject)
        case PromptKind.ASSIGNMENT_DAY:
            return await assigning.confirm_day(context, asked.subject, text)
        case _:
            return await rulings.rule(context, asked.subject)
