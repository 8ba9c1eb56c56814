"""Employees, what happened to people's access, and personal invites.

Plain statements: a roster of 100,000 goes through them in one transaction.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from bot.learning.people import Actor, EventKind
from bot.learning.privacy import ERASED
from bot.learning.roster import COLUMNS, EmployeeRecord, Status
from bot.storage.plain import Plain, dump_time

_STATUS = {status.value: status for status in Status}
_COLUMNS = ", ".join(COLUMNS)
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # `dumps` would make one for each of 100,000


@dataclass(frozen=True, slots=True)
class StoredEmployee:
    """An employee with the person that the record of learning is about."""

    person_id: int
    record: EmployeeRecord
    telegram_id: int | None
    role: str


class Row(NamedTuple):
    """An employee as the tables have them: made before the transaction that writes it."""

    name: str
    search_key: str
    cells: tuple[Any, ...]

    @classmethod
    def of(cls, record: EmployeeRecord) -> "Row":
        """Make the row of a record."""
        return cls(record.name, record.search_key, _dump(record))


class Change(NamedTuple):
    """What is to be written of an employee: the columns that differ, and the name if it does."""

    person_id: int
    row: Row
    columns: tuple[str, ...] = COLUMNS
    is_renamed: bool = True


class Event(NamedTuple):
    """Something to be written down about a person."""

    person_id: int
    kind: EventKind
    detail: dict[str, Any] | None = None
    reason: str | None = None
    telegram_id: int | None = None


def is_erased(employee: str = "employee") -> str:
    """Return the condition that it was erased who an employee was, as a statement calls them."""
    return f"{employee}.employee_id = 'erased-' || {employee}.person_id"


def say_erased(employee: EmployeeRecord, person_id: int) -> EmployeeRecord:
    """Return an employee as people see them: the number says so where it was erased."""
    if employee.employee_id != f"erased-{person_id}":
        return employee
    return replace(employee, employee_id=ERASED)


def list_employees(plain: Plain) -> dict[str, StoredEmployee]:
    """Return everybody whom a roster named, by employee number."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS}, person_id, telegram_id, role"  # noqa: S608 - our own names
        " FROM employee JOIN person ON person.id = person_id"
    )
    return {row[0]: StoredEmployee(row[14], _load(row), row[15], row[16]) for row in rows}


