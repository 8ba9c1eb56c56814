"""Let people in: invites, joining, and who somebody is."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.learning.errors import InviteRefused, NameChanged, TooManyJoinAttempts
from bot.learning.joining import PLAIN_NOTICE, JoiningNotice
from bot.learning.people import (
    Actor,
    ActorOrigin,
    Claim,
    EventKind,
    Member,
    Role,
    abbreviate,
    clean_name,
    digest_name,
    fold,
)
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import invites, notice_texts, people, personnel
from bot.storage.queries.personnel import Event
from bot.storage.tables import Invite, JoinAttempt, Person

CODE_BYTES = 16  # 128 bits, 22 characters of a link
VAIN_ATTEMPTS = 5
VAIN_WINDOW = timedelta(minutes=10)


class Enrolment:
    """Invites people and lets them join; who joins accepts the notice."""

    def __init__(
        self, database: Database, clock: Clock, notice: JoiningNotice = PLAIN_NOTICE
    ) -> None:
        self._database = database
        self._clock = clock
        self._notice = notice

    def invite(self, role: Role, *, uses: int = 1, days: int = 7) -> str:
        """Store a new invite and return its code; only the code's hash is kept."""
        if uses < 1 or days < 1:
            raise ValueError("an invite needs at least one use and one day")
        code = make_code()
        now = self._clock()
        with self._database.writing() as session:
            session.add(
                Invite(
                    code_hash=hash_code(code),
                    role=role,
                    uses_left=uses,
                    created_at=now,
                    expires_at=now + timedelta(days=days),
                )
            )
        return code

    def join(self, telegram_id: int, code: str) -> Member:
        """Redeem a code that is for whoever has it; another one is refused."""
        joined = self.redeem(telegram_id, code)
        if isinstance(joined, Claim):
            raise InviteRefused
        return joined

    def redeem(
        self, telegram_id: int, code: str, *, update_id: int | None = None
    ) -> Member | Claim:
        """Spend one use of an invite for that account; whoever has joined spends nothing.

        An invite for one person is not spent yet: the account has to say that it is theirs.
        Raises InviteRefused for an unknown, spent or expired code, and TooManyJoinAttempts after
        five vain ones in ten minutes. An update that comes again counts as one attempt.
        """
        now = self._clock()
        with self._database.writing() as session:
            person = people.find_person(session, telegram_id)
            if person is not None and person.name is not None:
                return as_member(person)
            tried = people.list_join_attempts(session, telegram_id, now - VAIN_WINDOW)
            is_again = update_id is not None and update_id in [t.update_id for t in tried]
            if person is None and len(tried) >= VAIN_ATTEMPTS and not is_again:
                raise TooManyJoinAttempts(tried[-VAIN_ATTEMPTS].tried_at + VAIN_WINDOW - now)
            claim = _claim(session, telegram_id, code, now)
            if claim is not None:
                return claim
            person = person or self._let_in(session, telegram_id, code)
            if person is not None:
                return as_member(person)
            people.delete_join_attempts(session, before=now - VAIN_WINDOW)
            if not is_again:
                attempt = JoinAttempt(telegram_id=telegram_id, tried_at=now, update_id=update_id)
                session.add(attempt)
        raise InviteRefused  # only now: the attempt must be committed

    def _let_in(self, session: Session, telegram_id: int, code: str) -> Person | None:
        now, plain = self._clock(), Plain.of(session)
        if personnel.is_of_leaver(plain, telegram_id):
            return None  # a link that is still about must not let them in again
        invite = people.spend_invite(session, hash_code(code), now)
        if invite is None:
            return None
        person = Person(
            telegram_id=telegram_id, role=invite.role, invite_id=invite.id, joined_at=now
        )
        session.add(person)
        session.flush()
        bound = Event(as_member(person).id, EventKind.BOUND, telegram_id=telegram_id)
        actor = Actor(ActorOrigin.INVITE, person.id)
        personnel.add_events(plain, [bound], actor, now)
        return person

    def propose_name(self, telegram_id: int, text: str) -> str:
        """Keep a name until the person confirms it; raise NameRefused where it can't be one."""
        name = clean_name(text)
        with self._database.writing() as session:
            person = people.find_person(session, telegram_id)
            if person is None:
                raise InviteRefused
            person.proposed_name = name
            session.add(person)
        return name

    def confirm_name(
        self, telegram_id: int, digest: str, *, update_id: int | None = None
    ) -> Member:
        """Take the proposed name as the one the company knows; it is taken once.

        Raises NameChanged where the digest is that of an earlier proposal.
        """
        with self._database.writing() as session:
            person = people.find_person(session, telegram_id)
            if person is None:
                raise InviteRefused
            if person.name is None:
                if person.proposed_name is None or digest_name(person.proposed_name) != digest:
                    raise NameChanged
                person.name, person.proposed_name = person.proposed_name, None
                person.name_update_id = update_id
                person.search_key = fold(person.name)
                self._accept_notice(session, person, update_id)
        return as_member(person)

    def give_name(self, telegram_id: int, text: str, *, update_id: int | None = None) -> Member:
        """Propose and confirm a name at once."""
        name = self.propose_name(telegram_id, text)
        return self.confirm_name(telegram_id, digest_name(name), update_id=update_id)

    def accept_notice(self, telegram_id: int, *, update_id: int | None = None) -> None:
        """Record that a member has read the present notice."""
        with self._database.writing() as session:
            person = people.find_person(session, telegram_id)
            if person is not None:
                self._accept_notice(session, person, update_id)

    def _accept_notice(self, session: Session, person: Person, update_id: int | None) -> None:
        chain, now = self._database.chain, self._clock()
        notice_texts.accept(session, chain, person, self._notice, now, update_id)

    def is_accepted_by(self, person_id: int, update_id: int) -> bool:
        """Tell whether this very update accepted a notice, and comes again as after a crash."""
        with self._database.reading() as session:
            return notice_texts.is_accepted_by(session, person_id, update_id)

    def is_named_by(self, telegram_id: int, update_id: int) -> bool:
        """Tell whether by this very update they joined, and it comes again as after a crash."""
        with self._database.reading() as session:
            person = people.find_person(session, telegram_id)
            return person is not None and person.name_update_id == update_id

    def find_member(self, telegram_id: int) -> Member | None:
        """Return who has joined with that account, with today's role."""
        with self._database.peeking() as plain:
            return people.find_member(plain, telegram_id)


def _claim(session: Session, telegram_id: int, code: str, now: datetime) -> Claim | None:
    plain = Plain.of(session)
    found = invites.find_valid(plain, hash_code(code), now)
    if found is None:
        return None
    invites.claim(plain, telegram_id, found[0], now)
    return Claim(found[0], abbreviate(session.get_one(Person, found[1]).name or ""))


def make_code() -> str:
    """Return a new code. It begins with no hyphen: a spreadsheet would take that for a formula."""
    while (code := secrets.token_urlsafe(CODE_BYTES)).startswith("-"):
        pass
    return code


def hash_code(code: str) -> str:
    """Return by what a code is known."""
    # The code is 128 random bits: a plain hash can't be searched, and a salt would add nothing.
    return hashlib.sha256(code.strip().encode()).hexdigest()


def as_member(person: Person) -> Member:
    """Return a person with an account as handlers know them."""
    assert person.id is not None  # noqa: S101 - it was read or flushed
    assert person.telegram_id is not None  # noqa: S101 - or it was found by it
    return Member(
        person.id,
        person.telegram_id,
        person.name,
        Role(person.role),
        person.unreachable_since,
        notice_version=person.notice_version,
    )
