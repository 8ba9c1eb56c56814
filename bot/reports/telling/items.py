"""Statements of one event of the evidence, not yet about anybody by number or name.

What counts otherwise after it was told, by a corrected key or HR's word, is told anew under another
id, and what was told before is voided.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from bot.learning.corrections import Corrected, Verdict
from bot.learning.evidence import EventKind
from bot.learning.xapi.statements import (
    Account,
    Attempt,
    Finished,
    Given,
    Maker,
    Statement,
    Version,
)
from bot.reports.telling.rows import Rows
from bot.storage.plain import load_time
from bot.storage.queries.statements import (
    Effects,
    StoredAnswer,
    StoredAttempt,
    StoredClosing,
    StoredCompletion,
    StoredCorrection,
    ToldEvent,
)

FindVersion = Callable[[int], Version]
DONE: Final = frozenset({"completed", "elsewhere"})


@dataclass(frozen=True)
class Item:
    """A statement to be made, once it is known of which account it is."""

    person_id: int
    course_id: str
    make: Callable[[Account], Statement]
    is_answer: bool = False


class Items:
    """Makes the statements of events, of which the rows are at hand."""

    def __init__(
        self,
        maker: Maker,
        rows: Rows,
        find_version: FindVersion,
        load_effects: Callable[[], Effects],
    ) -> None:
        self._maker = maker
        self._make_id = maker.names.make_id
        self._rows = rows
        self._find_version = find_version
        self._load_effects = load_effects

    def list_items(self, event: ToldEvent) -> Iterator[Item]:
        """Yield what is told of an event, always in the same order."""
        facts = event.facts
        if event.kind is EventKind.QUIZ:
            yield from self._tell_quiz(facts["id"])
        elif event.kind is EventKind.COMPLETION:
            owner = facts["person_id"], facts["course_id"]
            first = StoredCompletion(
                None, *owner, facts["version_id"], facts["completed_at"], facts["recorded_at"] or ""
            )
            yield self._complete(first)
        elif event.kind is EventKind.COMPLETION_CHANGE:
            for change in self._rows.list_changed(event):
                yield from self._tell_change(change)
        elif event.kind is EventKind.OCCURRENCE_EVENT:
            yield from self._tell_occurrence(facts)
        elif event.kind is EventKind.RULING:
            yield from self._tell_correction(event.number, facts["correction_id"])
        elif event.kind is EventKind.RESULT_CORRECTION:
            for correction_id in range(facts["first"], facts["last"] + 1):
                yield from self._tell_correction(event.number, correction_id)

    # Checks and tests

    def _tell_quiz(self, session_id: int) -> Iterator[Item]:
        stored = self._rows.attempts.get(session_id)
        if stored is None:
            return
        attempt, version = (
            _read_attempt(stored, stored.right),
            self._find_version(stored.version_id),
        )
        for answer in self._rows.answers.get(session_id, ()):
            statement_id = self._name_answer(answer)
            yield self._item(
                stored,
                partial(
                    self._maker.answer,
                    statement_id,
                    version=version,
                    attempt=attempt,
                    given=_read_answer(answer),
                ),
                is_answer=True,
            )
        statement_id = self._name_result(stored)
        yield self._item(
            stored, partial(self._maker.result, statement_id, version=version, attempt=attempt)
        )

    def _tell_correction(self, number: int, correction_id: int) -> Iterator[Item]:
        """Tell the answer and the result as they count from this event on, if they do."""
        session_id = self._rows.sessions.get(correction_id)
        stored = None if session_id is None else self._rows.attempts.get(session_id)
        if stored is None:
            return
        followed = follow(self._rows.corrections[stored.id], self._load_effects())
        place = next(
            (n for n, (at, one) in enumerate(followed) if one.id == correction_id and at == number),
            None,
        )
        if place is None:
            return
        counted = [one for _, one in followed[: place + 1]]
        correction = counted[-1]
        version = self._find_version(stored.version_id)
        attempt = _read_attempt(stored, _count_right(stored, counted))
        recorded_at = load_time(correction.ruled_at or correction.corrected_at)
        for answer in self._rows.answers.get(stored.id, ()):
            if answer.position != correction.position:
                continue
            former = [one for one in counted[:-1] if one.position == correction.position]
            former_id = self._name_answer(answer, former[-1] if former else None)
            make = partial(
                self._maker.answer,
                self._name_answer(answer, correction),
                version=version,
                attempt=attempt,
                given=_read_answer(answer, correction),
                former_id=former_id,
            )
            yield self._item(stored, make, is_answer=True)
            void = partial(self._void, former_id, recorded_at)
            yield self._item(stored, void, is_answer=True)
        former_id = self._name_result(stored, counted[-2] if counted[:-1] else None)
        make = partial(
            self._maker.result,
            self._name_result(stored, correction),
            version=version,
            attempt=attempt,
            former_id=former_id,
        )
        yield self._item(stored, make)
        yield self._item(stored, partial(self._void, former_id, recorded_at))

    def _name_answer(self, answer: StoredAnswer, correction: StoredCorrection | None = None) -> str:
        place = answer.session_id, answer.position, answer.answered_at
        if correction is None:
            return self._make_id("answer", *place)
        return self._make_id("answer", *place, correction.id, correction.corrected_at)

    def _name_result(
        self, stored: StoredAttempt, correction: StoredCorrection | None = None
    ) -> str:
        place = stored.id, stored.finished_at
        if correction is None:
            return self._make_id("result", *place)
        return self._make_id("result", *place, correction.id, correction.corrected_at)

    def _item(
        self,
        stored: StoredAttempt,
        make: Callable[..., Statement],
        *,
        is_answer: bool = False,
    ) -> Item:
        return Item(
            stored.person_id,
            stored.course_id,
            lambda account: make(account=account),
            is_answer,
        )

    # Completions

    def _tell_change(self, change: StoredCompletion) -> Iterator[Item]:
        changes = self._rows.completions.get((change.person_id, change.course_id), [])
        before = [one for one in changes if one.id is None or one.id < (change.id or 0)]
        former = before[-1] if before and before[-1].completed_at is not None else None
        former_id = None if former is None else self._name_completion(former)
        if change.completed_at is not None:
            yield self._complete(change, former_id)
        if former_id is not None:
            void = partial(self._void, former_id, load_time(change.recorded_at))
            yield Item(change.person_id, change.course_id, lambda account: void(account=account))

    def _complete(self, stored: StoredCompletion, former_id: str | None = None) -> Item:
        assert stored.completed_at is not None  # noqa: S101 - else nothing is told of it
        finished = Finished(stored.course_id, load_time(stored.completed_at))
        make = partial(
            self._maker.completion,
            self._name_completion(stored),
            version=self._find_version(stored.version_id),
            finished=finished,
            former_id=former_id,
        )
        return Item(stored.person_id, stored.course_id, lambda account: make(account=account))

    def _name_completion(self, stored: StoredCompletion) -> str:
        owner = stored.person_id, stored.course_id, stored.completed_at
        if stored.id is None:
            return self._make_id("completion", *owner)
        return self._make_id("completion", *owner, stored.id, stored.recorded_at)

    def _tell_occurrence(self, facts: dict[str, Any]) -> Iterator[Item]:
        """Tell what was completed anew, or elsewhere, and what HR took back of that.

        The first completion of a course has an event of its own.
        """
        owner = self._rows.occurrences.get(facts["occurrence_id"])
        if owner is None:
            return
        person_id, course_id = owner
        if facts["kind"] in DONE:
            closing = StoredClosing(
                facts["id"],
                facts["occurrence_id"],
                facts["kind"],
                facts["at"],
                facts["completed_at"],
            )
            if closing.completed_at is None or self._is_told(closing, person_id, course_id):
                return
            make = partial(
                self._maker.completion,
                self._name_closing(closing),
                version=self._find_version(facts["version_id"]) if facts["version_id"] else None,
                finished=Finished(
                    course_id,
                    load_time(closing.completed_at),
                    self._register(facts["session_id"]),
                    is_elsewhere=closing.kind == "elsewhere",
                ),
            )
            yield Item(person_id, course_id, lambda account: make(account=account))
        elif facts["kind"] == "reopened":
            closings = self._rows.closings.get(facts["occurrence_id"], [])
            before = [one for one in closings if one.id < facts["id"]]
            if not before or before[-1].kind not in DONE:
                return
            if self._is_told(before[-1], person_id, course_id):
                return  # the completion that it was is voided by itself, where it does not hold
            void = partial(self._void, self._name_closing(before[-1]), load_time(facts["at"]))
            yield Item(person_id, course_id, lambda account: void(account=account))

    def _is_told(self, closing: StoredClosing, person_id: int, course_id: str) -> bool:
        """Tell whether the completion itself was recorded with it, and is told by that."""
        return any(
            one.completed_at == closing.completed_at and one.recorded_at == closing.at
            for one in self._rows.completions.get((person_id, course_id), ())
        )

    def _name_closing(self, closing: StoredClosing) -> str:
        return self._make_id("occurrence", closing.occurrence_id, closing.id, closing.at)

    def _register(self, session_id: int | None) -> str | None:
        stored = None if session_id is None else self._rows.attempts.get(session_id)
        if stored is None:
            return None
        return self._maker.register(stored.id, load_time(stored.started_at))

    def _void(self, former_id: str, recorded_at: Any, account: Account) -> Statement:
        del account  # nobody's but the bot's
        return self._maker.void(former_id, recorded_at)


def follow(
    corrections: Sequence[StoredCorrection], effects: Effects
) -> list[tuple[int, StoredCorrection]]:
    """Return those that count, each with the event from which on it does, in that order.

    One that a later correction of the same answer has overtaken by then changes nothing any more.
    """
    found = ((effects.find(one), one) for one in corrections)
    counted = sorted(
        ((at, one) for at, one in found if at is not None), key=lambda pair: (pair[0], pair[1].id)
    )
    newest: dict[int, int] = {}
    followed = []
    for at, one in counted:
        if one.id > newest.get(one.position, 0):
            newest[one.position] = one.id
            followed.append((at, one))
    return followed


def _count_right(stored: StoredAttempt, counted: Sequence[StoredCorrection]) -> int:
    verdicts = (
        Verdict(one.session_id, one.position, bool(one.was_right), bool(one.is_right))
        for one in counted
    )
    return Corrected(verdicts).count_right(stored.id, stored.right)


def _read_attempt(stored: StoredAttempt, right: int) -> Attempt:
    return Attempt(
        session_id=stored.id,
        person_id=stored.person_id,
        course_id=stored.course_id,
        kind=stored.kind,
        scope=stored.scope,
        pass_mark_pct=stored.pass_mark_pct,
        started_at=load_time(stored.started_at),
        finished_at=load_time(stored.finished_at),
        total=stored.total,
        right=right,
    )


def _read_answer(answer: StoredAnswer, correction: StoredCorrection | None = None) -> Given:
    return Given(
        position=answer.position,
        question_id=answer.question_id,
        chosen_ids=json.loads(answer.chosen_ids),
        is_correct=bool(answer.is_correct if correction is None else correction.is_right),
        answered_at=load_time(answer.answered_at),
        right_ids=None if correction is None else tuple(json.loads(correction.right_ids)),
    )
