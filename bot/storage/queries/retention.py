"""What is kept too long: practice, and who those were that have left the company.

Of leavers all that says who they were is erased. What they did stays, under a number: reports count
it as before, and the evidence holds, since names and reasons are not in its seals.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime

from bot.storage.plain import Plain, dump_time
from bot.storage.queries.personnel import is_erased

_OLD_PRACTICE = (
    "SELECT id FROM quiz_session WHERE kind NOT IN ('check', 'test') AND started_at < ?"
    " ORDER BY started_at LIMIT ?"
)
_LEAVERS = (
    "SELECT person_id FROM employee WHERE status = 'terminated'"  # noqa: S608 - our own words
    f" AND NOT {is_erased()}"
    " AND date(coalesce(termination_date, (SELECT max(at) FROM person_event e"
    " WHERE e.person_id = employee.person_id AND e.kind = 'left'), recorded_at)) <= ?"
    " ORDER BY person_id LIMIT ?"
)
# Whoever learned before the roster named them has a second row, with what was given to it.
_ME = "(SELECT id FROM person WHERE id = ?1 OR replaced_by = ?1)"
# What is personal of an event can go as a whole only: the change of a department goes with it.
_FORGET_NUMBERS = (
    "UPDATE person_event SET detail = NULL WHERE kind IN ('changed', 'left', 'returned')"
    " AND instr(detail, '\"manager_id\"') AND EXISTS"
    " (SELECT 1 FROM json_each(detail, '$.manager_id') WHERE value IN (SELECT employee_id"
    " FROM employee WHERE person_id IN (SELECT value FROM json_each(?1))))"
)
_ERASE = (
    (
        "UPDATE person SET name = 'erased', search_key = NULL, proposed_name = NULL,"
        " telegram_id = NULL, unreachable_reason = NULL WHERE id = ?1"
    ),
    (
        "UPDATE employee SET manager_id = 'erased-' || ?1 WHERE manager_id ="
        " (SELECT employee_id FROM employee WHERE person_id = ?1)"
    ),
    (
        "UPDATE employee SET employee_id = 'erased-' || ?1, first_name = 'erased',"
        " last_name = '',"
        " email = NULL, manager_id = NULL, location = NULL, job_code = NULL, hire_date = NULL,"
        " language = NULL, timezone = NULL, groups = '[]' WHERE person_id = ?1"
    ),
    # A former role says nothing about who it was, and reports of former moments need it.
    (
        "UPDATE person_event SET telegram_id = NULL, reason = NULL,"  # noqa: S608 - from above
        f" detail = CASE kind WHEN 'role' THEN detail END WHERE person_id IN {_ME}"
    ),
    "UPDATE certificate SET name = NULL, name_salt = NULL WHERE person_id = ?1",
    (
        "UPDATE certificate_ending SET reason = NULL, reason_salt = NULL WHERE certificate_id IN"
        " (SELECT id FROM certificate WHERE person_id = ?1)"
    ),
    (
        "UPDATE occurrence_event SET reason = NULL, reason_salt = NULL, proof = NULL,"  # noqa: S608
        " proof_salt = NULL WHERE occurrence_id IN"
        f" (SELECT id FROM occurrence WHERE person_id IN {_ME})"
    ),
    "DELETE FROM verify_attempt WHERE person_id = ?1",
)


def list_old_practice(plain: Plain, before: datetime, limit: int) -> list[int]:
    """Return rounds of practice, and trials, that began before then."""
    return [row[0] for row in plain.fetch(_OLD_PRACTICE, dump_time(before), limit)]


def list_leavers(plain: Plain, until: date, limit: int) -> list[int]:
    """Return people who had left by that day, and are not erased yet."""
    return [row[0] for row in plain.fetch(_LEAVERS, until.isoformat(), limit)]


def forget_numbers(plain: Plain, person_ids: Sequence[int]) -> None:
    """Erase what says of others that they were led by these people.

    It looks at all that was ever done about anybody: once for many, before who they were is erased.
    """
    if person_ids:
        plain.run(_FORGET_NUMBERS, json.dumps(person_ids))


def erase_identity(plain: Plain, person_id: int) -> None:
    """Erase who somebody was."""
    for statement in _ERASE:
        plain.run(statement, person_id)
