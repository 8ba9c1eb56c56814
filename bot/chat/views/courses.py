"""The list of the courses, where there are several."""

from collections.abc import Sequence

from bot.chat.richtext import Rich, bold, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.courses import ChooseCourse, ShowCourses
from bot.chat.views.home import HOME, lay_out, summarise
from bot.chat.views.wording import lines, word_due
from bot.learning.phrases import count
from bot.learning.progress import Standing

LISTED = 8  # on a page


def show_courses(standings: Sequence[Standing], current_id: str, page: int) -> Screen:
    """List a page of the courses, each with how far the learner is and by when it is due."""
    page = min(page, (len(standings) - 1) // LISTED)
    numbered = list(enumerate(standings, start=1))[page * LISTED : (page + 1) * LISTED]
    parts: list[Rich | str | None] = [bold("Courses")]
    for number, standing in numbered:
        here = italic(" · you are here") if standing.course.id == current_id else ""
        parts += [
            "",
            bold(f"{_mark(standing)} {number}. {standing.course.title}") + here,
            _describe(standing),
            word_due(standing.duty, is_overdue=standing.is_overdue),
        ]
    parts += ["", "Tap a number to go there. Everything is kept in each of them."]
    buttons = [
        Button(f"{_mark(standing)} {number}", ChooseCourse(standing.course.id))
        for number, standing in numbered
    ]
    turn = [Button("◀", ShowCourses(page - 1))] if page else []
    if (page + 1) * LISTED < len(standings):
        turn.append(Button("▶", ShowCourses(page + 1)))
    return Screen(lines(*parts), [*lay_out(buttons), *([turn] if turn else []), [HOME]])


def _describe(standing: Standing) -> str:
    if standing.is_complete and standing.duty is None:
        return "Completed"
    if not standing.is_started:
        lessons = count(len(standing.required), "lesson")
        return f"{lessons} · about\u00a0{standing.minutes_in_all}\u00a0min"
    return summarise(standing)


def _mark(standing: Standing) -> str:
    if standing.is_complete:
        return "✅"
    return "◔" if standing.is_started else "○"
