"""What the buttons of reports that come by themselves carry: of what they are, by the same keys."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap
from bot.learning.subscriptions import Rhythm


@dataclass(frozen=True)
class ShowSubscription(Tap):
    """Show whether the report of a department and course comes by itself."""

    tag = "sub"
    department: str
    course: str


@dataclass(frozen=True)
class Subscribe(Tap):
    """Let it come every week or month."""

    tag = "sub!"
    department: str
    course: str
    rhythm: Rhythm


@dataclass(frozen=True)
class EndSubscription(Tap):
    """Let it come no more."""

    tag = "sub-"
    subscription_id: int
