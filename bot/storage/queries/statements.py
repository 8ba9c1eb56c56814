"""What statements of a record store are made of: events of the evidence, and the rows behind them.

Nothing here is personal but the employee number, and the name where that is asked for.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from bot.learning.evidence import EventKind
from bot.storage.plain import Plain, dump_time
from bot.storage.queries.personnel import is_erased

TOLD: Final = (
    EventKind.QUIZ,
    EventKind.COMPLETION,
    EventKind.OCCURRENCE_EVENT,
    EventKind.RESULT_CORRECTION,
    EventKind.RULING,
    EventKind.COMPLETION_CHANGE,
)
_KINDS = ", ".join(f"'{kind}'" for kind in TOLD)
_THESE = "IN (SELECT value FROM json_each(?1))"
_EVENTS = (
    "SELECT number, kind, body FROM evidence_event"  # noqa: S608 - our own words, as below
    f" WHERE number > ?1 AND number <= ?2 AND kind IN ({_KINDS}) ORDER BY number LIMIT ?3"
)
_LAST = "SELECT coalesce(max(number), 0) FROM evidence_event WHERE recorded_at {} ?"
_COUNT = (
    "SELECT count(*), count(DISTINCT person_id) FROM evidence_event"  # noqa: S608
    f" WHERE number > ?1 AND number <= ?2 AND kind IN ({_KINDS})"
)
_ACCOUNTS = (
    "SELECT person.id, employee.employee_id, trim(first_name || ' ' || last_name),"  # noqa: S608
    f" {is_erased()} FROM person LEFT JOIN employee"
    " ON employee.person_id = coalesce(person.replaced_by, person.id)"
    f" WHERE person.id {_THESE}"
)
_ATTEMPTS = (
    "SELECT id, person_id, version_id, course_id, kind, scope, pass_mark_pct, started_at,"  # noqa: S608
    f' finished_at, total, "right" FROM quiz_session WHERE id {_THESE}'
)
_ANSWERS = (
    "SELECT session_id, position, question_id, chosen_ids, is_correct, answered_at"  # noqa: S608
    " FROM quiz_item JOIN answer USING (session_id, position)"
    f" WHERE session_id {_THESE} AND try_no = 1 ORDER BY session_id, position"
)
_RUN = "SELECT id, session_id FROM result_correction WHERE id BETWEEN ? AND ? ORDER BY id"
_CORRECTIONS = (
    "SELECT correction.id, session_id, position, was_right, is_right, is_held,"  # noqa: S608
    " key_change.right_ids, corrected_at, ruled_at, pass_ruling.outcome"
    " FROM result_correction correction"
    " JOIN key_decision ON key_decision.id = correction.decision_id"
    " JOIN key_change ON key_change.id = key_change_id"
    " LEFT JOIN pass_ruling ON pass_ruling.correction_id = correction.id"
    f" WHERE session_id {_THESE} ORDER BY correction.id"
)
_SESSIONS_OF = f"SELECT id, session_id FROM result_correction WHERE id {_THESE}"  # noqa: S608
_CHANGED = (
    "SELECT id, person_id, course_id, version_id, completed_at, recorded_at"
    " FROM completion_change WHERE id BETWEEN ? AND ? ORDER BY id"
)
_CHANGES = (
    "SELECT id, person_id, course_id, version_id, completed_at, recorded_at"  # noqa: S608
    f" FROM completion_change WHERE person_id {_THESE} ORDER BY id"
)
_COMPLETIONS = (
    "SELECT person_id, course_id, version_id, completed_at,"  # noqa: S608
    f" coalesce(recorded_at, completed_at) FROM completion WHERE person_id {_THESE}"
)
_OCCURRENCES = f"SELECT id, person_id, course_id FROM occurrence WHERE id {_THESE}"  # noqa: S608
_CLOSINGS = (
    "SELECT id, occurrence_id, kind, at, completed_at, origin FROM occurrence_event"  # noqa: S608
    f" WHERE occurrence_id {_THESE} AND kind IN ('completed', 'elsewhere', 'reopened', 'required')"
    " ORDER BY id"
)
# What was completed elsewhere by an employee entry, and moved to whom it turned out to be.
_MOVED = (
    "SELECT event.id, former.id, former.occurrence_id, former.kind, former.at,"  # noqa: S608
    " former.completed_at, former.origin FROM occurrence_event event"
    " JOIN occurrence ON occurrence.id = event.occurrence_id"
    " JOIN person ON person.replaced_by = occurrence.person_id"
    " JOIN occurrence given ON given.person_id = person.id"
    " AND given.course_id = occurrence.course_id"
    " JOIN occurrence_event former ON former.occurrence_id = given.id"
    " AND former.kind = event.kind AND former.completed_at = event.completed_at"
    f" WHERE event.occurrence_id {_THESE} AND event.kind = 'elsewhere' AND event.origin = 'moved'"
    " ORDER BY former.id"
)
_EFFECTS = (
    "SELECT number, kind, body FROM evidence_event"
    " WHERE kind IN ('result_correction', 'pass_ruling') ORDER BY number"
)


class ToldEvent(NamedTuple):
    """An event that says something a record store is told of."""

    number: int
    kind: EventKind
    facts: dict[str, Any]


class StoredAccount(NamedTuple):
    """Whom a person is on the roster; no number where no roster names them."""

    person_id: int
    employee_id: str | None
    name: str | None
    is_erased: bool


class StoredAttempt(NamedTuple):
    """A check or test that was finished."""

    id: int
    person_id: int
    version_id: int
    course_id: str
    kind: str
    scope: str
    pass_mark_pct: int
    started_at: str
    finished_at: str
    total: int
    right: int


class StoredAnswer(NamedTuple):
    """An answer as it was recorded."""

    session_id: int
    position: int
    question_id: str
    chosen_ids: str
    is_correct: int
    answered_at: str


class StoredCorrection(NamedTuple):
    """An answer that counts otherwise; where it is held, only by HR's word."""

    id: int
    session_id: int
    position: int
    was_right: int
    is_right: int
    is_held: int
    right_ids: str
    corrected_at: str
    ruled_at: str | None
    outcome: str | None


