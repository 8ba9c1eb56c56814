"""What trainers and HR ask for."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.views import staff


async def show_bank(update: Update, context: LearnerContext) -> None:
    """Show a trainer the question bank in figures, with the problems of its files."""
    del update
    await context.reply(staff.show_bank(await context.compute(context.services.bank.inspect)))


async def show_report(update: Update, context: LearnerContext) -> None:
    """Show HR the counts by state."""
    del update
    await context.reply(staff.show_report(await context.compute(context.services.report)))
