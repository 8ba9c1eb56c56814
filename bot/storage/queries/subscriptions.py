"""Who wants which report by itself, and which were sent."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.learning.broadcast import State
from bot.learning.notices import NoticeKind
from bot.learning.people import Role
from bot.learning.roster import Status
from bot.learning.subscriptions import Period, Rhythm, Subscription
from bot.storage.plain import Plain, dump_time, load_time

_COLUMNS = (
    "subscription.id, subscription.person_id, subscription.department, course, rhythm, since,"
    " ended_at IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A subscription that is not ended, with what decides whether its report is sent now."""

    subscription: Subscription
    role: Role
    has_left: bool
    is_reachable: bool  # and not on leave
    timezone: str | None
    last_period: str | None


@dataclass(frozen=True, slots=True)
class ClaimedReport:
    """The report of a period, with its subscription."""

    subscription: Subscription
    period: str


def find(plain: Plain, subscription_id: int) -> Subscription | None:
    """Return a subscription, also where it is ended."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS} FROM subscription WHERE id = ?",  # noqa: S608 - our own names
        subscription_id,
    )
    return _load(rows[0]) if rows else None


def list_of(plain: Plain, person_id: int) -> list[Subscription]:
    """Return a person's subscriptions that are not ended."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS} FROM subscription WHERE person_id = ? AND ended_at IS NULL ORDER BY id",  # noqa: S608
        person_id,
    )
    return [_load(row) for row in rows]


def put(
    plain: Plain, person_id: int, choice: tuple[str, str], rhythm: Rhythm, now: datetime
) -> None:
    """Begin a subscription to a department and course, or change its rhythm."""
    plain.run(
        "INSERT INTO subscription (person_id, department, course, rhythm, since)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (person_id, department, course) DO UPDATE"
        " SET rhythm = excluded.rhythm, since = excluded.since, ended_at = NULL"
        # The same word twice must not put off what is due.
        " WHERE rhythm != excluded.rhythm OR ended_at IS NOT NULL",
        person_id,
        *choice,
        rhythm.value,
        dump_time(now),
    )


def end(plain: Plain, subscription_ids: Collection[int], now: datetime) -> None:
    """Send nothing for these any more."""
    plain.run_each(
        "UPDATE subscription SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
        [(dump_time(now), one) for one in subscription_ids],
    )


def list_subscribers(plain: Plain) -> list[Subscriber]:
    """Return all subscriptions that are not ended, with how it stands with their people."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS}, role, coalesce(status, ''), telegram_id IS NOT NULL"  # noqa: S608
        " AND unreachable_since IS NULL AND coalesce(status, ?1) = ?1, timezone,"
        " (SELECT period FROM subscribed_report WHERE subscription_id = subscription.id"
        " ORDER BY subscribed_report.id DESC LIMIT 1)"
        " FROM subscription JOIN person ON person.id = subscription.person_id"
        " LEFT JOIN employee ON employee.person_id = subscription.person_id"
        " WHERE ended_at IS NULL ORDER BY subscription.id",
        Status.ACTIVE.value,
    )
    return [
        Subscriber(
            _load(row), Role(role), status == Status.TERMINATED, bool(is_reachable), zone, last
        )
        for *row, role, status, is_reachable, zone, last in rows
    ]


def claim(plain: Plain, subscription_id: int, period: Period, now: datetime) -> int | None:
    """Take the report of a period in hand; return its id, or None where somebody was first."""
    rows = plain.fetch(
        "INSERT INTO subscribed_report (subscription_id, period, claimed_at) VALUES (?, ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING id",
        subscription_id,
        period.name,
        dump_time(now),
    )
    return rows[0][0] if rows else None


def find_claimed(plain: Plain, report_id: int) -> ClaimedReport | None:
    """Return a report that was claimed."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS}, period FROM subscribed_report"  # noqa: S608 - our own names
        " JOIN subscription ON subscription.id = subscription_id WHERE subscribed_report.id = ?",
        report_id,
    )
    return ClaimedReport(_load(rows[0][:-1]), rows[0][-1]) if rows else None


def keep_counts(plain: Plain, report_id: int, counts: Mapping[str, int]) -> None:
    """Keep what a report said, for the next one to compare with."""
    plain.run("UPDATE subscribed_report SET counts = ? WHERE id = ?", json.dumps(counts), report_id)


def find_former(plain: Plain, report_id: int) -> tuple[datetime, dict[str, int]] | None:
    """Return when the report before this one was sent, and its counts."""
    rows = plain.fetch(
        "SELECT settled_at, counts FROM subscribed_report former"
        " JOIN notice ON notice.kind = ?2 AND notice.subject_id = former.id"
        " WHERE notice.state = ?3 AND counts IS NOT NULL AND former.id < ?1 AND subscription_id ="
        " (SELECT subscription_id FROM subscribed_report WHERE id = ?1)"
        " ORDER BY former.id DESC LIMIT 1",
        report_id,
        NoticeKind.REPORT.value,
        State.SENT.value,
    )
    return (load_time(rows[0][0]), json.loads(rows[0][1])) if rows else None


def _load(row: Sequence[Any]) -> Subscription:
    number, person_id, department, course, rhythm, since, is_ended = row
    return Subscription(
        number, person_id, department, course, Rhythm(rhythm), load_time(since), bool(is_ended)
    )
