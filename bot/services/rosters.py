"""Take over what HR's roster says: the difference first, and then all of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.learning.people import Actor, EventKind, Role
from bot.learning.roster import (
    RecordChange,
    Roster,
    RosterDifference,
    RosterMode,
    RowProblem,
    Status,
    check_managers,
    compare,
)
from bot.roster.parsing import parse_roster
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import personnel
from bot.storage.queries.personnel import Event, StoredEmployee
from bot.storage.tables import RosterImport

LEADS = "leads people by the roster"
LEFT = "left by the roster"
# Whoever comes back is given these anew; who leads people is in the roster.
STAFF_ROLES = frozenset({Role.TRAINER, Role.HR, Role.ADMIN})


class RowsRefused(Exception):
    """Rows of the file are wrong; nothing has changed."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__(f"{len(self.problems)} rows are wrong")


class TooManyLeave(Exception):
    """The snapshot ends more people than a slip of the file may; nothing has changed."""

    def __init__(self, difference: RosterDifference) -> None:
        self.difference = difference
        super().__init__(f"{len(difference.left)} of {difference.staff} would leave")


class RosterOvertaken(Exception):
    """Somebody has changed the record since the difference was shown; nothing has changed."""


@dataclass(frozen=True)
class RosterProposal:
    """A sound file beside what is on record."""

    file_name: str
    file_digest: str
    roster: Roster
    difference: RosterDifference
    new_managers: tuple[str, ...]  # employee numbers of learners who lead people now
    ignored: tuple[str, ...] = ()


class Rosters:
    """Reads rosters and applies them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def propose(
        self, file_name: str, data: bytes, mode: RosterMode = RosterMode.DELTA
    ) -> RosterProposal:
        """Say what a file would change; raise UnreadableFile or RowsRefused where it is wrong."""
        parsed = parse_roster(data)
        with self._database.reading() as session:
            known = personnel.list_employees(Plain.of(session))
        records = {employee_id: one.record for employee_id, one in known.items()}
        problems = [*parsed.problems]
        if not problems:  # a manager may stand in a row that could not be read
            problems += check_managers(parsed.roster, records)
        if problems:
            raise RowsRefused(problems)
        difference = compare(records, parsed.roster, mode)
        return RosterProposal(
            file_name,
            sha256(data).hexdigest(),
            parsed.roster,
            difference,
            _find_new_managers(difference, known),
            parsed.ignored,
        )

    def apply(
        self, proposal: RosterProposal, actor: Actor, *, is_many_meant: bool = False
    ) -> RosterDifference:
        """Apply what was proposed, whole or not at all; applied again it changes nothing.

        Raises TooManyLeave for a snapshot that ends more than 5% unless that is meant, and
        RosterOvertaken where the difference is another one by now.
        """
        now = self._clock()
        shown = proposal.difference
        with self._database.writing() as session:
            plain = Plain.of(session)
            known = personnel.list_employees(plain)
            records = {employee_id: one.record for employee_id, one in known.items()}
            difference = compare(records, proposal.roster, shown.mode)
            if difference.is_empty:
                return difference
            if difference != shown:
                raise RosterOvertaken
            if difference.is_suspicious and not is_many_meant:
                raise TooManyLeave(difference)
            ids = {employee_id: one.person_id for employee_id, one in known.items()}
            added = personnel.add_employees(plain, difference.added, now)
            ids |= zip((one.employee_id for one in difference.added), added, strict=True)
            changes = [*difference.changed, *difference.left, *difference.returned]
            personnel.update_employees(
                plain, [(ids[one.after.employee_id], one.after) for one in changes], now
            )
            leavers = [known[one.after.employee_id] for one in difference.left]
            managers = [ids[one] for one in _find_new_managers(difference, known)]
            personnel.unbind(plain, [one.person_id for one in leavers])
            personnel.set_roles(plain, managers, Role.MANAGER)
            personnel.set_roles(
                plain, [one.person_id for one in leavers if one.role in STAFF_ROLES], Role.LEARNER
            )
            events = [
                *_list_events(difference, ids),
                *_list_losses(leavers),
                *(_change_role(one, Role.LEARNER, Role.MANAGER, LEADS) for one in managers),
            ]
            personnel.add_events(plain, events, actor, now)
            session.add(_record_import(proposal, actor, now, difference))
        return difference


def _find_new_managers(
    difference: RosterDifference, known: Mapping[str, StoredEmployee]
) -> tuple[str, ...]:
    """Return learners who lead somebody from now on, and led nobody before.

    Who leads already keeps the role that HR gave.
    """
    led = {
        one.record.manager_id for one in known.values() if one.record.status != Status.TERMINATED
    }
    changes = [*difference.changed, *difference.returned]
    staff = [*difference.added, *(change.after for change in changes)]
    leading = {
        record.manager_id
        for record in staff
        if record.manager_id is not None and record.status is not Status.TERMINATED
    }
    new = leading - led
    return tuple(sorted(one for one in new if one not in known or known[one].role == Role.LEARNER))


def _list_events(difference: RosterDifference, ids: Mapping[str, int]) -> list[Event]:
    events = [Event(ids[one.employee_id], EventKind.ADDED) for one in difference.added]
    for kind, changes in (
        (EventKind.CHANGED, difference.changed),
        (EventKind.LEFT, difference.left),
        (EventKind.RETURNED, difference.returned),
    ):
        events += [Event(ids[one.after.employee_id], kind, _describe(one)) for one in changes]
    return events


def _describe(change: RecordChange) -> dict[str, Any]:
    return {
        name: [None if value is None else _plain(value) for value in pair]
        for name, pair in change.fields.items()
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else str(value)


def _list_losses(leavers: Iterable[StoredEmployee]) -> Iterator[Event]:
    for one in leavers:
        if one.telegram_id is not None:
            yield Event(one.person_id, EventKind.UNBOUND, reason=LEFT, telegram_id=one.telegram_id)
        if one.role in STAFF_ROLES:
            yield _change_role(one.person_id, one.role, Role.LEARNER, LEFT)


def _change_role(person_id: int, before: str, after: str, reason: str) -> Event:
    return Event(person_id, EventKind.ROLE, {"role": [str(before), str(after)]}, reason)


def _record_import(
    proposal: RosterProposal, actor: Actor, now: datetime, difference: RosterDifference
) -> RosterImport:
    return RosterImport(
        at=now,
        origin=actor.origin,
        actor_id=actor.person_id,
        file_name=proposal.file_name,
        file_digest=proposal.file_digest,
        mode=difference.mode,
        counts=difference.counts,
    )
