"""Messages that the bot owes to one person each: what about, and to whom."""

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about; its subject is the id of one such thing."""

    FLAG = "flag"  # to trainers: a learner has flagged a question
    FLAG_ANSWER = "flag_answer"  # to the learner: a trainer has answered
    CERTIFICATE = "certificate"  # to its holder: here it is
    REVOCATION = "revocation"  # to its holder: a certificate is not valid any more
    KEYS_CORRECTED = "keys_corrected"  # to trainers, of a publication: keys wait for their word
    RESULT_CORRECTED = "result_corrected"  # to the learner, of a regrade: results have changed
    CORRECTION_WAITS = "correction_waits"  # to HR, of a correction: passes wait for their word
    CORRECTION_APPLIED = (
        "correction_applied"  # to the learner, of a correction: HR has taken the pass
    )
    REMINDER = "reminder"  # to the learner: something is to be completed
    DIGEST = "digest"  # to a manager: who of their people is overdue
    REPORT = "report"  # to whoever subscribed to it


# These wait for daytime where the person is, however long they were held up: nobody waits for them.
IN_DAYTIME = frozenset({NoticeKind.REMINDER, NoticeKind.DIGEST, NoticeKind.REPORT})


@dataclass(frozen=True)
class Notice:
    """A notice that a mailer has in hand: it is to be sent and then marked."""

    kind: NoticeKind
    subject_id: int
    person_id: int
    telegram_id: int