class StoredCompletion(NamedTuple):
    """The first completion of a course; with an id, how it was changed.

    It counts no more where `completed_at` is None.
    """

    id: int | None
    person_id: int
    course_id: str
    version_id: int
    completed_at: str | None
    recorded_at: str


class StoredClosing(NamedTuple):
    """An occurrence was completed, or opened again."""

    id: int
    occurrence_id: int
    kind: str
    at: str
    completed_at: str | None
    origin: str


class Effects:
    """From which event on each correction counts: its own, or of a held one HR's ruling."""

    def __init__(self, plain: Plain) -> None:
        self._lasts: list[int] = []
        self._numbers: list[int] = []
        self._rulings: dict[int, int] = {}
        for number, kind, body in plain.stream(_EFFECTS):
            facts = json.loads(body)
            if kind == EventKind.RULING:
                self._rulings[facts["correction_id"]] = number
            else:
                self._lasts.append(facts["last"])
                self._numbers.append(number)

    def find(self, correction: StoredCorrection) -> int | None:
        """Return the number of that event; None where the correction does not count."""
        if correction.is_held:
            applied = correction.outcome == "apply"
            return self._rulings.get(correction.id) if applied else None
        place = bisect_left(self._lasts, correction.id)
        return self._numbers[place] if place < len(self._numbers) else None


def find_last_before(plain: Plain, moment: datetime) -> int:
    """Return the last event that was recorded before a moment."""
    [[number]] = plain.fetch(_LAST.format("<"), dump_time(moment))
    return int(number)


def find_last_until(plain: Plain, moment: datetime) -> int:
    """Return the last event that was recorded by a moment."""
    [[number]] = plain.fetch(_LAST.format("<="), dump_time(moment))
    return int(number)


def count_events(plain: Plain, after: int, last: int) -> tuple[int, int]:
    """Return how many events there are to tell of, and about how many people."""
    [(events, people)] = plain.fetch(_COUNT, after, last)
    return int(events), int(people)


