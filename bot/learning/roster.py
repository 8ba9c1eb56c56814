"""The roster: what HR says of employees, and what a new file would change."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from bot.learning.people import fold

SHARE_LIMIT = (
    0.05  # of the staff; a snapshot that ends more is likelier a wrong file than the truth
)


class Status(StrEnum):
    """Where somebody stands with the company."""

    ACTIVE = "active"
    LEAVE = "leave"  # keeps access, is left alone
    TERMINATED = "terminated"


class RosterMode(StrEnum):
    """What it means that somebody is not in the file."""

    DELTA = "delta"  # nothing
    SNAPSHOT = "snapshot"  # they have left


@dataclass(frozen=True, slots=True)
class EmployeeRecord:
    """One employee as the roster describes them."""

    employee_id: str
    status: Status
    first_name: str
    last_name: str
    department: str
    email: str | None = None
    manager_id: str | None = None
    location: str | None = None
    job_code: str | None = None
    hire_date: date | None = None
    termination_date: date | None = None
    language: str | None = None
    timezone: str | None = None
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def search_key(self) -> str:
        """What a search for this employee looks at."""
        return fold(f"{self.name} {self.employee_id} {self.email or ''}")


QUOTED = 40  # characters of a cell in a problem
COLUMNS = tuple(field.name for field in fields(EmployeeRecord))


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be taken, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


def quote(text: str) -> str:
    """Return what stands in a cell as a problem quotes it: its beginning, where it is long."""
    return repr(text if len(text) <= QUOTED else text[: QUOTED - 1] + "…")


@dataclass(frozen=True)
class Roster:
    """The rows of a sound file by line; columns that it lacks say nothing about anybody."""

    rows: tuple[tuple[int, EmployeeRecord], ...]
    columns: frozenset[str] = frozenset(COLUMNS)


@dataclass(frozen=True, slots=True)
class RecordChange:
    """An employee before and after."""

    before: EmployeeRecord
    after: EmployeeRecord

    @property
    def fields(self) -> dict[str, tuple[object, object]]:
        """What differs, by column: before and after."""
        pairs = {name: (getattr(self.before, name), getattr(self.after, name)) for name in COLUMNS}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@dataclass(frozen=True)
class RosterDifference:
    """What a roster changes; `staff` is how many have not left before it."""

    mode: RosterMode
    staff: int
    added: tuple[EmployeeRecord, ...] = ()
    changed: tuple[RecordChange, ...] = ()
    left: tuple[RecordChange, ...] = ()
    returned: tuple[RecordChange, ...] = ()
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "left": len(self.left),
            "returned": len(self.returned),
            "unchanged": self.unchanged,
        }

    @cached_property
    def digest(self) -> str:
        """A short digest: a button says by it which difference it applies."""
        changes = self.mode, self.added, self.changed, self.left, self.returned
        return sha256(repr(changes).encode()).hexdigest()[:12]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.left or self.returned)

    @property
    def is_suspicious(self) -> bool:
        """Whether a snapshot ends so many that somebody must say that it is meant."""
        return self.mode is RosterMode.SNAPSHOT and len(self.left) > SHARE_LIMIT * self.staff


def check_managers(roster: Roster, known: Mapping[str, EmployeeRecord]) -> list[RowProblem]:
    """Find managers whom nobody knows, and people who would be above themselves.

    It takes the whole file: a manager may come after the staff.
    """
    if "manager_id" not in roster.columns:
        return []
    above = {key: record.manager_id for key, record in known.items()}
    above |= {record.employee_id: record.manager_id for _, record in roster.rows}
    circling = _find_circling(above)
    problems = []
    for line, record in roster.rows:
        if record.manager_id is None:
            continue
        if record.manager_id not in above:
            problems.append(
                RowProblem(
                    line,
                    f"manager_id: there is no employee {quote(record.manager_id)}, neither in "
                    "this file nor on record",
                )
            )
        elif record.employee_id in circling:
            problems.append(
                RowProblem(
                    line,
                    f"manager_id: {quote(record.employee_id)} would be above themselves, by way of "
                    f"{quote(record.manager_id)}",
                )
            )
    return problems


def check_ids(roster: Roster, known: Mapping[str, EmployeeRecord]) -> list[RowProblem]:
    """Find new numbers that are on record with other capitals: that is one employee, not two."""
    written = {key.casefold(): key for key in known}
    return [
        RowProblem(
            line,
            f"employee_id: {quote(record.employee_id)} is on record as "
            f"{quote(written[record.employee_id.casefold()])}. Write it the same way",
        )
        for line, record in roster.rows
        if record.employee_id not in known and record.employee_id.casefold() in written
    ]


def compare(
    known: Mapping[str, EmployeeRecord], roster: Roster, mode: RosterMode
) -> RosterDifference:
    """Say what a roster changes in what is known."""
    added: list[EmployeeRecord] = []
    changed: list[RecordChange] = []
    left: list[RecordChange] = []
    returned: list[RecordChange] = []
    unchanged = 0
    silent = frozenset(COLUMNS) - roster.columns
    for _, given in roster.rows:
        before = known.get(given.employee_id)
        if before is None:
            added.append(given)
            continue
        after = given
        if silent:
            after = replace(given, **{name: getattr(before, name) for name in silent})
        if before == after:
            unchanged += 1
            continue
        change = RecordChange(before, after)
        was_here = before.status is not Status.TERMINATED
        is_here = after.status is not Status.TERMINATED
        target = changed if was_here == is_here else left if was_here else returned
        target.append(change)
    if mode is RosterMode.SNAPSHOT:
        left += _end_missing(known, {record.employee_id for _, record in roster.rows})
    staff = sum(record.status is not Status.TERMINATED for record in known.values())
    return RosterDifference(
        mode, staff, tuple(added), tuple(changed), tuple(left), tuple(returned), unchanged
    )


def _end_missing(
    known: Mapping[str, EmployeeRecord], named: Collection[str]
) -> Iterable[RecordChange]:
    for employee_id, record in known.items():
        if employee_id not in named and record.status is not Status.TERMINATED:
            yield RecordChange(record, replace(record, status=Status.TERMINATED))


def _find_circling(above: Mapping[str, str | None]) -> set[str]:
    """Return who is in a circle of managers; who only hangs below one is not."""
    circling: set[str] = set()
    settled: set[str] = set()
    for start in above:
        path: dict[str, int] = {}
        here: str | None = start
        while here is not None and here in above and here not in settled and here not in path:
            path[here] = len(path)
            here = above[here]
        if here is not None and here in path:
            circling |= {one for one, place in path.items() if place >= path[here]}
        settled.update(path)
    return circling
