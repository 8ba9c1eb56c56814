"""What the bot asks people to write, where buttons are not enough: comments, replies, reasons."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.learning.errors import TextTooLong
from bot.learning.people import EVERYONE, PERSONNEL, REPORTERS, TRAINERS
from bot.learning.writing import drop_controls, drop_marks, is_visible

TEXT_LIMIT = 1000  # characters
PATIENCE = timedelta(minutes=10)  # what is written later is meant for something else


class PromptKind(StrEnum):
    """What a text is asked for."""

    FLAG_COMMENT = "flag_comment"
    FLAG_REPLY = "flag_reply"
    RATING_COMMENT = "rating_comment"
    PERSON_REASON = "person_reason"
    REVOKE_REASON = "revoke_reason"
    REGRADE_REASON = "regrade_reason"
    RULING_REASON = "ruling_reason"
    DUTY_DAY = "duty_day"
    DUTY_REASON = "duty_reason"
    ASSIGNMENT_DAY = "assignment_day"


# Who may answer: a role can be lost between the question and the text.
ROLES = {
    PromptKind.FLAG_COMMENT: EVERYONE,
    PromptKind.FLAG_REPLY: TRAINERS,
    PromptKind.RATING_COMMENT: EVERYONE,
    PromptKind.PERSON_REASON: PERSONNEL,
    PromptKind.REVOKE_REASON: REPORTERS,
    PromptKind.REGRADE_REASON: TRAINERS,
    PromptKind.RULING_REASON: REPORTERS,
    PromptKind.DUTY_DAY: PERSONNEL,
    PromptKind.DUTY_REASON: PERSONNEL,
    PromptKind.ASSIGNMENT_DAY: PERSONNEL,
}


@dataclass(frozen=True)
class Asked:
    """A text that was asked for; the subject is what it is about, by its id."""

    kind: PromptKind
    subject: str


@dataclass(frozen=True)
class Written:
    """A text that somebody wrote because they were asked."""

    person_id: int
    subject: str
    text: str


def is_patient(asked_at: datetime, now: datetime) -> bool:
    """Tell whether a text that comes now is still taken for the answer."""
    return now - asked_at < PATIENCE


def clean_text(text: str) -> str:
    """Return what was written as it is seen, without white space around it; raise TextTooLong.

    It is empty where nothing of it can be seen.
    """
    text = drop_controls(drop_marks(text)).strip()
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(TEXT_LIMIT)
    return text if is_visible(text) else ""
