"""Flags: learners say what is wrong with a question, trainers answer, learners hear back."""

from sqlmodel import Session

from bot.learning.course import Question
from bot.learning.errors import AlreadyFlagged, FlagClosed, FlagGone, QuestionNotOpen
from bot.learning.flags import (
    CLOSING,
    AnswerForLearner,
    Flag,
    FlagAnswered,
    FlagOutcome,
    FlagReason,
    FlagTaken,
)
from bot.learning.notices import NoticeKind
from bot.learning.people import TRAINERS
from bot.learning.prompt import PATIENCE, PromptKind, Written, is_patient
from bot.learning.quiz import AskedQuestion, QuizKind
from bot.services import Clock
from bot.services.library import Library
from bot.services.paper import Paper, open_answered
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import erasure, flags, notices, people, prompts
from bot.storage.tables import FlagAnswer, QuestionFlag


class Flags:
    """Takes flags and what trainers do about them."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def find_question(self, person_id: int, session_id: int, position: int) -> AskedQuestion:
        """Return an explained question that this learner may flag.

        Raises AlreadyFlagged, and QuizRunning in a test that is not finished.
        """
        with self._database.reading() as session:
            paper = self._open(session, person_id, session_id, position)
            if flags.find_at(session, session_id, position) is not None:
                raise AlreadyFlagged
        return paper.ask(position)

    def flag(self, person_id: int, session_id: int, position: int, reason: FlagReason) -> FlagTaken:
        """Flag an explained question, and ask for a comment while the trainers are not told yet.

        The first reason stands. Trainers are told once the comment is there, or too late for it.
        """
        now = self._clock()
        with self._database.writing() as session:
            paper = self._open(session, person_id, session_id, position)
            row = flags.find_at(session, session_id, position)
            if row is None:
                answer = paper.answers[position]
                row = QuestionFlag(
                    id=erasure.find_next_id(Plain.of(session), "question_flag"),
                    person_id=person_id,
                    session_id=session_id,
                    position=position,
                    question_id=paper.question(position).id,
                    version_id=paper.quiz.version_id,
                    reason=reason,
                    chosen_ids=answer.chosen_ids,
                    is_correct=answer.is_correct,
                    flagged_at=now,
                )
                session.add(row)
                session.flush()
                trainers = people.list_ids(session, TRAINERS)
                notices.owe(session, NoticeKind.FLAG, _get_id(row), trainers, now + PATIENCE)
            taken = FlagTaken(_get_id(row), row.comment is None and is_patient(row.flagged_at, now))
            if taken.is_comment_wanted:
                kind = PromptKind.FLAG_COMMENT
                prompts.put(session, person_id, kind, str(row.id), row.flagged_at)
            return taken

    def take_comment(self, session: Session, written: Written) -> None:
        """Add a learner's comment to their flag; now the trainers are told."""
        row = _get(session, int(written.subject))
        row.comment = written.text
        session.add(row)
        notices.set_due(session, NoticeKind.FLAG, _get_id(row), self._clock())

    def leave_uncommented(self, person_id: int, flag_id: int) -> None:
        """Tell the trainers now: the learner has nothing to add."""
        with self._database.writing() as session:
            if _get(session, flag_id).person_id != person_id:
                raise FlagGone
            notices.set_due(session, NoticeKind.FLAG, flag_id, self._clock())

    def list_open(self) -> list[Flag]:
        """Return the flags that wait for a trainer, the oldest first."""
        with self._database.reading() as session:
            return [self._read(session, row) for row in flags.list_open(session)]

    def find(self, flag_id: int) -> Flag:
        """Return a flag; raises FlagGone."""
        with self._database.reading() as session:
            return self._read(session, _get(session, flag_id))

    def find_present_question(self, flag_id: int) -> Question | None:
        """Return the flagged question as it is taught now; None where it is not any more."""
        with self._database.reading() as session:
            question_id = _get(session, flag_id).question_id
        return self._library.get_current().catalog.questions_by_id.get(question_id)

    def ask_for_reply(self, trainer_id: int, flag_id: int) -> Flag:
        """Let a trainer write to whoever flagged the question."""
        with self._database.writing() as session:
            row = _get(session, flag_id)
            prompts.put(session, trainer_id, PromptKind.FLAG_REPLY, str(flag_id), self._clock())
            return self._read(session, row)

    def take_reply(self, session: Session, written: Written) -> None:
        """Send a trainer's reply to the learner."""
        row = _get(session, int(written.subject))
        self._answer(session, row, written.person_id, FlagOutcome.REPLIED, written.text)

    def close(self, trainer_id: int, flag_id: int, outcome: FlagOutcome) -> Flag:
        """Say that the question is mended, or stays as it is; the learner is told.

        Raises FlagClosed where another trainer has said otherwise.
        """
        if outcome not in CLOSING:
            raise FlagGone
        with self._database.writing() as session:
            row = _get(session, flag_id)
            closing = self._read(session, row).closing
            if closing is None:
                self._answer(session, row, trainer_id, outcome, None)
            elif closing != outcome:
                raise FlagClosed
            return self._read(session, row)

    def find_answer(self, answer_id: int) -> AnswerForLearner:
        """Return what a learner is to be told; raises FlagGone."""
        with self._database.reading() as session:
            answer = session.get(FlagAnswer, answer_id)
            if answer is None:
                raise FlagGone
            flag = self._read(session, _get(session, answer.flag_id))
            return AnswerForLearner(flag.question, _read_answer(answer))

    def _open(self, session: Session, person_id: int, session_id: int, position: int) -> Paper:
        paper = open_answered(Plain.of(session), self._library, person_id, session_id, position)
        if paper.quiz.kind == QuizKind.TRIAL:
            raise QuestionNotOpen  # whoever tries a question out can mend it
        return paper

    def _answer(
        self,
        session: Session,
        row: QuestionFlag,
        trainer_id: int,
        outcome: FlagOutcome,
        text: str | None,
    ) -> None:
        now = self._clock()
        answer = FlagAnswer(
            flag_id=_get_id(row), person_id=trainer_id, outcome=outcome, text=text, answered_at=now
        )
        session.add(answer)
        session.flush()
        assert answer.id is not None  # noqa: S101 - it was flushed
        notices.owe(session, NoticeKind.FLAG_ANSWER, answer.id, [row.person_id], now)

    def _read(self, session: Session, row: QuestionFlag) -> Flag:
        catalog = self._library.get_catalog(row.version_id)
        return Flag(
            id=_get_id(row),
            question=catalog.questions_by_id[row.question_id],
            reason=FlagReason(row.reason),
            comment=row.comment,
            flagged_at=row.flagged_at,
            chosen=frozenset(row.chosen_ids),
            is_correct=row.is_correct,
            answers=tuple(map(_read_answer, flags.list_answers(session, _get_id(row)))),
        )


def _read_answer(row: FlagAnswer) -> FlagAnswered:
    return FlagAnswered(FlagOutcome(row.outcome), row.text, row.answered_at)


def _get(session: Session, flag_id: int) -> QuestionFlag:
    row = session.get(QuestionFlag, flag_id)
    if row is None:
        raise FlagGone
    return row


def _get_id(row: QuestionFlag) -> int:
    assert row.id is not None  # noqa: S101 - it was read or flushed
    return row.id
