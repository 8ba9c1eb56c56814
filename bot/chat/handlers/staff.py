"""The report that HR and managers ask for."""

import asyncio
from datetime import date

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.report import (
    Chosen,
    ListReportCourses,
    ListReportDays,
    ListReportDepartments,
    ShowCounts,
)
from bot.chat.views import staff

PATIENCE = 1.0  # seconds; after that it is said that counting takes a while


async def show_report(update: Update, context: LearnerContext) -> None:
    """Show the counts of all, as they are now."""
    del update
    await _reply(context, Chosen())


async def show_counts(update: Update, context: LearnerContext) -> None:
    """Show the counts of what is chosen."""
    await _reply(context, read_tap(update, ShowCounts))


async def list_departments(update: Update, context: LearnerContext) -> None:
    """Offer the departments."""
    tap = read_tap(update, ListReportDepartments)
    departments = await context.compute(context.services.counts.list_departments, context.member)
    await context.reply(staff.list_departments(departments, tap, tap.page))


async def list_courses(update: Update, context: LearnerContext) -> None:
    """Offer the courses."""
    tap = read_tap(update, ListReportCourses)
    courses = await context.compute(context.services.counts.list_courses, _read_day(tap.day))
    await context.reply(staff.list_courses(courses, tap, tap.page))


async def list_days(update: Update, context: LearnerContext) -> None:
    """Offer days of the past."""
    tap = read_tap(update, ListReportDays)
    today = context.services.counts.find_today()
    await context.reply(staff.list_days(today, tap))


async def _reply(context: LearnerContext, chosen: Chosen) -> None:
    """Show them now, or say first that counting takes a while."""
    asked = chosen.department, _read_day(chosen.day), chosen.course
    counting = asyncio.create_task(
        context.count(context.services.counts.count, context.member, *asked)
    )
    done, _ = await asyncio.wait({counting}, timeout=PATIENCE)
    if done:
        await context.reply(staff.show_counts(counting.result(), chosen))
    elif context.incoming.callback_query is not None:
        await context.toast(staff.COUNTING)
        await context.reply(staff.show_counts(await counting, chosen))
    else:
        message_id = await context.send(staff.say_counting())
        await context.replace(message_id, staff.show_counts(await counting, chosen))


def _read_day(day: str) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None  # no button of ours says so
