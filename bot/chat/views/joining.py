"""Screens before somebody is in: the refusal, the notice, the name."""

from datetime import timedelta

from bot.chat.richtext import Rich, bold, quote
from bot.chat.screen import Button, Screen
from bot.chat.taps.joining import (
    AcceptInvite,
    AcceptNotice,
    ConfirmName,
    DeclineInvite,
    UseTelegramName,
)
from bot.chat.views.wording import close, lines
from bot.learning.joining import JoiningNotice
from bot.learning.people import NAME_LIMIT, Claim, Member, abbreviate, digest_name
from bot.learning.phrases import count

STRANGER = Screen(
    Rich(
        "Hello! This bot is private.\n\n"
        "If you have an invitation, open its link or paste its code here. "
        "If not, ask the person who told you about it."
    )
)
CODE_REFUSED = Screen(
    Rich(
        "That code doesn't work. It may be mistyped, used up or too old.\n\n"
        "Ask the person who invited you for a new one."
    )
)

INVITE_DECLINED = Screen(
    Rich(
        "Then this invitation is for somebody else. Please leave it to them, and ask the person "
        "who gave it to you for your own."
    )
)


def show_group(username: str) -> Screen:
    """Send somebody who speaks in a group to a private chat."""
    return Screen(Rich(f"Let's talk privately: https://t.me/{username}"))


def show_too_many_attempts(wait: timedelta) -> Screen:
    """Ask to wait after too many vain codes."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return Screen(
        Rich(f"That was too many codes in a row. Please try again in {count(minutes, 'minute')}.")
    )


def ask_name(organisation: str, notice: JoiningNotice, telegram_name: str | None) -> Screen:
    """Ask for the name the company knows, with the notice of what is stored."""
    ask = f"Which name does {organisation} know you by? Write it to me"
    rows = []
    if telegram_name:
        rows = [[Button(f"I'm {telegram_name}"[:60], UseTelegramName())]]
        ask += ", or tap the button if your name here is the right one"
    return Screen(lines(_greet(organisation), "", ask + ".", "", quote_notice(notice)), rows)


def ask_whether(organisation: str, notice: JoiningNotice, claim: Claim) -> Screen:
    """Ask whether an invite is for who has opened it, with the notice of what is stored."""
    text = lines(
        _greet(organisation),
        "",
        "You are " + bold(claim.name) + "? Your yes also says that you have read this:",
        "",
        quote_notice(notice),
    )
    yes = Button(f"Yes, I'm {claim.name}"[:60], AcceptInvite(claim.invite_id))
    return Screen(text, [[yes], [Button("No, that's not me", DeclineInvite())]])


def describe_accepted(organisation: str, notice: JoiningNotice, member: Member) -> Rich:
    """Say as whom somebody has joined; the notice stays."""
    name = abbreviate(member.name or "")
    return lines(
        _greet(organisation),
        "",
        "You are " + bold(name) + ("" if name.endswith(".") else "."),
        "",
        quote_notice(notice),
    )


def ask_to_read(notice: JoiningNotice) -> Screen:
    """Ask a member to read the notice in its present version."""
    text = lines(
        bold("Something has changed in what is stored, or who sees it."),
        "Please read it; then everything goes on as before.",
        "",
        quote_notice(notice),
    )
    return Screen(text, [[Button("I have read it", AcceptNotice(notice.version))]])


def quote_notice(notice: JoiningNotice) -> Rich:
    """Set the notice apart from what is said around it."""
    return quote(show_notice(notice))


def show_notice(notice: JoiningNotice) -> Rich:
    """Say what is stored, who sees it and whom to ask."""
    return lines(bold(notice.heading), *notice.sentences)


def _greet(organisation: str) -> Rich:
    return bold(f"Welcome to {organisation}'s training.")


def confirm_name(organisation: str, name: str) -> Screen:
    """Ask whether a written name is right."""
    return Screen(
        f"Is this how {organisation} knows you: " + bold(name) + "? If not, write it once more.",
        [[Button("Yes, that's me", ConfirmName(digest_name(name)))]],
    )


def show_name(name: str) -> Screen:
    """Say which name is kept."""
    return Screen("Your name here: " + close(name))


def show_name_refused() -> Screen:
    """Say what a name may be."""
    return Screen(
        Rich(f"Please write your name in one line, with letters, at most {NAME_LIMIT} characters.")
    )
