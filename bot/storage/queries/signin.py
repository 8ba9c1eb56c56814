"""Links to the dashboard and sessions in it: made, spent and ended."""

from datetime import datetime

from bot.learning.people import Member, Role
from bot.learning.signin import SESSION_LIFE, Viewer, Way
from bot.storage.plain import Plain, dump_time

# Who may still use the account that a link or session was made for.
_PERSON = (
    " JOIN person ON person.id = held.person_id AND person.telegram_id = held.telegram_id"
    " LEFT JOIN employee ON employee.person_id = person.id"
    " WHERE person.name IS NOT NULL AND person.replaced_by IS NULL"
    " AND coalesce(employee.status, 'active') != 'terminated'"
)
_MEMBER = "person.id, person.telegram_id, person.name, person.role"


def add_link(plain: Plain, code_hash: str, member: Member, expires_at: datetime) -> None:
    """Store a link."""
    plain.run(
        "INSERT INTO dashboard_link (code_hash, person_id, telegram_id, expires_at)"
        " VALUES (?, ?, ?, ?)",
        code_hash,
        member.id,
        member.telegram_id,
        dump_time(expires_at),
    )


def find_linked(plain: Plain, code_hash: str, now: datetime) -> Member | None:
    """Return whom a link lets in that is not spent."""
    rows = plain.fetch(
        f"SELECT {_MEMBER} FROM dashboard_link held{_PERSON}"  # noqa: S608 - our own names
        " AND code_hash = ? AND spent_at IS NULL AND expires_at > ?",
        code_hash,
        dump_time(now),
    )
    return _load(*rows[0]) if rows else None


def spend_link(plain: Plain, code_hash: str, now: datetime) -> None:
    """Let nobody in by a link any more."""
    plain.run(
        "UPDATE dashboard_link SET spent_at = ? WHERE code_hash = ?", dump_time(now), code_hash
    )


def add_session(  # noqa: PLR0913 - the columns of a row
    plain: Plain, token_hash: str, member: Member, way: Way, now: datetime, expires_at: datetime
) -> None:
    """Store a session."""
    plain.run(
        "INSERT INTO dashboard_session (token_hash, person_id, telegram_id, way, started_at,"
        " expires_at) VALUES (?, ?, ?, ?, ?, ?)",
        token_hash,
        member.id,
        member.telegram_id,
        way.value,
        dump_time(now),
        dump_time(expires_at),
    )


def find_viewer(plain: Plain, token_hash: str, now: datetime) -> Viewer | None:
    """Return who is signed in, with the role they have now."""
    rows = plain.fetch(
        f"SELECT {_MEMBER}, way FROM dashboard_session held{_PERSON}"  # noqa: S608 - as above
        " AND token_hash = ? AND ended_at IS NULL AND expires_at > ?",
        token_hash,
        dump_time(now),
    )
    return Viewer(_load(*rows[0][:4]), Way(rows[0][4])) if rows else None


def end_session(plain: Plain, token_hash: str, now: datetime) -> None:
    """Sign out."""
    plain.run(
        "UPDATE dashboard_session SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL",
        dump_time(now),
        token_hash,
    )


def forget_old(plain: Plain, before: datetime) -> None:
    """Delete links and sessions that were over by then, with the forms that nobody can send again.

    A form holds no longer than the session on whose page it is.
    """
    for table in ("dashboard_link", "dashboard_session"):
        plain.run(f"DELETE FROM {table} WHERE expires_at <= ?", dump_time(before))  # noqa: S608
    plain.run("DELETE FROM dashboard_request WHERE done_at <= ?", dump_time(before - SESSION_LIFE))


def list_leaders(plain: Plain, roles: frozenset[Role]) -> list[Member]:
    """Return everybody with an account and one of these roles, by name."""
    rows = plain.fetch(
        f"SELECT {_MEMBER} FROM person held{_PERSON.replace('held.person_id', 'held.id')}"  # noqa: S608
        " ORDER BY person.name, person.id"
    )
    return [member for row in rows if (member := _load(*row)).role in roles]


def _load(person_id: int, telegram_id: int, name: str, role: str) -> Member:
    return Member(person_id, telegram_id, name, Role(role))
