"""What HR asks for."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.views import staff


async def show_report(update: Update, context: LearnerContext) -> None:
    """Show HR the counts by state."""
    del update
    await context.reply(staff.show_report(await context.compute(context.services.report)))
