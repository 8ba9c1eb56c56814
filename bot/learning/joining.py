"""Joining: the notice that says what is stored and who sees it, and invites for one person each."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

# A new number asks everybody once more: raise it when what is stored, or who sees it, changes.
VERSION = "3"
WITH_RECORDS = "-records"  # behind the number, where a record store is told


@dataclass(frozen=True)
class JoiningNotice:
    """The notice as it is shown."""

    version: str
    heading: str
    sentences: tuple[str, ...]

    @property
    def body(self) -> str:
        """The whole text."""
        return "\n".join([self.heading, *self.sentences])

    @property
    def digest(self) -> str:
        """By which the text is kept."""
        return sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class IssuedInvite:
    """A code that was made for somebody; it cannot be shown again."""

    person_id: int
    name: str
    employee_id: str
    department: str
    code: str
    expires_at: datetime


def make_notice(contact: str, record_store: str = "") -> JoiningNotice:
    """Say what is stored, who sees it and whom to ask; and the record store that is told of it."""
    told = (
        f"Results and answers of checks and tests also go, by employee number, to {record_store}. "
        if record_store
        else ""
    )
    return JoiningNotice(
        f"{VERSION}{WITH_RECORDS if record_store else ''}",
        "What is stored, and who sees it",
        (
            (
                "Stored: your name, your Telegram number, what you read and what you answer; "
                "where HR keeps a roster here, also your employee number, department, manager and "
                "e-mail."
            ),
            (
                "HR and administrators see how far you are and your results. "
                "Your managers see how far you are, and no answers. "
                "Trainers see how questions work, not who answered."
            ),
            f"Messages travel through Telegram. {told}Nothing goes to anybody else.",
            (
                "/mydata shows what is stored about you, /forgetme erases what is yours: practice, "
                "ratings and comments. Checks, tests and certificates stay as evidence."
            ),
            f"Questions: {contact}.",
        ),
    )


PLAIN_NOTICE = make_notice("the person who invited you")
