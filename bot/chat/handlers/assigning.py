"""HR gives the course to people, and ends what was given."""

from collections.abc import Callable, Sequence
from functools import partial

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
    StartAssigning,
    WriteAssignmentDay,
)
from bot.chat.taps.tap import Tap
from bot.chat.views import assigning
from bot.learning.accesses import AccessKind
from bot.learning.assignments import Due, Target, Whom
from bot.learning.duties import read_day, read_due
from bot.learning.errors import NobodyCovered
from bot.services.assignment_requests import ChosenCourse, NamedAssignment, count_people


async def start(update: Update, context: LearnerContext) -> None:
    """Ask whom a course is for; where there are several, which one it is."""
    number = None if update.callback_query is None else read_tap(update, StartAssigning).course
    chosen = await _choose_course(context, number, StartAssigning)
    if chosen is not None:
        groups = await context.compute(context.services.assignments.list_groups)
        await context.reply(assigning.ask_whom(chosen, has_groups=bool(groups)))


async def list_targets(update: Update, context: LearnerContext) -> None:
    """List the departments or groups."""
    tap = read_tap(update, ListTargets)
    chosen = await _choose_course(context, tap.course, StartAssigning)
    if chosen is None:
        return
    choices = await context.compute(context.services.assignment_requests.list_choices, tap.target)
    await context.reply(assigning.list_targets(chosen, tap.target, choices, tap.page))


async def choose_whom(update: Update, context: LearnerContext) -> None:
    """Ask by when."""
    tap = read_tap(update, ChooseWhom)
    chosen = await _choose_for(context, tap)
    if chosen is None:
        return
    _, name = await _find_whom(context, tap.target, tap.number)
    await context.reply(assigning.ask_due(chosen, tap.target, tap.number, name))


async def write_day(update: Update, context: LearnerContext) -> None:
    """Ask HR to write the due day."""
    tap = read_tap(update, WriteAssignmentDay)
    if await _choose_for(context, tap) is None:
        return
    ask = context.services.assignment_requests.ask_for_day
    name = await context.ask(ask, context.member, tap.target, tap.number, tap.course)
    await _note(context, tap.target, tap.number)
    await context.reply(assigning.ask_for_day(tap.target, name))


async def confirm_day(context: LearnerContext, subject: str, text: str) -> Screen:
    """Show what an assignment with the written day would be."""
    target, number, *course = subject.split(":")
    named = int(course[0]) if course and course[0] else None
    requests = context.services.assignment_requests
    chosen = await context.look(requests.find_course, named)
    if chosen is None:  # a second course has come meanwhile
        courses = await context.look(requests.list_courses)
        return assigning.ask_course(courses, partial(ChooseWhom, Target(target), int(number)))
    return await _ask(context, chosen, Target(target), int(number), Due(on=read_day(text)))


async def choose_due(update: Update, context: LearnerContext) -> None:
    """Show how many that would be, and ask whether to do it."""
    tap = read_tap(update, ChooseDue)
    chosen = await _choose_for(context, tap)
    if chosen is not None:
        due = read_due(tap.due)
        await context.reply(await _ask(context, chosen, tap.target, tap.number, due))


async def assign(update: Update, context: LearnerContext) -> None:
    """Give the course; the rounds open it for each person within a minute."""
    tap, due = read_tap(update, Assign), read_due(read_tap(update, Assign).due)
    chosen = await _choose_for(context, tap)
    if chosen is None:
        return
    requests = context.services.assignment_requests
    whom, name = await _find_whom(context, tap.target, tap.number)
    course_id = chosen.course.id
    given = await context.ask(requests.assign, context.member, whom, due, course_id)
    plan = assigning.Plan(chosen, tap.target, tap.number, name, due)
    await context.reply(assigning.confirm(given.assignment_id, plan))


async def list_assignments(update: Update, context: LearnerContext) -> None:
    """List what was assigned."""
    await _list(context, read_tap(update, ListAssignments).page)


async def ask_to_end(update: Update, context: LearnerContext) -> None:
    """Ask whether an assignment is to end."""
    tap = read_tap(update, AskToEnd)
    one = await context.compute(context.services.assignment_requests.find, tap.assignment_id)
    await _note_shown(context, [one])
    await context.reply(assigning.ask_to_end(one))


async def end(update: Update, context: LearnerContext) -> None:
    """End an assignment, and show the list."""
    tap = read_tap(update, EndAssignment)
    await context.ask(context.services.assignment_requests.end, context.member, tap.assignment_id)
    await _list(context, 0)


async def _choose_course(
    context: LearnerContext, number: int | None, make: Callable[[int | None], Tap]
) -> ChosenCourse | None:
    """Return the course that a button names, or the only one; else ask which one it is.

    A button of when there was only one course names none.
    """
    requests = context.services.assignment_requests
    chosen = await context.look(requests.find_course, number)
    if chosen is None:
        courses = await context.look(requests.list_courses)
        await context.reply(assigning.ask_course(courses, make))
    return chosen


async def _choose_for(
    context: LearnerContext, tap: ChooseWhom | WriteAssignmentDay | ChooseDue | Assign
) -> ChosenCourse | None:
    """Do the same where it is known whom the course is for."""
    whom = tap.target, tap.number
    return await _choose_course(context, tap.course, partial(ChooseWhom, *whom))


async def _ask(
    context: LearnerContext, chosen: ChosenCourse, target: Target, number: int, due: Due
) -> Screen:
    services = context.services
    services.assignment_requests.check_day(due.on)
    whom, name = await _find_whom(context, target, number)
    covered = await context.compute(services.assignments.count, whom, chosen.course.id)
    if target is not Target.EVERYONE and not covered.people:
        raise NobodyCovered
    return assigning.ask(assigning.Plan(chosen, target, number, name, due), covered)


async def _list(context: LearnerContext, page: int) -> None:
    read = context.services.assignment_requests.list_page
    listed = await context.compute(read, page, assigning.LISTED)
    await _note_shown(context, listed.shown)
    await context.reply(assigning.list_assignments(listed))


async def _find_whom(context: LearnerContext, target: Target, number: int) -> tuple[Whom, str]:
    found = await context.compute(context.services.assignment_requests.find_whom, target, number)
    await _note(context, target, number)
    return found


async def _note(context: LearnerContext, target: Target, number: int) -> None:
    if target is Target.PERSON:
        await context.note_access(AccessKind.PERSON, subject_id=number)


async def _note_shown(context: LearnerContext, shown: Sequence[NamedAssignment]) -> None:
    people = count_people(shown)
    if people:
        await context.note_access(AccessKind.SEARCH, people=people)
