"""What the buttons about one's own data carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowMyData(Tap):
    """Send a member everything that is stored about them."""

    tag = "mydata"


@dataclass(frozen=True)
class AskToForget(Tap):
    """Say what would be erased, and what stays."""

    tag = "forgetme"


@dataclass(frozen=True)
class Forget(Tap):
    """Erase what is the member's own."""

    tag = "forgetnow"
