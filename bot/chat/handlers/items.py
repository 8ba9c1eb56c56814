"""Showing trainers what the answers say of the questions."""

import asyncio
from collections.abc import Callable

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.items import ShowItem, ShowItems
from bot.chat.views import items
from bot.reports.items import ItemReport

PATIENCE = 1.0  # seconds; after that it is said that millions of answers take a while


async def show_items(update: Update, context: LearnerContext) -> None:
    """List the questions that deserve work first."""
    del update
    await _reply(context, lambda report: items.show_items(report, 0))


async def turn_page(update: Update, context: LearnerContext) -> None:
    """List a page of the questions."""
    tap = read_tap(update, ShowItems)
    await _reply(context, lambda report: items.show_items(report, tap.page))


async def show_item(update: Update, context: LearnerContext) -> None:
    """Show one question."""
    tap = read_tap(update, ShowItem)
    await _reply(context, lambda report: items.show_item(report, tap.question_id))


async def _reply(context: LearnerContext, show: Callable[[ItemReport], Screen]) -> None:
    """Show it now, or say first that it takes a while."""
    counting = asyncio.create_task(context.count(context.services.items.report))
    done, _ = await asyncio.wait({counting}, timeout=PATIENCE)
    if done:
        await context.reply(show(counting.result()))
    elif context.incoming.callback_query is not None:
        await context.toast(items.COUNTING)
        await context.reply(show(await counting))
    else:
        message_id = await context.send(items.say_counting())
        await context.replace(message_id, show(await counting))
