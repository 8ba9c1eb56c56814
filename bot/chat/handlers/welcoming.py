"""What comes right after joining: the question stays as a record, and Home opens."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.handlers.home import go_home
from bot.chat.menus import set_menu
from bot.chat.richtext import Rich
from bot.chat.screen import Screen


async def welcome(update: Update, context: LearnerContext, record: Rich) -> None:
    """Leave of the tapped message what is a record, without buttons, and show Home below."""
    await context.toast()
    await context.edit(Screen(record))
    await go_home(update, context, is_new=True)
    await set_menu(context)
