"""Who somebody is to the bot: the roles and the name the company knows."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.learning.errors import NameRefused

NAME_LIMIT = 80  # characters
INVISIBLE = "\u115f\u1160\u3164\uffa0"  # letters by their category that nobody sees
JOINERS = "\u200c\u200d"  # some scripts need them; other invisible marks could turn text round


class Role(StrEnum):
    """What a person may do; everybody may also learn."""

    LEARNER = "learner"
    TRAINER = "trainer"
    HR = "hr"
    ADMIN = "admin"


EVERYONE = frozenset(Role)
TRAINERS = frozenset({Role.TRAINER, Role.ADMIN})
REPORTERS = frozenset({Role.HR, Role.ADMIN})


class UnreachableReason(StrEnum):
    """Why nothing can be sent to a person until they write again."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True)
class Member:
    """A person who has joined; `name` is None until they have given it."""

    id: int
    telegram_id: int
    name: str | None
    role: Role
    unreachable_since: datetime | None = None
    is_asked: bool = False  # for a text that is still to come

    @property
    def first_name(self) -> str:
        """The first word of the name; in chats no more than this is used."""
        return (self.name or "").split(" ")[0]


def digest_name(name: str) -> str:
    """Return a short digest of a name: a button says by it which name it confirms."""
    return sha256(name.encode()).hexdigest()[:12]


def clean_name(text: str) -> str:
    """Return a name in one line with single spaces, or raise NameRefused."""
    kept = (c for c in text if unicodedata.category(c) != "Cf" or c in JOINERS)
    name = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    if not 1 <= len(name) <= NAME_LIMIT or name.startswith("/"):
        raise NameRefused(NAME_LIMIT)
    if not any(c.isalpha() and c not in INVISIBLE for c in name) or any(
        unicodedata.category(c) in {"Cc", "Cs"} for c in name
    ):
        raise NameRefused(NAME_LIMIT)
    return name
