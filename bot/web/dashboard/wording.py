"""What the dashboard's forms say: what was done, and why something cannot be."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from bot.learning.assignments import Due, Ruling, Target
from bot.learning.deeds import Deed, DoneDeed
from bot.learning.dossier import EVENT_NAMES, PastEvent
from bot.learning.duties import PastWord
from bot.learning.errors import (
    AssignedAlready,
    AssignmentGone,
    CertificateEnded,
    CourseGone,
    DateRefused,
    HasLeft,
    NameUnchanged,
    NobodyCovered,
    NotBound,
    OwnDuty,
    Refusal,
    RoleRefused,
    StillBound,
)
from bot.learning.phrases import count, short_date

DONE = {
    Deed.EXTENDED: "The due day is moved, and the reason is written down.",
    Deed.WAIVED: "Waived: it need not be completed. The reason is written down.",
    Deed.REQUIRED: "It has to be completed again. The reason is written down.",
    Deed.ELSEWHERE: "It counts as completed elsewhere. The proof is written down.",
    Deed.INVITED: "A new invitation was made.",
    Deed.UNBOUND: "The account is taken away. All progress stays; a new invite brings them back.",
    Deed.REVOKED: "The certificate is revoked. Its holder is told where they use the bot.",
    Deed.REISSUED: "Reissued in the present name: {}. Who holds it gets the new one.",
    Deed.ENDED: "Assignment {} is ended. What is open by it stays to be done.",
    Deed.PRINTED: "Invitations were made.",
}
ASSIGNED = (
    "Assigned as number {}. Whoever it is new to finds it in the bot within a minute, and is told "
    "in working hours."
)
SEVERAL = (
    "Assigned, for each person by a number of its own. They find it in the bot within a minute, "
    "and are told in working hours."
)
REFUSALS: dict[type[Refusal], str] = {
    StillBound: "This person uses an account. Unbind it first, then invite anew.",
    NotBound: "This person uses no account that could be taken away.",
    HasLeft: "This person has left the company. The roster must bring them back first.",
    RoleRefused: "That is for an administrator to do, and nobody does it to themselves.",
    OwnDuty: "Your own course is for a colleague in HR or an administrator to decide about.",
    NobodyCovered: "Nobody is there to assign it to. Choose somebody else.",
    NameUnchanged: "No certificate is in a former name any more.",
    AssignmentGone: "There is no such assignment.",
    CourseGone: "That course is not taught any more. Choose another one.",
    DateRefused: "The due day does not fit any more. Choose another one.",
}
WORDS = {
    Ruling.WAIVED.value: "waived",
    Ruling.REQUIRED.value: "required again",
    Ruling.ELSEWHERE.value: "taken as completed elsewhere",
    "reopened": "to be done again, as a result was taken back",
}


def word_done(done: DoneDeed) -> str:
    """Say what a form has done."""
    if done.deed is Deed.ASSIGNED:
        return ASSIGNED.format(done.number) if done.number else SEVERAL
    return DONE[done.deed].format(done.number)


def word_refusal(refusal: Refusal) -> str:
    """Say why something cannot be done, and what to do instead."""
    if isinstance(refusal, CertificateEnded):
        how = "replaced by a newer one" if refusal.is_replaced else "revoked"
        return f"This certificate is {how} already."
    if isinstance(refusal, AssignedAlready):
        return f"That is assigned already, by number {refusal.number}. Nothing was changed."
    return REFUSALS.get(type(refusal), "That cannot be done any more. Please look at it again.")


def word_ruling(word: PastWord, zone: ZoneInfo) -> Markup:
    """Say what somebody has decided about an occurrence."""
    what = f"due {word_day(word.due_at, zone)}" if word.due_at else WORDS.get(word.kind, word.kind)
    proof = _word_written(", proof: “", word.proof, "”")
    reason, by = _word_written(", “", word.reason, "”"), _word_written(", by ", word.actor)
    return escape(f"{word_day(word.at, zone)}: {what}") + reason + proof + by


def word_event(event: PastEvent) -> Markup:
    """Say what was done about a person's access."""
    what = escape(f"{short_date(event.at)}, {EVENT_NAMES[event.kind]}")
    return what + _word_written(", by ", event.actor)


def word_day(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return the day of a moment in somebody's calendar."""
    return "–" if moment is None else short_date(moment.astimezone(zone))


def name_whom(target: Target, name: str | None) -> str:
    """Say for whom an assignment is."""
    if target is Target.EVERYONE:
        return "Everybody"
    if name is None:
        return "Somebody who is not on record any more"
    return name if target is Target.PERSON else f"{target.capitalize()} {name}"


def word_due(due: Due) -> str:
    """Say by when."""
    if due.on is not None:
        return f"due {short_date(due.on)}"
    return f"due {count(due.days, 'day')} after it is assigned" if due.days else "no due day"


def _word_written(before: str, text: str | None, after: str = "") -> Markup:
    """Quote what somebody wrote: its direction changes nothing of what stands around."""
    return Markup("{}<bdi>{}</bdi>{}").format(before, text, after) if text else Markup()
