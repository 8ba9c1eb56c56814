"""Who has something to complete and cannot be told of it: no account, or nothing gets there."""

from bot.learning.dossier import Unreached
from bot.learning.people import EventKind, UnreachableReason
from bot.learning.roster import Status
from bot.storage.plain import Plain, load_time
from bot.storage.queries.dossiers import PEOPLE, limit_to
from bot.storage.queries.occurrences import CURRENT_DUE

_ARE_UNREACHED = (
    f" AND coalesce(status, '') != '{Status.TERMINATED}'"  # noqa: S608 - our own names
    " AND (telegram_id IS NULL OR unreachable_since IS NOT NULL) AND EXISTS"
    " (SELECT 1 FROM occurrence WHERE occurrence.person_id = person.id AND closed_at IS NULL)"
)
# Whoever has no account is out of reach since it was taken away, or since they are here.
_SINCE = (
    "coalesce(unreachable_since, (SELECT max(at) FROM person_event"  # noqa: S608 - our own names
    " WHERE person_event.person_id = person.id AND kind IN"
    f" ('{EventKind.ADDED}', '{EventKind.RETURNED}', '{EventKind.UNBOUND}')), joined_at)"
)
_DUE = (
    f"(SELECT min({CURRENT_DUE}) FROM occurrence"  # noqa: S608 - our own names
    " WHERE occurrence.person_id = person.id AND closed_at IS NULL)"
)


def count(plain: Plain, leader_id: int | None) -> int:
    """Return how many there are, of everybody or of those below a leader."""
    start, scope, scoped = limit_to(leader_id)
    ((total,),) = plain.fetch(f"{start} SELECT count(*){PEOPLE}{_ARE_UNREACHED}{scope}", *scoped)
    return int(total)


def list_page(plain: Plain, leader_id: int | None, offset: int, limit: int) -> list[Unreached]:
    """Return some of them, whose due date comes first before the others."""
    start, scope, scoped = limit_to(leader_id)
    rows = plain.fetch(
        f"{start} SELECT person.id, name, department, CASE WHEN telegram_id IS NULL"
        f" THEN '{UnreachableReason.NO_ACCOUNT}' ELSE unreachable_reason END, {_SINCE},"
        f" {_DUE} AS due"
        f"{PEOPLE}{_ARE_UNREACHED}{scope} ORDER BY due IS NULL, due, person.id LIMIT ? OFFSET ?",
        *scoped,
        limit,
        offset,
    )
    return [
        Unreached(
            person_id,
            name,
            department,
            UnreachableReason(reason),
            None if since is None else load_time(since),
            None if due is None else load_time(due),
        )
        for person_id, name, department, reason, since, due in rows
    ]
