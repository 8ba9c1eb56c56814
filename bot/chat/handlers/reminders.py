"""What learners say to a reminder."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext


async def leave_alone(update: Update, context: LearnerContext) -> None:
    """Send no reminder before tomorrow morning."""
    del update
    await context.ask(context.services.reminders.snooze, context.member.id)
    await context.toast(texts.SNOOZED)
