"""What the buttons of HR carry about passes that wait for their word."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap
from bot.learning.corrections import PassOutcome


@dataclass(frozen=True)
class ShowCorrections(Tap):
    """List the regrades because of which passes wait."""

    tag = "corrections"


@dataclass(frozen=True)
class ShowHeldGroup(Tap):
    """Show the passes that wait because of one regrade."""

    tag = "heldof"
    decision_id: int


@dataclass(frozen=True)
class ShowHeldPass(Tap):
    """Show one pass that waits."""

    tag = "held"
    correction_id: int


@dataclass(frozen=True)
class AskToRule(Tap):
    """Ask for the reason of HR's word on one pass, or on all of a regrade where it is 0."""

    tag = "rule"
    outcome: PassOutcome
    decision_id: int
    correction_id: int


@dataclass(frozen=True)
class GoOnRuling(Tap):
    """Carry on with a decision on passes that was not finished."""

    tag = "ruleon"
    decision_id: int
