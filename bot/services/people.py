"""Look at people, and change their access and roles: within what the one who asks may."""

from sqlmodel import Session

from bot.learning.dossier import Dossier, Headcount, SearchResult, UnreachedPage, find_access
from bot.learning.errors import NotBound, PersonGone, RoleRefused
from bot.learning.joining import IssuedInvite
from bot.learning.people import (
    GRANTABLE,
    PERSONNEL,
    Actor,
    ActorOrigin,
    EventKind,
    Member,
    Role,
    fold,
)
from bot.learning.prompt import PromptKind, Written
from bot.services import Clock
from bot.services.accounts import Accounts
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import dossiers, personnel, prompts, scope, unreached
from bot.storage.queries.personnel import Event
from bot.storage.tables import Person

SHOWN = 8  # people found, and past events
# In the subject of a reason that is asked for, beside roles.
UNBIND = "unbind"
INVITE = "invite"


class People:
    """Shows people to HR, administrators and their managers; the first two change things."""

    def __init__(self, database: Database, accounts: Accounts, clock: Clock) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock

    def count(self, member: Member) -> Headcount:
        """Return how many there are of those whom a member may look at."""
        with self._database.reading() as session:
            return dossiers.count_people(Plain.of(session), _find_leader(member), self._clock())

    def count_unreached(self, member: Member) -> int:
        """Return how many of them have something to complete and cannot be told of it."""
        with self._database.reading() as session:
            return unreached.count(Plain.of(session), _find_leader(member))

    def list_unreached(self, member: Member, page: int) -> UnreachedPage:
        """Return a page of them; the last one where it is beyond."""
        with self._database.reading() as session:
            plain, leader_id = Plain.of(session), _find_leader(member)
            total = unreached.count(plain, leader_id)
            page = max(0, min(page, (total - 1) // SHOWN))
            shown = unreached.list_page(plain, leader_id, page * SHOWN, SHOWN)
        return UnreachedPage(tuple(shown), page, SHOWN, total, self._clock())

    def search(self, member: Member, text: str) -> SearchResult:
        """Find people a member may look at, by how their names, number or address begin."""
        words = fold(text).split()
        with self._database.reading() as session:
            found, total = dossiers.search(Plain.of(session), words, _find_leader(member), SHOWN)
        return SearchResult(tuple(found), total)

    def find(self, member: Member, person_id: int) -> Dossier:
        """Return what a member may see of a person; raises PersonGone."""
        with self._database.reading() as session:
            return self._read(session, member, person_id)

    def invite(
        self,
        member: Member,
        person_id: int,
        reason: str,
        origin: ActorOrigin = ActorOrigin.CHAT,
    ) -> IssuedInvite:
        """Make a new invite; the earlier ones are void.

        Raises PersonGone, RoleRefused, StillBound or HasLeft.
        """
        with self._database.writing() as session:
            _require_power(session, member.id, person_id)
            return self._accounts.invite(person_id, Actor(origin, member.id), reason)

    def find_account(self, person_id: int) -> int | None:
        """Return the account that a person uses."""
        with self._database.reading() as session:
            person = session.get(Person, person_id)
            return None if person is None else person.telegram_id

    def unbind(
        self,
        member: Member,
        person_id: int,
        reason: str,
        origin: ActorOrigin = ActorOrigin.CHAT,
    ) -> bool:
        """Take the account away; tell whether there was one. Raises PersonGone or RoleRefused."""
        with self._database.writing() as session:
            _require_power(session, member.id, person_id)
            return self._unbind(Actor(origin, member.id), person_id, reason)

    def give_role(self, member: Member, person_id: int, role: Role, reason: str) -> bool:
        """Give a role; tell whether it is another one. Raises PersonGone or RoleRefused."""
        with self._database.writing() as session:
            return self._give_role(session, member.id, person_id, role, reason)

    def ask_for_reason(self, member: Member, person_id: int, role: Role | None) -> None:
        """Let a member write why: for a new role, or where it is None for taking the account."""
        with self._database.writing() as session:
            _require_power(session, member.id, person_id, role)
            subject = f"{person_id}:{role or UNBIND}"
            prompts.put(session, member.id, PromptKind.PERSON_REASON, subject, self._clock())

    def ask_for_invite_reason(self, member: Member, person_id: int) -> None:
        """Let a member write why somebody gets a new invite."""
        with self._database.writing() as session:
            _require_power(session, member.id, person_id)
            subject = f"{person_id}:{INVITE}"
            prompts.put(session, member.id, PromptKind.PERSON_REASON, subject, self._clock())

    def take_reason(self, session: Session, written: Written) -> None:
        """Do for the written reason what it was asked for.

        An invite is made afterwards, by `invite`: of its code nothing else is kept than a digest.
        """
        person, _, what = written.subject.partition(":")
        if what == INVITE:
            _require_power(session, written.person_id, int(person))
        elif what == UNBIND:
            _require_power(session, written.person_id, int(person))
            self._unbind(_act(written.person_id), int(person), written.text)
        else:
            self._give_role(session, written.person_id, int(person), Role(what), written.text)

    def _unbind(self, actor: Actor, person_id: int, reason: str) -> bool:
        try:
            self._accounts.unbind(person_id, actor, reason)
        except NotBound:
            return False
        return True

    def _give_role(
        self, session: Session, actor_id: int, person_id: int, role: Role, reason: str
    ) -> bool:
        person = _require_power(session, actor_id, person_id, role)
        if person.role == role:
            return False
        plain = Plain.of(session)
        changed = Event(person_id, EventKind.ROLE, {"role": [person.role, role.value]}, reason)
        personnel.set_roles(plain, [person_id], role.value)
        personnel.add_events(plain, [changed], _act(actor_id), self._clock())
        return True

    def _read(self, session: Session, member: Member, person_id: int) -> Dossier:
        plain, person = Plain.of(session), session.get(Person, person_id)
        if person is None or person.name is None or person.replaced_by is not None:
            raise PersonGone
        if member.role not in PERSONNEL and not scope.leads(plain, member.id, person_id):
            raise PersonGone
        employee = personnel.find_employee(plain, person_id)
        invited_until = dossiers.find_invited_until(plain, person_id)
        is_bound = person.telegram_id is not None
        return Dossier(
            person_id,
            person.name,
            Role(person.role),
            employee and personnel.say_erased(employee, person_id),
            find_access(
                employee, is_bound=is_bound, invited_until=invited_until, now=self._clock()
            ),
            person.joined_at,
            invited_until,
            person.unreachable_since,
            person.unreachable_reason,
            tuple(dossiers.list_events(plain, person_id, SHOWN))
            if member.role in PERSONNEL
            else (),
            may_change=person_id != member.id
            and Role(person.role) in GRANTABLE.get(member.role, ()),
        )


def _find_leader(member: Member) -> int | None:
    """Return below whom somebody may look; None for everybody."""
    return None if member.role in PERSONNEL else member.id


def _act(person_id: int) -> Actor:
    return Actor(ActorOrigin.CHAT, person_id)


def _require_power(
    session: Session, actor_id: int, person_id: int, role: Role | None = None
) -> Person:
    """Return the person, where the actor's role of this moment has power over them.

    Nobody has power over themselves, or over roles that they may not give.
    """
    actor, person = session.get_one(Person, actor_id), session.get(Person, person_id)
    grantable = GRANTABLE.get(Role(actor.role), frozenset())
    if not grantable or person is None or person.replaced_by is not None:
        raise PersonGone
    is_theirs = Role(person.role) in grantable and (role is None or role in grantable)
    if actor_id == person_id or not is_theirs:
        raise RoleRefused
    return person
