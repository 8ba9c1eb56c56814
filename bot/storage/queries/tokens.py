"""Tokens of the HTTP API: made, found, used and revoked."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.learning.accesses import Reader
from bot.learning.people import PERSONNEL
from bot.learning.tokens import Token, TokenEventKind, TokenState
from bot.storage.plain import Plain, dump_time, load_time

_ROLES = ", ".join(f"'{role}'" for role in sorted(PERSONNEL))
# What the owner may do now decides, not what they could when the token was made.
_TOKEN = (
    "SELECT token.id, token.name, person_id, coalesce(person.name, ''), departments,"  # noqa: S608
    " created_at, expires_at, last_used_at, revoked_at, (person.telegram_id IS NOT NULL"
    f" AND person.name IS NOT NULL AND replaced_by IS NULL AND role IN ({_ROLES})"
    " AND coalesce(employee.status, 'active') != 'terminated')"
    " FROM api_token token JOIN person ON person.id = person_id"
    " LEFT JOIN employee USING (person_id)"
)


def add(  # noqa: PLR0913 - the columns of a row
    plain: Plain,
    token_hash: str,
    name: str,
    owner_id: int,
    departments: Collection[str] | None,
    now: datetime,
    expires_at: datetime,
    update_id: int | None,
) -> int:
    """Store a token and return its number."""
    ((token_id,),) = plain.fetch(
        "INSERT INTO api_token (token_hash, name, person_id, departments, created_at, expires_at,"
        " update_id) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        token_hash,
        name,
        owner_id,
        None if departments is None else json.dumps(sorted(departments), ensure_ascii=False),
        dump_time(now),
        dump_time(expires_at),
        update_id,
    )
    return int(token_id)


def renew(plain: Plain, token_id: int, token_hash: str) -> None:
    """Give a token another secret: nobody knows whether the former one was ever shown."""
    plain.run("UPDATE api_token SET token_hash = ? WHERE id = ?", token_hash, token_id)


def add_event(
    plain: Plain, token_id: int, kind: TokenEventKind, actor: Reader, now: datetime
) -> None:
    """Write down what was done about a token."""
    plain.run(
        "INSERT INTO api_token_event (token_id, kind, at, origin, actor_id, login)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        token_id,
        kind.value,
        dump_time(now),
        actor.origin.value,
        actor.person_id,
        actor.login,
    )


def revoke(plain: Plain, token_id: int, now: datetime) -> None:
    """Let a token open nothing any more."""
    plain.run("UPDATE api_token SET revoked_at = ? WHERE id = ?", dump_time(now), token_id)


def note_use(plain: Plain, token_id: int, now: datetime) -> None:
    """Write down that a token was used."""
    plain.run(
        "UPDATE api_token SET last_used_at = ? WHERE id = ? AND revoked_at IS NULL",
        dump_time(now),
        token_id,
    )


def find(plain: Plain, token_id: int, now: datetime) -> Token | None:
    """Return a token by its number."""
    rows = plain.fetch(f"{_TOKEN} WHERE token.id = ?", token_id)
    return _load(rows[0], now) if rows else None


def find_by_hash(plain: Plain, token_hash: str, now: datetime) -> Token | None:
    """Return a token by the hash of its secret."""
    rows = plain.fetch(f"{_TOKEN} WHERE token_hash = ?", token_hash)
    return _load(rows[0], now) if rows else None


def find_asked(plain: Plain, owner_id: int, update_id: int | None, now: datetime) -> Token | None:
    """Return the token that an update has asked for already."""
    rows = plain.fetch(f"{_TOKEN} WHERE person_id = ? AND update_id = ?", owner_id, update_id)
    return _load(rows[0], now) if rows else None


def list_all(plain: Plain, now: datetime) -> list[Token]:
    """Return all tokens there ever were, the newest first."""
    return [_load(row, now) for row in plain.fetch(f"{_TOKEN} ORDER BY token.id DESC")]


def _load(row: Any, now: datetime) -> Token:
    token_id, name, owner_id, owner, departments, created, expires, used, revoked, may = row
    expires_at = load_time(expires)
    if revoked is not None:
        state = TokenState.REVOKED
    elif expires_at <= now:
        state = TokenState.EXPIRED
    else:
        state = TokenState.GOOD if may else TokenState.RESTING
    return Token(
        token_id,
        name,
        owner_id,
        owner,
        None if departments is None else frozenset(json.loads(departments)),
        load_time(created),
        expires_at,
        None if used is None else load_time(used),
        state,
    )
