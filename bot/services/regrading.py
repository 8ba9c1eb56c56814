"""Corrected keys: what regrading would do, a trainer's decision, and carrying it out in parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session

from bot.learning.corrections import (
    RISING,
    CorrectedResult,
    CorrectionForLearner,
    Effect,
    Impact,
    KeyCase,
    KeyDecided,
    KeyOutcome,
    Marks,
    PassOutcome,
)
from bot.learning.errors import KeyGone, KeySettled
from bot.learning.grading import is_pass
from bot.learning.prompt import PromptKind, Written
from bot.services import Clock
from bot.services.correcting import Corrector, Judge, Judged, tell_hr
from bot.services.library import Library
from bot.services.standing import make_label
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import content, corrections, keys, progress, prompts
from bot.storage.queries.corrections import MadeCorrection
from bot.storage.tables import KeyChange, KeyDecision, Person, QuizSession

PART = 100  # people whose attempts are judged in one transaction: taps come in between
LISTED = 8  # keys that were decided about


class Reach(StrEnum):
    """How far a corrected key reaches into what was answered before."""

    NOWHERE = "nowhere"
    CHANGES = "changes"  # at least one result
    LEFT_OUT = "left_out"  # answers, but none that can be judged


@dataclass(frozen=True)
class CorrectedKeys:
    """The corrected keys that wait for a trainer, and the last ones that were decided about.

    `replaced` keys changed together with the options: no answer of old can be judged by them.
    """

    due: tuple[KeyCase, ...]
    decided: tuple[KeyCase, ...]
    replaced: int


class Regrading:
    """Shows what corrected keys do to results, and does it once a trainer says so."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def count_due(self) -> int:
        """Return how many corrected keys wait for a trainer's decision."""
        with self._database.reading() as session:
            found = [self._probe(session, change) for change in keys.list_undecided(session)]
        return found.count(Reach.CHANGES)

    def list_keys(self) -> CorrectedKeys:
        """Return what waits for a trainer and what was decided last, the newest first."""
        with self._database.reading() as session:
            undecided = [
                (self._probe(session, change), change) for change in keys.list_undecided(session)
            ]
            due = [change for reach, change in undecided if reach is Reach.CHANGES]
            replaced = sum(reach is Reach.LEFT_OUT for reach, _ in undecided)
            decided = keys.list_decided(session, LISTED)
            return CorrectedKeys(
                tuple(self._read(session, change) for change in due),
                tuple(self._read(session, change) for change in decided),
                replaced,
            )

    def find_key(self, change_id: int) -> KeyCase:
        """Return a corrected key with what regrading would do or did; raises KeyGone."""
        with self._database.reading() as session:
            change = _get(session, change_id)
            case = self._read(session, change)
            judged = self._judge_all(session, change)
            impact = Impact.add_up((one.attempt.person_id, one.effect) for one in judged)
            if case.decided is not None and case.decided.outcome is KeyOutcome.REGRADE:
                made = corrections.stream_made(Plain.of(session), case.decided.id)
                done = Impact.add_up((one.person_id, _find_done(one)) for one in made)
                impact = replace(done, left_out=impact.left_out)
            return replace(case, impact=impact)

    def ask_for_reason(self, trainer_id: int, change_id: int) -> KeyCase:
        """Let a trainer write why answers are regraded; raises KeyGone and KeySettled."""
        with self._database.writing() as session:
            change = _get(session, change_id)
            self._refuse_settled(session, change)
            kind = PromptKind.REGRADE_REASON
            prompts.put(session, trainer_id, kind, str(change_id), self._clock())
        return self.find_key(change_id)

    def take_reason(self, session: Session, written: Written) -> None:
        """Decide to regrade; nothing happens where another trainer has, or the key changed again.

        `go_on` carries it out.
        """
        change = _get(session, int(written.subject))
        if self._is_open(session, change):
            self._decide(session, change, written.person_id, KeyOutcome.REGRADE, written.text)

    def leave(self, trainer_id: int, change_id: int) -> KeyCase:
        """Let the answers of old count as they were judged; raises KeyGone and KeySettled.

        Regrading stays possible as long as the key does not change again.
        """
        with self._database.writing() as session:
            change = _get(session, change_id)
            decision = keys.find_decision(session, change_id)
            if decision is None:
                self._refuse_settled(session, change)
                self._decide(session, change, trainer_id, KeyOutcome.LEAVE, None)
            elif decision.outcome != KeyOutcome.LEAVE:
                raise KeySettled
        return self.find_key(change_id)

    def go_on(self, change_id: int) -> bool:
        """Judge the next part of the attempts of a regrade; tell whether any is left.

        Each part is whole or not at all, so a regrade that was killed goes on where it was.
        """
        with self._database.writing() as session:
            decision = keys.find_decision(session, change_id)
            if decision is None or decision.outcome == KeyOutcome.LEAVE or decision.finished_at:
                return False
            plain, now = Plain.of(session), self._clock()
            after = decision.reached_person_id
            last = corrections.find_last_person(plain, after, PART)
            if last is None:
                decision.finished_at = now
                tell_hr(session, decision, now)
            else:
                change = _get(session, change_id)
                attempts = corrections.list_attempts_of_people(
                    plain, change.question_id, change.activation_id, after, last
                )
                corrected = corrections.load_of_people(plain, after, last)
                judged = list(Judge.of(self._library, change).judge(attempts, corrected))
                corrector = Corrector(self._database.chain, self._library)
                corrector.correct(session, decision, judged, now)
                decision.reached_person_id = last
            session.add(decision)
            return last is not None

    def find_told(self, decision_id: int, person_id: int) -> CorrectionForLearner | None:
        """Return what a regrade did to a learner's results; None where nothing counts of it."""
        with self._database.reading() as session:
            _, change = keys.get_decision(session, decision_id)
            made = corrections.list_made(Plain.of(session), decision_id, person_id)
            shown = [one for one in made if _is_told(one)]
            if not shown:
                return None
            return self._word(session, change, person_id, shown)

    def find_taken(self, correction_id: int) -> CorrectionForLearner:
        """Return the result whose pass HR has taken away."""
        with self._database.reading() as session:
            decision_id, made = corrections.find_made(Plain.of(session), correction_id)
            _, change = keys.get_decision(session, decision_id)
            return self._word(session, change, made.person_id, [made])

    def _probe(self, session: Session, change: KeyChange) -> Reach:
        """Look only until a result is found that changes."""
        reach = Reach.NOWHERE
        plain, place = Plain.of(session), (change.question_id, change.activation_id)
        attempts = corrections.stream_contradictions(plain, *place, change.right_ids)
        corrected = corrections.load_of_question(plain, change.question_id)
        for one in Judge.of(self._library, change).judge(attempts, corrected):
            if one.is_changed:
                return Reach.CHANGES
            if one.effect is Effect.LEFT_OUT:
                reach = Reach.LEFT_OUT
        return reach

    def _judge_all(self, session: Session, change: KeyChange) -> Iterator[Judged]:
        plain, place = Plain.of(session), (change.question_id, change.activation_id)
        corrected = corrections.load_of_question(plain, change.question_id)
        attempts = corrections.stream_attempts(plain, *place)
        return Judge.of(self._library, change).judge(attempts, corrected)

    def _is_open(self, session: Session, change: KeyChange) -> bool:
        """Tell whether a trainer may still decide to regrade."""
        decision = keys.find_decision(session, get_id(change))
        is_regraded = decision is not None and decision.outcome == KeyOutcome.REGRADE
        return not is_regraded and not keys.is_overtaken(session, change)

    def _refuse_settled(self, session: Session, change: KeyChange) -> None:
        if not self._is_open(session, change):
            raise KeySettled

    def _decide(
        self,
        session: Session,
        change: KeyChange,
        trainer_id: int,
        outcome: KeyOutcome,
        reason: str | None,
    ) -> None:
        now = self._clock()
        session.add(
            KeyDecision(
                key_change_id=get_id(change),
                person_id=trainer_id,
                outcome=outcome,
                reason=reason,
                decided_at=now,
                finished_at=now if outcome is KeyOutcome.LEAVE else None,
            )
        )

    def _read(self, session: Session, change: KeyChange) -> KeyCase:
        old = self._library.get_catalog(change.old_version_id)
        new = self._library.get_catalog(change.version_id)
        decision = keys.find_decision(session, get_id(change))
        return KeyCase(
            id=get_id(change),
            former=old.questions_by_id[change.question_id],
            question=new.questions_by_id[change.question_id],
            number=content.find_number(session, change.version_id) or 0,
            changed_at=change.changed_at,
            decided=None if decision is None else _read_decision(session, decision),
            is_overtaken=keys.is_overtaken(session, change),
        )

    def _word(
        self, session: Session, change: KeyChange, person_id: int, made: Sequence[MadeCorrection]
    ) -> CorrectionForLearner:
        catalog = self._library.get_catalog(change.version_id)
        courses = {one.course_id for one in made}
        return CorrectionForLearner(
            question=catalog.questions_by_id[change.question_id],
            results=tuple(self._read_result(session, one) for one in made),
            is_course_complete=any(
                progress.find_completion(session, person_id, one) is not None for one in courses
            ),
        )

    def _read_result(self, session: Session, made: MadeCorrection) -> CorrectedResult:
        quiz = session.get_one(QuizSession, made.session_id)
        before = Marks(made.old_right, made.total, made.pass_mark_pct)
        assert quiz.finished_at is not None  # noqa: S101 - only finished quizzes are corrected
        return CorrectedResult(
            label=make_label(self._library.get_catalog(quiz.version_id), quiz),
            session_id=made.session_id,
            position=made.position,
            finished_at=quiz.finished_at,
            before=before,
            after=replace(before, right=made.new_right),
        )


