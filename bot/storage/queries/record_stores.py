"""How far record stores were told."""

from collections.abc import Iterable
from datetime import datetime

from bot.learning.xapi.told import Place, StoreMark
from bot.storage.plain import Plain, dump_time
from bot.storage.queries.personnel import is_erased

_PUT = (
    "INSERT INTO record_store (url, home, number, part, sent, told_at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (url) DO UPDATE SET home = excluded.home, number = excluded.number,"
    " part = excluded.part, sent = excluded.sent, told_at = excluded.told_at"
)
_NAMED = (
    "SELECT absence.person_id FROM record_store_absence absence"  # noqa: S608 - our own words
    " JOIN person ON person.id = absence.person_id"
    " JOIN employee ON employee.person_id = coalesce(person.replaced_by, person.id)"
    f" WHERE url = ? AND NOT {is_erased()}"
)


def find(plain: Plain, url: str) -> StoreMark | None:
    """Return how far a store was told; None where it never was."""
    rows = plain.fetch("SELECT home, number, part, sent FROM record_store WHERE url = ?", url)
    return StoreMark(rows[0][0], Place(rows[0][1], rows[0][2]), rows[0][3]) if rows else None


def put(plain: Plain, url: str, mark: StoreMark, now: datetime) -> None:
    """Remember how far a store was told."""
    plain.run(_PUT, url, mark.home, *mark.place, mark.sent, dump_time(now))


def add_absent(plain: Plain, url: str, people: Iterable[int]) -> None:
    """Remember whom a store was not told of."""
    plain.run_each(
        "INSERT INTO record_store_absence (url, person_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(url, person_id) for person_id in sorted(people)],
    )


def list_named(plain: Plain, url: str) -> frozenset[int]:
    """Return whom a store was not told of, and could be now."""
    return frozenset(person_id for (person_id,) in plain.fetch(_NAMED, url))


def remove_absent(plain: Plain, url: str, people: Iterable[int] | None) -> None:
    """Forget that those people were left out, or anybody was."""
    if people is None:
        plain.run("DELETE FROM record_store_absence WHERE url = ?", url)
        return
    plain.run_each(
        "DELETE FROM record_store_absence WHERE url = ? AND person_id = ?",
        [(url, person_id) for person_id in people],
    )
