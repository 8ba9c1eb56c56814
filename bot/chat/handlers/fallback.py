"""Everything that is no command and no button of ours: a helpful answer, never silence."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.handlers.glossary import show_one
from bot.chat.handlers.joining import take_code
from bot.chat.handlers.prompts import take_hasty_text, take_text
from bot.chat.screen import Button
from bot.chat.taps.home import ShowHelp
from bot.chat.views.home import HOME
from bot.chat.views.steps import make_step_button
from bot.learning.people import TRAINERS

HELP = Button("Help", ShowHelp())


async def read_text(update: Update, context: LearnerContext) -> None:
    """Take a text that was asked for, explain a word, or say what can be done."""
    if await take_text(update, context) or await take_code(update, context):
        return
    message = update.effective_message
    found = await context.look(
        context.services.glossary.look_up, (message.text if message else None) or ""
    )
    if found.term is not None:
        await context.reply(await show_one(context, found.term))
    elif not await take_hasty_text(update, context):
        standing = await context.look(context.services.study.stand, context.member.id)
        step = make_step_button(standing)
        await context.say(texts.UNKNOWN_TEXT, *([[step]] if step else []), [HOME, HELP])


async def refuse_command(update: Update, context: LearnerContext) -> None:
    """Say that there is no such command for this person."""
    del update
    await context.say(texts.UNKNOWN_COMMAND, [HOME, HELP])


async def refuse_media(update: Update, context: LearnerContext) -> None:
    """Say that only text and buttons are read; of trainers files, too."""
    is_photo = update.message is not None and bool(update.message.photo)
    is_trainer = context.member.role in TRAINERS
    words = texts.PHOTO if is_photo and is_trainer else texts.NO_TEXT
    await context.say(words, [HOME, HELP])


async def refuse_edit(update: Update, context: LearnerContext) -> None:
    """Say that edited messages are not read."""
    del update
    await context.say(texts.EDITED, [HOME])


async def refuse_tap(update: Update, context: LearnerContext) -> None:
    """Answer a button that is none of ours, or no longer."""
    del update
    await context.toast(texts.OLD_BUTTON)
