"""Screens before somebody is in: the refusal, the notice, the name."""

from datetime import timedelta

from bot.chat.callbacks import ConfirmName, UseTelegramName
from bot.chat.richtext import Rich, bold, quote
from bot.chat.screen import Button, Screen
from bot.chat.views.wording import count, lines
from bot.learning.people import NAME_LIMIT, digest_name

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


def show_group(username: str) -> Screen:
    """Send somebody who speaks in a group to a private chat."""
    return Screen(Rich(f"Let's talk privately: https://t.me/{username}"))


def show_too_many_attempts(wait: timedelta) -> Screen:
    """Ask to wait after too many vain codes."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return Screen(
        Rich(f"That was too many codes in a row. Please try again in {count(minutes, 'minute')}.")
    )


def ask_name(organisation: str, contact: str, telegram_name: str | None) -> Screen:
    """Ask for the name the company knows, with the notice of what is stored."""
    ask = f"Which name does {organisation} know you by? Write it to me"
    rows = []
    if telegram_name:
        rows = [[Button(f"I'm {telegram_name}"[:60], UseTelegramName())]]
        ask += ", or tap the button if your name here is the right one"
    welcome = bold(f"Welcome to {organisation}'s training.")
    return Screen(lines(welcome, "", ask + ".", "", quote(notice(contact))), rows)


def notice(contact: str) -> Rich:
    """Say what is stored, who sees it and whom to ask."""
    return lines(
        bold("What is stored, and who sees it"),
        "Stored: your name, your Telegram number, what you read and what you answer.",
        "HR and administrators see how far you are and your results. "
        "Trainers see how questions work, not who answered.",
        "Messages travel through Telegram. Nothing goes to anybody else.",
        f"Questions: {contact}.",
    )


def confirm_name(organisation: str, name: str) -> Screen:
    """Ask whether a written name is right."""
    return Screen(
        f"Is this how {organisation} knows you: " + bold(name) + "? If not, write it once more.",
        [[Button("Yes, that's me", ConfirmName(digest_name(name)))]],
    )


def show_name(name: str) -> Screen:
    """Say which name is kept."""
    return Screen("Your name here: " + bold(name) + ".")


def show_name_refused() -> Screen:
    """Say what a name may be."""
    return Screen(
        Rich(f"Please write your name in one line, with letters, at most {NAME_LIMIT} characters.")
    )
