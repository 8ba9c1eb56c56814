"""Judging answers anew by a corrected key: in a preview, a regrade, or as a quiz ends late."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Self

from sqlmodel import Session

from bot.learning.corrections import RISING, Corrected, Effect, Key, Marks, find_effect
from bot.learning.course import Question, QuestionType
from bot.learning.notices import NoticeKind
from bot.learning.people import REPORTERS
from bot.services.completion import record_past_completion
from bot.services.library import Library
from bot.storage.chain import Chain
from bot.storage.plain import Plain, dump_time
from bot.storage.queries import corrections, keys, notices, people
from bot.storage.queries.corrections import Attempt, NewCorrection
from bot.storage.tables import KeyChange, KeyDecision

AHEAD = timedelta(seconds=1)  # so that a correction is told before the certificate that follows


@dataclass(frozen=True)
class Judged:
    """An attempt with the verdict of the corrected key on its answer."""

    attempt: Attempt
    marks: Marks  # that count so far
    counted: bool  # whether the answer counts as right so far
    verdict: bool | None
    effect: Effect

    @property
    def is_held(self) -> bool:
        """Whether it waits for HR: a pass would be lost."""
        return self.effect is Effect.LOST

    @property
    def is_worth_telling(self) -> bool:
        """Whether the learner hears of it: not of fewer marks where an attempt failed anyway."""
        is_still_passed = self.effect is Effect.LOWERED and self.marks.is_passed
        return self.effect in RISING or is_still_passed

    @property
    def is_changed(self) -> bool:
        """Whether the answer counts otherwise by the corrected key."""
        return self.effect not in {Effect.NONE, Effect.LEFT_OUT}


class Judge:
    """Applies one corrected key to answers."""

    def __init__(self, library: Library, question: Question) -> None:
        self._library = library
        self._question_id = question.id
        self._key = Key.of(question)
        self._read_ids = cache(_read_ids)
        self._is_multiple = cache(self._look_up_type)

    @classmethod
    def of(cls, library: Library, change: KeyChange) -> Self:
        """Return the judge by the key that a version has corrected."""
        return cls(
            library, library.get_catalog(change.version_id).questions_by_id[change.question_id]
        )

    def judge(self, attempts: Iterable[Attempt], corrected: Corrected) -> Iterator[Judged]:
        """Judge attempts, of which former corrections are known."""
        for attempt in attempts:
            place = attempt.session_id, attempt.position
            counted = corrected.is_right(*place, recorded=bool(attempt.is_correct))
            right = corrected.count_right(attempt.session_id, attempt.right)
            marks = Marks(right, attempt.total, attempt.pass_mark_pct)
            verdict = self.find_verdict(
                attempt.version_id, attempt.option_json, attempt.chosen_json
            )
            effect = find_effect(marks, counted=counted, is_right=verdict)
            yield Judged(attempt, marks, counted, verdict, effect)

    def find_verdict(self, version_id: int, option_json: str, chosen_json: str) -> bool | None:
        """Tell whether an answer is right by the corrected key; None where it cannot be judged."""
        shown, chosen = self._read_ids(option_json), self._read_ids(chosen_json)
        may_choose_several = len(self._key.right_ids) > 1 and self._is_multiple(version_id)
        return self._key.judge(shown, chosen, may_choose_several=may_choose_several)

    def _look_up_type(self, version_id: int) -> bool:
        question = self._library.get_catalog(version_id).questions_by_id[self._question_id]
        return question.type is QuestionType.MULTIPLE


class Corrector:
    """Records what corrected keys do to attempts, and what follows from it."""

    def __init__(self, chain: Chain, library: Library) -> None:
        self._chain = chain
        self._library = library

    def correct(
        self, session: Session, decision: KeyDecision, judged: Sequence[Judged], now: datetime
    ) -> None:
        """Record what a regrade does to these attempts, and tell the learners.

        What raises a result, or lowers it without a pass being lost, counts at once.
        """
        changed = [one for one in judged if one.is_changed]
        assert decision.id is not None  # noqa: S101 - it was read
        corrections.add(Plain.of(session), [_draft(decision.id, one, now) for one in changed])
        told = {one.attempt.person_id for one in changed if one.is_worth_telling}
        owed = NoticeKind.RESULT_CORRECTED, decision.id
        notices.owe(session, *owed, sorted(told), now - AHEAD)
        gained = {
            (one.attempt.course_id, one.attempt.person_id)
            for one in changed
            if one.effect is Effect.GAINED
        }
        for whose in sorted(gained):
            record_past_completion(session, self._chain, self._library, *whose, now)

    def correct_late(self, session: Session, session_id: int, now: datetime) -> None:
        """Let a quiz that has just ended count by the keys that were corrected while it ran."""
        plain = Plain.of(session)
        for regraded in keys.list_regraded(plain, session_id):
            decision, change = keys.get_decision(session, regraded.decision_id)
            attempts = corrections.list_attempts_of_session(
                plain, change.question_id, change.activation_id, session_id
            )
            corrected = corrections.load_of_session(plain, session_id)
            judged = list(Judge.of(self._library, change).judge(attempts, corrected))
            self.correct(session, decision, judged, now)
            if any(one.is_held for one in judged):
                tell_hr(session, decision, now)


def tell_hr(session: Session, decision: KeyDecision, now: datetime) -> None:
    """Tell HR of the passes that wait because of a regrade, if there are any."""
    assert decision.id is not None  # noqa: S101 - it was read
    newest = corrections.find_newest_waiting(Plain.of(session), decision.id)
    if newest is not None:
        told = people.list_ids(session, REPORTERS)
        notices.owe(session, NoticeKind.CORRECTION_WAITS, newest, told, now)


def _draft(decision_id: int, one: Judged, now: datetime) -> NewCorrection:
    is_right = bool(one.verdict)  # what cannot be judged is not changed
    return NewCorrection(
        decision_id=decision_id,
        session_id=one.attempt.session_id,
        position=one.attempt.position,
        was_right=bool(one.attempt.is_correct),
        is_right=is_right,
        old_right=one.marks.right,
        new_right=one.marks.change(counted=one.counted, is_right=is_right).right,
        is_held=one.is_held,
        corrected_at=dump_time(now),
    )


def _read_ids(stored: str) -> frozenset[str]:
    return frozenset(json.loads(stored))
