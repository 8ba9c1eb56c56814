"""What the buttons of flags carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap
from bot.learning.flags import FlagOutcome, FlagReason


@dataclass(frozen=True)
class FlagQuestion(Tap):
    """Say that something is wrong with an explained question."""

    tag = "flag"
    session_id: int
    position: int


@dataclass(frozen=True)
class FlagAs(Tap):
    """Say what is wrong with an explained question."""

    tag = "flagas"
    session_id: int
    position: int
    reason: FlagReason


@dataclass(frozen=True)
class LeaveUncommented(Tap):
    """Add no comment to a flag."""

    tag = "nocom"
    flag_id: int


@dataclass(frozen=True)
class ShowFlags(Tap):
    """List the flags that wait for a trainer."""

    tag = "flags"


@dataclass(frozen=True)
class ShowFlag(Tap):
    """Show one flag."""

    tag = "flagged"
    flag_id: int


@dataclass(frozen=True)
class ShowFlaggedQuestion(Tap):
    """Show a flagged question as it is taught now, as a message of its own."""

    tag = "flagq"
    flag_id: int


@dataclass(frozen=True)
class ReplyToFlag(Tap):
    """Write to whoever flagged a question."""

    tag = "reply"
    flag_id: int


@dataclass(frozen=True)
class AskToCloseFlag(Tap):
    """Offer the ways to close a flag."""

    tag = "close"
    flag_id: int


@dataclass(frozen=True)
class CloseFlag(Tap):
    """Close a flag, and tell the learner how."""

    tag = "closeas"
    flag_id: int
    outcome: FlagOutcome
