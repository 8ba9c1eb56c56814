"""What the button under something asked for carries."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class WriteNothing(Tap):
    """Leave out the text that was asked for."""

    tag = "nothing"
