"""Statements from one event of the evidence to another, a few events in memory at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from bot.learning.evidence import EventKind
from bot.learning.xapi.names import Names
from bot.learning.xapi.statements import Account, Maker
from bot.learning.xapi.told import Place, Told
from bot.reports.telling.attempts import Attempts
from bot.reports.telling.completions import Completions
from bot.reports.telling.items import FindVersion, Item
from bot.reports.telling.rows import Rows
from bot.storage.chain import find_last
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import statements as record
from bot.storage.queries.statements import Effects, StoredAccount, ToldEvent

AT_ONCE: Final = 200  # events in memory
Show = Callable[[int, int], None]


@dataclass(frozen=True)
class Scope:
    """What is told: all behind a place up to an event, of one course, of some people."""

    after: Place
    last: int
    course_id: str | None = None
    people: frozenset[int] | None = None
    has_answers: bool = True
    has_names: bool = False


def stream_statements(
    database: Database,
    maker: Maker,
    find_version: FindVersion,
    scope: Scope,
    show: Show | None = None,
) -> Iterator[Told]:
    """Yield the statements in the order of the evidence.

    No view of the database is held in between: what was recorded does not change. `show` is told
    how many events of how many are done.
    """
    with database.reading() as session:
        total, _ = record.count_events(Plain.of(session), scope.after.number, scope.last)

    @cache
    def load_effects() -> Effects:
        with database.peeking() as plain:
            return Effects(plain)

    done, after = 0, scope.after.number - 1  # which was told in part, perhaps
    while True:
        with database.reading() as session:
            plain = Plain.of(session)
            events = record.list_events(plain, after, scope.last, AT_ONCE)
            rows = Rows(plain, events)
            tellers = (
                Attempts(maker, rows, find_version, load_effects),
                Completions(maker, rows, find_version),
            )
            asked = [
                (place, item)
                for event in events
                for part, item in enumerate(_list_items(event, rows, *tellers), start=1)
                if (place := Place(event.number, part)) > scope.after and _is_asked(scope, item)
            ]
            accounts = record.load_accounts(plain, {item.person_id for _, item in asked})
        for place, item in asked:
            yield _tell(place, item, accounts[item.person_id], has_names=scope.has_names)
        for _ in events:
            done += 1
            if show is not None:
                show(min(done, total), total)
        if len(events) < AT_ONCE:
            return
        after = events[-1].number


def _list_items(
    event: ToldEvent, rows: Rows, attempts: Attempts, completions: Completions
) -> Iterator[Item]:
    """Yield what is told of an event, always in the same order."""
    facts = event.facts
    if event.kind is EventKind.QUIZ:
        yield from attempts.tell(facts["id"])
    elif event.kind is EventKind.RULING:
        yield from attempts.tell_correction(event.number, facts["correction_id"])
    elif event.kind is EventKind.RESULT_CORRECTION:
        for correction_id in range(facts["first"], facts["last"] + 1):
            yield from attempts.tell_correction(event.number, correction_id)
    elif event.kind is EventKind.COMPLETION:
        yield from completions.tell(facts)
    elif event.kind is EventKind.OCCURRENCE_EVENT:
        yield from completions.tell_occurrence(facts)
    elif event.kind is EventKind.COMPLETION_CHANGE:
        for change in rows.list_changed(event):
            yield from completions.tell_change(change)


def _is_asked(scope: Scope, item: Item) -> bool:
    return (
        (scope.has_answers or not item.is_answer)
        and (scope.course_id is None or item.course_id == scope.course_id)
        and (scope.people is None or item.person_id in scope.people)
    )


def _tell(place: Place, item: Item, account: StoredAccount, *, has_names: bool) -> Told:
    if account.employee_id is None or account.is_erased:
        return Told(place, item.person_id, None, account.is_erased)
    name = account.name if has_names else None
    return Told(place, item.person_id, item.make(account=Account(account.employee_id, name)))


class Teller:
    """Tells what is in a database, under the names of one home."""

    def __init__(self, database: Database, home: str, find_version: FindVersion) -> None:
        self._database = database
        self._find_version = find_version
        self._maker = Maker(Names(home))
        self.home = home

    def stream(self, scope: Scope, show: Show | None = None) -> Iterator[Told]:
        """Yield the statements in the order of the evidence; see `stream_statements`."""
        return stream_statements(self._database, self._maker, self._find_version, scope, show)

    def count(self, scope: Scope) -> tuple[int, int]:
        """Return how many events there are to tell of, and about how many people."""
        with self._database.peeking() as plain:
            return record.count_events(plain, scope.after.number, scope.last)

    def find_last(self) -> int:
        """Return the last event of all; 0 where there is none."""
        with self._database.peeking() as plain:
            last = find_last(plain)
        return last.number if last else 0

    def find_last_before(self, moment: datetime) -> int:
        """Return the last event that was recorded before a moment."""
        with self._database.peeking() as plain:
            return record.find_last_before(plain, moment)

    def find_last_until(self, moment: datetime) -> int:
        """Return the last event that was recorded by a moment."""
        with self._database.peeking() as plain:
            return record.find_last_until(plain, moment)

    def list_courses(self) -> list[str]:
        """Return the courses of which there are results."""
        with self._database.peeking() as plain:
            return record.list_courses(plain)
