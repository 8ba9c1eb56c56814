"""What HR can do from the dashboard's forms, and what became of a form that was sent."""

from dataclasses import dataclass
from enum import StrEnum

from bot.learning.duties import DutyAct


class Deed(StrEnum):
    """Something that was done by a form."""

    EXTENDED = "extended"
    WAIVED = "waived"
    REQUIRED = "required"
    ELSEWHERE = "elsewhere"
    INVITED = "invited"
    UNBOUND = "unbound"
    REVOKED = "revoked"
    REISSUED = "reissued"
    ASSIGNED = "assigned"
    ENDED = "ended"
    PRINTED = "printed"  # invitations for many


DEEDS = {
    DutyAct.EXTEND: Deed.EXTENDED,
    DutyAct.WAIVE: Deed.WAIVED,
    DutyAct.REQUIRE: Deed.REQUIRED,
    DutyAct.ELSEWHERE: Deed.ELSEWHERE,
}


@dataclass(frozen=True)
class DoneDeed:
    """What a form has done; the number is that of an assignment, or how many there were."""

    deed: Deed
    number: int | None = None
