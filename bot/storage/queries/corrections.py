"""What counts in place of what was recorded, and the attempts that a corrected key is about."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.learning.corrections import Corrected, Verdict
from bot.storage.plain import EVER, Plain, load_time

# A correction counts from when it was recorded; one that is held, from when HR took the pass away.
_COUNTED = (
    "SELECT c.session_id, c.position, c.was_right, c.is_right FROM {} "
    "LEFT JOIN pass_ruling r ON r.correction_id = c.id WHERE "
    "CASE WHEN c.is_held THEN r.outcome = 'apply' AND r.ruled_at <= ? "
    "ELSE c.corrected_at <= ? END {} ORDER BY c.id"
)
_OF_SESSION = _COUNTED.format("result_correction c", "AND c.session_id = ?")
_OF_PERSON = _COUNTED.format(
    "quiz_session s CROSS JOIN result_correction c ON c.session_id = s.id", "AND s.person_id = ?"
)
_OF_PEOPLE = _COUNTED.format(
    "quiz_session s CROSS JOIN result_correction c ON c.session_id = s.id",
    "AND s.person_id > ? AND s.person_id <= ?",
)
_OF_QUESTION = _COUNTED.format(
    "result_correction c",
    "AND EXISTS (SELECT 1 FROM quiz_item i"
    " WHERE i.question_id = ? AND i.session_id = c.session_id)",
)
_OF_THOSE = _COUNTED.format(
    "quiz_session s CROSS JOIN result_correction c ON c.session_id = s.id",
    "AND s.person_id IN (SELECT value FROM json_each(?))",
)

# A correction waits for HR while nobody has ruled on it and its key has not changed again.
WAITS = (
    "c.is_held AND NOT EXISTS (SELECT 1 FROM pass_ruling w WHERE w.correction_id = c.id) "
    "AND NOT EXISTS (SELECT 1 FROM key_decision d JOIN key_change k ON k.id = d.key_change_id "
    "JOIN key_change n ON n.question_id = k.question_id AND n.id > k.id WHERE d.id = c.decision_id)"
)

# Answers that were given before a key was corrected: to a version that was not taught since.
_ATTEMPT_COLUMNS = (
    'SELECT s.id, s.person_id, s.version_id, s.course_id, s.pass_mark_pct, s.total, s."right",'
    " i.position, i.option_ids, a.chosen_ids, a.is_correct FROM "
)
_ATTEMPT_FILTER = (
    " JOIN answer a ON a.session_id = i.session_id AND a.position = i.position AND a.try_no = 1"
    " WHERE i.question_id = ? AND s.kind IN ('check', 'test') AND s.finished_at IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM content_activation v WHERE v.id >= ?"
    " AND v.version_id = s.version_id AND v.activated_at <= s.started_at)"
)
_ATTEMPTS = (
    f"{_ATTEMPT_COLUMNS} quiz_item i CROSS JOIN quiz_session s ON s.id = i.session_id"
    f"{_ATTEMPT_FILTER}"
)
# Only where the verdict differs from that of the key: the order of the ids is always the same.
_CONTRADICTIONS = (
    f"{_ATTEMPTS} AND ((a.chosen_ids = ?) != a.is_correct OR EXISTS"  # noqa: S608 - our own words
    " (SELECT 1 FROM result_correction c WHERE c.session_id = s.id AND c.position = i.position))"
)
_ATTEMPTS_OF_PEOPLE = (
    f"{_ATTEMPT_COLUMNS} quiz_session s CROSS JOIN quiz_item i ON i.session_id = s.id"
    f"{_ATTEMPT_FILTER} AND s.person_id > ? AND s.person_id <= ? ORDER BY s.id, i.position"
)
_ATTEMPT = (
    f"{_ATTEMPT_COLUMNS} quiz_session s CROSS JOIN quiz_item i ON i.session_id = s.id"
    f"{_ATTEMPT_FILTER} AND s.id = ?"
)


class Attempt(NamedTuple):
    """An answer in a finished check or test, as it was recorded."""

    session_id: int
    person_id: int
    version_id: int
    course_id: str
    pass_mark_pct: int
    total: int
    right: int
    position: int
    option_json: str
    chosen_json: str
    is_correct: int


class WaitingPass(NamedTuple):
    """A pass that waits for HR's word, as it is stored."""

    id: int
    decision_id: int
    session_id: int
    person_id: int
    version_id: int
    course_id: str
    kind: str
    scope: str
    pass_mark_pct: int
    total: int
    right: int
    finished: str
    position: int
    was_right: int
    is_right: int

    @property
    def finished_at(self) -> datetime:
        """When the attempt was finished."""
        return load_time(self.finished)


