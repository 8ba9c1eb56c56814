"""What trainers decide about the keys that they have corrected."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.bank import AskToRegrade, GoOnRegrading, LeaveAnswers, ShowKey
from bot.chat.views import keys


async def show_keys(update: Update, context: LearnerContext) -> None:
    """List the corrected keys that wait for a decision."""
    del update
    await context.reply(keys.show_keys(await context.compute(context.services.regrading.list_keys)))


async def show_key(update: Update, context: LearnerContext) -> None:
    """Show what regrading by a corrected key would do, or did."""
    await context.reply(await _show(context, read_tap(update, ShowKey).change_id))


async def ask_for_reason(update: Update, context: LearnerContext) -> None:
    """Let the trainer write why answers are regraded."""
    tap = read_tap(update, AskToRegrade)
    ask = context.services.regrading.ask_for_reason
    await context.send_below(
        keys.ask_for_reason(await context.ask(ask, context.member.id, tap.change_id))
    )


async def leave(update: Update, context: LearnerContext) -> None:
    """Let the answers of old count as they were judged."""
    tap = read_tap(update, LeaveAnswers)
    await context.ask(context.services.regrading.leave, context.member.id, tap.change_id)
    await context.reply(await _show(context, tap.change_id))


async def go_on(update: Update, context: LearnerContext) -> None:
    """Carry on with a regrade that was not finished."""
    await context.reply(await regrade(context, read_tap(update, GoOnRegrading).change_id))


async def regrade(context: LearnerContext, change_id: int) -> Screen:
    """Carry out what was decided, in parts between which others are served, and show it.

    Killed between two of them, the update comes again and goes on with the next.
    """
    while await context.ask(context.services.regrading.go_on, change_id):
        pass
    return await _show(context, change_id)


async def _show(context: LearnerContext, change_id: int) -> Screen:
    return keys.show_key(await context.compute(context.services.regrading.find_key, change_id))
