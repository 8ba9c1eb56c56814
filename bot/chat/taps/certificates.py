"""What the buttons about certificates carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ReissueOne(Tap):
    """Replace a person's certificates in a former name."""

    tag = "reissue"
    person_id: int


@dataclass(frozen=True)
class ReissueAll(Tap):
    """Replace everybody's certificates in a former name."""

    tag = "reissue*"


@dataclass(frozen=True)
class ShowCertificate(Tap):
    """Send a member their certificates again: all, or that of a course."""

    tag = "certificate"
    course_id: str | None = None
