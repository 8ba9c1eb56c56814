"""What the buttons of joining carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class UseTelegramName(Tap):
    """Join under the name that Telegram shows."""

    tag = "name"


@dataclass(frozen=True)
class ConfirmName(Tap):
    """Join under the written name with this digest."""

    tag = "myname"
    digest: str


@dataclass(frozen=True)
class AcceptInvite(Tap):
    """Yes, the invite that was opened last is for me."""

    tag = "me"
    invite_id: int


@dataclass(frozen=True)
class DeclineInvite(Tap):
    """No, the invite is for somebody else."""

    tag = "notme"


@dataclass(frozen=True)
class AcceptNotice(Tap):
    """I have read this version of the joining notice."""

    tag = "read"
    version: str
