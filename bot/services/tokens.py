"""Tokens of the HTTP API: made and revoked by HR, and looked at with each request."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from bot.learning.accesses import Reader
from bot.learning.errors import DepartmentUnknown, RoleRefused, TokenGone, TokensExhausted
from bot.learning.tokens import (
    SEEN,
    TOKEN_LIFE,
    TOKENS,
    IssuedToken,
    Token,
    TokenEventKind,
    TokenState,
    clean_token_name,
)
from bot.services import Clock
from bot.services.enrolment import hash_code
from bot.storage.engine import Database
from bot.storage.queries import tokens
from bot.storage.queries.completion import list_departments

PREFIX = "tb_"  # by which scanners, and people, know what lies about
SECRET_BYTES = 32
IN_USE = frozenset({TokenState.GOOD, TokenState.RESTING})


class Tokens:
    """Makes tokens for members of HR and administrators, and says what one opens.

    A token is its owner's: it opens what they may see at that moment, and nothing while they have
    neither role nor account. `address` is where the API is, None where there is no web server.
    """

    def __init__(self, database: Database, clock: Clock, address: str | None = None) -> None:
        self._database = database
        self._clock = clock
        self.address = address

    def create(
        self,
        owner_id: int,
        name: str,
        actor: Reader,
        *,
        life: timedelta = TOKEN_LIFE,
        departments: frozenset[str] | None = None,
    ) -> IssuedToken:
        """Make a token, and the secret that only this answer has.

        Asked again by the same update, it is the same token with another secret. Raises
        TokenNameRefused, RoleRefused where the owner may not see people, DepartmentUnknown and
        TokensExhausted.
        """
        name, now, secret = clean_token_name(name), self._clock(), _make_secret()
        with self._database.recording() as plain:
            asked = tokens.find_asked(plain, owner_id, actor.update_id, now)
            if asked is not None:
                if asked.state not in IN_USE:
                    raise TokenGone
                tokens.renew(plain, asked.id, hash_code(secret))
                return IssuedToken(asked, secret)
            if sum(one.state in IN_USE for one in tokens.list_all(plain, now)) >= TOKENS:
                raise TokensExhausted(TOKENS)
            if departments is not None and not departments <= set(list_departments(plain)):
                raise DepartmentUnknown
            token_id = tokens.add(
                plain,
                hash_code(secret),
                name,
                owner_id,
                departments,
                now,
                now + life,
                actor.update_id,
            )
            token = tokens.find(plain, token_id, now)
            if token is None or token.state is not TokenState.GOOD:
                raise RoleRefused
            tokens.add_event(plain, token_id, TokenEventKind.CREATED, actor, now)
            return IssuedToken(token, secret)

    def revoke(self, token_id: int, actor: Reader) -> Token:
        """Let a token open nothing from now on, and return which it was; raise TokenGone."""
        now = self._clock()
        with self._database.recording() as plain:
            token = tokens.find(plain, token_id, now)
            if token is None or token.state is TokenState.REVOKED:
                raise TokenGone
            tokens.revoke(plain, token_id, now)
            tokens.add_event(plain, token_id, TokenEventKind.REVOKED, actor, now)
            return token

    def find(self, token_id: int) -> Token:
        """Return a token; raise TokenGone where it is none that could be revoked."""
        with self._database.peeking() as plain:
            token = tokens.find(plain, token_id, self._clock())
        if token is None or token.state is TokenState.REVOKED:
            raise TokenGone
        return token

    def list_all(self) -> Sequence[Token]:
        """Return all tokens, those of no more use too, the newest first."""
        with self._database.peeking() as plain:
            return tokens.list_all(plain, self._clock())

    def find_good(self, secret: str) -> Token | None:
        """Return what a request has shown; None where that opens nothing now."""
        # Looked for by a digest: how long it takes says nothing of how much of it is right.
        with self._database.peeking() as plain:
            token = tokens.find_by_hash(plain, hash_code(secret), self._clock())
        return token if token is not None and token.state is TokenState.GOOD else None

    def is_use_news(self, token: Token) -> bool:
        """Tell whether it should be written down that a token is used."""
        used = token.last_used_at
        return used is None or not timedelta(0) <= self._clock() - used < SEEN

    def note_use(self, token_id: int) -> None:
        """Write down that a token is used now."""
        with self._database.recording() as plain:
            tokens.note_use(plain, token_id, self._clock())


def _make_secret() -> str:
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)
