"""The way from the chat to the dashboard."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.views import dashboard


async def open_dashboard(update: Update, context: LearnerContext) -> None:
    """Offer the ways into the dashboard; without a public address, say where it is."""
    del update
    signin = context.services.signin
    if signin.address is None and signin.demo_address is None:
        await context.reply(dashboard.explain())
        return
    code = await context.ask(signin.make_code, context.member)
    if signin.address is None:
        await context.reply(dashboard.show_demo(f"{signin.demo_address}", code))
        return
    await context.reply(dashboard.show(signin.address, code))
