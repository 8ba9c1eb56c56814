"""The report that HR and managers ask for."""

import asyncio
import logging
from datetime import date

from telegram import Update
from telegram.error import NetworkError

from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.report import (
    Chosen,
    ListReportCourses,
    ListReportDays,
    ListReportDepartments,
    SendReport,
    ShowCounts,
    ShowReportPicture,
)
from bot.chat.views import report_files, staff
from bot.learning.accesses import AccessKind
from bot.limits import MAX_UPLOAD
from bot.reports.counts import Counted

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds; after that it is said that counting takes a while


async def show_report(update: Update, context: LearnerContext) -> None:
    """Show the counts of all, as they are now, with a picture."""
    del update
    await _reply(context, Chosen(), has_picture=True)


async def show_counts(update: Update, context: LearnerContext) -> None:
    """Show the counts of what is chosen."""
    await _reply(context, read_tap(update, ShowCounts))


async def list_departments(update: Update, context: LearnerContext) -> None:
    """Offer the departments."""
    tap = read_tap(update, ListReportDepartments)
    departments = await context.compute(context.services.counts.list_departments, context.member)
    await context.reply(staff.offer_departments(departments, tap, tap.page))


async def list_courses(update: Update, context: LearnerContext) -> None:
    """Offer the courses."""
    tap = read_tap(update, ListReportCourses)
    courses = await context.compute(context.services.counts.list_courses, _read_day(tap.day))
    await context.reply(staff.offer_courses(courses, tap, tap.page))


async def list_days(update: Update, context: LearnerContext) -> None:
    """Offer days of the past."""
    tap = read_tap(update, ListReportDays)
    today = context.services.counts.find_today()
    await context.reply(staff.offer_days(today, tap))


async def show_picture(update: Update, context: LearnerContext) -> None:
    """Draw the counts of what is chosen, below."""
    tap = read_tap(update, ShowReportPicture)
    await context.toast(staff.COUNTING)
    if not await _send_picture(context, await _count(context, tap)):
        await context.say(staff.NO_PICTURE)


async def send_file(update: Update, context: LearnerContext) -> None:
    """Send a file with names, where that is allowed; who looks at whom is noted before."""
    tap, services = read_tap(update, SendReport), context.services
    if not services.has_personal_files:
        await _reply(context, tap)  # the setting was another one when the button was sent
        return
    await context.toast(report_files.WRITING)
    asked = context.member, tap.department, _read_day(tap.day), tap.course, tap.form, MAX_UPLOAD
    file = await context.count(services.named_files.write, *asked)
    if file.body is None:
        await context.send(report_files.refuse_file(file))
        return
    await context.note_access(AccessKind.REPORT, people=file.people)
    await context.send_paper(report_files.hand_over(file, file.body))


async def _reply(context: LearnerContext, chosen: Chosen, *, has_picture: bool = False) -> None:
    """Show them now, or say first that counting takes a while."""
    services = context.services
    counting = asyncio.create_task(_count(context, chosen))
    done, _ = await asyncio.wait({counting}, timeout=PATIENCE)
    message_id = None
    if not done and context.incoming.callback_query is not None:
        await context.toast(staff.COUNTING)
    elif not done:
        message_id = await context.send(staff.say_counting())
    counted = await counting
    is_drawn = has_picture and await _send_picture(context, counted)
    ways = report_files.Ways(services.has_personal_files, services.signin.address is not None)
    screen = staff.show_counts(counted, chosen, ways, is_drawn=is_drawn)
    if message_id is None:
        await context.reply(screen)
    else:
        await context.replace(message_id, screen)


async def _count(context: LearnerContext, chosen: Chosen) -> Counted:
    asked = chosen.department, _read_day(chosen.day), chosen.course
    return await context.count(context.services.counts.count, context.member, *asked)


async def _send_picture(context: LearnerContext, counted: Counted) -> bool:
    """Send the counts as a picture, and tell whether that went well: the words come anyway."""
    try:
        picture = await context.compute(staff.paint_counts, counted)
    except Exception:
        log.exception("the picture of the report cannot be drawn")
        return False
    if picture is None:
        return False
    try:
        await context.send_photo(picture, staff.caption_picture(counted), ())
    except NetworkError as error:  # refused, or too slow
        log.warning("the picture of the report could not be sent: %s", error)
        return False
    return True


def _read_day(day: str) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None  # no button of ours says so
