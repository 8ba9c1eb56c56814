"""Who somebody is to the bot: the roles and the name the company knows."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from bot.learning.errors import NameRefused
from bot.learning.writing import drop_marks, is_visible

NAME_LIMIT = 80  # characters


class Role(StrEnum):
    """What a person may do; everybody may also learn."""

    LEARNER = "learner"
    TRAINER = "trainer"
    MANAGER = "manager"
    HR = "hr"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.LEARNER: "learner",
    Role.TRAINER: "trainer",
    Role.MANAGER: "manager",
    Role.HR: "HR",
    Role.ADMIN: "administrator",
}
EVERYONE = frozenset(Role)
TRAINERS = frozenset({Role.TRAINER, Role.ADMIN})
REPORTERS = frozenset({Role.HR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})
REPORTED = frozenset({Role.LEARNER, Role.MANAGER})  # whose learning the company asks for
PERSONNEL = frozenset({Role.HR, Role.ADMIN})  # who may act on other people's access
LEADERS = PERSONNEL | {Role.MANAGER}  # who may look at people; managers only at their own
# Which roles somebody may give and take: nobody makes themselves, or others, more than they are.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.HR: frozenset({Role.LEARNER, Role.TRAINER, Role.MANAGER}),
    Role.ADMIN: EVERYONE,
}


class UnreachableReason(StrEnum):
    """Why nothing can be sent to a person until they write again."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NO_ACCOUNT = "no account"  # the account was taken from the person, and no other came yet


@dataclass(frozen=True)
class Member:
    """A person who has joined; `name` is None until they have given it."""

    id: int
    telegram_id: int
    name: str | None
    role: Role
    unreachable_since: datetime | None = None
    is_asked: bool = False  # for a text that is still to come
    notice_version: str | None = None  # the joining notice that was accepted last

    @property
    def first_name(self) -> str:
        """The first word of the name; in chats no more than this is used."""
        return (self.name or "").split(" ")[0]


class ActorOrigin(StrEnum):
    """By which way something was done about a person."""

    CHAT = "chat"
    WEB = "web"  # on the dashboard
    API = "api"  # with a token of theirs
    COMMAND = "command"
    ROSTER = "roster"
    INVITE = "invite"
    MOVED = "moved"  # said of an employee entry that turned out to be this person
    BOT = "bot"  # by a rule, and nobody's word


@dataclass(frozen=True)
class Actor:
    """Who does something about a person; `person_id` is None where it is no member."""

    origin: ActorOrigin
    person_id: int | None = None


BOT = Actor(ActorOrigin.BOT)


@dataclass(frozen=True)
class Claim:
    """An account has opened a personal invite: is it really this person, as in "Ana K."?"""

    invite_id: int
    name: str
    is_valid: bool = True


class EventKind(StrEnum):
    """What can happen to a person's record or access."""

    ADDED = "added"
    CHANGED = "changed"
    LEFT = "left"
    RETURNED = "returned"
    INVITED = "invited"
    BOUND = "bound"
    UNBOUND = "unbound"
    ROLE = "role"
    REPLACED = "replaced"
    ERASED = "erased"  # who they were, as their time was over


def abbreviate(name: str) -> str:
    """Return "Ana K.": as much of a name as a chat shows to somebody else."""
    first, _, rest = name.partition(" ")
    last = rest.rpartition(" ")[2]
    return f"{first} {last[0]}." if last else first


def fold(text: str) -> str:
    """Return a text as it is searched: without case, accents or surplus spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def digest_name(name: str) -> str:
    """Return a short digest of a name: a button says by it which name it confirms."""
    return sha256(name.encode()).hexdigest()[:12]


def clean_name(text: str) -> str:
    """Return a name in one line with single spaces, or raise NameRefused."""
    name = " ".join(unicodedata.normalize("NFC", drop_marks(text)).split())
    if not 1 <= len(name) <= NAME_LIMIT or name.startswith("/"):
        raise NameRefused(NAME_LIMIT)
    if not any(c.isalpha() and is_visible(c) for c in name) or any(
        unicodedata.category(c) in {"Cc", "Cs"} for c in name
    ):
        raise NameRefused(NAME_LIMIT)
    return name
