"""How versions of the content came to be taught: by whom, from what, and what that changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Origin(StrEnum):
    """Where a version came from when it began to be taught."""

    DISK = "disk"
    UPLOAD = "upload"
    COMMAND = "command"
    ROLLBACK = "rollback"


@dataclass(frozen=True)
class Imprint:
    """What is written down beside a version that begins to be taught."""

    origin: Origin = Origin.DISK
    person_id: int | None = None  # None where it was no trainer in the chat
    summary: str = ""


@dataclass(frozen=True)
class Publication:
    """A moment at which a version began to be taught; `first_name` is the trainer's."""

    number: int
    version_id: int
    at: datetime
    origin: Origin
    first_name: str | None
    summary: str


class UploadState(StrEnum):
    """What became of the files that a trainer sent for the bank."""

    KEPT = "kept"  # they have errors, or change nothing
    PENDING = "pending"  # they wait for a word
    PUBLISHED = "published"
    DISCARDED = "discarded"
    REPLACED = "replaced"  # the trainer sent something else
    EXPIRED = "expired"


OPEN: Final = frozenset({UploadState.KEPT, UploadState.PENDING})
