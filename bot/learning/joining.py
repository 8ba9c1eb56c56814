"""Joining: the notice that says what is stored and who sees it, and invites for one person each."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

# A new number asks everybody once more: raise it when what is stored, or who sees it, changes.
VERSION = "3"
# Behind the number, where settings let more happen: each text has a version of its own, so whoever
# has accepted another one reads it before they go on.
WITH_RECORDS = "-records"
WITH_FILES = "-files"
WITH_ANSWERS = "-answers"


ANSWERS_TOO = ", and can list each answer that you gave in a check or test, with your name"
FILES_TOO = (
    ", and so may files with names that HR (with results) and managers (of their people, without "
    "results) ask for"
)


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


def make_notice(
    contact: str, record_store: str = "", *, has_files: bool = False, has_answers: bool = False
) -> JoiningNotice:
    """Say what is stored, who sees it and whom to ask; and the record store that is told of it.

    And whether files with names go through the chat, and answers are reported with names.
    """
    store = (
        f"{WITH_RECORDS}-{sha256(record_store.encode()).hexdigest()[:6]}"  # another, another text
    )
    marks = ((record_store, store), (has_files, WITH_FILES), (has_answers, WITH_ANSWERS))
    told = (
        f"Results and answers of checks and tests also go, by employee number, to {record_store}. "
        if record_store
        else ""
    )
    return JoiningNotice(
        VERSION + "".join(mark for is_so, mark in marks if is_so),
        "What is stored, and who sees it",
        (
            (
                "Stored: your name, your Telegram number, what you read and what you answer; "
                "where HR keeps a roster here, also your employee number, department, manager and "
                "e-mail."
            ),
            (
                "HR and administrators see how far you are and your results"
                f"{ANSWERS_TOO if has_answers else ''}. "
                "Your managers see how far you are, and no answers. "
                "Trainers see how questions work, not who answered."
            ),
            (
                f"Messages travel through Telegram{FILES_TOO if has_files else ''}. "
                f"{told}Nothing goes to anybody else."
            ),
            (
                "/mydata shows what is stored about you, /forgetme erases what is yours: practice, "
                "ratings and comments. Checks, tests and certificates stay as evidence."
            ),
            f"Questions: {contact}.",
        ),
    )


PLAIN_NOTICE = make_notice("the person who invited you")
