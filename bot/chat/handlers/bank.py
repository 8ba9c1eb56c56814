"""What trainers ask of the question bank."""

from telegram import Update

from bot.chat.bank_taps import GoBack, LookBack
from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.views import bank

HISTORY = "history"  # the word after /bank


async def show_bank(update: Update, context: LearnerContext) -> None:
    """Show a trainer the question bank in figures, or its history where that word follows."""
    if [word.lower() for word in context.args or []] == [HISTORY]:
        await show_history(update, context)
        return
    await context.reply(bank.show_bank(await context.compute(context.services.bank.inspect)))


async def show_history(update: Update, context: LearnerContext) -> None:
    """List the versions that were taught, with ways back."""
    del update
    history = await context.look(context.services.bank.list_history)
    await context.reply(bank.show_history(history))


async def look_back(update: Update, context: LearnerContext) -> None:
    """Show what going back would change, before anything happens."""
    tap = read_tap(update, LookBack)
    way = await context.compute(context.services.bank.look_back, tap.number)
    await context.reply(bank.show_way_back(way))


async def go_back(update: Update, context: LearnerContext) -> None:
    """Teach an earlier version again."""
    tap = read_tap(update, GoBack)
    services = context.services
    await context.compute(services.bank.look_back, tap.number)  # reads both versions, beside others
    way = await context.ask(services.bank.go_back, tap.number, tap.beside, context.member.id)
    await context.reply(bank.show_way_back(way))
