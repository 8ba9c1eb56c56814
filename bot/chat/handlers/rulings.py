"""HR's word on passes that a corrected key would take away."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.rulings import AskToRule, GoOnRuling, ShowHeldGroup, ShowHeldPass
from bot.chat.views import rulings
from bot.services.rulings import read_subject


async def show_corrections(update: Update, context: LearnerContext) -> None:
    """List the corrected keys because of which passes wait."""
    del update
    await context.reply(
        rulings.show_groups(await context.compute(context.services.rulings.list_groups))
    )


async def show_group(update: Update, context: LearnerContext) -> None:
    """Show the passes that one corrected key would take away."""
    tap = read_tap(update, ShowHeldGroup)
    group = await context.compute(context.services.rulings.find_group, tap.decision_id)
    await context.reply(rulings.show_group(group))


async def show_pass(update: Update, context: LearnerContext) -> None:
    """Show one pass that waits."""
    tap = read_tap(update, ShowHeldPass)
    group, held = await context.compute(context.services.rulings.find_pass, tap.correction_id)
    await context.reply(rulings.show_pass(group, held))


async def ask_for_reason(update: Update, context: LearnerContext) -> None:
    """Let HR write the reason of their word."""
    tap = read_tap(update, AskToRule)
    one = tap.correction_id or None
    ask = context.services.rulings.ask_for_reason
    await context.ask(ask, context.member.id, tap.outcome, tap.decision_id, one)
    await context.send_below(rulings.ask_for_reason(tap.outcome, is_single=one is not None))


async def go_on(update: Update, context: LearnerContext) -> None:
    """Carry on with a decision that was not finished."""
    await _carry_out(context, read_tap(update, GoOnRuling).decision_id)
    await context.reply(
        rulings.show_groups(await context.compute(context.services.rulings.list_groups))
    )


async def rule(context: LearnerContext, subject: str) -> Screen:
    """Carry out what was decided, in parts between which others are served."""
    wanted, decision_id, _ = read_subject(subject)
    await _carry_out(context, decision_id)
    outcome = await context.look(context.services.rulings.find_word, subject)
    return rulings.confirm(wanted, outcome)


async def _carry_out(context: LearnerContext, decision_id: int) -> None:
    while await context.ask(context.services.rulings.go_on, decision_id):
        pass
