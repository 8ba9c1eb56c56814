"""What is told of completed courses: the first time, anew, elsewhere, and what was taken back."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from bot.learning.people import ActorOrigin
from bot.learning.xapi.statements import Finished, Maker
from bot.reports.telling.items import FindVersion, Item
from bot.reports.telling.rows import Rows
from bot.storage.plain import load_time
from bot.storage.queries.statements import StoredClosing, StoredCompletion

ELSEWHERE: Final = "elsewhere"
REOPENED: Final = frozenset({"reopened", "required"})  # the latter by whoever had closed it
DONE: Final = frozenset({"completed", ELSEWHERE})


class Completions:
    """Tells of the completions whose rows are at hand."""

    def __init__(self, maker: Maker, rows: Rows, find_version: FindVersion) -> None:
        self._maker = maker
        self._rows = rows
        self._find_version = find_version

    def tell(self, facts: Mapping[str, Any]) -> Iterator[Item]:
        """Tell that a course was completed for the first time."""
        owner = facts["person_id"], facts["course_id"]
        completed_at = facts["completed_at"]
        yield self._complete(
            StoredCompletion(None, *owner, facts["version_id"], completed_at, completed_at)
        )

    def tell_change(self, change: StoredCompletion) -> Iterator[Item]:
        """Tell that it counts again, or does not count any more."""
        owner = change.person_id, change.course_id
        changes = self._rows.completions.get(owner, [])
        before = [one for one in changes if (one.id or 0) < (change.id or 0)]
        former_id = None
        if before and before[-1].completed_at is not None:
            former_id = self._name(before[-1])
        if change.completed_at is not None:
            yield self._complete(change, former_id)
        if former_id is not None:
            yield Item(*owner, partial(self._maker.void, former_id, load_time(change.recorded_at)))

    def tell_occurrence(self, facts: Mapping[str, Any]) -> Iterator[Item]:
        """Tell what was completed anew, or elsewhere, and what HR took back of that.

        The first completion of a course has an event of its own. What moved here from an employee
        entry was told of that, under the same number.
        """
        owner = self._rows.occurrences.get(facts["occurrence_id"])
        if owner is None or facts["origin"] == ActorOrigin.MOVED:
            return
        closing = StoredClosing(*(facts[name] for name in StoredClosing._fields))
        if closing.kind in DONE and closing.completed_at is not None:
            if not self._is_told(closing, owner):
                yield self._close(closing, owner, facts)
        elif closing.kind in REOPENED:
            closings = self._rows.closings.get(closing.occurrence_id, [])
            before = [one for one in closings if one.id < closing.id]
            if not before or before[-1].kind not in DONE or self._is_told(before[-1], owner):
                return  # a completion is voided by itself, where it does not hold
            told = self._rows.moved.get(before[-1].id, before[-1])
            former_id = self._name_closing(told)
            yield Item(*owner, partial(self._maker.void, former_id, load_time(closing.at)))

    def _complete(self, stored: StoredCompletion, former_id: str | None = None) -> Item:
        finished = Finished(stored.course_id, load_time(stored.completed_at or ""))
        make = partial(
            self._maker.completion,
            self._name(stored),
            version=self._find_version(stored.version_id),
            finished=finished,
            former_id=former_id,
        )
        return Item(stored.person_id, stored.course_id, make)

    def _close(
        self, closing: StoredClosing, owner: tuple[int, str], facts: Mapping[str, Any]
    ) -> Item:
        version_id: int | None = facts["version_id"]
        finished = Finished(
            owner[1],
            load_time(closing.completed_at or ""),
            self._register(facts["session_id"]),
            is_elsewhere=closing.kind == ELSEWHERE,
        )
        make = partial(
            self._maker.completion,
            self._name_closing(closing),
            version=None if version_id is None else self._find_version(version_id),
            finished=finished,
        )
        return Item(*owner, make)

    def _is_told(self, closing: StoredClosing, owner: tuple[int, str]) -> bool:
        """Tell whether the completion itself was recorded with it, and is told by that."""
        return any(
            one.completed_at == closing.completed_at and one.recorded_at == closing.at
            for one in self._rows.completions.get(owner, ())
        )

    def _name(self, stored: StoredCompletion) -> str:
        owner = stored.person_id, stored.course_id, stored.completed_at or ""
        change = () if stored.id is None else (stored.id, stored.recorded_at)
        return self._maker.names.make_id("completion", *owner, *change)

    def _name_closing(self, closing: StoredClosing) -> str:
        place = closing.occurrence_id, closing.id, closing.at
        return self._maker.names.make_id("occurrence", *place)

    def _register(self, session_id: int | None) -> str | None:
        stored = None if session_id is None else self._rows.attempts.get(session_id)
        if stored is None:
            return None
        return self._maker.register(stored.id, load_time(stored.started_at))
