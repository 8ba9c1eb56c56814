"""Erase what is a person's own: practice, opinions and wishes. Evidence is not touched.

Numbers of what is erased are not given again: a button in an old message would mean something new.
"""

from collections.abc import Sequence

from bot.learning.notices import NoticeKind
from bot.learning.quiz import COUNTED
from bot.storage.plain import Plain

_COUNTED = ", ".join(f"'{kind}'" for kind in sorted(COUNTED))
_PRACTICE = (
    f"SELECT id FROM quiz_session WHERE person_id = ? AND kind NOT IN ({_COUNTED})"  # noqa: S608 - from above
    " ORDER BY id LIMIT ?"
)
_FLAGS = "SELECT id FROM question_flag WHERE session_id = ?"
_ANSWERS = f"SELECT id FROM flag_answer WHERE flag_id IN ({_FLAGS})"  # noqa: S608 - from above
# In this order: what refers to something goes before it.
_OF_SESSION = (
    f"DELETE FROM notice WHERE kind = '{NoticeKind.FLAG_ANSWER}' AND subject_id IN ({_ANSWERS})",  # noqa: S608
    f"DELETE FROM notice WHERE kind = '{NoticeKind.FLAG}' AND subject_id IN ({_FLAGS})",  # noqa: S608
    f"DELETE FROM flag_answer WHERE flag_id IN ({_FLAGS})",  # noqa: S608
    "DELETE FROM question_flag WHERE session_id = ?",
    "DELETE FROM answer WHERE session_id = ?",
    "DELETE FROM quiz_item WHERE session_id = ?",
    "DELETE FROM quiz_session WHERE id = ?",
)
_OF_PERSON = (
    "DELETE FROM lesson_rating WHERE person_id = ?",
    "UPDATE question_flag SET comment = NULL WHERE person_id = ? AND comment IS NOT NULL",
    "DELETE FROM prompt WHERE person_id = ?",
    "DELETE FROM snooze WHERE person_id = ?",
    "DELETE FROM course_choice WHERE person_id = ?",
)
NUMBERED = ("quiz_session", "question_flag")  # whose numbers buttons carry


def list_practice(plain: Plain, person_id: int, limit: int) -> list[int]:
    """Return rounds of practice, and trials, of a person."""
    return [row[0] for row in plain.fetch(_PRACTICE, person_id, limit)]


def erase_rounds(plain: Plain, session_ids: Sequence[int]) -> None:
    """Erase rounds with their answers, and the flags that were raised in them."""
    _remember_numbers(plain)
    for session_id in session_ids:
        for statement in _OF_SESSION:
            plain.run(statement, session_id)


def erase_words(plain: Plain, person_id: int) -> None:
    """Erase a person's ratings, comments and wishes."""
    for statement in _OF_PERSON:
        plain.run(statement, person_id)


def find_next_id(plain: Plain, table: str) -> int | None:
    """Return the id for the next row, where the database would give an erased one; else None."""
    rows = plain.fetch(
        "SELECT last_id + 1 FROM spent_number WHERE name = ?"  # noqa: S608 - our own names
        f" AND last_id > (SELECT coalesce(max(id), 0) FROM {table})",
        table,
    )
    return rows[0][0] if rows else None


def _remember_numbers(plain: Plain) -> None:
    for table in NUMBERED:
        plain.run(
            "INSERT INTO spent_number (name, last_id)"  # noqa: S608 - our own names
            f" SELECT '{table}', coalesce(max(id), 0) FROM {table} WHERE TRUE"
            " ON CONFLICT (name) DO UPDATE SET last_id = max(last_id, excluded.last_id)"
        )
