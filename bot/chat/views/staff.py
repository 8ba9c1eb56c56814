"""The report for HR and managers: counts only."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.chat.richtext import Rich, bold, code, join, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.report import ListReportDays, ListReportDepartments, ShowCounts
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines, shorten
from bot.reports.completion import Summary
from bot.reports.counts import Counted, Department

A_PAGE = 8  # departments
A_WEEK = timedelta(days=7)
COUNTING = "Counting, one moment …"


def show_counts(counted: Counted, department: str, day: str) -> Screen:
    """Show the state in words; names are only in the files."""
    criteria = counted.criteria
    here = criteria.as_of.astimezone(criteria.zone)
    title = f"{counted.title} · {criteria.department or 'all departments'}"
    place = criteria.zone.key.rpartition("/")[2].replace("_", " ")
    names = "Names stay out of the chat. Your administrator writes the file with names with "
    text = lines(
        bold(f"{title}: your people" if counted.is_of_few else title),
        f"As of {here:%a} {here.day} {here:%b %Y, %H:%M}, {place}",
        "",
        *_word(counted.summary, counted),
        "",
        "Whom you may look up: /people."
        if counted.is_of_few
        else join([names, code("run_bot.py report completion"), "."]),
    )
    choices = [Button("Date", ListReportDays(department, day))]
    if counted.departments:
        choices.insert(0, Button("Department", ListReportDepartments(department, day, 0)))
    return Screen(text, [choices, [HOME]])


def say_counting() -> Screen:
    """Say that it takes a while."""
    return Screen(rich(COUNTING))


def list_departments(
    departments: Sequence[Department], department: str, day: str, page: int
) -> Screen:
    """Offer a page of the departments."""
    last = max(0, (len(departments) - 1) // A_PAGE)
    page = min(page, last)
    shown = departments[page * A_PAGE : (page + 1) * A_PAGE]
    buttons = [Button(shorten(one.name), ShowCounts(one.key, day)) for one in shown]
    turning = []
    if page:
        turning.append(Button("◀", ListReportDepartments(department, day, page - 1)))
    if page < last:
        turning.append(Button("▶", ListReportDepartments(department, day, page + 1)))
    rows = [[Button("All departments", ShowCounts("", day))], *_pair(buttons)]
    where = f" · {page + 1} of {last + 1}" if last else ""
    back = [Button("Back", ShowCounts(department, day)), HOME]
    return Screen(bold(f"Which department?{where}"), [*rows, *([turning] if turning else []), back])


def list_days(today: date, department: str, day: str) -> Screen:
    """Offer now, and the ends of the last day, weeks, months and year."""
    buttons = [
        Button(words, ShowCounts(department, one.isoformat())) for words, one in _list_days(today)
    ]
    rows = [[Button("Now", ShowCounts(department, ""))], *_pair(buttons)]
    text = lines(bold("As of when?"), "By the end of that day, as it was recorded then.")
    return Screen(text, [*rows, [Button("Back", ShowCounts(department, day)), HOME]])


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
    return words


def _word_overdue(counted: Counted) -> str:
    summary, criteria = counted.summary, counted.criteria
    last = summary.last_reminder_at
    if last is None:
        words = ": not reminded yet"
    else:
        here = last.astimezone(criteria.zone)
        is_recent = criteria.as_of - last < A_WEEK
        words = f": reminded {here:%A}" if is_recent else f": reminded {here.day} {here:%b %Y}"
    return words + (f"; {summary.unreachable:,} unreachable" if summary.unreachable else "")
