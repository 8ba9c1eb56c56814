"""Tokens of the HTTP API: who may read the report from outside, in whose name, and how long."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.learning.errors import TokenNameRefused
from bot.learning.writing import is_visible

TOKEN_LIFE = timedelta(days=365)
LONGEST_DAYS = 3650
NAME_LIMIT = 40  # characters
TOKENS = 20  # that are in use at a time: more than that nobody has an eye on
SEEN = timedelta(hours=1)  # how exactly it is kept when a token was used


class TokenState(StrEnum):
    """Whether a token opens anything."""

    GOOD = "good"
    RESTING = "resting"  # its owner has not the role, or no account: again with both
    EXPIRED = "expired"
    REVOKED = "revoked"


class TokenEventKind(StrEnum):
    """What is done about a token."""

    CREATED = "created"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Token:
    """A token as it stands now; the owner's name is that of today.

    `departments` are the only ones whose people it shows; None where it shows everybody.
    """

    id: int
    name: str
    owner_id: int
    owner_name: str
    departments: frozenset[str] | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: TokenState


@dataclass(frozen=True)
class IssuedToken:
    """A new token with its secret, which nobody can show again."""

    token: Token
    secret: str


def clean_token_name(text: str) -> str:
    """Return what a token is for, in one line; raise TokenNameRefused."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    is_plain = all(c.isprintable() for c in name) and any(
        c.isalnum() and is_visible(c) for c in name
    )
    if not is_plain or len(name) > NAME_LIMIT:
        raise TokenNameRefused(NAME_LIMIT)
    return name