def list_some_employees(plain: Plain, person_ids: Iterable[int]) -> dict[str, StoredEmployee]:
    """Return those of these people whom a roster named, by employee number."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS}, person_id, telegram_id, role"  # noqa: S608 - our own names
        " FROM employee JOIN person ON person.id = person_id"
        " WHERE person_id IN (SELECT value FROM json_each(?))",
        json.dumps(sorted(person_ids)),
    )
    return {row[0]: StoredEmployee(row[14], _load(row), row[15], row[16]) for row in rows}


def find_last_event(plain: Plain) -> int:
    """Return the number of the newest event about anybody; 0 for none."""
    ((event_id,),) = plain.fetch("SELECT coalesce(max(id), 0) FROM person_event")
    return int(event_id)


def list_events_since(plain: Plain, event_id: int) -> list[tuple[int, str]]:
    """Return about whom, and of which kind, the events after that one are."""
    return plain.fetch("SELECT person_id, kind FROM person_event WHERE id > ?", event_id)


def find_employee(plain: Plain, person_id: int) -> EmployeeRecord | None:
    """Return what the roster says of a person."""
    rows = plain.fetch(
        f"SELECT {_COLUMNS} FROM employee WHERE person_id = ?",  # noqa: S608 - our own names
        person_id,
    )
    return _load(rows[0]) if rows else None


def find_person_id(plain: Plain, employee_id: str) -> int | None:
    """Return the person who has that number on the roster."""
    rows = plain.fetch("SELECT person_id FROM employee WHERE employee_id = ?", employee_id)
    return rows[0][0] if rows else None


def add_employees(plain: Plain, rows: Sequence[Row], now: datetime) -> list[int]:
    """Add people whom a roster names for the first time; return their ids in the same order."""
    ((last,),) = plain.fetch("SELECT coalesce(max(id), 0) FROM person")
    ids = list(range(last + 1, last + 1 + len(rows)))
    plain.run_each(
        "INSERT INTO person (id, name, search_key, role) VALUES (?, ?, ?, 'learner')",
        ((person_id, row.name, row.search_key) for person_id, row in zip(ids, rows, strict=True)),
    )
    at = dump_time(now)
    plain.run_each(
        f"INSERT INTO employee (person_id, {_COLUMNS}, recorded_at)"  # noqa: S608 - our own names
        f" VALUES ({', '.join('?' * 16)})",
        ((person_id, *row.cells, at) for person_id, row in zip(ids, rows, strict=True)),
    )
    return ids


def update_employees(plain: Plain, changes: Sequence[Change], now: datetime) -> None:
    """Record what a roster says now of these people.

    What stays is not written: SQLite would write its indexes anew.
    """
    at = dump_time(now)
    alike: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        alike.setdefault(change.columns, []).append(change)
    for columns, some in alike.items():
        assignments = ", ".join(f"{name} = ?" for name in columns)
        places = [COLUMNS.index(name) for name in columns]
        plain.run_each(
            f"UPDATE employee SET {assignments}, recorded_at = ? WHERE person_id = ?",  # noqa: S608
            ((*(one.row.cells[n] for n in places), at, one.person_id) for one in some),
        )
    plain.run_each(
        "UPDATE person SET name = ?, search_key = ? WHERE id = ?",
        [(one.row.name, one.row.search_key, one.person_id) for one in changes if one.is_renamed],
    )


def move_employee(plain: Plain, from_id: int, to_id: int) -> None:
    """Let an employee be a person who has learned before they were on the roster.

    What else hangs on the one who never joined has to move along here.
    """
    plain.run("UPDATE employee SET person_id = ? WHERE person_id = ?", to_id, from_id)
    plain.run(
        "UPDATE person SET replaced_by = ?, name = NULL, search_key = NULL WHERE id = ?",
        to_id,
        from_id,
    )


def set_roles(plain: Plain, person_ids: Iterable[int], role: str) -> None:
    """Give these people a role."""
    plain.run_each(
        "UPDATE person SET role = ? WHERE id = ?", [(role, person_id) for person_id in person_ids]
    )


def unbind(plain: Plain, person_ids: Iterable[int]) -> None:
    """Take the accounts and all unspent invites from these people."""
    rows = [(person_id,) for person_id in person_ids]
    for statement in (
        "DELETE FROM prompt WHERE person_id = ?",
        (
            "DELETE FROM invite_claim WHERE invite_id IN"
            " (SELECT invite_id FROM personal_invite WHERE person_id = ?)"
        ),
        (
            "UPDATE invite SET uses_left = 0 WHERE uses_left > 0 AND id IN"
            " (SELECT invite_id FROM personal_invite WHERE person_id = ?)"
        ),
        (
            "UPDATE person SET telegram_id = NULL, unreachable_since = NULL,"
            " unreachable_reason = NULL WHERE id = ?"
        ),
    ):
        plain.run_each(statement, rows)


def bind(plain: Plain, person_id: int, telegram_id: int, update_id: int | None) -> None:
    """Give a person an account; in its chat stands nothing yet of what they did elsewhere."""
    plain.run(
        "UPDATE person SET telegram_id = ?, name_update_id = ?, unreachable_since = NULL,"
        " unreachable_reason = NULL WHERE id = ?",
        telegram_id,
        update_id,
        person_id,
    )
    plain.run(
        "UPDATE quiz_item SET message_id = NULL WHERE message_id IS NOT NULL AND session_id IN"
        " (SELECT id FROM quiz_session WHERE person_id = ?)",
        person_id,
    )
    plain.run("UPDATE quiz_session SET result_message_id = NULL WHERE person_id = ?", person_id)


def is_of_leaver(plain: Plain, telegram_id: int) -> bool:
    """Tell whether the person who used an account last has left the company."""
    rows = plain.fetch(
        "SELECT status FROM person_event JOIN employee USING (person_id)"
        " WHERE telegram_id = ? AND kind IN ('bound', 'unbound')"
        " ORDER BY person_event.id DESC LIMIT 1",
        telegram_id,
    )
    return rows == [(Status.TERMINATED.value,)]


def add_events(plain: Plain, events: Iterable[Event], actor: Actor, now: datetime) -> None:
    """Write down what was done, by whom and why."""
    at = dump_time(now)
    plain.run_each(
        "INSERT INTO person_event"
        " (person_id, kind, at, origin, actor_id, reason, telegram_id, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                event.person_id,
                event.kind.value,
                at,
                actor.origin.value,
                actor.person_id,
                event.reason,
                event.telegram_id,
                None if event.detail is None else _ENCODER.encode(event.detail),
            )
            for event in events
        ),
    )


def _load(row: Sequence[Any]) -> EmployeeRecord:
    values = list(row[: len(COLUMNS)])
    values[1] = _STATUS[values[1]]
    values[9], values[10] = _load_date(values[9]), _load_date(values[10])
    values[13] = _load_groups(values[13])
    return EmployeeRecord(*values)


@lru_cache(maxsize=10_000)  # a roster of 100,000 has few different ones
def _load_groups(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


@lru_cache(maxsize=10_000)
def _load_date(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def _dump(record: EmployeeRecord) -> tuple[Any, ...]:
    return (
        record.employee_id,
        record.status.value,
        record.first_name,
        record.last_name,
        record.department,
        record.email,
        record.manager_id,
        record.location,
        record.job_code,
        None if record.hire_date is None else record.hire_date.isoformat(),
        None if record.termination_date is None else record.termination_date.isoformat(),
        record.language,
        record.timezone,
        _ENCODER.encode(record.groups),
    )
