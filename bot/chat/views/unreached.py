"""The people who have something to complete and cannot be told of it."""

from datetime import datetime

from bot.chat.richtext import bold
from bot.chat.screen import Button, Screen
from bot.chat.taps.people import ListUnreached, ShowPerson
from bot.chat.views.home import HOME
from bot.chat.views.people import PEOPLE
from bot.chat.views.wording import lines, shorten
from bot.learning.assignments import is_over
from bot.learning.dossier import Unreached, UnreachedPage
from bot.learning.people import UnreachableReason, abbreviate
from bot.learning.phrases import short_date

WHY = {
    UnreachableReason.NO_ACCOUNT: "no account",
    UnreachableReason.BLOCKED: "blocked the bot",
    UnreachableReason.DEACTIVATED: "account deactivated",
}
EVERYBODY = "Whoever has something to complete can be written to."


def list_unreached(page: UnreachedPage) -> Screen:
    """List a page of them, with why and since when; each opens the person's screen."""
    if not page.total:
        return Screen(lines(bold("Nobody is out of reach"), EVERYBODY), [[PEOPLE, HOME]])
    pages = -(-page.total // page.size)
    where = f" · {page.number + 1} of {pages}" if pages > 1 else ""
    text = lines(
        bold(f"Out of reach: {page.total:,}{where}"),
        "They have something to complete, and get no reminders.",
        "",
        *(_describe(one, page.as_of) for one in page.shown),
        "",
        "Tap one to invite or to rule.",
    )
    rows = [[Button(_name(one), ShowPerson(one.person_id))] for one in page.shown]
    turn = [Button("◀", ListUnreached(page.number - 1))] if page.number else []
    turn += [Button("▶", ListUnreached(page.number + 1))] if page.number + 1 < pages else []
    return Screen(text, [*rows, *([turn] if turn else []), [PEOPLE, HOME]])


def _describe(one: Unreached, now: datetime) -> str:
    since = "" if one.since is None else f" since {short_date(one.since)}"
    overdue = ", overdue" if one.due_at is not None and is_over(one.due_at, now) else ""
    return f"{abbreviate(one.name)}: {WHY[one.reason]}{since}{overdue}"


def _name(one: Unreached) -> str:
    return shorten(" · ".join(filter(None, (abbreviate(one.name), one.department))))
