"""Whom somebody leads, by the roster: directly, or through others in between."""

from bot.storage.plain import Plain

# `UNION`, not `UNION ALL`: a circle must end.
BELOW = (
    "WITH RECURSIVE below(employee_id) AS ("
    " SELECT one.employee_id FROM employee one JOIN employee lead"
    " ON one.manager_id = lead.employee_id WHERE lead.person_id = ?"
    " UNION SELECT one.employee_id FROM employee one JOIN below"
    " ON one.manager_id = below.employee_id)"
)


def list_below(plain: Plain, person_id: int) -> list[int]:
    """Return the people below somebody, leavers too."""
    rows = plain.fetch(
        f"{BELOW} SELECT person_id FROM employee JOIN below USING (employee_id)"  # noqa: S608
        " WHERE person_id != ? ORDER BY person_id",
        person_id,
        person_id,
    )
    return [one for (one,) in rows]


def leads(plain: Plain, leader_id: int, person_id: int) -> bool:
    """Tell whether somebody is above a person; it walks up, which is a few steps."""
    rows = plain.fetch(
        "WITH RECURSIVE above(employee_id) AS ("
        " SELECT manager_id FROM employee WHERE person_id = ?"
        " UNION SELECT manager_id FROM employee JOIN above USING (employee_id))"
        " SELECT 1 FROM above JOIN employee USING (employee_id)"
        " WHERE person_id = ? AND person_id != ?",
        person_id,
        leader_id,
        person_id,
    )
    return bool(rows)
