"""Reminders, and what managers are told of who is overdue."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.chat.richtext import Rich, bold, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.courses import ChooseCourse
from bot.chat.taps.duties import LeaveAlone
from bot.chat.taps.home import ShowHome
from bot.chat.views.steps import describe_step, make_step_button
from bot.chat.views.wording import lines, name_day, word_due
from bot.learning.phrases import count_people
from bot.learning.progress import Standing
from bot.services.reminders import Digest

LISTED = 10  # names in a digest


def show_reminder(standing: Standing, *, is_first: bool) -> Screen:
    """Tell a learner what is to be completed by when, with the next step under it."""
    duty = standing.duty
    if is_first and duty is not None and duty.is_renewal:
        head = "It is time to renew your result: take the final test again."
    elif is_first:
        head = "You have a course to complete. It fits into spare minutes."
    else:
        head = "A friendly reminder."
    text = lines(
        bold(standing.course.title),
        head,
        word_due(duty, is_overdue=standing.is_overdue),
        "",
        _count_left(standing) + describe_step(standing.next_step),
    )
    step = make_step_button(standing) or _go_home(standing)
    return Screen(text, [[step], [Button("Not today", LeaveAlone())]]).below()


def _go_home(standing: Standing) -> Button:
    course_id = standing.named_id
    return Button("Home", ShowHome() if course_id is None else ChooseCourse(course_id))


def show_digest(digest: Digest) -> Screen:
    """Tell a manager who is overdue, by first names."""
    parts = [part for one in digest.courses for part in _list_overdue(*one)]
    return Screen(lines(*parts, "They are reminded every week. A word from you helps more."))


def _list_overdue(title: str, overdue: Sequence[tuple[str, datetime]]) -> Iterator[Rich | str]:
    is_or_are = "is" if len(overdue) == 1 else "are"
    yield bold(title)
    yield f"In your team {count_people(len(overdue))} {is_or_are} overdue:"
    yield ""
    for name, due in overdue[:LISTED]:
        yield f"{name}, since {name_day(due.date())}"
    if len(overdue) > LISTED:
        yield f"and {len(overdue) - LISTED} more"
    yield ""


def _count_left(standing: Standing) -> Rich:
    return rich(f"{standing.minutes_left}\u00a0min left. ")
