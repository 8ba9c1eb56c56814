"""What is told of checks and tests, and anew where a corrected key or HR's word changes it."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

from bot.learning.corrections import Corrected, Verdict
from bot.learning.xapi.statements import Attempt, Given, Maker
from bot.reports.telling.items import FindVersion, Item
from bot.reports.telling.rows import Rows
from bot.storage.plain import load_time
from bot.storage.queries.statements import (
    Effects,
    StoredAnswer,
    StoredAttempt,
    StoredCorrection,
)

KEPT: Final = 4096  # choices in memory


class Attempts:
    """Tells of the attempts whose rows are at hand."""

    def __init__(
        self,
        maker: Maker,
        rows: Rows,
        find_version: FindVersion,
        load_effects: Callable[[], Effects],
    ) -> None:
        self._maker = maker
        self._rows = rows
        self._find_version = find_version
        self._load_effects = load_effects

    def tell(self, session_id: int) -> Iterator[Item]:
        """Tell of each answer as it was recorded, and of the result."""
        stored = self._rows.attempts.get(session_id)
        if stored is None:
            return
        owner = stored.person_id, stored.course_id
        attempt = self._read(stored, stored.right)
        for answer in self._rows.answers.get(session_id, ()):
            name, given = self._name_answer(answer), _read_answer(answer)
            make = partial(self._maker.answer, name, attempt=attempt, given=given)
            yield Item(*owner, make, is_answer=True)
        yield Item(*owner, partial(self._maker.result, self._name_result(stored), attempt=attempt))

    def tell_correction(self, number: int, correction_id: int) -> Iterator[Item]:
        """Tell the answer and the result as they count from this event on, if they do.

        The former statements of both are voided.
        """
        session_id = self._rows.sessions.get(correction_id)
        stored = None if session_id is None else self._rows.attempts.get(session_id)
        if stored is None:
            return
        counted = _list_until(
            follow(self._rows.corrections[stored.id], self._load_effects()), number, correction_id
        )
        if not counted:
            return
        *before, correction = counted
        owner = stored.person_id, stored.course_id
        attempt = self._read(stored, _count_right(stored, counted))
        recorded_at = load_time(correction.ruled_at or correction.corrected_at)
        for answer in self._rows.answers.get(stored.id, ()):
            if answer.position != correction.position:
                continue
            same = [one for one in before if one.position == correction.position]
            former_id = self._name_answer(answer, same[-1] if same else None)
            make = partial(
                self._maker.answer,
                self._name_answer(answer, correction),
                attempt=attempt,
                given=_read_answer(answer, correction),
                former_id=former_id,
            )
            yield Item(*owner, make, is_answer=True)
            void = partial(self._maker.void, former_id, recorded_at)
            yield Item(*owner, void, is_answer=True)
        former_id = self._name_result(stored, before[-1] if before else None)
        name = self._name_result(stored, correction)
        yield Item(*owner, partial(self._maker.result, name, attempt=attempt, former_id=former_id))
        yield Item(*owner, partial(self._maker.void, former_id, recorded_at))

    def _read(self, stored: StoredAttempt, right: int) -> Attempt:
        return Attempt(
            session_id=stored.id,
            version=self._find_version(stored.version_id),
            course_id=stored.course_id,
            kind=stored.kind,
            scope=stored.scope,
            pass_mark_pct=stored.pass_mark_pct,
            started_at=load_time(stored.started_at),
            finished_at=load_time(stored.finished_at),
            total=stored.total,
            right=right,
        )

    def _name_answer(self, answer: StoredAnswer, correction: StoredCorrection | None = None) -> str:
        place = answer.session_id, answer.position, answer.answered_at
        return self._maker.names.make_id("answer", *place, *_distinguish(correction))

    def _name_result(
        self, stored: StoredAttempt, correction: StoredCorrection | None = None
    ) -> str:
        place = stored.id, stored.finished_at
        return self._maker.names.make_id("result", *place, *_distinguish(correction))


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


def _list_until(
    followed: Sequence[tuple[int, StoredCorrection]], number: int, correction_id: int
) -> list[StoredCorrection]:
    """Return what counts from an event on, up to a correction; nothing where that one does not."""
    for place, (at, one) in enumerate(followed, start=1):
        if at == number and one.id == correction_id:
            return [correction for _, correction in followed[:place]]
    return []


def _distinguish(correction: StoredCorrection | None) -> tuple[int | str, ...]:
    return () if correction is None else (correction.id, correction.corrected_at)


def _count_right(stored: StoredAttempt, counted: Sequence[StoredCorrection]) -> int:
    verdicts = (
        Verdict(one.session_id, one.position, bool(one.was_right), bool(one.is_right))
        for one in counted
    )
    return Corrected(verdicts).count_right(stored.id, stored.right)


def _read_answer(answer: StoredAnswer, correction: StoredCorrection | None = None) -> Given:
    return Given(
        question_id=answer.question_id,
        chosen_ids=_read_ids(answer.chosen_ids),
        is_correct=bool(answer.is_correct if correction is None else correction.is_right),
        answered_at=load_time(answer.answered_at),
        right_ids=None if correction is None else _read_ids(correction.right_ids),
    )


@lru_cache(maxsize=KEPT)
def _read_ids(stored: str) -> tuple[str, ...]:
    """Return the ids of options; there are few ways to choose some."""
    return tuple(json.loads(stored))
