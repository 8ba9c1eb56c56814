"""People as HR and managers look at them: found, counted, and one by one."""

import json
from datetime import datetime
from typing import Any

from bot.learning.dossier import Headcount, PastEvent, PersonFound
from bot.learning.people import EventKind
from bot.learning.roster import Status
from bot.storage.plain import Plain, dump_time, load_time
from bot.storage.queries.invites import IS_INVITED
from bot.storage.queries.scope import BELOW

# `leader` None: everybody.
_SCOPE = " AND (employee_id IN (SELECT employee_id FROM below) AND person.id != ?)"
PEOPLE = (
    " FROM person LEFT JOIN employee ON employee.person_id = person.id"
    " WHERE person.name IS NOT NULL AND replaced_by IS NULL"
)


def search(
    plain: Plain, words: list[str], leader_id: int | None, limit: int
) -> tuple[list[PersonFound], int]:
    """Return the first people whose key has words that begin so, and how many there are."""
    start, scope, scoped = limit_to(leader_id)
    matches = " AND ' ' || search_key LIKE ? ESCAPE '\\'" * len(words)
    values = [*scoped[:1], *(f"% {_escape(word)}%" for word in words), *scoped[1:]]
    tail = f"{PEOPLE}{matches}{scope}"
    rows = plain.fetch(
        f"{start} SELECT person.id, name, employee_id, department,"
        f" coalesce(status, '') = 'terminated'{tail}"
        " ORDER BY coalesce(status, '') = 'terminated', search_key, person.id LIMIT ?",
        *values,
        limit,
    )
    ((total,),) = plain.fetch(f"{start} SELECT count(*){tail}", *values)
    found = [
        PersonFound(person_id, name, employee_id, department, bool(has_left))
        for person_id, name, employee_id, department, has_left in rows
    ]
    return found, total


def count_people(plain: Plain, leader_id: int | None, now: datetime) -> Headcount:
    """Return how many people are in which state."""
    start, scope, scoped = limit_to(leader_id)
    rows = plain.fetch(
        f"{start} SELECT status, telegram_id IS NOT NULL, {IS_INVITED}, count(*){PEOPLE}{scope}"
        " GROUP BY 1, 2, 3",
        *scoped[:1],
        dump_time(now),
        *scoped[1:],
    )
    left = sum(number for status, *_, number in rows if status == Status.TERMINATED)
    here = [row for row in rows if row[0] != Status.TERMINATED]
    return Headcount(
        joined=sum(number for _, is_bound, _, number in here if is_bound),
        invited=sum(
            number for _, is_bound, is_invited, number in here if _waits(is_bound, is_invited)
        ),
        uninvited=sum(
            number for _, is_bound, is_invited, number in here if not is_bound and not is_invited
        ),
        on_leave=sum(number for status, *_, number in here if status == Status.LEAVE),
        left=left,
    )


def find_invited_until(plain: Plain, person_id: int) -> datetime | None:
    """Return until when the newest invite of a person is or was good, where it is not spent."""
    rows = plain.fetch(
        "SELECT expires_at FROM personal_invite JOIN invite ON invite.id = invite_id"
        " WHERE person_id = ? AND uses_left > 0 ORDER BY invite_id DESC LIMIT 1",
        person_id,
    )
    return load_time(rows[0][0]) if rows else None


def list_events(plain: Plain, person_id: int, limit: int) -> list[PastEvent]:
    """Return what was done about a person, the newest first."""
    rows = plain.fetch(
        "SELECT kind, at, origin, actor_id, name, reason, detail FROM person_event"
        " LEFT JOIN person ON person.id = actor_id"
        " WHERE person_id = ? ORDER BY person_event.id DESC LIMIT ?",
        person_id,
        limit,
    )
    return [_load_event(person_id, *row) for row in rows]


def _load_event(  # noqa: PLR0913 - the columns of a row
    person_id: int,
    kind: str,
    at: str,
    origin: str,
    actor_id: int | None,
    name: str | None,
    reason: str | None,
    detail: str | None,
) -> PastEvent:
    actor = None if actor_id is None or actor_id == person_id else name
    loaded: dict[str, Any] = json.loads(detail) if detail else {}
    return PastEvent(EventKind(kind), load_time(at), origin, actor, reason, loaded)


def limit_to(leader_id: int | None) -> tuple[str, str, tuple[int, ...]]:
    """Return how a query begins and ends that is about the people below somebody."""
    if leader_id is None:
        return "", "", ()
    return BELOW, _SCOPE, (leader_id, leader_id)


def _waits(is_bound: int, is_invited: int) -> bool:
    return bool(is_invited) and not is_bound


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
