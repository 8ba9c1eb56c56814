"""What the buttons about assignments and reminders carry."""

from dataclasses import dataclass

from bot.chat.callbacks import Tap


@dataclass(frozen=True)
class LeaveAlone(Tap):
    """Ask not to be reminded before tomorrow."""

    tag = "later1d"