class NewCorrection(NamedTuple):
    """A correction to be recorded; the columns of the table."""

    decision_id: int
    session_id: int
    position: int
    was_right: bool
    is_right: bool
    old_right: int
    new_right: int
    is_held: bool
    corrected_at: str


def load_of_session(plain: Plain, session_id: int) -> Corrected:
    """Return what counts in one quiz."""
    return _read(plain.fetch(_OF_SESSION, EVER, EVER, session_id))


def load_of_person(plain: Plain, person_id: int) -> Corrected:
    """Return what counts in the quizzes of a person."""
    return _read(plain.fetch(_OF_PERSON, EVER, EVER, person_id))


def load_of_question(plain: Plain, question_id: str) -> Corrected:
    """Return what counts in the quizzes that asked a question."""
    return _read(plain.fetch(_OF_QUESTION, EVER, EVER, question_id))


def load_of_people(plain: Plain, after: int, last: int) -> Corrected:
    """Return what counts in the quizzes of the people with those ids."""
    return _read(plain.fetch(_OF_PEOPLE, EVER, EVER, after, last))


def load_of_those(plain: Plain, people_json: str, until: str) -> Corrected:
    """Return what counted in the quizzes of those people, by what was recorded at a moment."""
    return _read(plain.fetch(_OF_THOSE, until, until, people_json))


def stream_attempts(plain: Plain, question_id: str, activation_id: int) -> Iterator[Attempt]:
    """Yield the answers to a question that were given before its key was corrected."""
    return map(Attempt._make, plain.stream(_ATTEMPTS, question_id, activation_id))


def stream_contradictions(
    plain: Plain, question_id: str, activation_id: int, right_ids: Sequence[str]
) -> Iterator[Attempt]:
    """Yield only those of which a verdict of old can differ from that of the key."""
    values = question_id, activation_id, json.dumps(sorted(right_ids))
    return map(Attempt._make, plain.stream(_CONTRADICTIONS, *values))


def list_attempts_of_people(
    plain: Plain, question_id: str, activation_id: int, after: int, last: int
) -> list[Attempt]:
    """Return the same of the people with those ids."""
    rows = plain.fetch(_ATTEMPTS_OF_PEOPLE, question_id, activation_id, after, last)
    return [Attempt._make(row) for row in rows]


def list_attempts_of_session(
    plain: Plain, question_id: str, activation_id: int, session_id: int
) -> list[Attempt]:
    """Return the same of one quiz."""
    rows = plain.fetch(_ATTEMPT, question_id, activation_id, session_id)
    return [Attempt._make(row) for row in rows]


def find_last_person(plain: Plain, after: int, limit: int) -> int | None:
    """Return the last of the next people who have begun a quiz; None where nobody is left."""
    (row,) = plain.fetch(
        "SELECT max(person_id) FROM (SELECT DISTINCT person_id FROM quiz_session"
        " WHERE person_id > ? ORDER BY person_id LIMIT ?)",
        after,
        limit,
    )
    return row[0] if row[0] is None else int(row[0])


def add(plain: Plain, corrections: Iterable[NewCorrection]) -> None:
    """Record corrections; one that a decision has made already stays."""
    plain.run_each(
        "INSERT INTO result_correction (decision_id, session_id, position, was_right, is_right,"
        " old_right, new_right, is_held, corrected_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        corrections,
    )


_WAITING_COLUMNS = (
    "SELECT c.id, c.decision_id, s.id, s.person_id, s.version_id, s.course_id, s.kind, s.scope,"
    ' s.pass_mark_pct, s.total, s."right", s.finished_at, c.position, c.was_right, c.is_right'
    " FROM result_correction c JOIN quiz_session s ON s.id = c.session_id"
)


