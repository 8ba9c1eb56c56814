"""Invitations for many at once: how many people wait for one, and what was made."""

from bot.chat.richtext import Rich, bold, code, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.invitations import MakeInvitations, ShowInvitations
from bot.chat.views.home import HOME
from bot.chat.views.people import PEOPLE
from bot.chat.views.wording import lines
from bot.learning.phrases import count, count_people, short_date
from bot.services.invitations import AT_ONCE, IssuedBatch, PeopleWithoutAccount

MAKING = "Making them, one moment …"
LINKS, SHEET = "invitations.csv", "invitations.html"
LINKS_CAPTION = "The links, for a mail merge."
SHEET_CAPTION = "Cards with QR codes: open it in a browser, print it and cut along the lines."
COMMAND = "run_bot.py invite --all-new --sheet FILE"


def show(waiting: PeopleWithoutAccount, *, may_send: bool) -> Screen:
    """Say how many have no account; offer the files, or name where else they come from."""
    text = lines(
        bold("Invitations"),
        f"○ {count_people(waiting.uninvited)} without an account and without an invitation",
        f"✉️ {count_people(waiting.invited)} invited, not here yet",
        "",
        _explain(waiting, may_send=may_send),
    )
    rows = []
    if may_send and waiting.uninvited:
        label = f"Make {count(min(waiting.uninvited, AT_ONCE), 'invitation')}"
        rows.append([Button(label, MakeInvitations(is_again=False))])
    if may_send and waiting.invited:
        label = f"New ones for all {min(waiting.total, AT_ONCE):,}"
        rows.append([Button(label, MakeInvitations(is_again=True))])
    return Screen(text, [*rows, [PEOPLE, HOME]])


def show_made(batch: IssuedBatch) -> Screen:
    """Say how many were made, and how to treat the files."""
    text = lines(
        bold(f"✅ {count(len(batch.invites), 'invitation')} made"),
        f"Each lets in one person, once, until {short_date(batch.expires_at)}. "
        "What these people had before is void.",
        "Whoever has the files can join in their place: hand them out, then delete both messages.",
        f"{count_people(batch.rest)} left to invite." if batch.rest else None,
    )
    more = [[Button("Go on", ShowInvitations())]] if batch.rest else []
    return Screen(text, [*more, [PEOPLE, HOME]])


def _explain(waiting: PeopleWithoutAccount, *, may_send: bool) -> Rich:
    if not waiting.total:
        return rich("Everybody active has an account.")
    if may_send:
        many = f" They come {AT_ONCE:,} at a time." if waiting.total > AT_ONCE else ""
        return rich(
            "You get two files: links as CSV, and cards with QR codes to print. "
            f"A new invitation makes the earlier ones of the same person void.{many}"
        )
    words = (
        "Links and cards carry names, so they stay out of the chat. The /dashboard makes them, or "
    )
    return words + code(COMMAND) + " on the server; for one person, open them in People."
