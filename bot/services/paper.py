"""A stored quiz with all that is needed to show or grade it: what was drawn, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from sqlmodel import Session

from bot.learning.course import Catalog, Course, Question, QuizRule
from bot.learning.errors import QuestionNotOpen, QuizGone, QuizRunning
from bot.learning.quiz import (
    COUNTED,
    AnsweredQuestion,
    AskedQuestion,
    DrawnItem,
    QuizKind,
    deal,
    draw,
)
from bot.services.correcting import Judge
from bot.services.library import Edition, Library
from bot.services.standing import make_label
from bot.storage.plain import Plain
from bot.storage.queries import corrections, erasure, keys, quizzes
from bot.storage.queries.quizzes import StoredAnswer, StoredItem, StoredQuiz
from bot.storage.tables import QuizSession


@dataclass(frozen=True)
class Order:
    """What kind of quiz is wanted for whom; `scope` is stored with the session."""

    person_id: int
    course: Course
    kind: QuizKind
    scope: str
    pool: Sequence[Question]
    rule: QuizRule


@dataclass(frozen=True)
class Paper:
    """A stored quiz with everything needed to show or grade it.

    Of a finished one the marks and verdicts are those that count, as corrected. Questions whose key
    was corrected since are shown with it: `mended` are they, each with the day, by position.
    """

    quiz: StoredQuiz
    catalog: Catalog
    items: Mapping[int, StoredItem]  # by position; all of them, or the one that was opened
    answers: Sequence[StoredAnswer]
    mended: Mapping[int, tuple[Question, datetime]] = field(default_factory=dict)

    @property
    def session_id(self) -> int:
        """The id of the session."""
        return self.quiz.id

    def question(self, position: int) -> Question:
        """Return the question at a place, as it was when the quiz began."""
        return self.catalog.questions_by_id[self.items[position].question_id]

    def is_answered(self, position: int) -> bool:
        """Tell whether that place is answered; raise QuestionNotOpen where it isn't its turn."""
        if not 0 <= position < self.quiz.total or position > len(self.answers):
            raise QuestionNotOpen
        return position < len(self.answers)

    def ask(self, position: int) -> AskedQuestion:
        """Return a question as it stands, with what is ticked or was answered."""
        item = self.items[position]
        question, _ = self.mended.get(position, (self.question(position), None))
        answer = self.answers[position] if position < len(self.answers) else None
        return AskedQuestion(
            session_id=self.session_id,
            label=make_label(self.catalog, self.quiz),
            position=position,
            total=self.quiz.total,
            question=question,
            options=tuple(question.get_option(option_id) for option_id in item.option_ids),
            chosen=frozenset(item.ticked_ids if answer is None else answer.chosen_ids),
            is_hinted=item.hinted is not None,
        )

    def explain(self, position: int, update_id: int | None = None) -> AnsweredQuestion:
        """Return an answered question; a repeat, unless that update is the one that answered it."""
        answer = self.answers[position]
        is_same = update_id is not None and update_id == answer.update_id
        _, corrected_at = self.mended.get(position, (None, None))
        return AnsweredQuestion(self.ask(position), answer.is_correct, not is_same, corrected_at)

    def list_missed(self) -> tuple[Question, ...]:
        """Return the questions that were answered wrong."""
        return tuple(self.question(a.position) for a in self.answers if not a.is_correct)


def open_paper(
    plain: Plain,
    library: Library,
    person_id: int,
    session_id: int,
    position: int | None = None,
) -> Paper:
    """Load a quiz of that person, with all its questions or that one; raise QuizGone for none."""
    quiz = quizzes.find_quiz(plain, session_id)
    if quiz is None or quiz.person_id != person_id:
        raise QuizGone
    items = quizzes.list_items(plain, session_id, position)
    paper = Paper(
        quiz,
        library.get_catalog(quiz.version_id),
        {item.position: item for item in items},
        quizzes.list_answers(plain, session_id),
    )
    is_counted = quiz.finished is not None and quiz.kind in COUNTED
    return _mend(plain, library, paper) if is_counted else paper


def _mend(plain: Plain, library: Library, paper: Paper) -> Paper:
    """Return a finished quiz with what counts of it, by the keys that trainers have corrected."""
    regraded = {one.question_id: one for one in keys.list_regraded(plain, paper.session_id)}
    if not regraded:
        return paper
    quiz, session_id = paper.quiz, paper.session_id
    corrected = corrections.load_of_session(plain, session_id)
    answers = [
        answer._replace(
            is_correct=corrected.is_right(session_id, answer.position, recorded=answer.is_correct)
        )
        for answer in paper.answers
    ]
    mended = {}
    for position, item in paper.items.items():
        regrade = regraded.get(item.question_id)
        if regrade is None:
            continue
        question = library.get_catalog(regrade.version_id).questions_by_id[item.question_id]
        given = item.option_json, answers[position].chosen_json
        verdict = Judge(library, question).find_verdict(quiz.version_id, *given)
        is_other = question.correct_ids != paper.question(position).correct_ids
        # Where a pass stands against the new key, the old one is what counted.
        if is_other and verdict is answers[position].is_correct:
            mended[position] = question, regrade.changed_at
    right = corrected.count_right(session_id, quiz.right or 0)
    return replace(paper, quiz=quiz._replace(right=right), answers=answers, mended=mended)


def open_answered(
    plain: Plain, library: Library, person_id: int, session_id: int, position: int
) -> Paper:
    """Load a quiz to look at one of its answers; of a test only once it is finished.

    Raises QuizGone, QuizRunning or QuestionNotOpen.
    """
    paper = open_paper(plain, library, person_id, session_id)
    if paper.quiz.kind == QuizKind.TEST and paper.quiz.finished_at is None:
        raise QuizRunning
    if not 0 <= position < len(paper.answers):
        raise QuestionNotOpen
    return paper


def start_paper(  # noqa: PLR0913 - what a session pins, and the dice
    session: Session, library: Library, edition: Edition, order: Order, now: datetime, rng: Random
) -> Paper:
    """Draw and store a new quiz, or return the one of that kind and scope that is still open."""
    course = order.course
    quiz = quizzes.find_open(session, order.person_id, course.id, order.kind, order.scope)
    if quiz is None:
        drawn = _draw(session, course.id, order, rng)
        quiz = QuizSession(
            id=erasure.find_next_id(Plain.of(session), "quiz_session"),
            person_id=order.person_id,
            version_id=edition.version_id,
            course_id=course.id,
            kind=order.kind,
            scope=order.scope,
            pass_mark_pct=order.rule.pass_mark_pct,
            started_at=now,
            total=len(drawn),
        )
        session.add(quiz)
        session.flush()
        quizzes.add_items(session, quizzes.get_id(quiz), drawn)
        session.flush()
    return open_paper(Plain.of(session), library, order.person_id, quizzes.get_id(quiz))


def _draw(session: Session, course_id: str, order: Order, rng: Random) -> Sequence[DrawnItem]:
    if order.kind is QuizKind.TRIAL:
        return [deal(question, rng) for question in order.pool]
    asked = quizzes.count_asked(session, order.person_id, course_id, order.kind)
    return draw(order.pool, order.rule.questions, rng, asked)
