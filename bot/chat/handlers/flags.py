"""Flagging a question, and answering flags."""

import asyncio

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.flags import (
    AskToCloseFlag,
    CloseFlag,
    FlagAs,
    FlagQuestion,
    LeaveUncommented,
    ReplyToFlag,
    ShowFlag,
    ShowFlaggedQuestion,
)
from bot.chat.views import flags
from bot.learning.flags import Flag
from bot.reports.items import Item

PATIENCE = 2.0  # seconds that a button may spin while answers are counted


async def flag_question(update: Update, context: LearnerContext) -> None:
    """Ask below the explanation what is wrong with the question."""
    tap = read_tap(update, FlagQuestion)
    find = context.services.flags.find_question
    asked = await context.look(find, context.member.id, tap.session_id, tap.position)
    await context.send_below(flags.ask_reason(asked))


async def flag_as(update: Update, context: LearnerContext) -> None:
    """Record the flag and ask for a comment."""
    tap = read_tap(update, FlagAs)
    taken = await context.ask(
        context.services.flags.flag, context.member.id, tap.session_id, tap.position, tap.reason
    )
    await context.reply(flags.thank_for_flag(taken))


async def leave_uncommented(update: Update, context: LearnerContext) -> None:
    """Send the flag to the trainers without a comment."""
    tap = read_tap(update, LeaveUncommented)
    await context.ask(context.services.flags.leave_uncommented, context.member.id, tap.flag_id)
    await context.reply(flags.show_flagged())


async def show_flags(update: Update, context: LearnerContext) -> None:
    """List the flags that wait for a trainer."""
    del update
    await context.reply(flags.show_flags(await context.look(context.services.flags.list_open)))


async def show_flag(update: Update, context: LearnerContext) -> None:
    """Show one flag."""
    tap = read_tap(update, ShowFlag)
    flag = await context.look(context.services.flags.find, tap.flag_id)
    await context.reply(flags.show_flag(flag, await _find_item(context, flag)))


async def show_question(update: Update, context: LearnerContext) -> None:
    """Show the flagged question as it is taught now."""
    tap = read_tap(update, ShowFlaggedQuestion)
    find = context.services.flags.find_present_question
    await context.send_below(flags.show_question(await context.look(find, tap.flag_id)))


async def ask_for_reply(update: Update, context: LearnerContext) -> None:
    """Let the trainer write to the learner."""
    tap = read_tap(update, ReplyToFlag)
    ask = context.services.flags.ask_for_reply
    flag = await context.ask(ask, context.member.id, tap.flag_id)
    await context.send_below(flags.ask_for_reply(flag))


async def offer_closing(update: Update, context: LearnerContext) -> None:
    """Offer the ways to close a flag."""
    tap = read_tap(update, AskToCloseFlag)
    flag = await context.look(context.services.flags.find, tap.flag_id)
    show = flags.show_flag if flag.closing else flags.offer_closing
    await context.reply(show(flag, await _find_item(context, flag)))


async def close(update: Update, context: LearnerContext) -> None:
    """Close a flag."""
    tap = read_tap(update, CloseFlag)
    await context.ask(context.services.flags.close, context.member.id, tap.flag_id, tap.outcome)
    flag = await context.look(context.services.flags.find, tap.flag_id)
    screen = flags.show_flag(flag, await _find_item(context, flag))
    await context.reply(screen, "The learner is told.")


async def _find_item(context: LearnerContext, flag: Flag) -> Item | None:
    """Return what the answers to the question say, unless that takes longer than a tap may."""
    counting = asyncio.create_task(context.count(context.services.items.find, flag.question))
    try:
        return await asyncio.wait_for(asyncio.shield(counting), PATIENCE)
    except TimeoutError:
        return None
