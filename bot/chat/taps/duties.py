"""What the buttons about assignments and reminders carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap
from bot.learning.duties import DutyAct, DutyMark


@dataclass(frozen=True)
class LeaveAlone(Tap):
    """Ask not to be reminded before tomorrow."""

    tag = "later1d"


@dataclass(frozen=True)
class ShowReminders(Tap):
    """List which reminders a person got."""

    tag = "told"
    person_id: int


@dataclass(frozen=True)
class OfferExtension(Tap):
    """Offer later due days for an occurrence, as it was seen: with its newest event."""

    tag = "dlater"
    occurrence_id: int
    event_id: int

    @property
    def mark(self) -> DutyMark:
        """The occurrence as it was seen."""
        return DutyMark(self.occurrence_id, self.event_id)


@dataclass(frozen=True)
class WriteDutyDay(Tap):
    """Write a new due day, or the day of a completion."""

    tag = "dday"
    act: DutyAct
    occurrence_id: int
    event_id: int

    @property
    def mark(self) -> DutyMark:
        """The occurrence as it was seen."""
        return DutyMark(self.occurrence_id, self.event_id)


@dataclass(frozen=True)
class WriteDutyReason(Tap):
    """Write the reason, which does what was chosen; the day as 20261218, 0 where there is none."""

    tag = "dwhy"
    act: DutyAct
    occurrence_id: int
    event_id: int
    day: int

    @property
    def mark(self) -> DutyMark:
        """The occurrence as it was seen."""
        return DutyMark(self.occurrence_id, self.event_id)
