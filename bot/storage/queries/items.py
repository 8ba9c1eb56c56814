"""Answers that counted, one after the other, for what is said of questions and quizzes."""

from collections.abc import Iterator
from datetime import datetime

from bot.learning.quiz import COUNTED
from bot.storage.plain import Plain, dump_time

# Session, version, course, kind and scope of the quiz; question, chosen options as JSON, whether
# they are right; and the seconds since the question was last sent, None where nothing tells them.
CountedAnswer = tuple[int, int, str, str, str, str, str, int, int | None]

_KINDS = ", ".join(f"'{kind}'" for kind in sorted(COUNTED))
_FINISHED = f"FROM quiz_session WHERE kind IN ({_KINDS}) AND finished_at <= ?"
_ALL = f"SELECT id {_FINISHED}"
_FIRST = f"SELECT min(id) {_FINISHED} GROUP BY person_id, course_id, kind, scope"
# The joins are made in the order of the rows, so that nothing has to be sorted.
_ANSWERS = (
    "SELECT s.id, s.version_id, s.course_id, s.kind, s.scope, i.question_id, a.chosen_ids,"
    " a.is_correct,"
    " CAST(round((julianday(a.answered_at) - julianday(i.shown_at)) * 86400) AS INTEGER)"
    " FROM quiz_session s"
    " CROSS JOIN quiz_item i ON i.session_id = s.id"
    " CROSS JOIN answer a ON a.session_id = s.id AND a.position = i.position AND a.try_no = 1"
    " WHERE s.id IN ({sessions}) ORDER BY s.id, i.position"
)


def stream_answers(
    plain: Plain, as_of: datetime, *, is_first_only: bool
) -> Iterator[CountedAnswer]:
    """Yield the answers of checks and tests that were finished by then, quiz by quiz, in order.

    Where `is_first_only`, only those of each person's first attempt at each quiz.
    """
    statement = _ANSWERS.format(sessions=_FIRST if is_first_only else _ALL)
    return plain.stream(statement, dump_time(as_of))
