"""What the buttons of trainers carry: the versions of the question bank and what is sent for it."""

from dataclasses import dataclass

from bot.chat.callbacks import Tap


@dataclass(frozen=True)
class ShowHistory(Tap):
    """List the versions of the question bank that were taught."""

    tag = "history"


@dataclass(frozen=True)
class LookBack(Tap):
    """Show what going back to a version would change."""

    tag = "back?"
    number: int


@dataclass(frozen=True)
class GoBack(Tap):
    """Teach a version again, as long as the one is taught beside which that was looked at."""

    tag = "back!"
    number: int
    beside: int
