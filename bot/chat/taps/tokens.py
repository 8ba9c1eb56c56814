"""What the buttons about tokens of the API carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowTokens(Tap):
    """Show the tokens, in place of one that stood there to be copied."""

    tag = "tokens"


@dataclass(frozen=True)
class AskToRevokeToken(Tap):
    """Ask whether a token is to open nothing any more."""

    tag = "token?"
    token_id: int


@dataclass(frozen=True)
class RevokeToken(Tap):
    """Let a token open nothing any more."""

    tag = "token!"
    token_id: int
