"""Everything that is kept as evidence about one person, row by row.

What hangs on an employee entry that turned out to be this person is theirs as well.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.learning.evidence import EventKind
from bot.learning.privacy import ERASED
from bot.learning.quiz import COUNTED
from bot.storage.plain import Plain, load_time
from bot.storage.queries.personnel import is_erased
from bot.storage.queries.reminders import TOLD

Row = dict[str, Any]
_COUNTED = ", ".join(f"'{kind}'" for kind in sorted(COUNTED))
_ME = "(SELECT id FROM person WHERE id = ?1 OR replaced_by = ?1)"
# What events of these kinds are about, which names the person.
_OF_OCCURRENCE = (
    "occurrence_id",
    f"SELECT id FROM occurrence WHERE person_id IN {_ME}",  # noqa: S608 - from above
)
_ABOUT = {
    EventKind.OCCURRENCE_EVENT: _OF_OCCURRENCE,
    EventKind.OCCURRENCE_TEXT: _OF_OCCURRENCE,
    EventKind.ENDING: (
        "certificate_id",
        f"SELECT id FROM certificate WHERE person_id IN {_ME}",  # noqa: S608
    ),
    EventKind.RULING: (
        "correction_id",
        (
            "SELECT id FROM result_correction WHERE session_id IN"  # noqa: S608
            f" (SELECT id FROM quiz_session WHERE person_id IN {_ME})"
        ),
    ),
}
_IS_ABOUT_ME = " OR ".join(
    f"kind = '{kind}' AND"
    f" CASE WHEN json_valid(body) THEN json_extract(body, '$.{key}') END IN ({mine})"
    for kind, (key, mine) in _ABOUT.items()
)


def find_person(plain: Plain, person_id: int) -> Row | None:
    """Return who somebody is, with what the roster says; of a former entry, whose it is now."""
    found = _fetch(
        plain,
        ("person_id", "name", "role", "joined_at", "employee_id", "status", "department"),
        "SELECT p.id, p.name, p.role, p.joined_at,"  # noqa: S608 - our own words, as below
        f" CASE WHEN {is_erased('e')} THEN '{ERASED}' ELSE e.employee_id END,"
        " e.status, e.department"
        " FROM person p LEFT JOIN employee e ON e.person_id = p.id"
        " WHERE p.id = (SELECT coalesce(replaced_by, id) FROM person WHERE id = ?)",
        person_id,
    )
    return found[0] if found else None


def list_versions(plain: Plain, version_ids: Sequence[int]) -> list[Row]:
    """Return these versions of the content, with the numbers under which they were taught."""
    marks = ", ".join("?" * len(version_ids))
    return _fetch(
        plain,
        ("version_id", "number", "sha256", "stored_at"),
        "SELECT v.id, (SELECT min(number) FROM content_activation a WHERE a.version_id = v.id),"  # noqa: S608 - marks only
        f" v.digest, v.stored_at FROM content_version v WHERE v.id IN ({marks}) ORDER BY v.id",
        *version_ids,
    )


def list_quizzes(plain: Plain, person_id: int) -> list[Row]:
    """Return the checks and tests of a person, the open ones too, as they began."""
    names = "id version_id course_id kind scope pass_mark_pct started_at finished_at total right"
    columns = names.split()
    return _fetch(
        plain,
        ("session_id", *columns[1:]),
        f"SELECT {', '.join(f'{chr(34)}{c}{chr(34)}' for c in columns)} FROM quiz_session"  # noqa: S608 - our own names
        f" WHERE person_id IN {_ME} AND kind IN ({_COUNTED}) ORDER BY id",
        person_id,
    )


def list_answers(plain: Plain, session_id: int) -> list[Row]:
    """Return the questions of a quiz in their order, with what was answered."""
    return _fetch(
        plain,
        (
            *("position", "question_id", "option_ids", "shown_at", "hint_at"),
            *("try_no", "chosen_ids", "is_correct", "answered_at"),
        ),
        "SELECT position, question_id, option_ids, shown_at, hint_at, try_no, chosen_ids,"
        " is_correct, answered_at FROM quiz_item LEFT JOIN answer USING (session_id, position)"
        " WHERE session_id = ? ORDER BY position, try_no",
        session_id,
    )


def list_readings(plain: Plain, person_id: int) -> list[Row]:
    """Return the lessons that a person has read to their end."""
    return _fetch(
        plain,
        ("lesson_id", "version_id", "read_at"),
        f"SELECT lesson_id, version_id, read_at FROM lesson_read WHERE person_id IN {_ME}"  # noqa: S608
        " ORDER BY read_at, lesson_id",
        person_id,
    )


def list_completions(plain: Plain, person_id: int) -> list[Row]:
    """Return the courses that a person has completed."""
    return _fetch(
        plain,
        ("course_id", "version_id", "completed_at"),
        f"SELECT course_id, version_id, completed_at FROM completion WHERE person_id IN {_ME}"  # noqa: S608
        " ORDER BY completed_at",
        person_id,
    )


def list_completion_changes(plain: Plain, person_id: int) -> list[Row]:
    """Return what corrections did to completions; `completed_at` is None where it was taken."""
    return _fetch(
        plain,
        ("course_id", "version_id", "completed_at", "recorded_at", "correction_id"),
        "SELECT course_id, version_id, completed_at, recorded_at, correction_id"  # noqa: S608
        f" FROM completion_change WHERE person_id IN {_ME} ORDER BY id",
        person_id,
    )


def list_corrections(plain: Plain, person_id: int) -> list[Row]:
    """Return the answers that count otherwise than recorded, with who decided it and why."""
    return _fetch(
        plain,
        (
            *("correction_id", "session_id", "number", "was_right", "is_right", "old_right"),
            *("new_right", "is_held", "corrected_at", "decided_by", "reason"),
            *("ruling", "ruled_at", "ruled_by", "ruling_reason"),
        ),
        "SELECT c.id, c.session_id, c.position + 1, c.was_right, c.is_right, c.old_right,"  # noqa: S608
        " c.new_right, c.is_held, c.corrected_at, k.person_id, k.reason, r.outcome, r.ruled_at,"
        " p.person_id, p.reason FROM result_correction c"
        " JOIN quiz_session s ON s.id = c.session_id JOIN key_decision k ON k.id = c.decision_id"
        " LEFT JOIN pass_ruling r ON r.correction_id = c.id"
        " LEFT JOIN pass_decision p ON p.id = r.pass_decision_id"
        f" WHERE s.person_id IN {_ME} ORDER BY c.id",
        person_id,
    )


def list_certificates(plain: Plain, person_id: int) -> list[Row]:
    """Return a person's certificates with how they ended."""
    return _fetch(
        plain,
        (
            *("certificate_id", "code", "name", "course_id", "course_title", "version_number"),
            *("session_id", "achieved_at", "issued_at", "valid_until", "replaces_id"),
            *("ending", "ended_at", "ended_by", "reason"),
        ),
        "SELECT c.id, c.code, c.name, c.course_id, c.course_title, c.version_number, c.session_id,"  # noqa: S608
        " c.achieved_at, c.issued_at, c.valid_until, c.replaces_id, e.kind, e.ended_at, e.ended_by,"
        " e.reason FROM certificate c LEFT JOIN certificate_ending e ON e.certificate_id = c.id"
        f" WHERE c.person_id IN {_ME} ORDER BY c.id",
        person_id,
    )


