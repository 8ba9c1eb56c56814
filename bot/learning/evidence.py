"""What is kept as proof: kinds of events, each sealed into one chain as it happens."""

from dataclasses import dataclass
from enum import StrEnum

SEAL_BYTES = 32


class EventKind(StrEnum):
    """What an event of the evidence says has happened."""

    KEY = "key"  # from here on events are sealed with this key
    COVERAGE = "coverage"  # from here on these kinds of facts are in the chain as well
    CONTENT = "content"  # a version of the content was stored
    PUBLICATION = "publication"  # a version is the one that is taught, under which number
    QUIZ = "quiz"  # a check or test was finished, with all its answers
    COMPLETION = "completion"  # a course was completed, for the first time
    ASSIGNMENT = "assignment"  # a course was given to some, on which terms
    OCCURRENCE = "occurrence"  # somebody has to complete a course, on which terms
    OCCURRENCE_EVENT = "occurrence_event"  # what was ruled about that, or that it was completed
    OCCURRENCE_TEXT = "occurrence_text"  # why that was ruled, and what proves it
    CERTIFICATE = "certificate"  # a certificate was issued
    ENDING = "ending"  # a certificate was revoked or replaced
    PEOPLE = "people"  # records, accounts and roles of people were changed
    NOTICE_TEXT = "notice_text"  # a joining notice, as it is shown from then on
    NOTICE_ACCEPTANCE = "notice_acceptance"  # somebody has read it, and went on
    ROSTER = "roster"  # HR's list of employees was applied
    ACCESS = "access"  # somebody has looked at named data of others
    ROLE = "role"  # which role somebody had, and which they got
    KEY_CHANGE = "key_change"  # a version has other right options of a question
    KEY_DECISION = "key_decision"  # what becomes of answers given before, by whom and why
    RESULT_CORRECTION = "result_correction"  # an answer counts otherwise than recorded
    HELD_DECISION = "pass_decision"  # HR's word on passes that would be lost
    RULING = "pass_ruling"  # what that did to one pass
    COMPLETION_CHANGE = "completion_change"  # a completion was taken back, or counts again


@dataclass(frozen=True)
class Anchor:
    """How far the evidence went at a moment: kept elsewhere, it shows when the end is cut off."""

    number: int
    seal: bytes

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """Read an anchor as it is printed; raise ValueError where it is none."""
        number, _, seal = text.strip().partition(":")
        anchor = cls(int(number), bytes.fromhex(seal))
        if anchor.number < 1 or len(anchor.seal) != SEAL_BYTES:
            raise ValueError(text)
        return anchor

    def __str__(self) -> str:
        return f"{self.number}:{self.seal.hex()}"


@dataclass(frozen=True)
class Breach:
    """Something that is not as it was sealed; `number` is its event, where it has one."""

    number: int | None
    what: str

    def __str__(self) -> str:
        return self.what if self.number is None else f"Event {self.number}: {self.what}"


@dataclass(frozen=True)
class Audited:
    """What an audit found: `breaches` are the first of all that were `found`, in their order.

    `unsealed` events were sealed with a key that is not at hand; that nobody has changed them
    since the key that followed is checked.
    """

    events: int
    counts: dict[str, int]
    unsealed: int
    breaches: tuple[Breach, ...]
    found: int
    anchor: Anchor | None
