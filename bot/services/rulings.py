"""HR's word on passes that a corrected key would take away, and carrying it out in parts."""

from dataclasses import replace

from sqlmodel import Session

from bot.learning.corrections import HeldGroup, HeldPass, Marks, PassOutcome
from bot.learning.errors import PassSettled
from bot.learning.evidence import EventKind
from bot.learning.notices import NoticeKind
from bot.learning.prompt import PromptKind, Written
from bot.services import Clock
from bot.services.correcting import AHEAD
from bot.services.library import Library
from bot.services.standing import make_label
from bot.services.taking_back import LostPass, take_pass_back
from bot.storage.engine import Database
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import corrections, keys, notices, prompts, rulings
from bot.storage.queries.corrections import WaitingPass
from bot.storage.tables import PassDecision, PassRuling, QuizSession

PART = 20  # passes that are ruled on in one transaction
LISTED = 8  # passes of a group that are shown at once


class Rulings:
    """Shows HR which passes wait for their word, and takes it, with a reason."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def list_groups(self) -> list[HeldGroup]:
        """Return the regrades because of which passes wait, the oldest first."""
        with self._database.reading() as session:
            waiting = corrections.count_waiting(Plain.of(session))
            return [self._read_group(session, one, count) for one, count in waiting.items()]

    def count_waiting(self) -> int:
        """Return how many passes wait in all."""
        with self._database.reading() as session:
            return sum(corrections.count_waiting(Plain.of(session)).values())

    def find_group(self, decision_id: int) -> HeldGroup:
        """Return the passes that wait because of one regrade; raises PassSettled for none."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            count = corrections.count_waiting(plain).get(decision_id)
            if count is None:
                raise PassSettled
            group = self._read_group(session, decision_id, count)
            shown = corrections.list_waiting(plain, decision_id, LISTED)
            return replace(group, passes=tuple(self._read_pass(session, one) for one in shown))

    def find_pass(self, correction_id: int) -> tuple[HeldGroup, HeldPass]:
        """Return a pass that waits, with the regrade it belongs to; raises PassSettled."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            row = corrections.find_waiting(plain, correction_id)
            if row is None:
                raise PassSettled
            return self._read_group(session, row.decision_id, 1), self._read_pass(session, row)

    def ask_for_reason(
        self, hr_id: int, outcome: PassOutcome, decision_id: int, correction_id: int | None
    ) -> None:
        """Let HR write why a pass is taken or stands, or all of a regrade; raises PassSettled."""
        with self._database.writing() as session:
            if not self._is_waiting(session, decision_id, correction_id):
                raise PassSettled
            subject = f"{outcome}:{decision_id}:{correction_id or ''}"
            prompts.put(session, hr_id, PromptKind.RULING_REASON, subject, self._clock())

    def take_reason(self, session: Session, written: Written) -> None:
        """Record HR's word; nothing happens where somebody else's has come first.

        `go_on` carries it out.
        """
        outcome, decision_id, correction_id = read_subject(written.subject)
        if not self._is_waiting(session, decision_id, correction_id):
            return
        session.add(
            PassDecision(
                decision_id=decision_id,
                correction_id=correction_id,
                person_id=written.person_id,
                outcome=outcome,
                reason=written.text,
                decided_at=self._clock(),
            )
        )

    def go_on(self, decision_id: int) -> bool:
        """Do the next part of what HR decided about a regrade's passes; tell whether any is left.

        Each part is whole or not at all.
        """
        with self._database.writing() as session:
            words = rulings.list_open(session, decision_id)
            if not words:
                return False
            word = words[0]
            plain, now = Plain.of(session), self._clock()
            if word.correction_id is None:
                after = rulings.find_last_ruled(session, word.id or 0)
                waiting = corrections.list_waiting(plain, decision_id, PART, after)
            else:
                found = corrections.find_waiting(plain, word.correction_id)
                waiting = [] if found is None else [found]
            for one in waiting:
                self._rule(session, word, one)
            if not waiting:
                word.finished_at = now
                session.add(word)
            return True

    def find_word(self, subject: str) -> PassOutcome | None:
        """Return HR's last word on what a reason was asked for; None where there is none."""
        _, decision_id, correction_id = read_subject(subject)
        with self._database.reading() as session:
            return rulings.find_last_outcome(session, decision_id, correction_id)

    def _rule(self, session: Session, word: PassDecision, one: WaitingPass) -> None:
        now, (_, after) = self._clock(), _weigh(Plain.of(session), one)
        assert word.id is not None  # noqa: S101 - it was read
        session.add(
            PassRuling(
                correction_id=one.id, pass_decision_id=word.id, outcome=word.outcome, ruled_at=now
            )
        )
        session.flush()
        record_fact(Plain.of(session), self._database.chain, EventKind.RULING, (one.id,), now)
        if word.outcome == PassOutcome.APPLY and not after.is_passed:
            lost = LostPass(
                person_id=one.person_id,
                course_id=one.course_id,
                session_id=one.session_id,
                correction_id=one.id,
                actor_id=word.person_id,
                reason=word.reason,
            )
            take_pass_back(session, self._database.chain, self._library, lost, now)
            owed = NoticeKind.CORRECTION_APPLIED, one.id
            notices.owe(session, *owed, [one.person_id], now - AHEAD)

    def _is_waiting(self, session: Session, decision_id: int, correction_id: int | None) -> bool:
        """Tell whether there is something to decide, and nobody's word on it is in hand."""
        plain = Plain.of(session)
        in_hand = {word.correction_id for word in rulings.list_open(session, decision_id)}
        if in_hand & {None, correction_id}:
            return False
        if correction_id is None:
            return bool(corrections.list_waiting(plain, decision_id, 1))
        found = corrections.find_waiting(plain, correction_id)
        return found is not None and found.decision_id == decision_id

    def _read_group(self, session: Session, decision_id: int, waiting: int) -> HeldGroup:
        decision, change = keys.get_decision(session, decision_id)
        old = self._library.get_catalog(change.old_version_id)
        new = self._library.get_catalog(change.version_id)
        return HeldGroup(
            decision_id=decision_id,
            question=new.questions_by_id[change.question_id],
            former=old.questions_by_id[change.question_id],
            reason=decision.reason or "",
            waiting=waiting,
            is_in_hand=bool(rulings.list_open(session, decision_id)),
        )

    def _read_pass(self, session: Session, row: WaitingPass) -> HeldPass:
        marks, corrected = _weigh(Plain.of(session), row)
        quiz = session.get_one(QuizSession, row.session_id)
        return HeldPass(
            id=row.id,
            decision_id=row.decision_id,
            person_id=row.person_id,
            label=make_label(self._library.get_catalog(row.version_id), quiz),
            finished_at=row.finished_at,
            marks=marks,
            corrected=corrected,
        )


def _weigh(plain: Plain, row: WaitingPass) -> tuple[Marks, Marks]:
    """Return the marks of an attempt as they count, and as they would if HR applied this."""
    corrected = corrections.load_of_session(plain, row.session_id)
    right = corrected.count_right(row.session_id, row.right)
    marks = Marks(right, row.total, row.pass_mark_pct)
    place = row.session_id, row.position
    counted = corrected.is_right(*place, recorded=bool(row.was_right))
    return marks, marks.change(counted=counted, is_right=bool(row.is_right))


def read_subject(subject: str) -> tuple[PassOutcome, int, int | None]:
    """Return what a reason was asked for: HR's word, the regrade, and one pass or all of them."""
    outcome, decision_id, correction_id = subject.split(":")
    return PassOutcome(outcome), int(decision_id), int(correction_id) if correction_id else None