def list_occurrences(plain: Plain, person_id: int) -> list[Row]:
    """Return what a person had to complete, on which terms, and by which assignment."""
    return _fetch(
        plain,
        (
            *("occurrence_id", "person_id", "course_id", "number", "assigned_at", "due_at"),
            *("pass_mark_pct", "attempts", "cooldown_hours", "valid_months"),
            *("assignment_id", "target", "given_at", "origin", "actor_id"),
        ),
        "SELECT o.id, o.person_id, o.course_id, o.number, o.assigned_at, o.due_at,"  # noqa: S608
        " o.pass_mark_pct, o.attempts, o.cooldown_hours, o.valid_months, a.id, a.target,"
        " a.created_at, a.origin, a.actor_id FROM occurrence o"
        f" JOIN assignment a ON a.id = o.assignment_id WHERE o.person_id IN {_ME} ORDER BY o.id",
        person_id,
    )


def list_occurrence_events(plain: Plain, occurrence_id: int) -> list[Row]:
    """Return what was ruled about an occurrence, and its completion."""
    rows = _fetch(
        plain,
        (
            *("event_id", "kind", "at", "origin", "actor_id", "reason", "proof", "due_at"),
            *("completed_at", "valid_until", "version_id", "session_id"),
        ),
        "SELECT id, kind, at, origin, actor_id, reason, proof, due_at, completed_at,"
        " valid_until, version_id, session_id FROM occurrence_event"
        " WHERE occurrence_id = ? ORDER BY id",
        occurrence_id,
    )
    return [{**row, "valid_until": _word(row["valid_until"])} for row in rows]


