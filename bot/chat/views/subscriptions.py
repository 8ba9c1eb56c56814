"""Reports that come by themselves: how often, when next, and what one says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.richtext import Rich, bold
from bot.chat.screen import Button, Illustrated, Link, Screen
from bot.chat.taps.report import Chosen, ShowCounts
from bot.chat.taps.subscriptions import EndSubscription, ShowSubscription, Subscribe
from bot.chat.views import staff
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines, name_day, shorten
from bot.learning.phrases import capital
from bot.learning.subscriptions import AT, Rhythm, Subscription, compare
from bot.reports.counts import Choice, Counted
from bot.services.subscriptions import FormerReport

TURNED_OFF = "Turned off."
RHYTHMS = {Rhythm.WEEKLY: "every week", Rhythm.MONTHLY: "every month"}
OF_FEW = "of_few"  # among the kept counts: whether they were of somebody's own people only


@dataclass(frozen=True)
class Choices:
    """What a report can be of."""

    departments: Sequence[Choice]
    courses: Sequence[Choice]

    def name(self, department: str, course: str) -> str:
        """Name a department and course by their keys."""
        parts = [_find(self.departments, department, "department")]
        if len(self.courses) > 1 or course:
            parts.append(_find(self.courses, course, "course"))
        return " · ".join(parts)


def show(
    choice: tuple[str, str],
    held: Sequence[Subscription],
    dates: Mapping[Rhythm, datetime],
    choices: Choices,
) -> Screen:
    """Show whether this report comes by itself, and offer the ways; others that come are named."""
    mine = next((one for one in held if (one.department, one.course) == choice), None)
    text = lines(
        bold("A report by itself"),
        choices.name(*choice),
        "",
        _describe(mine, dates),
        "",
        "It has the counts of that moment, and what has changed since the last one. "
        f"It is due on Mondays, or on the 1st, at {AT:%-H:%M} where the company is, and comes in "
        "your working hours.",
    )
    rows: list[list[Button]] = [
        [
            Button(_mark(rhythm, mine) + capital(words), Subscribe(*choice, rhythm))
            for rhythm, words in RHYTHMS.items()
        ]
    ]
    if mine is not None:
        rows.append([Button("Turn off", EndSubscription(mine.id))])
    rows += [[_offer(one, choices)] for one in held if one is not mine]
    return Screen(text, [*rows, [Button("Report", ShowCounts(*choice)), HOME]])


def list_counts(counted: Counted) -> dict[str, int]:
    """Return what is kept of a report for the next one to compare with."""
    summary = counted.summary
    return {
        "assigned": summary.assigned,
        "completed": summary.completed,
        "overdue": summary.overdue,
        OF_FEW: int(counted.is_of_few),
    }


def show_report(
    counted: Counted,
    subscription: Subscription,
    former: FormerReport | None,
    dashboard: str | None,
    picture: bytes | None,
) -> Screen:
    """Show a report that came by itself: as asked for, with what has changed.

    `dashboard` is its address, where it has a public one.
    """
    chosen = Chosen(subscription.department, subscription.course)
    text = lines(
        f"📬 Your report, {RHYTHMS[subscription.rhythm]}",
        "",
        staff.word_counts(counted),
        "",
        _word_changes(counted, former),
    )
    ways: list[Button | Link] = [Button("Report", chosen.to(ShowCounts))]
    if dashboard is not None:
        ways.append(Link("Dashboard", f"{dashboard}/app", is_app=True))
    off = Button("Turn off", EndSubscription(subscription.id))
    screen = Screen(text, [ways, [off]]).below()
    if picture is None:
        return screen
    return Illustrated(screen.text, screen.rows, picture, staff.caption_picture(counted))


def is_gone(subscription: Subscription, counted: Counted) -> bool:
    """Tell whether a report is not of what was wanted, as that is gone."""
    criteria = counted.criteria
    wanted = (subscription.department, criteria.department), (subscription.course, criteria.course)
    return any(key and found is None for key, found in wanted)


def tell_gone(subscription: Subscription) -> Screen:
    """Say that a report cannot come any more."""
    text = (
        f"The report that came {RHYTHMS[subscription.rhythm]} was of a department or course "
        "that is gone, or not yours to see. I have turned it off; /report offers others."
    )
    return Screen(Rich(text), [[Button("Report", ShowCounts())]]).below()


def _describe(mine: Subscription | None, dates: Mapping[Rhythm, datetime]) -> Rich:
    if mine is None:
        return Rich("It does not come by itself.")
    at = dates[mine.rhythm]
    return f"It comes {RHYTHMS[mine.rhythm]}. Next: " + bold(f"{name_day(at.date())}, {at:%-H:%M}")


def _word_changes(counted: Counted, former: FormerReport | None) -> str:
    counts = list_counts(counted)
    if former is None or former.counts[OF_FEW] != counts[OF_FEW]:
        return "The next one says what has changed since this one."
    since = name_day(former.sent_at.astimezone(counted.criteria.zone).date())
    changes = [f"{name} {number:+,}" for name, number in compare(former.counts, counts).items()]
    if not changes:
        return f"Nothing has changed since {since}."
    return f"Since {since}: {', '.join(changes).replace('-', '−')}"


def _find(known: Sequence[Choice], key: str, kind: str) -> str:
    if not key:
        return f"All {kind}s"
    return next((one.name for one in known if one.key == key), f"A {kind} that is gone")


def _offer(one: Subscription, choices: Choices) -> Button:
    name = choices.name(one.department, one.course)
    label = f"{shorten(name, 25)}: {RHYTHMS[one.rhythm]}"
    return Button(label, ShowSubscription(one.department, one.course))


def _mark(rhythm: Rhythm, mine: Subscription | None) -> str:
    return "✅ " if mine is not None and mine.rhythm is rhythm else ""
