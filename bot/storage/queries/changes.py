"""Whose rows of the completion report changed since a moment; some people at a time, by their ids.

What people did, and what was done about them, triggers have written down beside it. What changes by
time alone is looked for: who is overdue for another day, and certificates that expired.
"""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.learning.assignments import find_over
from bot.storage.plain import Plain, dump_time, load_time
from bot.storage.queries.certificates import ZONE
from bot.storage.queries.occurrences import CURRENT_DUE

_IN_DEPARTMENT = (
    "(?2 IS NULL OR EXISTS (SELECT 1 FROM employee one WHERE one.person_id = found.person_id"
    " AND one.department IN (SELECT value FROM json_each(?2))))"
)
_ALL = (
    "SELECT person_id FROM (SELECT id AS person_id FROM person) found"  # noqa: S608 - our own words
    f" WHERE person_id > ?1 AND {_IN_DEPARTMENT} ORDER BY person_id"
)
_CHANGED = (
    "SELECT person_id FROM person_change found"  # noqa: S608 - our own words
    f" WHERE person_id > ?1 AND {_IN_DEPARTMENT} AND mark_id >= ?3 ORDER BY person_id"
)
_DUE = (
    "SELECT person_id, due_at, timezone FROM"  # noqa: S608 - our own words
    f" (SELECT person_id, {CURRENT_DUE} AS due_at, timezone FROM occurrence"
    f" WHERE closed_at IS NULL AND person_id > ?1) found WHERE due_at <= ?3 AND {_IN_DEPARTMENT}"
    " AND NOT EXISTS (SELECT 1 FROM employee gone WHERE gone.person_id = found.person_id"
    " AND gone.status = 'terminated') ORDER BY person_id"
)
_EXPIRED = (
    "SELECT person_id, valid_until, timezone FROM (SELECT person_id, valid_until,"  # noqa: S608
    f" {ZONE} AS timezone FROM certificate WHERE person_id > ?1 AND valid_until >= ?3"
    f" AND valid_until <= ?4) found WHERE {_IN_DEPARTMENT} ORDER BY person_id"
)
_KEPT = "-400 days"
_SEALED = (  # not of a day that somebody's clock has made up
    "SELECT max(recorded_at) FROM (SELECT recorded_at FROM evidence_event"
    " ORDER BY number DESC LIMIT 1000) WHERE recorded_at <= datetime(?, '+5 minutes')"
)


def add_mark(plain: Plain, now: datetime) -> datetime:
    """Begin to tell what is recorded after this moment from what was before; return the moment.

    It is never before a fact that was sealed just now: a clock that was set back hides nothing.
    """
    ((sealed,),) = plain.fetch(_SEALED, dump_time(now))
    moment = now if sealed is None else max(now, load_time(sealed))
    plain.run("INSERT INTO record_mark (at, concerns_all) VALUES (?, 0)", dump_time(moment))
    plain.run(f"DELETE FROM record_mark WHERE at < datetime(?, '{_KEPT}')", dump_time(now))  # noqa: S608
    return moment


def is_over(plain: Plain, moment: datetime, now: datetime) -> bool:
    """Tell whether a moment has come, by the clock or by the marks, which no clock sets back."""
    if moment <= now:
        return True
    return bool(plain.fetch("SELECT 1 FROM record_mark WHERE at >= ? LIMIT 1", dump_time(moment)))


def find_mark(plain: Plain, since: datetime) -> int | None:
    """Return the mark of a moment, or the last one before it; None where all may have changed."""
    at = dump_time(since)
    ((mark_id,),) = plain.fetch(
        "SELECT coalesce((SELECT min(id) FROM record_mark WHERE at = ?1), (SELECT max(id)"
        " FROM record_mark WHERE id < coalesce((SELECT min(id) FROM record_mark WHERE at > ?1),"
        " 9223372036854775807)))",
        at,
    )
    if mark_id is None:
        return None
    concerns_all = plain.fetch(
        "SELECT 1 FROM record_mark WHERE id >= ? AND concerns_all LIMIT 1", mark_id
    )
    return None if concerns_all else int(mark_id)


def list_all(
    plain: Plain, after: int, departments: Collection[str] | None, limit: int
) -> list[int]:
    """Return the next people, of some departments where given."""
    found = plain.stream(_ALL, after, _dump(departments))
    return [person_id for (person_id,) in islice(found, limit)]


def list_changed(
    plain: Plain, mark_id: int, after: int, departments: Collection[str] | None, limit: int
) -> list[int]:
    """Return the next people about whom something was recorded after a mark."""
    found = plain.stream(_CHANGED, after, _dump(departments), mark_id)
    return [person_id for (person_id,) in islice(found, limit)]


def list_overdue(  # noqa: PLR0913 - what is asked for
    plain: Plain,
    is_news: Callable[[datetime, ZoneInfo], bool],
    as_of: datetime,
    after: int,
    departments: Collection[str] | None,
    limit: int,
) -> list[int]:
    """Return the next people with something open whose passed due date is news."""
    found = plain.stream(_DUE, after, _dump(departments), dump_time(find_over(as_of)))
    late = (
        person_id for person_id, due_at, zone in found if is_news(load_time(due_at), ZoneInfo(zone))
    )
    return list(islice(_leave_out_repeated(late), limit))


def list_expired(  # noqa: PLR0913 - what is asked for
    plain: Plain,
    is_news: Callable[[date, ZoneInfo | None], bool],
    first: date,
    until: date,
    after: int,
    departments: Collection[str] | None,
    limit: int,
) -> list[int]:
    """Return the next people with a certificate whose last day is one of these, and is news.

    The zone is None where it is the company's.
    """
    days = first.isoformat(), until.isoformat()
    found = plain.stream(_EXPIRED, after, _dump(departments), *days)
    over = (
        person_id
        for person_id, last, zone in found
        if is_news(date.fromisoformat(last), ZoneInfo(zone) if zone else None)
    )
    return list(islice(_leave_out_repeated(over), limit))


def _leave_out_repeated(sorted_ids: Iterator[int]) -> Iterator[int]:
    last: Any = None
    for person_id in sorted_ids:
        if person_id != last:
            yield person_id
        last = person_id


def _dump(departments: Collection[str] | None) -> str | None:
    return None if departments is None else json.dumps(sorted(departments))
