"""Certificates: codes that can be read aloud, how long one is valid, and what it is worth today."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

# Crockford's alphabet: no letter that looks like a digit, and no U, so that few words appear.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
RANDOM_LENGTH = 19  # characters of 5 bits each: 95 bits; the last character checks the others
CODE_LENGTH = RANDOM_LENGTH + 1
GROUP = 4
BASE = len(ALPHABET)


class Status(StrEnum):
    """What a code is worth."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class EndingKind(StrEnum):
    """Why a certificate counts no longer, though its time may not be over."""

    REVOKED = "revoked"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Certificate:
    """A certificate as it was issued; `name` is None once it is erased.

    `achieved_on` is the day on which the course was completed; of a replacement that is an earlier
    day than `issued_on`. `valid_until` is its last day, or None where it has no end. All are days
    in `zone`, whoever asks from wherever.
    """

    id: int
    code: str
    person_id: int
    name: str | None
    course_id: str
    course_title: str
    version_number: int
    achieved_on: date
    issued_on: date
    zone: ZoneInfo
    valid_until: date | None = None
    ending: EndingKind | None = None
    ended_on: date | None = None

    def find_status(self, now: datetime) -> Status:
        """Say what it is worth now."""
        return judge(self.valid_until, now, self.zone, has_ended=self.ending is not None)


@dataclass(frozen=True)
class PastEnding:
    """How a certificate ended, for HR; `actor` is None where it was no member."""

    certificate: Certificate
    actor: str | None
    reason: str | None


@dataclass(frozen=True)
class Verification:
    """What a code is worth today; `certificate` is None for an unknown one.

    `is_mistyped` where no certificate can ever have such a code.
    """

    status: Status
    certificate: Certificate | None = None
    is_mistyped: bool = False


def judge(last: date | None, now: datetime, zone: ZoneInfo, *, has_ended: bool) -> Status:
    """Say what a certificate is worth that has this last day in that zone, None for no end."""
    if has_ended:
        return Status.REVOKED
    if last is not None and now.astimezone(zone).date() > last:
        return Status.EXPIRED
    return Status.VALID


def find_last_day(completed_at: datetime, months: int | None, zone: ZoneInfo) -> date | None:
    """Return the last day for which a result holds; None where it holds for ever."""
    return add_months(completed_at.astimezone(zone).date(), months) if months else None


def make_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a new code without its hyphens; `choose` picks one of the letters at random."""
    drawn = "".join(choose(ALPHABET) for _ in range(RANDOM_LENGTH))
    return drawn + _compute_check(drawn)


def format_code(code: str) -> str:
    """Return a code in groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed, or None where it cannot be one.

    Case, hyphens and spaces do not matter, nor does O for 0, or I or L for 1.
    """
    code = _strip(text)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if _compute_check(code[:-1]) == code[-1] else None


def resembles_code(text: str) -> bool:
    """Tell whether a code may be meant, with at most one character too many or missing."""
    return abs(len(_strip(text)) - CODE_LENGTH) <= 1


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _strip(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum()).translate(LOOKALIKES)


def _compute_check(drawn: str) -> str:
    """Return the check character of ISO 7064, hybrid system.

    It finds every slip of one character, and nearly all of two neighbours that changed places.
    """
    product = BASE
    for character in drawn:
        total = (product + ALPHABET.index(character)) % BASE or BASE
        product = 2 * total % (BASE + 1)
    return ALPHABET[(1 - product) % BASE]
