"""Statements as plain values: who answered, passed, failed or completed what, and what is void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from bot.learning.grading import is_pass
from bot.learning.xapi.activities import BETWEEN, Activities, Statement, Version
from bot.learning.xapi.names import NOBODY, Names

VERBS: Final = "http://adlnet.gov/expapi/verbs/"
MASTERY: Final = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
PLATFORM: Final = "Training bot"
ENGLISH: Final = "en"


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


class Account(NamedTuple):
    """Whom a statement is about: by employee number, and by name only where that was asked for."""

    employee_id: str
    name: str | None = None


@dataclass(frozen=True)
class Attempt:
    """A finished check or test; `right` is what counts by the statement, after corrections."""

    session_id: int
    version: Version
    course_id: str
    kind: str
    scope: str
    pass_mark_pct: int
    started_at: datetime
    finished_at: datetime
    total: int
    right: int


class Given(NamedTuple):
    """An answer; `right_ids` where its key was corrected since."""

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
        self._activities = Activities(names)
        self._around: tuple[int, Statement] = (0, {})

    def answer(
        self,
        statement_id: str,
        account: Account,
        attempt: Attempt,
        given: Given,
        former_id: str | None = None,
    ) -> Statement:
        """Say what was answered; `former_id` is the statement that this one takes the place of."""
        context = self._surround(attempt)
        if former_id is not None:
            context = context | {"statement": _refer(former_id)}
        mark = int(given.is_correct)
        return self._state(
            statement_id,
            account,
            Verb.ANSWERED,
            self._activities.define_question(
                attempt.version, attempt.course_id, given.question_id, given.right_ids
            ),
            given.answered_at,
            result={
                "score": {"scaled": mark, "raw": mark, "min": 0, "max": 1},
                "success": given.is_correct,
                "response": BETWEEN.join(given.chosen_ids),
            },
            context=context,
        )

    def result(
        self,
        statement_id: str,
        account: Account,
        attempt: Attempt,
        former_id: str | None = None,
    ) -> Statement:
        """Say that a check or test was passed or failed."""
        is_passed = is_pass(attempt.right, attempt.total, attempt.pass_mark_pct)
        seconds = max(0.0, (attempt.finished_at - attempt.started_at).total_seconds())
        context = self._place(
            attempt.version,
            parent=self.names.name_course(attempt.course_id),
            registration=self._register(attempt),
            former_id=former_id,
        )
        context["extensions"] = {MASTERY: attempt.pass_mark_pct / 100}
        return self._state(
            statement_id,
            account,
            Verb.PASSED if is_passed else Verb.FAILED,
            self._activities.define_quiz(
                attempt.version, attempt.course_id, attempt.kind, attempt.scope
            ),
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
            self._activities.define_course(version, finished.course_id),
            finished.completed_at,
            result={"completion": True},
            context=context,
        )

    def void(self, former_id: str, recorded_at: datetime, account: Account) -> Statement:
        """Say that a statement about somebody does not hold any more, in the bot's own name."""
        del account
        return {
            "id": self.names.make_id("voided", former_id),
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": f"{self.names.home}/xapi", "name": NOBODY},
            },
            "verb": Verb.VOIDED.value_as_xapi,
            "object": _refer(former_id),
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
            context["statement"] = _refer(former_id)
        return context

    def _surround(self, attempt: Attempt) -> Statement:
        """Return what is around all answers of an attempt: they come one after the other."""
        session_id, context = self._around
        if session_id != attempt.session_id:
            course_id = attempt.course_id
            context = self._place(
                attempt.version,
                parent=self.names.name_quiz(
                    course_id, attempt.version.number, attempt.kind, attempt.scope
                ),
                grouping=self.names.name_course(course_id),
                registration=self._register(attempt),
            )
            self._around = attempt.session_id, context
        return context

    def _register(self, attempt: Attempt) -> str:
        return self.register(attempt.session_id, attempt.started_at)

    def register(self, session_id: int, started_at: datetime) -> str:
        """Return by which id all statements of an attempt are found."""
        return self.names.make_id("attempt", session_id, _dump(started_at))


def _refer(statement_id: str) -> Statement:
    return {"objectType": "StatementRef", "id": statement_id}


def _dump(moment: datetime) -> str:
    """Write a time, in UTC; stores keep thousandths of a second at least, and some no more."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
