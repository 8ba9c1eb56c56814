"""The report for HR and managers: counts only."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.chat.richtext import Rich, bold, join, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.report import (
    Chosen,
    ListReportCourses,
    ListReportDays,
    ListReportDepartments,
    ShowCounts,
    ShowReportPicture,
)
from bot.chat.taps.subscriptions import ShowSubscription
from bot.chat.views.home import HOME
from bot.chat.views.report_files import NOWHERE, Ways, list_files, word_ways
from bot.chat.views.wording import lines, shorten
from bot.learning.phrases import count, short_date, short_moment
from bot.reports.charts import Section, draw_states
from bot.reports.completion import Summary
from bot.reports.counts import Choice, Counted
from bot.reports.drawing import Drawing, to_png
from bot.reports.parts import Part, list_courses, list_departments

A_PAGE = 8  # departments or courses
A_WEEK = timedelta(days=7)
COUNTING = "Counting, one moment …"
NO_PICTURE = "There is no picture of that: the words say how many have completed."


def show_counts(
    counted: Counted, chosen: Chosen, ways: Ways = NOWHERE, *, is_drawn: bool = False
) -> Screen:
    """Show the state in words; names are only in the files.

    They say all that the picture shows; without it, a button brings it.
    """
    text = lines(word_counts(counted), "", word_ways(counted, ways))
    choices = [Button("Date", chosen.to(ListReportDays))]
    if counted.departments:
        choices.insert(0, Button("Department", chosen.to(ListReportDepartments)))
    if len(counted.courses) > 1:
        choices.insert(0, Button("Course", chosen.to(ListReportCourses)))
    has_picture = counted.summary.required and not is_drawn
    picture = [Button("Picture", chosen.to(ShowReportPicture))] if has_picture else []
    subscribe = Button("Subscribe …", ShowSubscription(chosen.department, chosen.course))
    return Screen(text, [choices, [*picture, subscribe], *list_files(chosen, ways), [HOME]])


def word_counts(counted: Counted) -> Rich:
    """Say of what and when the report is, and how many are in which state."""
    return lines(
        bold(_title(counted)),
        _date(counted),
        "",
        *_word(counted.summary, counted),
        *_word_parts(counted),
    )


def draw_counts(counted: Counted) -> Drawing | None:
    """Draw the same; None where nothing is asked of anybody."""
    return draw_states(_title(counted), _date(counted), counted.summary, _list_parts(counted))


def paint_counts(counted: Counted) -> bytes | None:
    """Return that picture as PNG; this takes a moment."""
    drawing = draw_counts(counted)
    return None if drawing is None else to_png(drawing)


def caption_picture(counted: Counted) -> str:
    """Say what the picture shows in short; the message with the words says all of it."""
    return f"{_title(counted)}\n{_date(counted)}\n{Part('In all', counted.summary).words}"


def _title(counted: Counted) -> str:
    title = f"{counted.title} · {counted.criteria.department or 'all departments'}"
    return f"{title}: your people" if counted.is_of_few else title


def _date(counted: Counted) -> str:
    criteria = counted.criteria
    here = criteria.as_of.astimezone(criteria.zone)
    place = criteria.zone.key.rpartition("/")[2].replace("_", " ")
    return f"As of {here:%a} {short_moment(here)}, {place}"


def say_counting() -> Screen:
    """Say that it takes a while."""
    return Screen(rich(COUNTING))


def offer_departments(departments: Sequence[Choice], chosen: Chosen, page: int) -> Screen:
    """Offer a page of the departments."""
    page, last = _find_page(departments, page)
    return _offer(
        "Which department?",
        [
            [Button("All departments", chosen.to(ShowCounts, department=""))],
            *_pair(
                [
                    Button(shorten(one.name), chosen.to(ShowCounts, department=one.key))
                    for one in _cut(departments, page)
                ]
            ),
            _turn(chosen, ListReportDepartments, page, last),
        ],
        chosen,
        page,
        last,
    )


def offer_courses(courses: Sequence[Choice], chosen: Chosen, page: int) -> Screen:
    """Offer a page of the courses."""
    page, last = _find_page(courses, page)
    return _offer(
        "Which course?",
        [
            [Button("All courses", chosen.to(ShowCounts, course=""))],
            *(
                [Button(shorten(one.name), chosen.to(ShowCounts, course=one.key))]
                for one in _cut(courses, page)
            ),
            _turn(chosen, ListReportCourses, page, last),
        ],
        chosen,
        page,
        last,
    )


def offer_days(today: date, chosen: Chosen) -> Screen:
    """Offer now, and the ends of the last day, weeks, months and year."""
    buttons = [
        Button(words, chosen.to(ShowCounts, day=one.isoformat()))
        for words, one in _list_days(today)
    ]
    rows = [[Button("Now", chosen.to(ShowCounts, day=""))], *_pair(buttons)]
    text = lines(bold("As of when?"), "By the end of that day, as it was recorded then.")
    return Screen(text, [*rows, [Button("Back", chosen.to(ShowCounts)), HOME]])


def _offer(
    words: str, rows: Sequence[Sequence[Button]], chosen: Chosen, page: int, last: int
) -> Screen:
    where = f" · {page + 1} of {last + 1}" if last else ""
    back = [Button("Back", chosen.to(ShowCounts)), HOME]
    return Screen(bold(f"{words}{where}"), [*(row for row in rows if row), back])


def _find_page(choices: Sequence[Choice], page: int) -> tuple[int, int]:
    """Return a page that there is, and the last one."""
    last = max(0, (len(choices) - 1) // A_PAGE)
    return min(page, last), last


def _cut(choices: Sequence[Choice], page: int) -> Sequence[Choice]:
    return choices[page * A_PAGE : (page + 1) * A_PAGE]


def _turn(
    chosen: Chosen,
    kind: type[ListReportDepartments | ListReportCourses],
    page: int,
    last: int,
) -> list[Button]:
    turning = [Button("◀", chosen.to(kind, page=page - 1))] if page else []
    return turning + ([Button("▶", chosen.to(kind, page=page + 1))] if page < last else [])


def _pair(buttons: Sequence[Button]) -> list[list[Button]]:
    return [list(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]


def _list_days(today: date) -> list[tuple[str, date]]:
    day = timedelta(days=1)
    sunday = today - timedelta(days=today.isoweekday())
    month = today.replace(day=1) - day
    before = month.replace(day=1) - day
    year = today.replace(month=1, day=1) - day
    days = [
        ("Yesterday", today - day),
        (f"Sunday {sunday.day} {sunday:%b}", sunday),
        (f"End of {month:%B}", month),
        (f"End of {before:%B}", before),
        (f"End of {year.year}", year),
    ]
    return [one for number, one in enumerate(days) if one[1] not in {d for _, d in days[:number]}]


def _word(summary: Summary, counted: Counted) -> list[Rich | str]:
    asked = [f"{summary.assigned:,} assigned"] if summary.assigned else ["Nothing is assigned"]
    if summary.waived:
        asked.append(f"{summary.waived:,} waived")
    if summary.left:
        asked.append(f"{summary.left:,} left before")
    if summary.unassigned:
        asked.append(f"{summary.unassigned:,} without an assignment")
    share = f" ({summary.completed_pct}%)" if summary.required else ""
    done = bold(f"{summary.completed:,} of {summary.required:,} completed{share}")
    late = f", {summary.late:,} late" if summary.late else ""
    words: list[Rich | str] = [
        ", ".join(asked),
        join(["✅ " if summary.completed else "○ ", done, late]),
        f"◔ {summary.in_progress:,} in progress · ○ {summary.not_started:,} not started",
    ]
    if summary.overdue:
        words.append(join(["⚠️ ", bold(f"{summary.overdue:,} overdue"), _word_overdue(counted)]))
    if summary.erased:
        words.append(f"{count(summary.erased, 'personal field')} erased, as their time was over")
    return words


def _word_parts(counted: Counted) -> Iterator[Rich | str]:
    """Say a line of each course and department, where there are several."""
    for heading, parts in _list_parts(counted):
        if parts:
            yield ""
            yield bold(heading)
            yield from (part.words for part in parts)


def _list_parts(counted: Counted) -> list[Section]:
    return [
        Section("By course", list_courses(counted.tally)),
        Section("By department", list_departments(counted.tally)),
    ]


def _word_overdue(counted: Counted) -> str:
    summary, criteria = counted.summary, counted.criteria
    last = summary.last_reminder_at
    if last is None:
        words = ": not reminded yet"
    else:
        here = last.astimezone(criteria.zone)
        is_recent = criteria.as_of - last < A_WEEK
        words = f": reminded {here:%A}" if is_recent else f": reminded {short_date(here)}"
    return words + (f"; {summary.unreachable:,} unreachable" if summary.unreachable else "")