def list_courses(plain: Plain) -> list[str]:
    """Return the courses of which there are results."""
    rows = plain.fetch(
        "SELECT course_id FROM quiz_session WHERE kind IN ('check', 'test') UNION"
        " SELECT course_id FROM occurrence ORDER BY 1"
    )
    return [course_id for (course_id,) in rows]


def list_events(plain: Plain, after: int, last: int, limit: int) -> list[ToldEvent]:
    """Return the next events behind one."""
    rows = plain.fetch(_EVENTS, after, last, limit)
    return [ToldEvent(number, EventKind(kind), json.loads(body)) for number, kind, body in rows]


def load_accounts(plain: Plain, people: Iterable[int]) -> dict[int, StoredAccount]:
    """Return who those people are on the roster, by their ids."""
    rows = plain.fetch(_ACCOUNTS, _dump(people))
    return {row[0]: StoredAccount(row[0], row[1], row[2], bool(row[3])) for row in rows}


def load_attempts(plain: Plain, sessions: Iterable[int]) -> dict[int, StoredAttempt]:
    """Return attempts by their ids."""
    rows = plain.fetch(_ATTEMPTS, _dump(sessions))
    return {row[0]: StoredAttempt._make(row) for row in rows}


def load_answers(plain: Plain, sessions: Iterable[int]) -> dict[int, list[StoredAnswer]]:
    """Return the answers of attempts, by attempt."""
    return _group(map(StoredAnswer._make, plain.fetch(_ANSWERS, _dump(sessions))), "session_id")


def load_corrections(plain: Plain, sessions: Iterable[int]) -> dict[int, list[StoredCorrection]]:
    """Return what was corrected in attempts, by attempt, in the order of the ids."""
    rows = plain.fetch(_CORRECTIONS, _dump(sessions))
    return _group(map(StoredCorrection._make, rows), "session_id")


def list_corrected(plain: Plain, first: int, last: int) -> list[tuple[int, int]]:
    """Return corrections of a run, each with its attempt."""
    return [(one, session_id) for one, session_id in plain.fetch(_RUN, first, last)]


def load_sessions_of(plain: Plain, corrections: Iterable[int]) -> dict[int, int]:
    """Return the attempt of each of those corrections."""
    return dict(plain.fetch(_SESSIONS_OF, _dump(corrections)))


def list_changed(plain: Plain, first: int, last: int) -> list[StoredCompletion]:
    """Return changes of completions of a run."""
    return [StoredCompletion._make(row) for row in plain.fetch(_CHANGED, first, last)]


def load_completions(
    plain: Plain, people: Iterable[int]
) -> dict[tuple[int, str], list[StoredCompletion]]:
    """Return by person and course the first completion, and behind it how it was changed."""
    these = _dump(people)
    found = [StoredCompletion(None, *row) for row in plain.fetch(_COMPLETIONS, these)]
    found += [StoredCompletion._make(row) for row in plain.fetch(_CHANGES, these)]
    completions: dict[tuple[int, str], list[StoredCompletion]] = {}
    for one in found:
        completions.setdefault((one.person_id, one.course_id), []).append(one)
    return completions


def load_occurrences(plain: Plain, ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Return person and course of occurrences."""
    rows = plain.fetch(_OCCURRENCES, _dump(ids))
    return {one: (person_id, course_id) for one, person_id, course_id in rows}


def load_closings(plain: Plain, occurrences: Iterable[int]) -> dict[int, list[StoredClosing]]:
    """Return when occurrences were completed and opened again, by occurrence, in order."""
    rows = plain.fetch(_CLOSINGS, _dump(occurrences))
    return _group(map(StoredClosing._make, rows), "occurrence_id")


def load_moved(plain: Plain, occurrences: Iterable[int]) -> dict[int, StoredClosing]:
    """Return by the events that were moved to these what had been recorded of an employee entry."""
    rows = plain.fetch(_MOVED, _dump(occurrences))
    return {event_id: StoredClosing(*former) for event_id, *former in rows}


def _group(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, name), []).append(row)
    return groups


def _dump(ids: Iterable[int]) -> str:
    return json.dumps(sorted(set(ids)))
