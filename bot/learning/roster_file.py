"""What becomes of a roster that HR sends in the chat."""

from enum import StrEnum


class RosterFileState(StrEnum):
    """What became of a roster that HR sent in the chat."""

    WAITING = "waiting"
    APPLIED = "applied"
    DISCARDED = "discarded"
    REPLACED = "replaced"
    EXPIRED = "expired"
