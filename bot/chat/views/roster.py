"""A roster that HR sent: what it changes, what is wrong with it, and what was done."""

from collections.abc import Iterable, Iterator, Sequence

from bot.chat.richtext import Rich, bold, italic
from bot.chat.screen import Button, Screen
from bot.chat.taps.certificates import ReissueAll
from bot.chat.taps.people import ApplyRoster, DiscardRoster, ShowRoster
from bot.chat.views.home import HOME
from bot.chat.views.people import INVITATIONS, NAME_UNCHANGED, PEOPLE, describe_former
from bot.chat.views.wording import lines, shorten
from bot.learning.people import abbreviate
from bot.learning.phrases import count
from bot.learning.roster import (
    EmployeeRecord,
    RecordChange,
    RosterDifference,
    RosterMode,
    RowProblem,
)
from bot.services.rosters import RosterProposal

LISTED = 5  # people of each kind; the command line lists more
PROBLEMS_LISTED = 10
REASON_LIMIT = 150  # characters
OVERTAKEN = "The record has changed since. Please look again."
APPLIED_ALREADY = "This file is applied already."


def show_proposal(proposal: RosterProposal, file_id: int) -> Screen:
    """Show what a roster changes, and ask."""
    difference = proposal.difference
    is_whole = difference.mode is RosterMode.SNAPSHOT
    rows = count(len(proposal.roster.rows), "row")
    text = lines(
        bold(shorten(proposal.file_name)),
        f"{rows}, beside {difference.staff:,} people here.",
        "",
        *_list_changes(proposal),
        "",
        (
            "Whoever is not in the file leaves."
            if is_whole
            else "Whoever is not in the file stays as they are."
        ),
        _warn(difference),
    )
    other = RosterMode.DELTA if is_whole else RosterMode.SNAPSHOT
    switch = "It names only changes" if is_whole else "It names everybody"
    apply = [] if difference.is_empty else [[_make_apply(difference, file_id)]]
    return Screen(
        text,
        [
            *apply,
            [Button(switch, ShowRoster(file_id, other))],
            [Button("Discard", DiscardRoster(file_id))],
        ],
    )


def show_applied(difference: RosterDifference, renamed: int) -> Screen:
    """Say that a roster is taken over, how the new ones get in, and what bears a former name."""
    counts = difference.counts
    parts = [f"{counts[kind]:,} {WORDS[kind]}" for kind in WORDS if counts[kind]]
    text = lines(
        bold("✅ Applied"),
        ", ".join(parts) or "There was nothing to change.",
        "" if difference.added else None,
        "Invite the new ones next: nobody gets in without an invitation."
        if difference.added
        else None,
        "" if renamed else None,
        describe_former(renamed) + ": a new one takes its place, and its holder gets it."
        if renamed
        else None,
    )
    rows = [[INVITATIONS]] if difference.added else []
    if renamed:
        rows.append([Button(f"Reissue {count(renamed, 'certificate')}", ReissueAll())])
    return Screen(text, [*rows, [PEOPLE], [HOME]])


def show_reissued(number: int) -> Screen:
    """Say how many certificates were replaced."""
    words = f"✅ {count(number, 'certificate')} reissued" if number else NAME_UNCHANGED
    return Screen(bold(words), [[PEOPLE], [HOME]])


def show_applied_before() -> Screen:
    """Say that a roster was taken over before."""
    return Screen(bold("✅ Applied"), [[PEOPLE], [HOME]])


def show_problems(name: str, problems: Sequence[RowProblem]) -> Screen:
    """Say which rows are wrong; a file with all of them follows where they are many."""
    listed = [shorten(_begin(str(one)), REASON_LIMIT) for one in problems[:PROBLEMS_LISTED]]
    more = len(problems) - len(listed)
    text = lines(
        bold(f"{shorten(name)}: {count(len(problems), 'wrong row')}. Nothing was changed."),
        *listed,
        f"… and {more:,} more, in the file below." if more else None,
        "",
        "Please mend the file and send it again.",
    )
    return Screen(text, [[PEOPLE], [HOME]])


def has_more(problems: Sequence[RowProblem]) -> bool:
    """Tell whether a screen cannot list all problems."""
    return len(problems) > PROBLEMS_LISTED


def write_problems(problems: Iterable[RowProblem]) -> bytes:
    """Return all problems as a text."""
    return "".join(f"{problem}\n" for problem in problems).encode()


def show_unreadable(name: str, reason: str) -> Screen:
    """Say why a file is of no use."""
    text = bold(f"{shorten(name)} is no roster that I can read.") + f"\n{_begin(reason)}\n\n"
    return Screen(text + "Nothing was changed.", [[PEOPLE], [HOME]])


def show_discarded() -> Screen:
    """Say that a roster is forgotten."""
    return Screen(Rich("Discarded. Nothing was changed."), [[PEOPLE], [HOME]])


WORDS = {
    "added": "new",
    "changed": "changed",
    "left": "left",
    "returned": "back",
}


def _list_changes(proposal: RosterProposal) -> Iterator[str | Rich]:
    difference = proposal.difference
    if difference.is_empty:
        yield "It changes nothing: all of it is on record already."
        return
    yield from _list_some("➕", "new", [_name(one) for one in difference.added])
    yield from _list_some("✏️", "changed", [_describe(one) for one in difference.changed])
    leave = "leaves" if len(difference.left) == 1 else "leave"
    yield from _list_some("➖", leave, [_name(one.after) for one in difference.left])
    yield from _list_some("↩️", "back", [_name(one.after) for one in difference.returned])
    if proposal.new_managers:
        yield f"👥 {count(len(proposal.new_managers), 'new manager')}"
    if difference.unchanged:
        yield f"{difference.unchanged:,} unchanged"
    yield from (f"Column {name!r} is left out." for name in proposal.ignored)


def _list_some(mark: str, what: str, entries: Sequence[str]) -> Iterator[str | Rich]:
    if not entries:
        return
    yield f"{mark} {len(entries):,} {what}"
    shown = len(entries) if len(entries) == LISTED + 1 else LISTED
    yield from (italic(shorten(entry, REASON_LIMIT)) for entry in entries[:shown])
    if len(entries) > shown:
        yield italic(f"… and {len(entries) - shown:,} more")


def _begin(sentence: str) -> str:
    """Return a sentence that stands for itself here; the command line has the file before it."""
    return sentence[:1].upper() + sentence[1:]


def _name(record: EmployeeRecord) -> str:
    return f"{record.employee_id} {abbreviate(record.name)}, {record.department}"


def _describe(change: RecordChange) -> str:
    """Say which columns change, and no values: they are about people."""
    record = change.after
    return f"{record.employee_id} {abbreviate(record.name)}: {', '.join(change.fields)}"


def _warn(difference: RosterDifference) -> str | None:
    if not difference.is_suspicious:
        return None
    return (
        f"⚠️ {len(difference.left):,} of {difference.staff:,} people would leave, more than 5%. "
        "That is likelier the wrong file."
    )


def _make_apply(difference: RosterDifference, file_id: int) -> Button:
    is_sure = difference.is_suspicious
    label = f"Apply: {len(difference.left):,} people leave" if is_sure else "Apply"
    tap = ApplyRoster(file_id, difference.mode, difference.digest, is_sure=is_sure)
    return Button(label, tap)
