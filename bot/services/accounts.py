"""Which Telegram account is whose: personal invites, joining by them, and taking accounts away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.learning.errors import (
    AccountTaken,
    HasLeft,
    InviteRefused,
    NotBound,
    PersonGone,
    StillBound,
)
from bot.learning.joining import IssuedInvite, JoiningNotice
from bot.learning.people import Actor, ActorOrigin, Claim, EventKind, Member, Role, abbreviate
from bot.learning.roster import Status
from bot.services import Clock
from bot.services.enrolment import as_member, hash_code, make_code
from bot.services.occurrences import hand_over
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import invites, notice_texts, people, personnel
from bot.storage.queries.personnel import Change, Event, Row
from bot.storage.tables import Person

INVITE_DAYS = 30


class Accounts:
    """Binds accounts to people and takes them away; each change is written down."""

    def __init__(self, database: Database, clock: Clock, notice: JoiningNotice) -> None:
        self._database = database
        self._clock = clock
        self._notice = notice

    def invite_new(
        self, actor: Actor, *, days: int = INVITE_DAYS, is_again: bool = False
    ) -> Sequence[IssuedInvite]:
        """Make an invite for each active employee without an account whom none waits for.

        With `is_again` the others who have no account get a new one too, and the old one is void.
        """
        now = self._clock()
        with self._database.recording() as record:
            wanted = invites.list_uninvited(record, is_again=is_again, now=now)
            return issue_invites(record, wanted, actor, now, days)

    def invite_employee(
        self, employee_id: str, actor: Actor, *, days: int = INVITE_DAYS
    ) -> IssuedInvite:
        """As `invite`, by the number on the roster."""
        with self._database.reading() as session:
            person_id = personnel.find_person_id(Plain.of(session), employee_id)
        if person_id is None:
            raise PersonGone
        return self.invite(person_id, actor, days=days)

    def invite(
        self, person_id: int, actor: Actor, reason: str | None = None, *, days: int = INVITE_DAYS
    ) -> IssuedInvite:
        """Make an invite for somebody without an account; the earlier ones are void.

        Raises StillBound, HasLeft, or PersonGone.
        """
        now = self._clock()
        with self._database.writing() as session:
            person = _get(session, person_id)
            plain = Plain.of(session)
            if person.telegram_id is not None:
                raise StillBound
            employee = personnel.find_employee(plain, person_id)
            if employee is not None and employee.status is Status.TERMINATED:
                raise HasLeft
            (issued,) = issue_invites(plain, [person_id], actor, now, days, reason)
            return issued

    def find_claim(self, telegram_id: int) -> Claim | None:
        """Return as whom an account is asked whether it is them, where it has opened an invite."""
        with self._database.reading() as session:
            found = invites.find_claimed(Plain.of(session), telegram_id, self._clock())
            if found is None:
                return None
            invite_id, person_id, is_valid = found
            name = session.get_one(Person, person_id).name or ""
            return Claim(invite_id, abbreviate(name), bool(is_valid))

    def open_again(self, member: Member, code: str) -> Claim | None:
        """Return as whom a member is asked, who opens somebody's invite; None where it is no use.

        Whoever joined before they were on the roster may become that employee. Raises
        AccountTaken where the account is an employee's already.
        """
        with self._database.writing() as session:
            plain, now = Plain.of(session), self._clock()
            found = invites.find_valid(plain, hash_code(code), now)
            if found is None or found[1] == member.id:
                return None
            if personnel.find_employee(plain, member.id) is not None:
                raise AccountTaken(abbreviate(member.name or ""))
            invites.claim(plain, member.telegram_id, found[0], now)
            return Claim(found[0], abbreviate(session.get_one(Person, found[1]).name or ""))

    def accept(self, telegram_id: int, invite_id: int, *, update_id: int | None = None) -> Member:
        """Bind an account to the person whose invite it has opened, who says that it is them.

        Progress stays with the person. Raises InviteRefused where the invite is no good any more,
        AccountTaken where the account is another employee's.
        """
        with self._database.writing() as session:
            plain, now = Plain.of(session), self._clock()
            found = invites.find_claimed(plain, telegram_id, now)
            if found is None or found[0] != invite_id or not found[2]:
                raise InviteRefused
            person_id = found[1]
            target = session.get_one(Person, person_id)
            if target.telegram_id is not None:
                raise InviteRefused
            holder = people.find_person(session, telegram_id)
            actor = Actor(ActorOrigin.INVITE, person_id)
            if holder is not None and holder.id is not None:
                _replace(plain, target, holder, now)
                hand_over(self._database.chain, session, person_id, holder.id, now)
                target, person_id = holder, holder.id
            else:
                personnel.bind(plain, person_id, telegram_id, update_id)
                bound = Event(person_id, EventKind.BOUND, telegram_id=telegram_id)
                personnel.add_events(plain, [bound], actor, now)
            invites.spend(plain, invite_id)
            invites.drop_claim(plain, telegram_id)
            session.refresh(target)
            target.joined_at = target.joined_at or now
            target.name_update_id = update_id
            chain = self._database.chain
            notice_texts.accept(session, chain, target, self._notice, now, update_id)
            return as_member(target)

    def decline(self, telegram_id: int) -> None:
        """Forget that an account has opened an invite: it is somebody else's."""
        with self._database.recording() as record:
            invites.drop_claim(record, telegram_id)

    def unbind(self, person_id: int, actor: Actor, reason: str) -> None:
        """Take the account from a person; progress stays, and a new invite brings them back.

        Raises NotBound or PersonGone.
        """
        with self._database.writing() as session:
            person = _get(session, person_id)
            if person.telegram_id is None:
                raise NotBound
            plain = Plain.of(session)
            personnel.unbind(plain, [person_id])
            unbound = Event(
                person_id, EventKind.UNBOUND, reason=reason, telegram_id=person.telegram_id
            )
            personnel.add_events(plain, [unbound], actor, self._clock())


