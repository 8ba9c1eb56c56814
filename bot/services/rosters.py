"""Take over what HR's roster says: the difference first, and then all of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from bot.learning.people import Actor, EventKind, Role
from bot.learning.roster import (
    Roster,
    RosterDifference,
    RosterMode,
    RowProblem,
    Status,
    check_ids,
    check_managers,
    compare,
)
from bot.roster.parsing import parse_roster
from bot.services import Clock
from bot.services.roster_draft import Draft, make_draft
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import personnel
from bot.storage.queries.personnel import Change, Event, StoredEmployee
from bot.storage.tables import RosterImport

LEADS = "leads people by the roster"
LEFT = "left by the roster"
# Whoever comes back is given these anew; who leads people is in the roster.
STAFF_ROLES = frozenset({Role.TRAINER, Role.HR, Role.ADMIN})

# Events that leave what a roster says of people as it is.
ACCESS = frozenset({EventKind.INVITED, EventKind.BOUND, EventKind.UNBOUND, EventKind.ROLE})


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
class _Record:
    """Who is on record, and what a roster changes in it."""

    known: Mapping[str, StoredEmployee]
    difference: RosterDifference
    leading: tuple[str, ...]  # employee numbers of those who lead people from now on

    @classmethod
    def compare(
        cls, known: Mapping[str, StoredEmployee], roster: Roster, mode: RosterMode
    ) -> "_Record":
        """Put a roster beside what is on record."""
        records = {employee_id: one.record for employee_id, one in known.items()}
        difference = compare(records, roster, mode)
        return cls(known, difference, _find_leading(difference, known))

    @property
    def new_managers(self) -> tuple[str, ...]:
        """Learners among those who lead people: who has another role keeps what HR gave."""
        known = self.known
        return tuple(
            one for one in self.leading if one not in known or known[one].role == Role.LEARNER
        )


@dataclass(frozen=True)
class RosterProposal:
    """A sound file beside what was on record, with all that is to be written."""

    file_name: str
    file_digest: str
    roster: Roster
    record: _Record
    until: int  # the last event about anybody that the record takes into account
    draft: Draft
    ignored: tuple[str, ...] = ()

    @property
    def difference(self) -> RosterDifference:
        """What it changes."""
        return self.record.difference

    @property
    def new_managers(self) -> tuple[str, ...]:
        """The employee numbers of learners who lead people now."""
        return self.record.new_managers


class Rosters:
    """Reads rosters and applies them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def propose(
        self, file_name: str, data: bytes, mode: RosterMode = RosterMode.DELTA
    ) -> RosterProposal:
        """Say what a file would change; raise UnreadableFile or RowsRefused where it is wrong."""
        parsed = parse_roster(data, file_name)
        with self._database.reading() as session:
            plain = Plain.of(session)
            until = personnel.find_last_event(plain)
            known = personnel.list_employees(plain)
        problems = [*parsed.problems]
        if not problems:  # a manager may stand in a row that could not be read
            records = {employee_id: one.record for employee_id, one in known.items()}
            problems += check_managers(parsed.roster, records)
            problems += check_ids(parsed.roster, records)
        if problems:
            raise RowsRefused(problems)
        record = _Record.compare(known, parsed.roster, mode)
        return RosterProposal(
            file_name,
            sha256(data).hexdigest(),
            parsed.roster,
            record,
            until,
            make_draft(record.difference),
            parsed.ignored,
        )

    def apply(
        self, proposal: RosterProposal, actor: Actor, *, is_many_meant: bool = False
    ) -> RosterDifference:
        """Apply what was proposed, whole or not at all; applied again it changes nothing.

        Raises TooManyLeave for a snapshot that ends more than 5% unless that is meant, and
        RosterOvertaken where the difference is another one by now.
        """
        draft = proposal.draft
        with self._database.writing() as session:
            plain, now = Plain.of(session), self._clock()
            record = _catch_up(plain, proposal)
            known, difference = record.known, record.difference
            if difference.is_empty:
                return difference
            if difference != proposal.difference:
                raise RosterOvertaken
            if difference.is_suspicious and not is_many_meant:
                raise TooManyLeave(difference)
            added = personnel.add_employees(plain, draft.added, now)
            ids = dict(zip((one.employee_id for one in difference.added), added, strict=True))
            ids |= {one: known[one].person_id for one in draft.changed}
            changes = [Change(ids[one], *row) for one, row in draft.changed.items()]
            personnel.update_employees(plain, changes, now)
            leavers = [known[one.after.employee_id] for one in difference.left]
            managers = [ids.get(one) or known[one].person_id for one in record.new_managers]
            personnel.unbind(plain, [one.person_id for one in leavers])
            personnel.set_roles(plain, managers, Role.MANAGER)
            personnel.set_roles(
                plain, [one.person_id for one in leavers if one.role in STAFF_ROLES], Role.LEARNER
            )
            events = [
                *(Event(ids[one], kind, detail) for one, kind, detail in draft.events),
                *_list_losses(leavers),
                *(_change_role(one, Role.LEARNER, Role.MANAGER, LEADS) for one in managers),
            ]
            personnel.add_events(plain, events, actor, now)
            session.add(_record_import(proposal, actor, now, difference))
        return difference


def _catch_up(plain: Plain, proposal: RosterProposal) -> _Record:
    """Return the record as it is now; to read it whole is seldom needed, and takes long."""
    since = personnel.list_events_since(plain, proposal.until)
    if not since:
        return proposal.record
    if {kind for _, kind in since} <= ACCESS:
        fresh = personnel.list_some_employees(plain, {person_id for person_id, _ in since})
        return replace(proposal.record, known={**proposal.record.known, **fresh})
    known = personnel.list_employees(plain)
    return _Record.compare(known, proposal.roster, proposal.difference.mode)


def _find_leading(
    difference: RosterDifference, known: Mapping[str, StoredEmployee]
) -> tuple[str, ...]:
    """Return who leads somebody from now on, and led nobody before; a leaver leads nobody."""
    led = {
        one.record.manager_id for one in known.values() if one.record.status != Status.TERMINATED
    }
    changes = [*difference.changed, *difference.returned, *difference.left]
    staff = [*difference.added, *(change.after for change in changes)]
    leading = {
        record.manager_id
        for record in staff
        if record.manager_id is not None and record.status is not Status.TERMINATED
    }
    named = {record.employee_id: record.status for record in staff}
    return tuple(
        employee_id
        for employee_id in sorted(leading - led)
        if (named.get(employee_id) or known[employee_id].record.status) is not Status.TERMINATED
    )


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
