"""Which versions and courses a report of some moment is about."""

from datetime import datetime

from bot.storage.plain import Plain, dump_time


def list_taught(plain: Plain, as_of: datetime) -> list[int]:
    """Return the ids of the versions taught by a moment, the one that was taught then first."""
    rows = plain.fetch(
        "SELECT version_id FROM content_activation WHERE activated_at <= ?"
        " GROUP BY version_id ORDER BY max(id) DESC",
        dump_time(as_of),
    )
    return [version_id for (version_id,) in rows]


def find_first(plain: Plain) -> list[int]:
    """Return the id of the version that was taught first of all, if there is one."""
    rows = plain.fetch("SELECT version_id FROM content_activation ORDER BY id LIMIT 1")
    return [version_id for (version_id,) in rows]


def get_body(plain: Plain, version_id: int) -> str:
    """Return what a stored version holds, as text."""
    ((body,),) = plain.fetch("SELECT body FROM content_version WHERE id = ?", version_id)
    return str(body)


def is_on_record(plain: Plain, course_id: str, as_of: datetime) -> bool:
    """Tell whether anybody was assigned the course, or completed it, by then."""
    if is_assigned(plain, course_id, as_of):
        return True
    rows = plain.fetch(
        "SELECT 1 FROM completion WHERE course_id = ?"
        " AND coalesce(recorded_at, completed_at) <= ? LIMIT 1",
        course_id,
        dump_time(as_of),
    )
    return bool(rows)


def is_assigned(plain: Plain, course_id: str, as_of: datetime) -> bool:
    """Tell whether anybody was assigned the course by then."""
    rows = plain.fetch(
        "SELECT 1 FROM assignment JOIN occurrence ON occurrence.assignment_id = assignment.id"
        " WHERE assignment.course_id = ? AND occurrence.assigned_at <= ? LIMIT 1",
        course_id,
        dump_time(as_of),
    )
    return bool(rows)


def list_numbers(plain: Plain) -> dict[int, int]:
    """Return what trainers call each version that was ever taught, by its id."""
    return dict(plain.fetch("SELECT version_id, max(number) FROM content_activation GROUP BY 1"))
