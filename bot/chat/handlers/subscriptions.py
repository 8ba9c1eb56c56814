"""Reports that come by themselves: chosen under a report, turned off there or where one came."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.subscriptions import EndSubscription, ShowSubscription, Subscribe
from bot.chat.views import subscriptions
from bot.chat.views.subscriptions import Choices
from bot.learning.subscriptions import Rhythm


async def show_subscription(update: Update, context: LearnerContext) -> None:
    """Show whether a report comes by itself, and when next."""
    tap = read_tap(update, ShowSubscription)
    await _show(context, tap.department, tap.course)


async def subscribe(update: Update, context: LearnerContext) -> None:
    """Let a report come every week or month."""
    tap = read_tap(update, Subscribe)
    place = context.member, tap.department, tap.course, tap.rhythm
    await context.ask(context.services.subscriptions.subscribe, *place)
    await _show(context, tap.department, tap.course)


async def end(update: Update, context: LearnerContext) -> None:
    """Let a report come no more."""
    tap = read_tap(update, EndSubscription)
    end_it = context.services.subscriptions.end
    ended = await context.ask(end_it, context.member, tap.subscription_id)
    await _show(context, ended.department, ended.course, subscriptions.TURNED_OFF)


async def _show(
    context: LearnerContext, department: str, course: str, toast: str | None = None
) -> None:
    services, member = context.services, context.member
    choices = Choices(
        await context.compute(services.counts.list_departments, member),
        await context.compute(services.counts.list_courses),
    )
    held = await context.look(services.subscriptions.list_of, member)
    dates = {
        rhythm: await context.look(services.subscriptions.find_next, member, rhythm)
        for rhythm in Rhythm
    }
    screen = subscriptions.show((department, course), held, dates, choices)
    await context.reply(screen, toast)