def _get(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.replaced_by is not None:
        raise PersonGone
    return person


def issue_invites(  # noqa: PLR0913 - what is written down of them
    plain: Plain,
    person_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    days: int,
    reason: str | None = None,
) -> list[IssuedInvite]:
    """Make an invite for each of these people, and write it down; their earlier ones are void."""
    codes = {person_id: make_code() for person_id in person_ids}
    expires_at = now + timedelta(days=days)
    hashes = [(person_id, hash_code(code)) for person_id, code in codes.items()]
    invites.add_personal(plain, hashes, now, expires_at)
    events = [Event(one, EventKind.INVITED, reason=reason) for one in codes]
    personnel.add_events(plain, events, actor, now)
    described = invites.describe_people(plain, person_ids)
    return [
        IssuedInvite(person_id, *described[person_id], code, expires_at)
        for person_id, code in codes.items()
    ]


def _replace(plain: Plain, target: Person, holder: Person, now: datetime) -> None:
    """Let somebody who has learned here already be the employee whom the invite is for."""
    assert target.id is not None  # noqa: S101 - both were read
    assert holder.id is not None  # noqa: S101
    if personnel.find_employee(plain, holder.id) is not None:
        raise AccountTaken(abbreviate(holder.name or ""))
    employee = personnel.find_employee(plain, target.id)
    if employee is None or target.joined_at is not None:
        raise InviteRefused  # two records of learning: nobody can say which one holds
    personnel.move_employee(plain, target.id, holder.id)
    personnel.update_employees(plain, [Change(holder.id, Row.of(employee))], now)
    events = [
        Event(holder.id, EventKind.ADDED, {"replaces": target.id}),
        Event(target.id, EventKind.REPLACED, {"by": holder.id}),
    ]
    if holder.role == Role.LEARNER and target.role != Role.LEARNER:
        personnel.set_roles(plain, [holder.id], target.role)
        events.append(Event(holder.id, EventKind.ROLE, {"role": [holder.role, target.role]}))
    personnel.add_events(plain, events, Actor(ActorOrigin.INVITE, holder.id), now)
