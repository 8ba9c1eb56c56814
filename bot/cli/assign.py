"""`run_bot.py assign`: give the course to people, list what is given, and end it."""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.bootstrap import open_database, read_clock
from bot.cli.output import fail, is_confirmed, whole_number
from bot.config import Settings
from bot.learning.assignments import YEARS_AHEAD, Due, Target, Terms, Whom, word_terms
from bot.learning.errors import (
    AssignmentGone,
    CourseGone,
    CourseUnclear,
    DateRefused,
    NobodyCovered,
)
from bot.learning.people import Actor, ActorOrigin
from bot.learning.phrases import count, count_people
from bot.services.assignments import Assignments, ListedAssignment
from bot.services.library import Library

ACTOR = Actor(ActorOrigin.COMMAND)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("assign", help="give a course to people, with a due date")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "whom",
        nargs="?",
        type=_read_whom,
        help="everyone, department:NAME, group:NAME, or employee:NUMBER of the roster",
    )
    what.add_argument("--list", action="store_true", help="list all assignments")
    what.add_argument(
        "--end", type=_number(1_000_000_000), metavar="N", help="open nothing by number N any more"
    )
    parser.add_argument(
        "--due",
        type=_read_due,
        default=Due(),
        help="a day such as 2026-12-11, or days from each one's assignment such as 14d "
        "(default: no due day)",
    )
    for name, most, words in (
        ("--pass-mark", 100, "percent of the final test (default: the course's)"),
        ("--attempts", 100, "how many final tests somebody may take (default: any number)"),
        ("--cooldown", 8760, "hours between a failed final test and the next (default: none)"),
        ("--valid", 600, "months for which a result holds, then it is renewed (default: for ever)"),
    ):
        parser.add_argument(name, type=_number(most), metavar="N", help=words)
    parser.add_argument(
        "--course", metavar="ID", help="the course's id (default: the only one that is taught)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before assigning")
    parser.set_defaults(command=assign)


def assign(arguments: argparse.Namespace, settings: Settings) -> int:
    """Assign, list or end."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        zone = ZoneInfo(settings.timezone)
        assignments = Assignments(database, Library(database, read_clock), read_clock, zone)
        if arguments.list:
            return _list(assignments)
        if arguments.end is not None:
            return _end(assignments, arguments.end)
        return _assign(assignments, arguments)


def _assign(assignments: Assignments, arguments: argparse.Namespace) -> int:
    whom, terms = arguments.whom, _read_terms(arguments)
    try:
        assignments.check_due(terms.due)
        whom = assignments.resolve(whom)
        covered = assignments.count(whom, arguments.course)
        print(
            f"{describe_whom(arguments.whom)}: {count_people(covered.people)}. New: {covered.new}; "
            f"{covered.have_open} have it open already, {covered.have_closed} are done with it."
        )
        if not arguments.yes and not is_confirmed(f"Assign, {describe_terms(terms)}? [y/N] "):
            return fail("Nothing was assigned.")
        given = assignments.assign(whom, terms, ACTOR, arguments.course)
    except DateRefused:
        due = terms.due.on or f"{terms.due.days} days"
        return fail(
            f"{due} is no due date: choose one that lies ahead, by {YEARS_AHEAD} years at most."
        )
    except CourseUnclear as unclear:
        return fail(
            f"Several courses are taught. Name one with --course: {', '.join(unclear.ids)}."
        )
    except CourseGone:
        ids = ", ".join(course.id for course in assignments.list_courses())
        return fail(f"No course {arguments.course} is taught. With --course you can name: {ids}.")
    except NobodyCovered:
        return fail(f"{describe_whom(arguments.whom)}: nobody is there to assign it to.")
    opened = 0
    while some := assignments.open_some():
        opened += some
    print(f"Assigned as number {given.assignment_id}; opened for {count_people(opened)}.")
    return 0


def _list(assignments: Assignments) -> int:
    listed = assignments.list_all()
    if not listed:
        print("Nothing is assigned.")
    for one in listed:
        print(describe(one))
    return 0


def _end(assignments: Assignments, number: int) -> int:
    try:
        assignments.end(number, ACTOR)
    except AssignmentGone:
        return fail(f"There is no assignment {number}. `assign --list` shows all.")
    print(f"Assignment {number} is ended. What is open by it stays to be done.")
    return 0


def describe(one: ListedAssignment) -> str:
    """Return an assignment in one line."""
    state = f", ended {one.ended_at:%F}" if one.ended_at else ""
    return (
        f"{one.id:4}  {one.created_at:%F}  {one.course_id}  "
        f"{describe_whom(one.whom)}, {describe_terms(one.terms)}{state}"
    )


def describe_whom(whom: Whom) -> str:
    """Say for whom an assignment is."""
    return str(whom.target) if whom.target is Target.EVERYONE else f"{whom.target} {whom.key}"


def describe_terms(terms: Terms) -> str:
    """Say on which terms."""
    day, days = terms.due.on, terms.due.days
    due = f"due {day}" if day else f"due in {count(days, 'day')}" if days else "no due day"
    return ", ".join([due, *word_terms(terms)])


def _read_terms(arguments: argparse.Namespace) -> Terms:
    hours = arguments.cooldown
    return Terms(
        arguments.due,
        arguments.pass_mark,
        arguments.attempts,
        None if hours is None else timedelta(hours=hours),
        arguments.valid,
    )


def _read_whom(text: str) -> Whom:
    kind, _, key = text.partition(":")
    kinds = {
        "everyone": Target.EVERYONE,
        "department": Target.DEPARTMENT,
        "group": Target.GROUP,
        "employee": Target.PERSON,
    }
    target = kinds.get(kind)
    if target is None or (target is Target.EVERYONE) is bool(key.strip()):
        raise argparse.ArgumentTypeError(
            "must be everyone, department:NAME, group:NAME or employee:NUMBER"
        )
    return Whom(target, key.strip())


def _read_due(text: str) -> Due:
    try:
        return Due(days=int(text[:-1])) if text.endswith("d") else Due(on=date.fromisoformat(text))
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day such as 2026-12-11, or 14d") from None


def _number(most: int) -> Callable[[str], int]:
    return partial(whole_number, least=1, most=most)
