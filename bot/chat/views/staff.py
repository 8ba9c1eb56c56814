"""Screens for trainers and HR."""

from bot.chat.callbacks import ShowFlags
from bot.chat.richtext import Rich, bold, code
from bot.chat.screen import Button, Screen
from bot.chat.views.home import HOME
from bot.chat.views.wording import count, lines, shorten
from bot.reports.completion import CompletionReport, State
from bot.services.bank import BankState

PROBLEM_LIMIT = 8  # problems listed in a message; the command line lists all
PROBLEM_CHARACTERS = 300


def show_bank(bank: BankState) -> Screen:
    """Show a trainer what is taught and what the files say."""
    errors = sum(problem.severity == "error" for problem in bank.problems)
    if errors:
        state = f"⚠️ The files have {count(errors, 'error')}; version {bank.version_id} goes on."
    elif bank.is_edited:
        state = "The files are newer than this version, and sound. Restart the bot to teach them."
    else:
        state = "No problems found; this version is what the files say."
    parts: list[Rich | str] = [
        bold(f"Question bank · version {bank.version_id}"),
        f"{count(bank.lessons, 'lesson')}, {count(bank.terms, 'term')}",
        (
            f"{bank.practice_questions} practice questions, "
            f"{bank.test_questions} reserved for the test"
        ),
        "",
        state,
    ]
    parts.extend(
        code(shorten(str(problem), PROBLEM_CHARACTERS)) for problem in bank.problems[:PROBLEM_LIMIT]
    )
    if bank.problems:
        more = len(bank.problems) - PROBLEM_LIMIT
        parts.append(
            (f"… and {more} more. " if more > 0 else "") + "All of them: python run_bot.py check"
        )
    return Screen(lines(*parts), [[Button("Flagged questions", ShowFlags())], [HOME]])


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
