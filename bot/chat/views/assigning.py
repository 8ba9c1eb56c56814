"""Screens for giving the course to people: whom, by when, how many that is; and what was given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.chat.richtext import Rich, bold
from bot.chat.screen import Button, Screen
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
from bot.chat.taps.prompts import WriteNothing
from bot.chat.taps.tap import Tap
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines, name_day, shorten
from bot.learning.assignments import Coverage, Due, Target, word_terms
from bot.learning.duties import number_due
from bot.learning.people import abbreviate
from bot.learning.phrases import count, short_date
from bot.services.assignment_requests import (
    AssignmentPage,
    Choice,
    ChosenCourse,
    NamedAssignment,
)
from bot.services.assignments import ListedAssignment

LISTED = 8  # on a page
ENDS_IN_A_ROW = 2  # with their numbers, which a narrow phone would cut off
DAYS = (("In 2 weeks", 14), ("In 30 days", 30))
ALL_ASSIGNMENTS = Button("All assignments", ListAssignments(0))


@dataclass(frozen=True)
class Plan:
    """An assignment that is not made yet."""

    chosen: ChosenCourse
    target: Target
    number: int
    name: str
    due: Due


def ask_course(courses: Sequence[ChosenCourse], make: Callable[[int | None], Tap]) -> Screen:
    """Ask which course it is; `make` says what the button of a course does."""
    rows = [[Button(shorten(one.course.title), make(one.number))] for one in courses]
    return Screen(bold("Assign which course?"), [*rows, [ALL_ASSIGNMENTS, HOME]])


def ask_whom(chosen: ChosenCourse, *, has_groups: bool) -> Screen:
    """Ask whom the course is for."""
    text = lines(
        bold(f"Assign: {chosen.course.title}"),
        "Whom is it for? Whoever comes to be covered later, such as a new colleague, gets it then.",
        "",
        "For one person: write /people and the name.",
    )
    rows = [
        [Button("Everyone", ChooseWhom(Target.EVERYONE, 0, chosen.number))],
        [Button("A department …", ListTargets(Target.DEPARTMENT, 0, chosen.number))],
    ]
    if has_groups:
        rows.append([Button("A group …", ListTargets(Target.GROUP, 0, chosen.number))])
    if chosen.number is not None:
        rows.append([Button("Another course …", StartAssigning())])
    return Screen(text, [*rows, [ALL_ASSIGNMENTS, HOME]])


def list_targets(
    chosen: ChosenCourse, target: Target, choices: Sequence[Choice], page: int
) -> Screen:
    """List the departments or groups."""
    back, course = _go_back(chosen), chosen.number
    if not choices:
        return Screen(lines(f"The roster names no {target}s."), [[back], [HOME]])
    page = min(page, (len(choices) - 1) // LISTED)
    rows = [
        [Button(f"{shorten(one.name)} · {one.people}", ChooseWhom(target, one.number, course))]
        for one in choices[page * LISTED : (page + 1) * LISTED]
    ]
    turn = _turn(page, len(choices), lambda to: ListTargets(target, to, course))
    text = lines(bold(f"Which {target}?"), "The number is how many people are in it.")
    return Screen(text, [*rows, *turn, [back, HOME]])


def ask_due(chosen: ChosenCourse, target: Target, number: int, name: str) -> Screen:
    """Ask by when."""
    course = chosen.number
    text = lines(
        bold(_name(target, name)),
        None if course is None else chosen.course.title,
        "By when? Days count for each person from the day on which it is assigned to them, so "
        "that later colleagues have as long.",
    )
    rows = [
        [Button(label, ChooseDue(target, number, days, course)) for label, days in DAYS],
        [
            Button("On a day …", WriteAssignmentDay(target, number, course)),
            Button("No due day", ChooseDue(target, number, 0, course)),
        ],
    ]
    return Screen(text, [*rows, [_go_back(chosen), HOME]])


def ask_for_day(target: Target, name: str) -> Screen:
    """Ask HR to write the due day."""
    text = lines(bold(_name(target, name)), "Write the due day, such as 2026-12-18 or 18 Dec 2026.")
    return Screen(text, [[Button("Leave it", WriteNothing())]])


def ask(plan: Plan, covered: Coverage) -> Screen:
    """Say how many that would be and for how many it changes something, and ask."""
    people = "1 person" if covered.people == 1 else f"{covered.people} people"
    months = plan.chosen.course.valid_months
    text = lines(
        bold(f"Assign: {plan.chosen.course.title}?"),
        f"{_name(plan.target, plan.name)}, {_word_due(plan.due)}",
        "",
        f"{people}: it is new for {covered.new}",
        f"{covered.have_open} have it to do already" if covered.have_open else None,
        f"{covered.have_closed} are done with it" if covered.have_closed else None,
        None if covered.new else "It changes nothing now: it is for those who come later.",
        f"A result holds for {count(months, 'month')}, then it is renewed." if months else None,
    )
    place = plan.target, plan.number, number_due(plan.due), plan.chosen.number
    leave = Button("No, leave it", StartAssigning(plan.chosen.number))
    return Screen(text, [[Button("Assign", Assign(*place))], [leave]])


def confirm(assignment_id: int, plan: Plan) -> Screen:
    """Say that it is assigned, and what comes of it."""
    text = lines(
        bold(f"Assigned as number {assignment_id}."),
        None if plan.chosen.number is None else plan.chosen.course.title,
        f"{_name(plan.target, plan.name)}, {_word_due(plan.due)}",
        "",
        "Whoever it is new to finds it at Home within a minute, and is told in working hours.",
    )
    return Screen(text, [[ALL_ASSIGNMENTS], [HOME]])


def list_assignments(page: AssignmentPage) -> Screen:
    """List what was assigned."""
    if not page.total:
        return Screen(lines("Nothing is assigned."), [[Button("← Back", StartAssigning())], [HOME]])
    text: list[Rich | str] = [bold("Assignments")]
    for one in page.shown:
        text += ["", *_describe(one)]
    ends = [
        Button(f"End {one.assignment.id} …", AskToEnd(one.assignment.id))
        for one in page.shown
        if one.assignment.ended_at is None
    ]
    rows = [ends[start : start + ENDS_IN_A_ROW] for start in range(0, len(ends), ENDS_IN_A_ROW)]
    turn = _turn(page.number, page.total, ListAssignments)
    return Screen(lines(*text), [*rows, *turn, [Button("Assign …", StartAssigning()), HOME]])


def ask_to_end(one: NamedAssignment) -> Screen:
    """Ask whether an assignment is to end."""
    number = one.assignment.id
    if one.assignment.ended_at is not None:
        return Screen(lines(*_describe(one)), [[ALL_ASSIGNMENTS], [HOME]])
    text = lines(
        bold(f"End assignment {number}?"),
        one.course,
        _describe_terms(one),
        "",
        "Nobody gets the course by it any more, and results are not renewed by it. What is open "
        "stays to be done.",
    )
    rows = [
        [Button("Yes, end it", EndAssignment(number))],
        [Button("No, leave it", ALL_ASSIGNMENTS.tap)],
    ]
    return Screen(text, rows)


def _describe(one: NamedAssignment) -> list[Rich | str]:
    listed: ListedAssignment = one.assignment
    ended = "" if listed.ended_at is None else f", ended {short_date(listed.ended_at)}"
    since = f"made {short_date(listed.created_at)}{ended}"
    course = "" if one.course is None else f"{one.course}: "
    return [bold(f"{listed.id}. ") + course + _describe_terms(one), since]


def _describe_terms(one: NamedAssignment) -> str:
    terms = one.assignment.terms
    whom = _name(one.assignment.whom.target, one.name)
    return ", ".join([whom, _word_due(terms.due), *word_terms(terms)])


def _go_back(chosen: ChosenCourse) -> Button:
    return Button("← Back", StartAssigning(chosen.number))


def _name(target: Target, name: str | None) -> str:
    if target is Target.EVERYONE:
        return "Everyone"
    if name is None:
        return "Somebody who is not on record any more"
    return abbreviate(name) if target is Target.PERSON else f"{target.capitalize()} {name}"


def _word_due(due: Due) -> str:
    if due.on is not None:
        return f"due {name_day(due.on)}"
    return f"due {count(due.days, 'day')} after it is assigned" if due.days else "no due day"


def _turn(page: int, total: int, make: Callable[[int], Tap]) -> list[list[Button]]:
    """Return the buttons that turn the page, in a row if there are any."""
    row = [Button("◀", make(page - 1))] if page else []
    if (page + 1) * LISTED < total:
        row.append(Button("▶", make(page + 1)))
    return [row] if row else []
