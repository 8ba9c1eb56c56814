"""What the buttons of invitations for many carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowInvitations(Tap):
    """Show how many people wait for an invitation."""

    tag = "invites"


@dataclass(frozen=True)
class MakeInvitations(Tap):
    """Make invitations for those who have none, or new ones for all without an account."""

    tag = "invites!"
    is_again: bool
