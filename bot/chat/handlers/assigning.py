"""HR gives the course to people, and ends what was given."""

from telegram import Update

from bot.chat.context import LearnerContext
from bot.chat.screen import Screen
from bot.chat.tapping import read_tap
from bot.chat.taps.assigning import (
    AskToEnd,
    Assign,
    ChooseDue,
    ChooseWhom,
    EndAssignment,
    ListAssignments,
    ListTargets,
    WriteAssignmentDay,
)
from bot.chat.views import assigning
from bot.learning.assignments import Due, Target
from bot.learning.duties import read_day, read_due
from bot.learning.errors import NobodyCovered


async def start(update: Update, context: LearnerContext) -> None:
    """Ask whom the course is for."""
    del update
    groups = await context.compute(context.services.assignments.list_groups)
    course = context.services.library.get_current().catalog.courses[0]
    await context.reply(assigning.ask_whom(course, has_groups=bool(groups)))


async def list_targets(update: Update, context: LearnerContext) -> None:
    """List the departments or groups."""
    tap = read_tap(update, ListTargets)
    choices = await context.compute(context.services.assignment_requests.list_choices, tap.target)
    await context.reply(assigning.list_targets(tap.target, choices, tap.page))


async def choose_whom(update: Update, context: LearnerContext) -> None:
    """Ask by when."""
    tap = read_tap(update, ChooseWhom)
    find = context.services.assignment_requests.find_whom
    _, name = await context.compute(find, tap.target, tap.number)
    await context.reply(assigning.ask_due(tap.target, tap.number, name))


async def write_day(update: Update, context: LearnerContext) -> None:
    """Ask HR to write the due day."""
    tap = read_tap(update, WriteAssignmentDay)
    ask = context.services.assignment_requests.ask_for_day
    name = await context.ask(ask, context.member, tap.target, tap.number)
    await context.reply(assigning.ask_for_day(tap.target, name))


async def confirm_day(context: LearnerContext, subject: str, text: str) -> Screen:
    """Show what an assignment with the written day would be."""
    target, _, number = subject.partition(":")
    return await _ask(context, Target(target), int(number), Due(on=read_day(text)))


async def choose_due(update: Update, context: LearnerContext) -> None:
    """Show how many that would be, and ask whether to do it."""
    tap = read_tap(update, ChooseDue)
    await context.reply(await _ask(context, tap.target, tap.number, read_due(tap.due)))


async def assign(update: Update, context: LearnerContext) -> None:
    """Give the course; the rounds open it for each person within a minute."""
    tap, due = read_tap(update, Assign), read_due(read_tap(update, Assign).due)
    requests = context.services.assignment_requests
    whom, name = await context.compute(requests.find_whom, tap.target, tap.number)
    given = await context.ask(requests.assign, context.member, whom, due)
    await context.reply(assigning.confirm(given.assignment_id, tap.target, name, due))


async def list_assignments(update: Update, context: LearnerContext) -> None:
    """List what was assigned."""
    await _list(context, read_tap(update, ListAssignments).page)


async def ask_to_end(update: Update, context: LearnerContext) -> None:
    """Ask whether an assignment is to end."""
    tap = read_tap(update, AskToEnd)
    one = await context.compute(context.services.assignment_requests.find, tap.assignment_id)
    await context.reply(assigning.ask_to_end(one))


async def end(update: Update, context: LearnerContext) -> None:
    """End an assignment, and show the list."""
    tap = read_tap(update, EndAssignment)
    await context.ask(context.services.assignment_requests.end, context.member, tap.assignment_id)
    await _list(context, 0)


async def _ask(context: LearnerContext, target: Target, number: int, due: Due) -> Screen:
    services = context.services
    services.assignment_requests.check_day(due.on)
    whom, name = await context.compute(services.assignment_requests.find_whom, target, number)
    covered = await context.compute(services.assignments.count, whom)
    if target is not Target.EVERYONE and not covered.people:
        raise NobodyCovered
    course = services.library.get_current().catalog.courses[0]
    return assigning.ask(course, assigning.Plan(target, number, name, due), covered)


async def _list(context: LearnerContext, page: int) -> None:
    read = context.services.assignment_requests.list_page
    await context.reply(
        assigning.list_assignments(await context.compute(read, page, assigning.LISTED))
    )
