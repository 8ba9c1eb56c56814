"""Quizzes: begin, answer once, go on, look back; the database decides what a tap may still do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from bot.content.snapshot import digest
from bot.learning.course import Catalog, Course, Question, QuestionType, QuizRule, Use
from bot.learning.errors import (
    FinalTestLocked,
    FinalTestPassed,
    LessonGone,
    NoHint,
    NoPractice,
    NothingChosen,
    NothingMissed,
    OptionGone,
    QuizRunning,
    TooSoon,
)
from bot.learning.evidence import EventKind
from bot.learning.grading import is_right
from bot.learning.quiz import (
    COUNTED,
    AnsweredQuestion,
    AskedQuestion,
    QuizKind,
    QuizResult,
    QuizTurn,
)
from bot.services import Clock
from bot.services.completion import record_completion
from bot.services.correcting import Corrector
from bot.services.courses import enter_course, find_course, get_course
from bot.services.library import Edition, Library
from bot.services.paper import Order, Paper, open_paper, start_paper
from bot.services.standing import (
    MISSED_SCOPE,
    find_standing,
    make_label,
    refuse_locked,
)
from bot.services.terms import find_test_rule
from bot.storage.engine import Database
from bot.storage.facts import record_fact
from bot.storage.plain import Plain
from bot.storage.queries import quizzes
from bot.storage.queries.quizzes import StoredItem

PRACTICE_QUESTIONS = 5
HASTE = timedelta(seconds=1)  # nobody reads so fast: the second tap of two on what went before
DOUBLE_TAP = timedelta(seconds=5)  # a question asked for again so soon was tapped for twice


class Quizzes:
    """Runs check quizzes, the final test and practice."""

    def __init__(self, database: Database, library: Library, clock: Clock, rng: Random) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._rng = rng

    def start_check(self, person_id: int, lesson_id: str) -> AskedQuestion:
        """Begin the check quiz of a lesson, or go on with the one that is open.

        What is passed stands: after that, it is practice. Raises LessonLocked where another lesson
        must be done first.
        """
        edition = self._library.get_current()
        course = edition.catalog.find_course_of(lesson_id)
        if course is None:
            raise LessonGone
        pool = edition.catalog.list_questions((lesson_id,), Use.PRACTICE)
        with self._database.writing() as session:
            standing = find_standing(session, self._library, edition.catalog, course, person_id)
            if standing.lessons[course.lesson_ids.index(lesson_id)].is_check_passed:
                order = _order_practice(person_id, course, lesson_id, pool)
                return self._start(session, edition, order)
            refuse_locked(standing, lesson_id)
            order = Order(person_id, course, QuizKind.CHECK, lesson_id, pool, course.check)
            return self._start(session, edition, order)

    def start_test(self, person_id: int, course_id: str | None = None) -> AskedQuestion:
        """Begin the final test of a course, drawn anew, or go on with the one that is open.

        Without a course it is that of the current one.

        Raises FinalTestLocked while lessons are left to do, and FinalTestPassed when it is passed:
        reserved questions are spent on those who need them. AttemptsExhausted and CooldownRunning
        are the terms of an assignment. Raises CourseGone.
        """
        edition = self._library.get_current()
        catalog = edition.catalog
        with self._database.writing() as session:
            course = find_course(session, catalog, person_id, course_id)
            standing = find_standing(session, self._library, catalog, course, person_id)
            if standing.is_test_passed:
                raise FinalTestPassed
            if not standing.is_test_open:
                raise FinalTestLocked(len(standing.required) - standing.done_lessons)
            rule = find_test_rule(session, person_id, course, self._clock())
            pool = catalog.list_questions(catalog.list_required(course), Use.TEST)
            order = Order(person_id, course, QuizKind.TEST, "", pool, rule)
            return self._start(session, edition, order)

    def start_practice(
        self, person_id: int, lesson_id: str | None, course_id: str | None = None
    ) -> AskedQuestion:
        """Begin practice of one topic, or of all of a course where the lesson is None.

        No result changes. Without a course it is the current one. Raises LessonGone, CourseGone.
        """
        edition = self._library.get_current()
        catalog = edition.catalog
        with self._database.writing() as session:
            if lesson_id is None:
                course = find_course(session, catalog, person_id, course_id)
                lesson_ids = course.lesson_ids
            else:
                taught = catalog.find_course_of(lesson_id)
                if taught is None:
                    raise LessonGone
                course, lesson_ids = taught, (lesson_id,)
            pool = catalog.list_questions(lesson_ids, Use.PRACTICE)
            order = _order_practice(person_id, course, lesson_id or "", pool)
            return self._start(session, edition, order)

    def practise_missed(self, person_id: int, session_id: int) -> AskedQuestion:
        """Begin practice of what was missed in a finished quiz; no result changes.

        Reserved questions are never shown in practice: what was missed in the test is practised
        with the practice questions of the same cards, or of their lessons.
        """
        edition = self._library.get_current()
        with self._database.writing() as session:
            paper = open_paper(Plain.of(session), self._library, person_id, session_id)
            if paper.quiz.finished_at is None:
                raise QuizRunning
            missed = paper.list_missed()
            if not missed:
                raise NothingMissed
            pool = _list_substitutes(edition.catalog, missed)
            course = get_course(edition.catalog, paper.quiz.course_id)
            scope = f"{MISSED_SCOPE}{session_id}"
            return self._start(session, edition, _order_practice(person_id, course, scope, pool))

    def start_trial(
        self, person_id: int, edition: Edition, question_ids: Sequence[str]
    ) -> AskedQuestion:
        """Ask those questions of any stored version, in their order, to somebody who edits them.

        Nothing of a trial counts: no result, no statistics. The same questions of the same version
        go on where they were left. Raises NoPractice where there is no question.
        """
        if not question_ids:
            raise NoPractice
        questions = edition.catalog.questions_by_id
        names = digest("\n".join(question_ids))[:16]
        with self._database.writing() as session:
            order = Order(
                person_id,
                edition.catalog.courses[0],  # of whichever: nothing of it counts
                QuizKind.TRIAL,
                f"{edition.version_id}:{names}",
                [questions[question_id] for question_id in question_ids],
                QuizRule(len(question_ids), pass_mark_pct=0),
            )
            return self._start(session, edition, order)

    def answer(
        self,
        person_id: int,
        session_id: int,
        position: int,
        option: int,
        *,
        update_id: int | None = None,
    ) -> AnsweredQuestion:
        """Answer with one option, counted from 0 as shown; a second answer changes nothing.

        The update that gave the answer may come again, as after a crash: it is no repeat.
        """

        def pick(asked: AskedQuestion) -> frozenset[str]:
            is_single = asked.question.type is not QuestionType.MULTIPLE
            if not is_single or not 0 <= option < len(asked.options):
                raise OptionGone
            return frozenset({asked.options[option].id})

        return self._give(person_id, session_id, position, pick, update_id)

    def tick(
        self, person_id: int, session_id: int, position: int, option: int, *, is_on: bool
    ) -> AskedQuestion | AnsweredQuestion:
        """Tick or untick an option of a multiple response; the same tap twice changes nothing."""
        with self._database.recording() as record:
            paper = open_paper(record, self._library, person_id, session_id, position)
            if paper.is_answered(position):
                return paper.explain(position)
            asked = paper.ask(position)
            if asked.question.type is not QuestionType.MULTIPLE:
                raise OptionGone
            if not 0 <= option < len(asked.options):
                raise OptionGone
            option_id = asked.options[option].id
            ticked = asked.chosen | {option_id} if is_on else asked.chosen - {option_id}
            quizzes.tick(record, session_id, position, ticked)
            return replace(asked, chosen=ticked)

    def take_hint(
        self, person_id: int, session_id: int, position: int
    ) -> AskedQuestion | AnsweredQuestion:
        """Show the hint of an open question and remember that; it changes no mark."""
        with self._database.recording() as record:
            paper = open_paper(record, self._library, person_id, session_id, position)
            if paper.is_answered(position):
                return paper.explain(position)
            asked = paper.ask(position)
            if not asked.has_hint:
                raise NoHint
            if not asked.is_hinted:
                quizzes.mark_hinted(record, session_id, position, self._clock())
            return replace(asked, is_hinted=True)

    def submit(
        self, person_id: int, session_id: int, position: int, *, update_id: int | None = None
    ) -> AnsweredQuestion:
        """Answer a multiple response with what is ticked; raise NothingChosen when nothing is."""
        return self._give(person_id, session_id, position, _take_ticked, update_id)

    def find_turn(self, person_id: int, session_id: int) -> QuizTurn:
        """Return the open question of a quiz, or its result where all are answered."""
        with self._database.reading() as session:
            paper = open_paper(Plain.of(session), self._library, person_id, session_id)
            position, is_hasty = len(paper.answers), self._is_hasty(paper)
            if position < paper.quiz.total:
                item = paper.items[position]
                is_fresh = self._is_within(DOUBLE_TAP, item.shown_at)
                return QuizTurn(paper.ask(position), item.message_id, is_fresh, is_hasty)
            is_fresh = self._is_within(DOUBLE_TAP, paper.quiz.finished_at)
            return QuizTurn(_conclude(paper), paper.quiz.result_message_id, is_fresh, is_hasty)

    def mark_shown(self, session_id: int, position: int | None, message_id: int) -> None:
        """Remember in which message a question stands, or the result where position is None."""
        with self._database.recording() as record:
            if position is None:
                quizzes.mark_result_shown(record, session_id, message_id)
            else:
                quizzes.mark_shown(record, session_id, position, message_id, self._clock())

    def put_off(self, person_id: int, session_id: int, position: int) -> AnsweredQuestion | None:
        """Remember that an open question does not stand in the chat any more.

        Returns the question explained, where it has been answered meanwhile.
        """
        with self._database.recording() as record:
            paper = open_paper(record, self._library, person_id, session_id, position)
            if paper.is_answered(position):
                return paper.explain(position)
            quizzes.mark_gone(record, session_id, position)
            self._enter(record, paper)
            return None

    def _refuse_haste(self, item: StoredItem) -> None:
        if self._is_within(HASTE, item.shown_at):
            raise TooSoon

    def _is_hasty(self, paper: Paper) -> bool:
        if not paper.answers or paper.quiz.kind == QuizKind.TEST:
            return False  # nothing is explained yet that could be skipped
        return self._is_within(HASTE, paper.answers[-1].answered_at)

    def _is_within(self, span: timedelta, since: datetime | None) -> bool:
        """Tell whether something happened so short a time ago; a clock set back is no reason."""
        return since is not None and timedelta(0) <= self._clock() - since < span

    def _enter(self, record: Plain, paper: Paper) -> None:
        """Let the learner be in the course of a quiz, unless it was only a look at the content."""
        quiz = paper.quiz
        if quiz.kind != QuizKind.TRIAL:
            catalog = self._library.get_current().catalog
            enter_course(record, catalog, quiz.person_id, quiz.course_id, self._clock())

    def _start(self, session: Session, edition: Edition, order: Order) -> AskedQuestion:
        paper = start_paper(session, self._library, edition, order, self._clock(), self._rng)
        self._enter(Plain.of(session), paper)
        return paper.ask(len(paper.answers))

    def _give(
        self,
        person_id: int,
        session_id: int,
        position: int,
        choose: Callable[[AskedQuestion], frozenset[str]],
        update_id: int | None,
    ) -> AnsweredQuestion:
        with self._database.recording() as record:
            paper = open_paper(record, self._library, person_id, session_id, position)
            if paper.is_answered(position):
                return paper.explain(position, update_id)
            self._refuse_haste(paper.items[position])
            chosen = choose(paper.ask(position))
            return self._record(record, paper, position, chosen, update_id)

    def _record(
        self,
        record: Plain,
        paper: Paper,
        position: int,
        chosen: frozenset[str],
        update_id: int | None,
    ) -> AnsweredQuestion:
        now = self._clock()
        answer = quizzes.add_answer(
            record,
            paper.session_id,
            position,
            chosen,
            is_correct=is_right(paper.question(position), chosen),
            now=now,
            update_id=update_id,
        )
        paper = replace(paper, answers=[*paper.answers, answer])
        if len(paper.answers) == paper.quiz.total:
            right = sum(answer.is_correct for answer in paper.answers)
            quizzes.finish_quiz(record, paper.session_id, right, now)
            self._enter(record, paper)
            if paper.quiz.kind in COUNTED:
                chain = self._database.chain
                record_fact(record, chain, EventKind.QUIZ, (paper.session_id,), now)
                with self._database.writing() as session:
                    Corrector(chain, self._library).correct_late(session, paper.session_id, now)
                    quiz = paper.quiz
                    whose = quiz.course_id, quiz.person_id
                    record_completion(session, chain, self._library, *whose, now)
        return replace(paper.explain(position), is_repeat=False)


def _take_ticked(asked: AskedQuestion) -> frozenset[str]:
    if not asked.chosen:
        raise NothingChosen
    return asked.chosen


def _conclude(paper: Paper) -> QuizResult:
    wrong = tuple(answer.position for answer in paper.answers if not answer.is_correct)
    return QuizResult(
        session_id=paper.session_id,
        course_id=paper.quiz.course_id,
        label=make_label(paper.catalog, paper.quiz),
        right=paper.quiz.right or 0,
        total=paper.quiz.total,
        pass_mark_pct=paper.quiz.pass_mark_pct,
        missed=paper.list_missed(),
        missed_positions=wrong,
        finished_at=paper.quiz.finished_at,
    )


def _order_practice(person_id: int, course: Course, scope: str, pool: Sequence[Question]) -> Order:
    if not pool:
        raise NoPractice
    rule = QuizRule(PRACTICE_QUESTIONS, pass_mark_pct=0)
    return Order(person_id, course, QuizKind.PRACTICE, scope, pool, rule)


def _list_substitutes(catalog: Catalog, missed: Sequence[Question]) -> list[Question]:
    """Return practice questions for what was missed: the same, or of the same card or lesson."""
    pool: dict[str, Question] = {}
    for old in missed:
        lesson = catalog.list_questions((old.lesson_id,), Use.PRACTICE)
        same = [q for q in lesson if q.id == old.id]
        card = [q for q in lesson if q.card_id == old.card_id]
        pool |= {q.id: q for q in same or card or lesson}
    return list(pool.values())
