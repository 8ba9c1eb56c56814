"""What the buttons of HR and managers carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap
from bot.learning.dossier import InviteReason, RoleReason, UnbindReason
from bot.learning.people import Role
from bot.learning.roster import RosterMode


@dataclass(frozen=True)
class ShowPeople(Tap):
    """Show how many people there are in which state."""

    tag = "people"


@dataclass(frozen=True)
class ListUnreached(Tap):
    """List a page of the people who cannot be told what they have to complete, from 0."""

    tag = "unreached"
    page: int


@dataclass(frozen=True)
class ShowPerson(Tap):
    """Show one person; where there are several courses, in all of them or in one."""

    tag = "person"
    person_id: int
    course: int | None = None


@dataclass(frozen=True)
class InvitePerson(Tap):
    """Ask why there is to be a new invitation."""

    tag = "pinvite"
    person_id: int


@dataclass(frozen=True)
class MakeInvite(Tap):
    """Make a new invitation."""

    tag = "pinvite!"
    person_id: int
    reason: InviteReason


@dataclass(frozen=True)
class WriteInviteReason(Tap):
    """Write another reason for a new invitation."""

    tag = "pinvite="
    person_id: int


@dataclass(frozen=True)
class AskToUnbind(Tap):
    """Ask why the account is taken away."""

    tag = "punbind?"
    person_id: int


@dataclass(frozen=True)
class Unbind(Tap):
    """Take the account away."""

    tag = "punbind!"
    person_id: int
    reason: UnbindReason


@dataclass(frozen=True)
class WriteUnbindReason(Tap):
    """Write another reason for taking the account away."""

    tag = "punbind="
    person_id: int


@dataclass(frozen=True)
class ListRoles(Tap):
    """Offer the roles that may be given."""

    tag = "proles"
    person_id: int


@dataclass(frozen=True)
class AskToGiveRole(Tap):
    """Ask why somebody gets the role."""

    tag = "prole?"
    person_id: int
    role: Role


@dataclass(frozen=True)
class GiveRole(Tap):
    """Give the role."""

    tag = "prole!"
    person_id: int
    role: Role
    reason: RoleReason


@dataclass(frozen=True)
class WriteRoleReason(Tap):
    """Write another reason for the role."""

    tag = "prole="
    person_id: int
    role: Role


@dataclass(frozen=True)
class ShowRoster(Tap):
    """Show what a roster changes: as additions and changes, or as the whole staff."""

    tag = "roster"
    file_id: int
    mode: RosterMode


@dataclass(frozen=True)
class ApplyRoster(Tap):
    """Apply the difference with that digest; `is_sure` where many leave and it is meant."""

    tag = "roster!"
    file_id: int
    mode: RosterMode
    digest: str
    is_sure: bool


@dataclass(frozen=True)
class DiscardRoster(Tap):
    """Forget a roster."""

    tag = "roster-"
    file_id: int