def list_waiting(plain: Plain, decision_id: int, limit: int, after: int = 0) -> list[WaitingPass]:
    """Return the first passes that wait because of a regrade, after one of them."""
    rows = plain.fetch(
        f"{_WAITING_COLUMNS} WHERE c.decision_id = ? AND c.id > ? AND {WAITS}"
        " ORDER BY c.id LIMIT ?",
        decision_id,
        after,
        limit,
    )
    return [WaitingPass._make(row) for row in rows]


def find_waiting(plain: Plain, correction_id: int) -> WaitingPass | None:
    """Return a pass, if it waits."""
    rows = plain.fetch(f"{_WAITING_COLUMNS} WHERE c.id = ? AND {WAITS}", correction_id)
    return WaitingPass._make(rows[0]) if rows else None


def find_newest_waiting(plain: Plain, decision_id: int) -> int | None:
    """Return the newest pass that waits because of a regrade."""
    ((newest,),) = plain.fetch(
        f"SELECT max(c.id) FROM result_correction c WHERE c.decision_id = ? AND {WAITS}",  # noqa: S608 - our own words
        decision_id,
    )
    return None if newest is None else int(newest)


def count_waiting(plain: Plain) -> dict[int, int]:
    """Return how many passes wait because of each regrade, the oldest first."""
    rows = plain.fetch(
        "SELECT c.decision_id, count(*) FROM result_correction c"  # noqa: S608 - our own words
        f" WHERE {WAITS} GROUP BY c.decision_id ORDER BY c.decision_id"
    )
    return dict(rows)


def count_rulings(plain: Plain, decision_id: int) -> dict[str, int]:
    """Return how often HR ruled in which way on the passes of a regrade."""
    rows = plain.fetch(
        "SELECT r.outcome, count(*) FROM pass_ruling r"
        " JOIN result_correction c ON c.id = r.correction_id"
        " WHERE c.decision_id = ? GROUP BY r.outcome",
        decision_id,
    )
    return dict(rows)


class MadeCorrection(NamedTuple):
    """What a regrade did to one attempt, and what HR said where it was held."""

    id: int
    session_id: int
    person_id: int
    course_id: str
    position: int
    pass_mark_pct: int
    total: int
    old_right: int
    new_right: int
    is_held: int
    outcome: str | None


_MADE = (
    "SELECT c.id, c.session_id, s.person_id, s.course_id, c.position, s.pass_mark_pct, s.total,"
    " c.old_right, c.new_right, c.is_held, r.outcome FROM result_correction c"
    " JOIN quiz_session s ON s.id = c.session_id LEFT JOIN pass_ruling r ON r.correction_id = c.id"
)


def stream_made(plain: Plain, decision_id: int) -> Iterator[MadeCorrection]:
    """Yield what a regrade did."""
    return map(MadeCorrection._make, plain.stream(f"{_MADE} WHERE c.decision_id = ?", decision_id))


def list_made(plain: Plain, decision_id: int, person_id: int) -> list[MadeCorrection]:
    """Return what a regrade did to the attempts of a person."""
    rows = plain.fetch(
        f"{_MADE} WHERE c.decision_id = ? AND s.person_id = ? ORDER BY c.id",
        decision_id,
        person_id,
    )
    return [MadeCorrection._make(row) for row in rows]


def find_made(plain: Plain, correction_id: int) -> tuple[int, MadeCorrection]:
    """Return one correction with the regrade that made it."""
    (row,) = plain.fetch(f"{_MADE} WHERE c.id = ?", correction_id)
    ((decision_id,),) = plain.fetch(
        "SELECT decision_id FROM result_correction WHERE id = ?", correction_id
    )
    return decision_id, MadeCorrection._make(row)


def _read(rows: Iterable[tuple[int, int, int, int]]) -> Corrected:
    return Corrected(
        Verdict(session_id, position, bool(was_right), bool(is_right))
        for session_id, position, was_right, is_right in rows
    )