def list_changes(plain: Plain, person_id: int) -> list[Row]:
    """Return what was done about a person's record, account and role."""
    return _fetch(
        plain,
        ("person_id", "kind", "at", "origin", "actor_id", "reason"),
        "SELECT person_id, kind, at, origin, actor_id, reason FROM person_event"  # noqa: S608
        f" WHERE person_id IN {_ME} ORDER BY id",
        person_id,
    )


def list_accepted_notices(plain: Plain, person_id: int) -> list[Row]:
    """Return the joining notices that a person has accepted, with their texts."""
    return _fetch(
        plain,
        ("version", "accepted_at", "text"),
        "SELECT a.version, a.accepted_at, t.body FROM notice_acceptance a"  # noqa: S608
        f" LEFT JOIN notice_text t ON t.digest = a.digest WHERE a.person_id IN {_ME}"
        " ORDER BY a.accepted_at, a.version",
        person_id,
    )


def list_sent_notices(plain: Plain, person_id: int) -> list[Row]:
    """Return the messages that were owed to a person, and what became of each."""
    return _fetch(
        plain,
        ("kind", "subject_id", "due_at", "state", "reason", "settled_at"),
        "SELECT kind, subject_id, due_at, state, reason, settled_at FROM notice"  # noqa: S608
        f" WHERE person_id IN {_ME} ORDER BY due_at, kind, subject_id",
        person_id,
    )


def list_reminders(plain: Plain, person_id: int) -> list[Row]:
    """Return what a person was told unasked of what is due, and what became of each message.

    `rung` is days from the due day, `ASSIGNED` for the assignment, None for a manager's list.
    """
    return _fetch(
        plain,
        ("kind", "occurrence_id", "rung", "claimed_at", "state", "reason", "settled_at"),
        "SELECT unprompted.kind, occurrence_id, rung, claimed_at, state, reason, settled_at"  # noqa: S608
        f" FROM {TOLD} WHERE unprompted.person_id IN {_ME} ORDER BY unprompted.id",
        person_id,
    )


def list_events(plain: Plain, person_id: int) -> list[Row]:
    """Return the sealed events that speak of a person alone."""
    rows = plain.fetch(
        "SELECT number, kind, recorded_at, body, mac FROM evidence_event"  # noqa: S608
        f" WHERE person_id IN {_ME} OR {_IS_ABOUT_ME} ORDER BY number",
        person_id,
    )
    return [
        {"number": number, "kind": kind, "recorded_at": _word(at), "body": body, "seal": mac.hex()}
        for number, kind, at, body, mac in rows
    ]


def _fetch(plain: Plain, names: Sequence[str], statement: str, *values: Any) -> list[Row]:
    return [
        {
            name: _word(value) if name.endswith(("_at", "at")) else value
            for name, value in zip(names, row, strict=True)
        }
        for row in plain.fetch(statement, *values)
    ]


def _word(stored: str | None) -> str | None:
    """Write a stored time as ISO 8601 with its zone."""
    time: datetime | None = load_time(stored) if stored else None
    return time.isoformat(timespec="seconds").replace("+00:00", "Z") if time else None
