"""Let people in: invites, joining, and who somebody is."""

import hashlib
import secrets
from datetime import timedelta

from bot.learning.errors import InviteRefused, NameChanged, TooManyJoinAttempts
from bot.learning.people import Member, Role, clean_name, digest_name
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import people
from bot.storage.tables import Invite, JoinAttempt, Person

CODE_BYTES = 16  # 128 bits, 22 characters of a link
VAIN_ATTEMPTS = 5
VAIN_WINDOW = timedelta(minutes=10)


class Enrolment:
    """Invites people and lets them join."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def invite(self, role: Role, *, uses: int = 1, days: int = 7) -> str:
        """Store a new invite and return its code; only the code's hash is kept."""
        if uses < 1 or days < 1:
            raise ValueError("an invite needs at least one use and one day")
        code = secrets.token_urlsafe(CODE_BYTES)
        now = self._clock()
        with self._database.writing() as session:
            session.add(
                Invite(
                    code_hash=_hash(code),
                    role=role,
                    uses_left=uses,
                    created_at=now,
                    expires_at=now + timedelta(days=days),
                )
            )
        return code

    def join(self, telegram_id: int, code: str, *, update_id: int | None = None) -> Member:
        """Spend one use of an invite for that account; whoever has joined spends nothing.

        Raises InviteRefused for an unknown, spent or expired code, and TooManyJoinAttempts after
        five vain ones in ten minutes. An update that comes again counts as one attempt.
        """
        now = self._clock()
        refusal: InviteRefused | None = None
        with self._database.writing() as session:
            person = people.find_person(session, telegram_id)
            if person is None:
                tried = people.list_join_attempts(session, telegram_id, now - VAIN_WINDOW)
                is_again = update_id is not None and update_id in [t.update_id for t in tried]
                if len(tried) >= VAIN_ATTEMPTS and not is_again:
                    raise TooManyJoinAttempts(tried[-VAIN_ATTEMPTS].tried_at + VAIN_WINDOW - now)
                invite = people.spend_invite(session, _hash(code), now)
                if invite is None:
                    people.delete_join_attempts(session, before=now - VAIN_WINDOW)
                    if not is_again:
                        session.add(
                            JoinAttempt(telegram_id=telegram_id, tried_at=now, update_id=update_id)
                        )
                    refusal = InviteRefused()  # raised below: the attempt must be committed
                else:
                    person = Person(
                        telegram_id=telegram_id,
                        role=invite.role,
                        invite_id=invite.id,
                        joined_at=now,
                    )
                    session.add(person)
                    session.flush()
        if person is None:
            raise refusal or InviteRefused
        return _as_member(person)

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
                session.add(person)
        return _as_member(person)

    def give_name(self, telegram_id: int, text: str, *, update_id: int | None = None) -> Member:
        """Propose and confirm a name at once."""
        name = self.propose_name(telegram_id, text)
        return self.confirm_name(telegram_id, digest_name(name), update_id=update_id)

    def is_named_by(self, telegram_id: int, update_id: int) -> bool:
        """Tell whether this very update gave the name, and comes again as after a crash."""
        with self._database.reading() as session:
            person = people.find_person(session, telegram_id)
            return person is not None and person.name_update_id == update_id

    def find_member(self, telegram_id: int) -> Member | None:
        """Return who has joined with that account, with today's role."""
        with self._database.peeking() as plain:
            return people.find_member(plain, telegram_id)


def _hash(code: str) -> str:
    # The code is 128 random bits: a plain hash can't be searched, and a salt would add nothing.
    return hashlib.sha256(code.strip().encode()).hexdigest()


def _as_member(person: Person) -> Member:
    assert person.id is not None  # noqa: S101 - it was read or flushed
    return Member(
        person.id, person.telegram_id, person.name, Role(person.role), person.unreachable_since
    )
