"""What the buttons about certificates carry."""

from dataclasses import dataclass

from bot.chat.callbacks import Tap


@dataclass(frozen=True)
class ShowCertificate(Tap):
    """Send a member their certificates again."""

    tag = "certificate"
