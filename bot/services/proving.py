"""What of a person's record meets the completion rule of a course: when, and by which test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.learning.course import Catalog, Course
from bot.learning.progress import find_completion_moment
from bot.learning.quiz import QuizKind
from bot.services.library import Library
from bot.services.standing import find_standing, is_of_former
from bot.storage.queries import progress, results
from bot.storage.queries.occurrences import StoredOccurrence
from bot.storage.queries.results import Result


@dataclass(frozen=True)
class Proof:
    """When the last of what the rule asks for was done, and which test was passed for it."""

    completed_at: datetime
    session_id: int


@dataclass(frozen=True)
class Term:
    """An occurrence with the time in which a test was taken for it: until the next one opens."""

    occurrence: StoredOccurrence
    until: datetime | None

    def has(self, test: Result) -> bool:
        """Tell whether a test was taken for this occurrence."""
        is_late = self.until is not None and test.finished_at >= self.until
        return not is_late and not is_of_former(self.occurrence, test)


class Proving:
    """Finds what meets the rule of a course, in the version of a catalogue, as results count now.

    Reading and checks count whenever they were done; an occurrence asks for a test of its own.
    """

    def __init__(
        self, session: Session, library: Library, catalog: Catalog, course: Course, person_id: int
    ) -> None:
        self._passed = list_passed(session, person_id, course.id)
        self._required = catalog.list_required(course)
        standing = find_standing(session, library, catalog, course, person_id)
        self._is_learned = standing.is_test_open
        self._read_at = progress.list_reading_times(session, person_id)

    def is_of(self, session_id: int, term: Term) -> bool:
        """Tell whether a test that was passed was taken for that occurrence."""
        return any(one.session_id == session_id and term.has(one) for one in self._passed)

    def find(self, term: Term | None = None) -> Proof | None:
        """Return how the rule was met first, for an occurrence or at all; None where it is not."""
        tests = [
            one
            for one in self._passed
            if one.kind == QuizKind.TEST and (term is None or term.has(one))
        ]
        return self._prove(tests[:1])

    def find_newest(self) -> Proof | None:
        """Return how it was met by the test that was passed last."""
        return self._prove([one for one in self._passed if one.kind == QuizKind.TEST][-1:])

    def _prove(self, tests: Sequence[Result]) -> Proof | None:
        if not tests or not self._is_learned:
            return None
        checks = [one for one in self._passed if one.kind == QuizKind.CHECK]
        moment = find_completion_moment(
            self._required,
            self._read_at,
            [(check.scope, check.finished_at) for check in checks],
            [one.finished_at for one in tests],
        )
        return Proof(moment, tests[0].session_id)


def list_terms(given: Sequence[StoredOccurrence]) -> Iterator[Term]:
    """Yield the time of each occurrence of a person in a course; they come in their order."""
    untils = [*(one.assigned_at for one in given[1:]), None]
    for one, until in zip(given, untils, strict=bool(given)):
        yield Term(one, until)


def list_passed(session: Session, person_id: int, course_id: str) -> Sequence[Result]:
    """Return the checks and tests that a person has passed, as they count now."""
    return [one for one in results.list_results(session, person_id, course_id) if one.is_passed]
