"""Screens for HR."""

from bot.chat.richtext import bold, code
from bot.chat.screen import Screen
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.reports.completion import CompletionReport, State


def show_report(report: CompletionReport) -> Screen:
    """Show HR the counts by state; names are only in the file of the command line."""
    total = len(report.rows)
    counts = report.counts
    done = counts[State.COMPLETED]
    share = f" ({done * 100 // total}%)" if total else ""
    text = lines(
        bold(report.course.title),
        f"As of {report.as_of:%a %d %b %Y, %H:%M} UTC",
        "",
        f"{'✅' if done else '○'} " + bold(f"{done} of {total} completed{share}"),
        f"◔ {counts[State.IN_PROGRESS]} in progress · ○ {counts[State.NOT_STARTED]} not started",
        "",
        "Names stay out of the chat. Your administrator writes the file with names with "
        + code("run_bot.py report completion")
        + ".",
    )
    return Screen(text, [[HOME]])
