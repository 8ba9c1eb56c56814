"""Statements as plain values: who answered, passed, failed or completed what, and what is void."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from bot.learning.course import Catalog, Course, Question
from bot.learning.grading import is_pass
from bot.learning.quiz import QuizKind
from bot.learning.xapi.names import NOBODY, Names

Statement = dict[str, Any]
VERBS: Final = "http://adlnet.gov/expapi/verbs/"
ACTIVITIES: Final = "http://adlnet.gov/expapi/activities/"
MASTERY: Final = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
PLATFORM: Final = "Training bot"
BETWEEN: Final = "[,]"  # what xAPI puts between the parts of a response
ENGLISH: Final = "en"
CONTENT_LANGUAGE: Final = "und"  # content does not say in which language it is
KEPT: Final = 4096  # definitions in memory


class Verb(StrEnum):
    """What somebody did."""

    ANSWERED = "answered"
    PASSED = "passed"
    FAILED = "failed"
    COMPLETED = "completed"
    VOIDED = "voided"

    @property
    def value_as_xapi(self) -> Statement:
        """The verb in a statement."""
        return {"id": VERBS + self.value, "display": {ENGLISH: self.value}}


@dataclass(frozen=True)
class Account:
    """Whom a statement is about: by employee number, and by name only where that was asked for."""

    employee_id: str
    name: str | None = None


@dataclass(frozen=True)
class Version:
    """A version of the content, by the number that trainers know it by."""

    number: int
    catalog: Catalog = field(compare=False, hash=False)


@dataclass(frozen=True)
class Attempt:
    """A finished check or test; `right` is what counts by the statement, after corrections."""

    session_id: int
    person_id: int
    course_id: str
    kind: str
    scope: str
    pass_mark_pct: int
    started_at: datetime
    finished_at: datetime
    total: int
    right: int


@dataclass(frozen=True)
class Given:
    """An answer; `right_ids` where its key was corrected since."""

    position: int
    question_id: str
    chosen_ids: Sequence[str]
    is_correct: bool
    answered_at: datetime
    right_ids: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Finished:
    """A completion of a course; elsewhere means that HR says so, without a test here."""

    course_id: str
    completed_at: datetime
    registration: str | None = None
    is_elsewhere: bool = False


class Maker:
    """Makes statements under the names of one home."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._define = lru_cache(maxsize=KEPT)(self._define_question)

    def answer(  # noqa: PLR0913 - the parts of a statement
        self,
        statement_id: str,
        account: Account,
        version: Version,
        attempt: Attempt,
        given: Given,
        former_id: str | None = None,
    ) -> Statement:
        """Say what was answered; `former_id` is the statement that this one takes the place of."""
        quiz = self.names.name_quiz(attempt.course_id, version.number, attempt.kind, attempt.scope)
        mark = int(given.is_correct)
        return self._state(
            statement_id,
            account,
            Verb.ANSWERED,
            self._define(version, attempt.course_id, given.question_id, given.right_ids),
            given.answered_at,
            result={
                "score": {"scaled": mark, "raw": mark, "min": 0, "max": 1},
                "success": given.is_correct,
                "response": BETWEEN.join(given.chosen_ids),
            },
            context=self._place(
                version,
                parent=quiz,
                grouping=self.names.name_course(attempt.course_id),
                registration=self._register(attempt),
                former_id=former_id,
            ),
        )

    def result(
        self,
        statement_id: str,
        account: Account,
        version: Version,
        attempt: Attempt,
        former_id: str | None = None,
    ) -> Statement:
        """Say that a check or test was passed or failed."""
        is_passed = is_pass(attempt.right, attempt.total, attempt.pass_mark_pct)
        seconds = max(0.0, (attempt.finished_at - attempt.started_at).total_seconds())
        context = self._place(
            version,
            parent=self.names.name_course(attempt.course_id),
            registration=self._register(attempt),
            former_id=former_id,
        )
        context["extensions"] = {MASTERY: attempt.pass_mark_pct / 100}
        return self._state(
            statement_id,
            account,
            Verb.PASSED if is_passed else Verb.FAILED,
            self._define_quiz(version, attempt),
            attempt.finished_at,
            result={
                "score": {
                    "scaled": round(attempt.right / attempt.total, 4),
                    "raw": attempt.right,
                    "min": 0,
                    "max": attempt.total,
                },
                "success": is_passed,
                "completion": True,
                "duration": f"PT{seconds:.2f}S",
            },
            context=context,
        )

    def completion(
        self,
        statement_id: str,
        account: Account,
        version: Version | None,
        finished: Finished,
        former_id: str | None = None,
    ) -> Statement:
        """Say that a course was completed; without a version where nobody knows of which."""
        context = self._place(version, registration=finished.registration, former_id=former_id)
        if finished.is_elsewhere:
            context["extensions"] = {self.names.name_extension("completed-elsewhere"): True}
        return self._state(
            statement_id,
            account,
            Verb.COMPLETED,
            self._define_course(version, finished.course_id),
            finished.completed_at,
            result={"completion": True},
            context=context,
        )

    def void(self, former_id: str, recorded_at: datetime) -> Statement:
        """Say that a statement does not hold any more."""
        return {
            "id": self.names.make_id("voided", former_id),
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": f"{self.names.home}/xapi", "name": NOBODY},
            },
            "verb": Verb.VOIDED.value_as_xapi,
            "object": {"objectType": "StatementRef", "id": former_id},
            "timestamp": _dump(recorded_at),
        }

    def _state(  # noqa: PLR0913 - the parts of a statement
        self,
        statement_id: str,
        account: Account,
        verb: Verb,
        activity: Statement,
        at: datetime,
        *,
        result: Statement,
        context: Statement,
    ) -> Statement:
        actor: Statement = {"objectType": "Agent"}
        if account.name is not None:
            actor["name"] = account.name
        actor["account"] = {"homePage": self.names.home, "name": account.employee_id}
        return {
            "id": statement_id,
            "actor": actor,
            "verb": verb.value_as_xapi,
            "object": activity,
            "result": result,
            "context": context,
            "timestamp": _dump(at),
        }

    def _place(
        self,
        version: Version | None,
        *,
        parent: str | None = None,
        grouping: str | None = None,
        registration: str | None = None,
        former_id: str | None = None,
    ) -> Statement:
        context: Statement = {"platform": PLATFORM}
        if version is not None:
            context["revision"] = str(version.number)
        if registration is not None:
            context["registration"] = registration
        around = {"parent": parent, "grouping": grouping}
        activities = {
            name: [{"objectType": "Activity", "id": one}]
            for name, one in around.items()
            if one is not None
        }
        if activities:
            context["contextActivities"] = activities
        if former_id is not None:
            context["statement"] = {"objectType": "StatementRef", "id": former_id}
        return context

    def _register(self, attempt: Attempt) -> str:
        return self.register(attempt.session_id, attempt.started_at)

    def register(self, session_id: int, started_at: datetime) -> str:
        """Return by which id all statements of an attempt are found."""
        return self.names.make_id("attempt", session_id, _dump(started_at))

    def _define_question(
        self,
        version: Version,
        course_id: str,
        question_id: str,
        right_ids: tuple[str, ...] | None,
    ) -> Statement:
        question = version.catalog.questions_by_id.get(question_id)
        activity: Statement = {
            "objectType": "Activity",
            "id": self.names.name_question(course_id, version.number, question_id),
        }
        if question is not None:
            activity["definition"] = _describe(question, right_ids)
        return activity

    def _define_quiz(self, version: Version, attempt: Attempt) -> Statement:
        lesson = version.catalog.lessons_by_id.get(attempt.scope)
        course = find_course(version.catalog, attempt.course_id)
        title = lesson.title if lesson is not None else course.title if course else ""
        what = "Final test" if attempt.kind == QuizKind.TEST else "Check"
        return {
            "objectType": "Activity",
            "id": self.names.name_quiz(
                attempt.course_id, version.number, attempt.kind, attempt.scope
            ),
            "definition": {
                "type": f"{ACTIVITIES}assessment",
                "name": {CONTENT_LANGUAGE: f"{what}: {title}" if title else what},
            },
        }

    def _define_course(self, version: Version | None, course_id: str) -> Statement:
        course = None if version is None else find_course(version.catalog, course_id)
        definition: Statement = {"type": f"{ACTIVITIES}course"}
        if course is not None:
            definition["name"] = {CONTENT_LANGUAGE: course.title}
        return {
            "objectType": "Activity",
            "id": self.names.name_course(course_id),
            "definition": definition,
        }


def find_course(catalog: Catalog, course_id: str) -> Course | None:
    """Return a course of that version, if it has it."""
    return next((course for course in catalog.courses if course.id == course_id), None)


def _describe(question: Question, right_ids: tuple[str, ...] | None) -> Statement:
    """Return what a question asks; the order of the options is that of the bank."""
    chosen = set(question.correct_ids if right_ids is None else right_ids)
    right = [option.id for option in question.options if option.id in chosen]
    return {
        "type": f"{ACTIVITIES}cmi.interaction",
        "name": {CONTENT_LANGUAGE: question.ask},
        "interactionType": "choice",
        "correctResponsesPattern": [BETWEEN.join(right)],
        "choices": [
            {"id": option.id, "description": {CONTENT_LANGUAGE: option.text}}
            for option in question.options
        ],
    }


def _dump(moment: datetime) -> str:
    """Write a time, in UTC; stores keep thousandths of a second at least, and some no more."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
