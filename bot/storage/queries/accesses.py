"""Who has looked at whom."""

from datetime import datetime

from bot.learning.accesses import Access, AccessKind, Reader
from bot.learning.people import ActorOrigin
from bot.storage.plain import Plain, dump_time, load_time

_ADD = (
    "INSERT INTO access_log (at, kind, origin, actor_id, login, subject_id, people, update_id)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8"
    # Whoever asks for a number that nobody has sees nobody.
    " WHERE ?6 IS NULL OR EXISTS (SELECT 1 FROM person WHERE id = ?6)"
    " ON CONFLICT (actor_id, update_id, kind) DO NOTHING"
)
_NEWEST = (
    "SELECT log.id, log.at, log.kind, log.origin, log.actor_id, actor.name, log.login,"
    " log.subject_id, subject.name, log.people FROM access_log log"
    " LEFT JOIN person actor ON actor.id = log.actor_id"
    " LEFT JOIN person subject ON subject.id = log.subject_id"
    " WHERE ?1 IS NULL OR log.subject_id = ?1 ORDER BY log.id DESC LIMIT ?2"
)


def add(  # noqa: PLR0913 - what a row says
    plain: Plain,
    kind: AccessKind,
    reader: Reader,
    subject_id: int | None,
    people: int,
    now: datetime,
) -> None:
    """Write a look down; of the same update only once."""
    who = reader.origin.value, reader.person_id, reader.login
    plain.run(_ADD, dump_time(now), kind.value, *who, subject_id, people, reader.update_id)


def list_newest(plain: Plain, limit: int, about: int | None) -> list[Access]:
    """Return the newest looks, of all or at one person."""
    return [
        Access(number, load_time(at), AccessKind(kind), ActorOrigin(origin), *rest)
        for number, at, kind, origin, *rest in plain.fetch(_NEWEST, about, limit)
    ]


def count_people(plain: Plain, department: str | None) -> int:
    """Return how many people a report may name: all, or those of a department."""
    [[people]] = plain.fetch(
        "SELECT count(*) FROM person LEFT JOIN employee ON employee.person_id = person.id"
        " WHERE name IS NOT NULL AND (?1 IS NULL OR department = ?1)",
        department,
    )
    return int(people)
