"""What the buttons about certificates carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowCertificate(Tap):
    """Send a member their certificates again: all, or that of a course."""

    tag = "certificate"
    course_id: str | None = None
