"""What HR sees and does about what somebody has to complete; each act waits for its reason."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from bot.learning.assignments import Due, Occurrence, Ruling
from bot.learning.errors import (
    CompletionRefused,
    DateRefused,
    DayUnclear,
    ExtensionRefused,
    NoProof,
    NoReason,
)
from bot.learning.writing import is_visible

YEARS = range(2000, 2100)  # of a day that HR decides about
DAYS_LIMIT = 10_000  # a number for when something is due is a day from here on
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\.? ([a-z]{3})[a-z]*\.?,? (\d{4})")


class DutyAct(StrEnum):
    """What HR may do about an occurrence."""

    EXTEND = "extend"
    WAIVE = "waive"
    REQUIRE = "require"
    ELSEWHERE = "elsewhere"


RULINGS = {
    DutyAct.EXTEND: Ruling.EXTENDED,
    DutyAct.WAIVE: Ruling.WAIVED,
    DutyAct.REQUIRE: Ruling.REQUIRED,
    DutyAct.ELSEWHERE: Ruling.ELSEWHERE,
}


@dataclass(frozen=True)
class DutyMark:
    """An occurrence as somebody saw it: with its newest event, 0 where it had none."""

    occurrence_id: int
    event_id: int


@dataclass(frozen=True)
class PastWord:
    """Something that was said of an occurrence; `actor` is None where it was no member."""

    kind: str
    at: datetime
    actor: str | None
    reason: str | None
    due_at: datetime | None
    proof: str | None = None  # of a completion elsewhere


@dataclass(frozen=True)
class DutyState:
    """What a person has to complete, or had, as it stands."""

    mark: DutyMark
    person_id: int
    course_id: str
    occurrence: Occurrence
    zone: ZoneInfo
    is_elsewhere: bool = False
    valid_until: datetime | None = None
    reminded_at: datetime | None = None
    words: tuple[PastWord, ...] = ()

    @property
    def due_day(self) -> date | None:
        """The due day where the person is."""
        return self.find_day(self.occurrence.due_at)

    @property
    def acts(self) -> tuple[DutyAct, ...]:
        """What can be done about it now."""
        if self.occurrence.is_open:
            return DutyAct.EXTEND, DutyAct.WAIVE, DutyAct.ELSEWHERE
        return (DutyAct.REQUIRE,) if self.occurrence.is_waived or self.is_elsewhere else ()

    def find_day(self, moment: datetime | None) -> date | None:
        """Return the day of a moment where the person is."""
        return None if moment is None else moment.astimezone(self.zone).date()

    def propose_day(self, now: datetime, days: int) -> date:
        """Return a new due day: days after the present one, or after today where that is over."""
        today = now.astimezone(self.zone).date()
        start = max(self.due_day or today, today)
        return start + timedelta(days=days)

    def check_day(self, act: DutyAct, day: date | None, now: datetime) -> None:
        """Raise DateRefused for no due day; CompletionRefused for a completion to come, or old.

        Raises ExtensionRefused where the due day would not be moved to a later one.
        """
        if day is None:
            if act in {DutyAct.EXTEND, DutyAct.ELSEWHERE}:
                raise DateRefused
            return
        if act is DutyAct.EXTEND:
            Due(on=day).check(now, self.zone)
            if self.due_day is not None and day <= self.due_day:
                raise ExtensionRefused
        elif act is DutyAct.ELSEWHERE and (
            day.year < YEARS.start or datetime.combine(day, time(), self.zone) > now
        ):
            raise CompletionRefused


@dataclass(frozen=True)
class DutyChange:
    """How an occurrence stands, and what people said of it since somebody saw it, newest first."""

    state: DutyState
    words: tuple[PastWord, ...]
    is_renewed: bool  # the next one is open


@dataclass(frozen=True)
class DutyRequest:
    """What HR wants to do about an occurrence as they saw it; done once the reason is there."""

    act: DutyAct
    mark: DutyMark
    day: date | None = None

    def write(self) -> str:
        """Return it as the subject of a text that is asked for."""
        day = "" if self.day is None else self.day.isoformat()
        return f"{self.act}:{self.mark.occurrence_id}:{self.mark.event_id}:{day}"

    @classmethod
    def read(cls, subject: str) -> Self:
        """Return what a text was asked for."""
        act, occurrence_id, event_id, day = subject.split(":")
        mark = DutyMark(int(occurrence_id), int(event_id))
        return cls(DutyAct(act), mark, date.fromisoformat(day) if day else None)


def read_day(text: str) -> date:
    """Read a day as people write it: 2026-12-11, 11.12.2026 or 11 Dec 2026; raise DayUnclear.

    A day with strokes is refused: 11/12 is another one on each side of the ocean. Whether the day
    fits what it is for, is for the caller to check.
    """
    text = " ".join(text.casefold().split())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif (found := _IN_WORDS.fullmatch(text)) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3])
    else:
        raise DayUnclear
    try:
        return date(year, month, day)
    except ValueError:
        raise DayUnclear from None


def split_proof(text: str) -> tuple[str, str]:
    """Return the proof from the first line of a text, and the reason from those below it.

    Raises NoReason for nothing, and NoProof where only one of them can be seen.
    """
    if not is_visible(text):
        raise NoReason
    proof, _, reason = text.strip().partition("\n")
    if not is_visible(proof) or not is_visible(reason):
        raise NoProof
    return proof.strip(), reason.strip()


def number_day(day: date | None) -> int:
    """Return a day as a number such as 20261218; 0 for none."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def read_number(number: int) -> date | None:
    """Return the day of such a number, None for 0; raise DayUnclear for any other number."""
    if not number:
        return None
    rest, day = divmod(number, 100)
    year, month = divmod(rest, 100)
    if year not in YEARS:
        raise DayUnclear
    try:
        return date(year, month, day)
    except ValueError:
        raise DayUnclear from None


def number_due(due: Due) -> int:
    """Return when something is due as a number: days, or a day as 20261218; 0 for never."""
    return due.days or number_day(due.on)


def read_due(number: int) -> Due:
    """Return what such a number means; raise DayUnclear for one that means nothing."""
    if 0 < number < DAYS_LIMIT:
        return Due(days=number)
    return Due(on=read_number(number))
