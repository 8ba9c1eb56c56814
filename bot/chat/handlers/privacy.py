"""One's own data."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.views import privacy
from bot.learning.accesses import AccessKind, count_named


async def show_my_data(update: Update, context: LearnerContext) -> None:
    """Send a member everything that is stored about them, and say in short what it is."""
    del update
    services = context.services
    file = await context.compute(services.privacy.collect, context.member.id)
    await context.send_paper(privacy.make_file(file, services.organisation, services.contact))
    await context.send_below(privacy.sum_up(file, services.contact))


async def ask_to_forget(update: Update, context: LearnerContext) -> None:
    """Say what would be erased, and what stays."""
    del update
    services = context.services
    own = await context.compute(services.privacy.count_own, context.member.id)
    await context.reply(privacy.ask_to_forget(own, services.privacy.kept, services.contact))


async def forget(update: Update, context: LearnerContext) -> None:
    """Erase what is the member's own, in small steps."""
    del update
    services = context.services
    while not await context.ask(services.privacy.erase_some, context.member.id):
        pass
    await context.reply(privacy.confirm_forgotten(services.privacy.kept, services.contact))


async def show_accesses(update: Update, context: LearnerContext) -> None:
    """Show an administrator who has looked at whose data."""
    del update
    newest = await context.look(context.services.accesses.list_newest, privacy.ACCESSES)
    people = count_named(newest, but=context.member.id)
    if people:
        await context.note_access(AccessKind.SEARCH, people=people)
    await context.reply(privacy.list_accesses(newest))