def get_id(row: KeyChange) -> int:
    """Return the id of a change that was read."""
    assert row.id is not None  # noqa: S101 - see above
    return row.id


def _get(session: Session, change_id: int) -> KeyChange:
    change = session.get(KeyChange, change_id)
    if change is None:
        raise KeyGone
    return change


def _find_done(made: MadeCorrection) -> Effect:
    """Say what a correction that was recorded did."""
    if made.is_held:
        return Effect.LOST
    before = Marks(made.old_right, made.total, made.pass_mark_pct)
    after = replace(before, right=made.new_right)
    if after.right > before.right:
        is_gain = after.is_passed and not before.is_passed
        return Effect.GAINED if is_gain else Effect.RAISED
    return Effect.LOWERED if after.right < before.right else Effect.NONE


def _is_told(made: MadeCorrection) -> bool:
    effect = _find_done(made)
    is_still_passed = is_pass(made.new_right, made.total, made.pass_mark_pct)
    return effect in RISING or (effect is Effect.LOWERED and is_still_passed)


def _read_decision(session: Session, decision: KeyDecision) -> KeyDecided:
    assert decision.id is not None  # noqa: S101 - it was read
    person = session.get_one(Person, decision.person_id)
    rulings = corrections.count_rulings(Plain.of(session), decision.id)
    return KeyDecided(
        id=decision.id,
        outcome=KeyOutcome(decision.outcome),
        first_name=person.name.split(" ")[0] if person.name else "a trainer",
        reason=decision.reason,
        at=decision.decided_at,
        is_finished=decision.finished_at is not None,
        applied=rulings.get(PassOutcome.APPLY, 0),
        stood=rulings.get(PassOutcome.STAND, 0),
    )
