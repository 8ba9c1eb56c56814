"""The question bank for its trainers: what is taught, since when, and the way back."""

from datetime import datetime

from bot.chat.richtext import Rich, bold, code, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import (
    BankForm,
    DownloadBank,
    GoBack,
    LookBack,
    ShowBank,
    ShowFiles,
    ShowHistory,
    ShowPending,
)
from bot.chat.taps.flags import ShowFlags
from bot.chat.taps.items import ShowItems
from bot.chat.taps.ratings import ShowRatings
from bot.chat.views.difference import list_changes
from bot.chat.views.home import HOME
from bot.chat.views.keys import note_keys, offer_keys
from bot.chat.views.wording import lines, shorten
from bot.learning.phrases import count, short_moment
from bot.learning.publication import Origin, Publication
from bot.services.bank import BankState, WayBack

PROBLEM_LIMIT = 5  # problems listed in a message; the command line lists all
PROBLEM_CHARACTERS = 300
VERSIONS_LISTED = 6  # buttons that lead back
ADVICE = (
    "To change it, send me a file (.yaml, .xlsx, .csv, .gift, .xml, .txt, or a .zip of content): "
    "you see what it changes before anything happens."
)
BANK = Button("Question bank", ShowBank())

ORIGINS = {
    Origin.DISK: "from the files on disk",
    Origin.UPLOAD: "by {name}",
    Origin.COMMAND: "by the command line",
    Origin.ROLLBACK: "by {name}, going back",
}


def show_bank(bank: BankState, keys_due: int, *, is_waiting: bool) -> Screen:
    """Show a trainer what is taught and what the files say, and what waits for them."""
    number = bank.published.number
    errors = sum(problem.severity == "error" for problem in bank.problems)
    warnings = len(bank.problems) - errors
    advice = f" ({count(warnings, 'warning')})" if warnings else ""
    if errors:
        state = f"⚠️ The files have {count(errors, 'error')}; v{number} goes on."
    elif bank.is_edited:
        state = f"The files on disk say something else, and are sound{advice}."
    else:
        state = f"No errors found{advice}; the files on disk say the same."
    parts: list[Rich | str | None] = [
        bold(f"Question bank · v{number}"),
        italic(f"Since {word_moment(bank.published.at)} {word_origin(bank.published)}"),
        "",
        f"{count(bank.lessons, 'lesson')}, {count(bank.terms, 'term')}",
        (
            f"{bank.practice_questions} practice questions, "
            f"{bank.test_questions} reserved for the test"
        ),
        f"{count(bank.drafts, 'draft')}, shown to nobody" if bank.drafts else None,
        "",
        note_keys(keys_due),
        state,
    ]
    parts.extend(
        code(shorten(str(problem), PROBLEM_CHARACTERS)) for problem in bank.problems[:PROBLEM_LIMIT]
    )
    if bank.problems:
        more = len(bank.problems) - PROBLEM_LIMIT
        parts.append((f"… and {more} more. " if more > 0 else "") + "All of them: run_bot.py check")
    parts += ["", ADVICE]
    rows = offer_keys(keys_due)
    if is_waiting:
        rows.append([Button("Your file waits …", ShowPending())])
    if bank.is_edited:
        rows.append([Button("What the files on disk change …", ShowFiles(0))])
    yaml, workbook, template = (
        Button(text, DownloadBank(form), is_below=True)
        for text, form in (
            ("All as YAML", BankForm.CONTENT),
            ("Questions as XLSX", BankForm.WORKBOOK),
            ("Template", BankForm.TEMPLATE),
        )
    )
    rows += [
        [workbook],  # longer names would be cut off beside another on a phone
        [yaml, template],
        [Button("Flagged questions", ShowFlags())],
        [Button("Lesson ratings", ShowRatings()), Button("Statistics", ShowItems(0))],
        [Button("History", ShowHistory()), HOME],
    ]
    return Screen(lines(*parts), rows)


def show_history(history: tuple[Publication, ...]) -> Screen:
    """List when which version began to be taught, with a way back to each."""
    parts = [
        lines(
            bold(f"v{one.number}") + f" · {word_moment(one.at)}",
            f"{word_origin(one)}{': ' if one.summary else ''}{one.summary}",
        )
        for one in history
    ]
    current = history[0].number
    numbers = dict.fromkeys(one.number for one in history if one.number != current)
    back = [Button(f"Back to v{n} …", LookBack(n)) for n in list(numbers)[:VERSIONS_LISTED]]
    rows = [back[start : start + 2] for start in range(0, len(back), 2)]
    head = lines(bold("History of the question bank"), "Every version is kept for ever.")
    return Screen(lines(head, "", *parts), [*rows, [BANK], [HOME]])


def show_way_back(way: WayBack, keys_due: int = 0) -> Screen:
    """Show what going back would change, and ask; or say that this version is taught."""
    number, current = way.target.number or 0, way.current.number or 0
    if way.is_there:
        return show_taught(number, keys_due)
    text = lines(
        bold(f"Back to v{number}?"),
        f"Beside v{current}, which is taught now: {way.difference.summarise()}.",
        "",
        list_changes(way.difference),
        "",
        "Quizzes that are running keep the version that they began with.",
    )
    yes = Button(f"Teach v{number} again", GoBack(number, current))
    return Screen(text, [[yes], [Button("No, stay here", ShowHistory())]])


def show_taught(number: int, keys_due: int) -> Screen:
    """Confirm that a version is taught, and say how to leave it and which keys are open."""
    text = lines(
        bold(f"✅ v{number} is taught now."),
        "Quizzes that are running keep the version that they began with. "
        "To go back, open the history.",
        note_keys(keys_due),
    )
    rows = [*offer_keys(keys_due), [Button("History", ShowHistory())], [BANK], [HOME]]
    return Screen(text, rows)


def word_moment(moment: datetime) -> str:
    """Return a time as the bank shows it."""
    return f"{moment:%a} {short_moment(moment)} UTC"


def word_origin(publication: Publication) -> str:
    """Say by whom, or from what, a version began to be taught."""
    name = publication.first_name or "a trainer"
    words = ORIGINS[publication.origin].format(name=name)
    is_by = publication.first_name is not None and "{name}" not in ORIGINS[publication.origin]
    return f"{words}, by {name}" if is_by else words
