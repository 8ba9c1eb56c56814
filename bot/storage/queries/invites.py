"""Invites for one person each, and the accounts that have opened one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.learning.accesses import AccessKind
from bot.learning.people import EventKind, Role
from bot.learning.roster import Status
from bot.storage.plain import Plain, dump_time

NO_LIMIT = -1  # to SQLite
_WITHOUT_ACCOUNT = (
    " FROM employee JOIN person ON person.id = person_id WHERE telegram_id IS NULL AND status = ?"
)
IS_INVITED = (
    "EXISTS (SELECT 1 FROM personal_invite JOIN invite ON invite.id = invite_id"
    " WHERE personal_invite.person_id = person.id AND uses_left > 0 AND expires_at > ?)"
)


def add_personal(
    plain: Plain, hashes: Iterable[tuple[int, str]], now: datetime, expires_at: datetime
) -> None:
    """Store a new invite for each of these people; the earlier ones of theirs are void."""
    hashes = list(hashes)
    plain.run_each(
        "UPDATE invite SET uses_left = 0 WHERE uses_left > 0 AND id IN"
        " (SELECT invite_id FROM personal_invite WHERE person_id = ?)",
        [(person_id,) for person_id, _ in hashes],
    )
    ((last,),) = plain.fetch("SELECT coalesce(max(id), 0) FROM invite")
    ids = range(last + 1, last + 1 + len(hashes))
    times = dump_time(now), dump_time(expires_at)
    plain.run_each(
        "INSERT INTO invite (id, code_hash, role, uses_left, created_at, expires_at)"
        " VALUES (?, ?, ?, 1, ?, ?)",
        [
            (invite_id, code_hash, Role.LEARNER.value, *times)  # the person has a role already
            for invite_id, (_, code_hash) in zip(ids, hashes, strict=True)
        ],
    )
    plain.run_each(
        "INSERT INTO personal_invite (invite_id, person_id) VALUES (?, ?)",
        [(invite_id, person_id) for invite_id, (person_id, _) in zip(ids, hashes, strict=True)],
    )


def list_uninvited(
    plain: Plain,
    *,
    is_again: bool,
    now: datetime,
    roles: Iterable[str] = tuple(Role),
    limit: int = NO_LIMIT,
) -> Sequence[int]:
    """Return the active employees without an account whom no invite waits for, or all of those.

    Only those with one of the roles. Where they are more than `limit`, whose last invite is the
    oldest comes first: asked again and again, everybody has their turn.
    """
    among = tuple(roles)
    rows = plain.fetch(
        "SELECT id FROM (SELECT person.id, department, last_name, first_name, employee_id"  # noqa: S608 - ours
        f"{_WITHOUT_ACCOUNT} AND role IN ({', '.join('?' * len(among))})"
        f"{'' if is_again else f' AND NOT {IS_INVITED}'}"
        " ORDER BY (SELECT coalesce(max(invite_id), 0) FROM personal_invite"
        " WHERE personal_invite.person_id = person.id), department, last_name, first_name,"
        " employee_id LIMIT ?) ORDER BY department, last_name, first_name, employee_id",
        Status.ACTIVE.value,
        *among,
        *([] if is_again else [dump_time(now)]),
        limit,
    )
    return [person_id for (person_id,) in rows]


def count_uninvited(plain: Plain, roles: Iterable[str], now: datetime) -> tuple[int, int]:
    """Return how many of `list_uninvited` no invite waits for, and how many one waits for."""
    among = tuple(roles)
    ((total, waited_for),) = plain.fetch(
        f"SELECT count(*), coalesce(sum({IS_INVITED}), 0){_WITHOUT_ACCOUNT}"
        f" AND role IN ({', '.join('?' * len(among))})",
        dump_time(now),
        Status.ACTIVE.value,
        *among,
    )
    return total - waited_for, waited_for


def list_invited_by(plain: Plain, actor_id: int, update_id: int) -> Sequence[int] | None:
    """Return for whom invites were made by an update that comes again; None where it is new."""
    rows = plain.fetch(
        "SELECT at FROM access_log WHERE actor_id = ? AND update_id = ? AND kind = ?",
        actor_id,
        update_id,
        AccessKind.INVITATIONS.value,
    )
    if not rows:
        return None
    return [
        person_id
        for (person_id,) in plain.fetch(
            f"SELECT person.id{_WITHOUT_ACCOUNT} AND EXISTS (SELECT 1 FROM person_event"  # noqa: S608 - ours
            " WHERE person_event.person_id = person.id AND kind = ? AND actor_id = ? AND at = ?)"
            " ORDER BY department, last_name, first_name, employee_id",
            Status.ACTIVE.value,
            EventKind.INVITED.value,
            actor_id,
            rows[0][0],
        )
    ]


def find_valid(plain: Plain, code_hash: str, now: datetime) -> tuple[int, int] | None:
    """Return the invite and the person it is for, where it can still be used."""
    rows = plain.fetch(
        "SELECT invite_id, person_id FROM personal_invite JOIN invite ON invite.id = invite_id"
        " WHERE code_hash = ? AND uses_left > 0 AND expires_at > ?",
        code_hash,
        dump_time(now),
    )
    return rows[0] if rows else None


def claim(plain: Plain, telegram_id: int, invite_id: int, now: datetime) -> None:
    """Note that an account has opened an invite; its latest one counts."""
    plain.run(
        "INSERT INTO invite_claim (telegram_id, invite_id, claimed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (telegram_id) DO UPDATE SET invite_id = excluded.invite_id,"
        " claimed_at = excluded.claimed_at",
        telegram_id,
        invite_id,
        dump_time(now),
    )


def find_claimed(plain: Plain, telegram_id: int, now: datetime) -> tuple[int, int, bool] | None:
    """Return the invite that an account has opened, its person, and whether it is still good."""
    rows = plain.fetch(
        "SELECT invite_claim.invite_id, person_id, uses_left > 0 AND expires_at > ?"
        " FROM invite_claim"
        " JOIN personal_invite ON personal_invite.invite_id = invite_claim.invite_id"
        " JOIN invite ON invite.id = invite_claim.invite_id WHERE telegram_id = ?",
        dump_time(now),
        telegram_id,
    )
    return rows[0] if rows else None


def drop_claim(plain: Plain, telegram_id: int) -> None:
    """Forget what an account has opened."""
    plain.run("DELETE FROM invite_claim WHERE telegram_id = ?", telegram_id)


def spend(plain: Plain, invite_id: int) -> None:
    """Take the one use of an invite."""
    plain.run("UPDATE invite SET uses_left = 0 WHERE id = ?", invite_id)


def describe_people(plain: Plain, person_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Return name, employee number and department by person, as an invite shows them."""
    described = {}
    for person_id in person_ids:
        (row,) = plain.fetch(
            "SELECT coalesce(name, ''), coalesce(employee_id, ''), coalesce(department, '')"
            " FROM person LEFT JOIN employee ON person_id = person.id WHERE person.id = ?",
            person_id,
        )
        described[person_id] = row
    return described
