"""Which course somebody chose last."""

from datetime import datetime

from bot.storage.plain import Plain, dump_time


def find(plain: Plain, person_id: int) -> str | None:
    """Return the course that a person chose last; it may not be taught any more."""
    rows = plain.fetch("SELECT course_id FROM course_choice WHERE person_id = ?", person_id)
    return rows[0][0] if rows else None


def put(plain: Plain, person_id: int, course_id: str, now: datetime) -> None:
    """Remember a choice in place of the one before."""
    plain.run(
        "INSERT INTO course_choice (person_id, course_id, chosen_at) VALUES (?, ?, ?)"
        " ON CONFLICT (person_id) DO UPDATE SET course_id = excluded.course_id,"
        " chosen_at = excluded.chosen_at",
        person_id,
        course_id,
        dump_time(now),
    )
