"""Signing in to the dashboard: who looks at it, and for how long."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.learning.people import PERSONNEL, Member

LINK_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)  # a working day


class Way(StrEnum):
    """How somebody came in."""

    LINK = "link"
    APP = "app"  # inside Telegram


@dataclass(frozen=True)
class Viewer:
    """Somebody who is signed in, with the role of this moment."""

    member: Member
    way: Way

    @property
    def may_change(self) -> bool:
        """Whether there are forms for them."""
        return self.member.role in PERSONNEL

    @property
    def sees_results(self) -> bool:
        """Whether scores are shown: managers see how far their people are, and no results."""
        return self.member.role in PERSONNEL
